/* patcher.c -- changes the protection of code regions while others run in them */
#define _GNU_SOURCE
#include "jit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* Make the region around pc executable again after patching. */
/* expect: range-race live */
int
jit_seal(runtime_t *rt, uintptr_t pc)
{
	region_t *r;
	void *base;
	size_t len;

	pthread_mutex_lock(&rt->lock);
	r = region_find(rt, pc);
	if (r == NULL) {
		pthread_mutex_unlock(&rt->lock);
		fprintf(stderr, "jit: no region at %#lx\n", (unsigned long)pc);
		return -ENOENT;
	}
	base = r->base;
	len = r->len;
	pthread_mutex_unlock(&rt->lock);

	jit_flush_icache(base, len);

	if (mprotect(base, len, PROT_READ | PROT_EXEC) != 0) {
		int e = errno;

		pthread_mutex_lock(&rt->stat_lock);
		rt->failed++;
		pthread_mutex_unlock(&rt->stat_lock);
		return -e;
	}
	return 0;
}

/* expect: range-race safe */
int
jit_unseal(runtime_t *rt, uintptr_t pc, const void *code, size_t n)
{
	region_t *r;
	int rc = 0;

	pthread_mutex_lock(&rt->lock);
	r = region_find(rt, pc);
	if (r == NULL || n > r->len) {
		rc = -ENOENT;
		goto out;
	}
	if (mprotect(r->base, r->len, PROT_READ | PROT_WRITE) != 0) {
		rc = -errno;
		rt->failed++;
		goto out;
	}
	memcpy(r->base, code, n);
	if (mprotect(r->base, r->len, PROT_READ | PROT_EXEC) != 0)
		jit_fatal("mprotect");
	rt->opened++;
	jit_flush_icache(r->base, n);
out:
	pthread_mutex_unlock(&rt->lock);
	return rc;
}

/* Put a buffer of the caller under the key of a domain. */
/* expect: range-race live */
int
jit_join_domain(runtime_t *rt, unsigned id, void *buf, size_t len)
{
	domain_t *d;
	int key;

	if (id >= JIT_NDOMAIN || len == 0 || len > ((size_t)1 << 20))
		return -EINVAL;
	if (((uintptr_t)buf | len) & 4095)
		return -EINVAL;
	d = &rt->domain[id];

	pthread_mutex_lock(&rt->lock);
	key = d->dead || d->buf != NULL ? -1 : d->key;
	pthread_mutex_unlock(&rt->lock);
	if (key <= 0) {
		fprintf(stderr, "jit: domain %u has no key\n", id);
		return -ENOKEY;
	}

	memset(buf, 0, len);
	if (pkey_mprotect(buf, len, PROT_READ | PROT_WRITE, key) != 0) {
		int e = errno;

		fprintf(stderr, "jit: domain %u: %s\n", id, strerror(e));
		return -e;
	}
	pthread_mutex_lock(&rt->lock);
	d->buf = buf;
	d->len = len;
	pthread_mutex_unlock(&rt->lock);
	return 0;
}

/* The same for a whole stack of a coroutine, called with the world stopped. */
/* expect: range-race safe */
int
jit_join_stack(runtime_t *rt, unsigned id, void *stack, size_t len)
{
	domain_t *d;
	int key, rc = 0;

	if (id >= JIT_NDOMAIN || len < 8192 || len > ((size_t)8 << 20))
		return -EINVAL;
	if (((uintptr_t)stack | len) & 4095)
		return -EINVAL;

	pthread_mutex_lock(&rt->lock);
	d = &rt->domain[id];
	key = d->key;
	if (d->dead || key <= 0 || d->buf != NULL) {
		rt->failed++;
		rc = -ENOKEY;
		goto out;
	}
	if (pkey_mprotect(stack, len, PROT_READ | PROT_WRITE, key) != 0) {
		rc = -errno;
		goto out;
	}
	d->buf = stack;
	d->len = len;
	rt->opened++;
out:
	pthread_mutex_unlock(&rt->lock);
	return rc;
}

/* After a compaction: what is left of the region becomes read-only data. */
/* expect: range-race live */
int
jit_compact(runtime_t *rt, unsigned idx, size_t used)
{
	region_t *r;
	bool gone;
	int rc = 0;

	if (idx >= JIT_NREGION)
		return -EINVAL;

	pthread_mutex_lock(&rt->lock);
	r = &rt->region[idx];
	if (r->state != R_LIVE || used > r->len) {
		rc = -EINVAL;
		goto out;
	}
	gone = region_trim(rt, r, used);
	if (gone)
		rt->sealed++;

	if (mprotect(r->base, r->len, PROT_READ) != 0) {
		rc = -errno;
		rt->failed++;
	}
out:
	pthread_mutex_unlock(&rt->lock);
	return rc;
}

