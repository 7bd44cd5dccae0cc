/* codebuf.c -- life and death of code regions */
#define _GNU_SOURCE
#include "jit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

tiering_t	jit_tiering = { JIT_NBUCKET, 4 };
pthread_mutex_t	jit_hot_lock = PTHREAD_MUTEX_INITIALIZER;
unsigned	jit_hot_limit = JIT_NBUCKET;

void
jit_fatal(const char *what)
{
	perror(what);
	abort();
}

void
jit_flush_icache(void *base, size_t len)
{
	__builtin___clear_cache((char *)base, (char *)base + len);
}

static void
nap(long ms)
{
	struct timespec ts = { ms / 1000, (ms % 1000) * 1000000L };

	nanosleep(&ts, NULL);
}

region_t *
region_find(runtime_t *rt, uintptr_t pc)
{
	for (int i = 0; i < JIT_NREGION; i++) {
		region_t *r = &rt->region[i];

		if (r->state == R_LIVE && pc >= r->pc_lo && pc - r->pc_lo < r->len)
			return r;
	}
	return NULL;
}

int
region_new(runtime_t *rt, size_t len)
{
	int i, rc = -ENOSPC;
	void *p;

	if (len == 0 || len > ((size_t)64 << 20) || len % 4096 != 0)
		return -EINVAL;
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return -errno;
	pthread_mutex_lock(&rt->lock);
	for (i = 0; i < JIT_NREGION; i++) {
		region_t *r = &rt->region[i];

		if (r->state != R_FREE)
			continue;
		r->base = p;
		r->len = len;
		r->pc_lo = (uintptr_t)p;
		r->gen++;
		r->refs = 1;
		r->state = R_LIVE;
		rc = i;
		break;
	}
	pthread_mutex_unlock(&rt->lock);
	if (rc < 0)
		munmap(p, len);
	return rc;
}

void
region_put(runtime_t *rt, region_t *r)
{
	pthread_mutex_lock(&rt->lock);
	if (r->refs > 0)
		r->refs--;
	pthread_mutex_unlock(&rt->lock);
}

int
domain_open(runtime_t *rt, unsigned id)
{
	int key;

	if (id >= JIT_NDOMAIN)
		return -EINVAL;
	key = pkey_alloc(0, 0);
	if (key < 0)
		return -errno;
	pthread_mutex_lock(&rt->lock);
	if (rt->domain[id].key > 0) {
		pthread_mutex_unlock(&rt->lock);
		pkey_free(key);
		return -EEXIST;
	}
	rt->domain[id].key = key;
	rt->domain[id].dead = false;
	rt->domain[id].buf = NULL;
	pthread_mutex_unlock(&rt->lock);
	return 0;
}

void
domain_close(runtime_t *rt, unsigned id)
{
	if (id >= JIT_NDOMAIN)
		return;
	pthread_mutex_lock(&rt->lock);
	rt->domain[id].dead = true;
	pthread_mutex_unlock(&rt->lock);
}

/* give back a region that turned out (nearly) empty; true when it is gone */
bool
region_trim(runtime_t *rt, region_t *r, size_t used)
{
	if (used >= 64)
		return false;
	munmap(r->base, r->len);
	r->state = R_FREE;
	rt->opened++;
	return true;
}

static void *
reaper_main(void *arg)
{
	runtime_t *rt = arg;

	for (;;) {
		pthread_mutex_lock(&rt->lock);
		if (rt->stop) {
			pthread_mutex_unlock(&rt->lock);
			return NULL;
		}
		for (int i = 0; i < JIT_NREGION; i++) {
			region_t *r = &rt->region[i];

			if (r->state == R_LIVE && r->refs == 0) {
				munmap(r->base, r->len);
				r->base = NULL;
				r->len = 0;
				r->state = R_FREE;
				r->gen++;
			}
		}
		for (int i = 0; i < JIT_NDOMAIN; i++) {
			domain_t *d = &rt->domain[i];

			if (!d->dead || d->key <= 0)
				continue;
			/* nothing may carry the key when it goes back */
			if (d->buf != NULL &&
			    pkey_mprotect(d->buf, d->len, PROT_READ | PROT_WRITE, 0) != 0)
				jit_fatal("pkey_mprotect");
			d->buf = NULL;
			pkey_free(d->key);
			d->key = -1;
		}
		pthread_mutex_unlock(&rt->lock);
		nap(50);
	}
}

static void *
tuner_main(void *arg)
{
	runtime_t *rt = arg;
	unsigned want;

	for (;;) {
		pthread_mutex_lock(&rt->lock);
		if (rt->stop) {
			pthread_mutex_unlock(&rt->lock);
			return NULL;
		}
		want = rt->sealed > 1000 ? JIT_NBUCKET * 2 : JIT_NBUCKET / 2;
		pthread_mutex_unlock(&rt->lock);

		jit_tiering.limit = want;
		jit_tiering.shift = want > JIT_NBUCKET ? 3 : 4;

		pthread_mutex_lock(&jit_hot_lock);
		jit_hot_limit = want;
		pthread_mutex_unlock(&jit_hot_lock);
		nap(1000);
	}
}

int
jit_start(runtime_t *rt)
{
	int i;

	for (i = 0; i < JIT_NDOMAIN; i++) {
		rt->domain[i].key = -1;
		rt->domain[i].dead = false;
	}
	pthread_mutex_init(&rt->lock, NULL);
	pthread_mutex_init(&rt->stat_lock, NULL);
	if (pthread_create(&rt->tuner, NULL, tuner_main, rt) != 0)
		return -1;
	if (pthread_create(&rt->reaper, NULL, reaper_main, rt) != 0)
		return -1;
	return 0;
}
