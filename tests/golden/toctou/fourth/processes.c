/* Programs that share memory with other processes, threads and handlers; the system's own headers. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/shm.h>
#include <fcntl.h>
#include <unistd.h>
#include <string.h>
#include <stdlib.h>
#include <stdint.h>
#include <stdio.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct ring { uint32_t head, tail; uint32_t len[16]; uint32_t off[16]; char data[4096]; };
struct req { void *addr; size_t len; int prot; int key; };
static char out[4096];
static int handlers[8];

static struct ring *map_ring(int fd)
{
	return mmap(NULL, sizeof(struct ring), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

/* expect: double-load live */
int open_ring_len(int fd)
{
	struct ring *r = map_ring(fd);
	if (r == MAP_FAILED)
		return -1;
	uint32_t slot = r->head % 16;
	if (r->len[slot] > sizeof out)
		return -1;
	memcpy(out, r->data, r->len[slot]);
	return 0;
}
/* expect: double-load safe */
int safe_ring_len(int fd)
{
	struct ring *r = map_ring(fd);
	if (r == MAP_FAILED)
		return -1;
	uint32_t slot = r->head % 16;
	uint32_t len = *(volatile uint32_t *)&r->len[slot];
	if (len > sizeof out)
		return -1;
	memcpy(out, r->data, len);
	return 0;
}
/* expect: double-load live, shared-argument live */
int open_protect(void)
{
	int fd = shm_open("/reqs", O_RDWR, 0600);
	struct req *q = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (q->len > 65536)
		return -1;
	if (q->prot & PROT_EXEC)
		return -1;
	return mprotect(q->addr, q->len, q->prot);
}
/* expect: double-load safe */
int safe_protect(void)
{
	int fd = shm_open("/reqs", O_RDWR, 0600);
	struct req *q = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct req c = *q;
	if (c.len > 65536)
		return -1;
	if (c.prot & PROT_EXEC)
		return -1;
	return mprotect(c.addr, c.len, c.prot);
}
/* expect: shared-argument live */
int open_shared_argument(int id)
{
	struct req *q = shmat(id, NULL, 0);
	return pkey_mprotect(q->addr, q->len, q->prot, q->key);
}
static int check(const struct req *q)
{
	return q->len <= 65536 && !(q->prot & PROT_EXEC);
}
/* expect: shared-argument live */
static int apply(const struct req *q)
{
	return mprotect(q->addr, q->len, q->prot);
}
/* expect: double-load live */
int open_helpers(int id)
{
	struct req *q = shmat(id, NULL, 0);
	if (!check(q))
		return -1;
	return apply(q);
}
/* expect: double-load safe */
int safe_helpers(int id)
{
	struct req *q = shmat(id, NULL, 0), c;
	memcpy(&c, q, sizeof c);
	if (!check(&c))
		return -1;
	return apply(&c);
}
typedef int (*fn)(void);
static fn fns[8];
/* expect: double-load live */
int open_dispatch(volatile struct ring *r)
{
	if (r->head >= 8)
		return -1;
	return fns[r->head]();
}
/* expect: double-load safe */
int safe_dispatch(volatile struct ring *r)
{
	uint32_t h = r->head;
	if (h >= 8)
		return -1;
	return fns[h]();
}
static volatile sig_atomic_t limit;
static int buf8[8];
static void on_usr1(int s) { limit = s * 3; }
/* expect: double-load live */
int open_signal(void)
{
	signal(SIGUSR1, on_usr1);
	if (limit < 8)
		return buf8[limit];
	return -1;
}
static struct req shared_req;
static pthread_mutex_t lk = PTHREAD_MUTEX_INITIALIZER;
static void *writer(void *a) { shared_req.len = (size_t)a; shared_req.addr = a; return 0; }
/* expect: double-load live */
int open_thread(void)
{
	pthread_t t;
	pthread_create(&t, 0, writer, (void *)99);
	if (shared_req.len > 4096)
		return -1;
	return mprotect(shared_req.addr, shared_req.len, PROT_READ);
}
static struct req locked_req;
static void *writer2(void *a) { pthread_mutex_lock(&lk); locked_req.len = (size_t)a; pthread_mutex_unlock(&lk); return 0; }
/* expect: double-load safe */
int safe_thread_lock(void)
{
	pthread_t t;
	int r = -1;
	pthread_create(&t, 0, writer2, (void *)99);
	pthread_mutex_lock(&lk);
	if (locked_req.len <= 4096)
		r = mprotect(locked_req.addr, locked_req.len, PROT_READ);
	pthread_mutex_unlock(&lk);
	return r;
}
/* expect: double-load live */
int open_memfd(void)
{
	int fd = memfd_create("x", 0);
	struct ring *r = mmap(0, 8192, PROT_READ, MAP_SHARED, fd, 0);
	uint32_t i = r->tail;
	if (i >= 16 || r->off[i] > 4000 || r->len[i] > 4096 - r->off[i])
		return -1;
	memcpy(out, r->data + r->off[i], r->len[i]);
	return 0;
}
/* expect: double-load live */
int open_atomic(_Atomic uint32_t *shared_idx, const int *tab)
{
	if (atomic_load(shared_idx) >= 16)
		return -1;
	return tab[atomic_load(shared_idx)];
}
/* expect: double-load safe */
int safe_private(int fd)
{
	struct ring *r = mmap(NULL, sizeof(struct ring), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (r->len[0] > sizeof out)
		return -1;
	memcpy(out, r->data, r->len[0]);
	return 0;
}
/* expect: double-load live */
int open_strlen(int id)
{
	char *s = shmat(id, NULL, 0);
	if (strlen(s) >= 64)
		return -1;
	char name[64];
	strcpy(name, s);
	return puts(name);
}
/* expect: double-load live */
void *open_alloc(int id)
{
	struct ring *r = shmat(id, NULL, 0);
	char *p = malloc(r->len[0]);
	if (!p) return 0;
	memcpy(p, r->data, r->len[0]);
	return p;
}
/* expect: double-load live */
int open_loop(int id)
{
	struct ring *r = shmat(id, NULL, 0);
	int local[16], n = 0;
	if (r->tail > 16) return -1;
	for (uint32_t i = 0; i < r->tail; i++)
		local[n++] = r->len[i];
	return local[0];
}
/* expect: range-race live */
int open_range(void *p, size_t n)
{
	munmap(p, n);
	return mprotect(p, n, PROT_READ);
}
#define MIN(a, b) ((a) < (b) ? (a) : (b))
/* expect: double-load live */
int open_min(int id)
{
	struct ring *r = shmat(id, NULL, 0);
	memcpy(out, r->data, MIN(r->len[0], sizeof out));
	return 0;
}