/* Freeze everything that is still there and leave. */
/* expect: range-race safe */
int
jit_shutdown(runtime_t *rt)
{
	int i, left = 0;

	pthread_mutex_lock(&rt->lock);
	rt->stop = true;
	pthread_mutex_unlock(&rt->lock);
	pthread_join(rt->reaper, NULL);
	pthread_join(rt->tuner, NULL);

	for (i = 0; i < JIT_NREGION; i++) {
		region_t *r = &rt->region[i];

		if (r->state != R_LIVE)
			continue;
		if (mprotect(r->base, r->len, PROT_READ) != 0) {
			perror("jit: freeze");
			return -1;
		}
		left++;
	}
	fprintf(stderr, "jit: %d regions frozen, %llu seals\n", left,
		(unsigned long long)rt->sealed);
	return left;
}

/* Like jit_seal(), but generates the stub outside of the lock. */
/* expect: range-race safe */
int
jit_seal_stub(runtime_t *rt, uintptr_t pc, void (*emit)(void *buf, size_t n))
{
	unsigned char stub[256];
	region_t *r;
	unsigned gen;
	int rc = 0;

	pthread_mutex_lock(&rt->lock);
	r = region_find(rt, pc);
	if (r == NULL || r->len < sizeof stub) {
		pthread_mutex_unlock(&rt->lock);
		return -ENOENT;
	}
	gen = r->gen;
	pthread_mutex_unlock(&rt->lock);

	emit(stub, sizeof stub);

	pthread_mutex_lock(&rt->lock);
	if (r->state != R_LIVE || r->gen != gen) {
		/* reaped, and maybe somebody else's by now */
		rt->failed++;
		rc = -ESTALE;
		goto out;
	}
	memcpy(r->base, stub, sizeof stub);
	if (mprotect(r->base, r->len, PROT_READ | PROT_EXEC) != 0) {
		rc = -errno;
		goto out;
	}
	rt->sealed++;
out:
	pthread_mutex_unlock(&rt->lock);
	return rc;
}

/* Drop write permission of a region that is being profiled. */
/* expect: range-race live */
int
jit_profile(runtime_t *rt, unsigned idx)
{
	region_t *r;
	void *base;
	size_t len;
	int rc = 0;

	if (idx >= JIT_NREGION)
		return -EINVAL;
	r = &rt->region[idx];

	pthread_mutex_lock(&rt->stat_lock);
	base = r->base;
	len = r->len;
	if (r->state != R_LIVE || base == NULL || len == 0) {
		rc = -ENOENT;
		goto out;
	}
	if (mprotect(base, len, PROT_READ) != 0) {
		rc = -errno;
		rt->failed++;
		goto out;
	}
	memset(rt->bucket, 0, sizeof rt->bucket);
	rt->opened++;
out:
	pthread_mutex_unlock(&rt->stat_lock);
	return rc;
}

/* expect: double-load live */
void
jit_account(runtime_t *rt, const uint64_t *samples, unsigned n)
{
	uint64_t sum = 0;

	if (n > JIT_NBUCKET)
		n = JIT_NBUCKET;
	if (jit_tiering.limit == 0 || jit_tiering.limit > JIT_NBUCKET)
		return;

	for (unsigned i = 0; i < n; i++)
		sum += samples[i];

	pthread_mutex_lock(&rt->stat_lock);
	rt->bucket[jit_tiering.limit - 1] += sum;
	pthread_mutex_unlock(&rt->stat_lock);
}

/* expect: none */
void
jit_account_hot(runtime_t *rt, const uint64_t *samples, unsigned n)
{
	uint64_t sum = 0;

	if (n > JIT_NBUCKET)
		n = JIT_NBUCKET;
	for (unsigned i = 0; i < n; i++)
		sum += samples[i];

	pthread_mutex_lock(&jit_hot_lock);
	if (jit_hot_limit == 0 || jit_hot_limit > JIT_NBUCKET) {
		pthread_mutex_unlock(&jit_hot_lock);
		return;
	}
	rt->bucket[jit_hot_limit - 1] += sum;
	pthread_mutex_unlock(&jit_hot_lock);
}
