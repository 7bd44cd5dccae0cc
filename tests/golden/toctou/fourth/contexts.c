/* The same through contexts, wrappers and locks. */
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <pthread.h>
#include <threads.h>
#include <signal.h>
#include <stdatomic.h>

static mtx_t m; static uint32_t shared_len; static char dst[64], src[64];
static int w(void *a) { mtx_lock(&m); shared_len = *(uint32_t *)a; mtx_unlock(&m); return 0; }
/* expect: double-load safe */
int safe_c11(void)
{
	thrd_t t; thrd_create(&t, w, &shared_len);
	mtx_lock(&m);
	if (shared_len <= 64) memcpy(dst, src, shared_len);
	mtx_unlock(&m);
	return 0;
}
static uint32_t racy_len;
static int w2(void *a) { racy_len = *(uint32_t *)a; return 0; }
/* expect: double-load live */
int open_c11(void)
{
	thrd_t t; thrd_create(&t, w2, &t);
	if (racy_len <= 64) memcpy(dst, src, racy_len);
	return 0;
}
static uint32_t dlen;
static pthread_mutex_t pm = PTHREAD_MUTEX_INITIALIZER;
static void *w3(void *a) { pthread_mutex_lock(&pm); dlen = (uintptr_t)a; pthread_mutex_unlock(&pm); return a; }
/* expect: double-load live */
int open_lock_dropped(void)
{
	pthread_t t; pthread_create(&t, 0, w3, 0);
	pthread_mutex_lock(&pm);
	if (dlen > 64) { pthread_mutex_unlock(&pm); return -1; }
	pthread_mutex_unlock(&pm);
	pthread_mutex_lock(&pm);
	memcpy(dst, src, dlen);
	pthread_mutex_unlock(&pm);
	return 0;
}
static volatile int idx; static int tab[8];
static void h(int s, siginfo_t *i, void *c) { idx = i->si_value.sival_int; }
/* expect: double-load live */
int open_sigaction(void)
{
	struct sigaction sa = { .sa_sigaction = h, .sa_flags = SA_SIGINFO };
	sigaction(SIGRTMIN, &sa, 0);
	if (idx < 0 || idx >= 8) return -1;
	return tab[idx];
}
struct area { uint32_t n; uint32_t v[100]; };
static void *xmap(int fd, size_t n, int flags) { void *p = mmap(0, n, PROT_READ, flags, fd, 0); if (p == MAP_FAILED) abort(); return p; }
/* expect: double-load live */
int open_wrapped_map(int fd)
{
	struct area *a = xmap(fd, 4096, MAP_SHARED);
	if (a->n > 100) return 0;
	uint32_t s = 0;
	for (uint32_t i = 0; i < a->n; i++) s += a->v[i];
	return s;
}
struct ctx { struct area *shm; int fd; };
int ctx_open(struct ctx *c, int fd) { c->fd = fd; c->shm = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0); return c->shm == MAP_FAILED; }
/* expect: double-load live */
int open_ctx(struct ctx *c, uint32_t *out)
{
	if (c->shm->n >= 100) return -1;
	*out = c->shm->v[c->shm->n];
	return 0;
}
/* expect: double-load safe */
int safe_ctx(struct ctx *c, uint32_t *out)
{
	uint32_t n = __atomic_load_n(&c->shm->n, __ATOMIC_ACQUIRE);
	if (n >= 100) return -1;
	*out = c->shm->v[n];
	return 0;
}
int pkey_mprotect(void *, size_t, int, int);
/* expect: double-load live */
int open_pkey(struct ctx *c, void *base, int key)
{
	if (c->shm->n > 4096) return -1;
	return pkey_mprotect(base, c->shm->n, PROT_READ, key);
}
int mpx(void *addr, int len, unsigned key, int op);
struct mreq { void *addr; int len; unsigned key; int op; };
/* expect: double-load live, shared-argument live */
int open_mpx(int fd)
{
	struct mreq *q = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
	if (q->len > 4096) return -1;
	return mpx(q->addr, q->len, q->key, q->op);
}
/* expect: double-load safe */
int safe_recheck(struct ctx *c)
{
	if (c->shm->n > 100) return -1;
	uint32_t n = c->shm->n;
	if (n > 100) return -1;
	return c->shm->v[n ? n - 1 : 0];
}
/* expect: double-load safe */
int safe_masked(struct ctx *c)
{
	if (c->shm->n > 50) return -1;
	return c->shm->v[c->shm->n & 63];
}
