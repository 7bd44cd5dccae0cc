#define _GNU_SOURCE
#include <sys/mman.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PG 4096

static char buffer[256];
static char input[512];
static unsigned cur_len;
static unsigned idx_now;
static unsigned idx_locked;
static unsigned early;
static volatile sig_atomic_t stop;
static volatile unsigned sig_len;
static int table[32];
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pool_mu = PTHREAD_MUTEX_INITIALIZER;

static struct pool {
	void *base;
	size_t size;
} pool, cache;

static void *producer(void *arg)
{
	(void)arg;
	for (unsigned i = 0;; i++) {
		cur_len = i * 7919u % 600;
		idx_now = i;
		pthread_mutex_lock(&mu);
		idx_locked = i % 40;
		pthread_mutex_unlock(&mu);
	}
	return NULL;
}

static void *reaper(void *arg)
{
	(void)arg;
	for (;;) {
		sleep(1);
		munmap(pool.base, pool.size);
		pool.base = NULL;
		pthread_mutex_lock(&pool_mu);
		if (cache.base) {
			munmap(cache.base, cache.size);
			cache.base = NULL;
		}
		pthread_mutex_unlock(&pool_mu);
	}
	return NULL;
}

static void *once(void *arg)
{
	(void)arg;
	early = 12;
	return NULL;
}

static void on_alarm(int s)
{
	(void)s;
	sig_len += 64;
	alarm(1);
}

static void on_term(int s)
{
	(void)s;
	stop = 1;
}

/* expect: double-load live */
int wk_copy(void)
{
	if (cur_len > sizeof buffer)
		return -1;
	memcpy(buffer, input, cur_len);
	return 0;
}

/* expect: double-load safe */
int wk_copy_local(void)
{
	unsigned n = __atomic_load_n(&cur_len, __ATOMIC_RELAXED);

	if (n > sizeof buffer)
		return -1;
	memcpy(buffer, input, n);
	return 0;
}

/* expect: double-load live */
int wk_index(void)
{
	return idx_now < 32 ? table[idx_now] : -1;
}

/* expect: double-load safe */
int wk_index_lock(void)
{
	int v = -1;

	pthread_mutex_lock(&mu);
	if (idx_locked < 32)
		v = table[idx_locked];
	pthread_mutex_unlock(&mu);
	return v;
}

/* expect: double-load live */
int wk_index_halflock(void)
{
	unsigned ok;

	pthread_mutex_lock(&mu);
	ok = idx_locked < 32;
	pthread_mutex_unlock(&mu);
	return ok ? table[idx_locked] : -1;
}

/* expect: double-load live */
void wk_signal_len(void)
{
	if (sig_len <= sizeof buffer)
		memset(buffer, 0, sig_len);
}

/* expect: double-load safe */
void wk_loop(void)
{
	while (!stop)
		pause();
	if (stop)
		write(1, "bye\n", 4);
}

/* expect: double-load safe */
int wk_joined(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, once, NULL))
		return -1;
	pthread_join(t, NULL);
	if (early >= 32)
		return -1;
	return table[early];
}

/* expect: range-race live */
int wk_seal(void)
{
	if (!pool.base)
		return -1;
	return mprotect(pool.base, pool.size, PROT_READ);
}

/* expect: range-race safe */
int wk_seal_lock(void)
{
	int r = -1;

	pthread_mutex_lock(&pool_mu);
	if (cache.base)
		r = mprotect(cache.base, cache.size, PROT_READ);
	pthread_mutex_unlock(&pool_mu);
	return r;
}

/* expect: range-race live */
int wk_seal_stale(void)
{
	void *p;

	pthread_mutex_lock(&pool_mu);
	p = cache.base;
	pthread_mutex_unlock(&pool_mu);
	if (!p)
		return -1;
	return mprotect(p, PG, PROT_NONE);
}

/* expect: range-race live */
int wk_moved(void *old, size_t n)
{
	void *p = mremap(old, n, 2 * n, MREMAP_MAYMOVE);

	if (p == MAP_FAILED)
		return -1;
	memset(p, 0, 2 * n);
	return mprotect(old, n, PROT_READ);
}

/* expect: range-race safe */
int wk_moved_new(void *old, size_t n)
{
	void *p = mremap(old, n, 2 * n, MREMAP_MAYMOVE);

	if (p == MAP_FAILED)
		return mprotect(old, n, PROT_READ);
	return mprotect(p, 2 * n, PROT_READ);
}

/* expect: range-race safe */
int wk_trim(char *p, size_t n)
{
	if (munmap(p + n - PG, PG))
		return -1;
	return mprotect(p, n - PG, PROT_READ);
}

/* expect: range-race safe */
int wk_unmap_failed(void *p, size_t n)
{
	if (munmap(p, n) == 0)
		return 0;
	return mprotect(p, n, PROT_NONE);
}

/* expect: range-race live */
int wk_grow(char **slab, size_t n)
{
	char *bigger = realloc(*slab, n * 2);

	if (!bigger)
		return -1;
	mprotect(*slab, n, PROT_READ);
	*slab = bigger;
	return 0;
}

int main(void)
{
	pthread_t a, b;
	struct sigaction sa = { .sa_handler = on_alarm };

	pool.size = cache.size = PG;
	pool.base = mmap(NULL, PG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cache.base = mmap(NULL, PG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sigaction(SIGALRM, &sa, NULL);
	signal(SIGTERM, on_term);
	alarm(1);
	pthread_create(&a, NULL, producer, NULL);
	pthread_create(&b, NULL, reaper, NULL);
	for (int i = 0; i < 100; i++) {
		wk_copy();
		wk_copy_local();
		wk_index();
		wk_index_lock();
		wk_index_halflock();
		wk_signal_len();
		wk_seal();
		wk_seal_lock();
		wk_seal_stale();
	}
	wk_loop();
	return 0;
}
