#include <sys/ipc.h>
#include <sys/shm.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define Q_SLOTS 256u
#define LOADA(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define MIN(a, b) ((a) < (b) ? (a) : (b))

struct cell {
	uint16_t len;
	uint16_t kind;
	unsigned char bytes[60];
};

struct queue {
	_Atomic uint32_t head;
	_Atomic uint32_t tail;
	_Atomic uint32_t ready;
	_Atomic uint32_t count;
	uint32_t seq;
	uint32_t cursor;
	struct cell cells[Q_SLOTS];
};

static struct queue *q;
static unsigned char scratch[64];
static uint32_t histogram[16];

int q_attach(key_t key)
{
	int id = shmget(key, sizeof(struct queue), 0600);

	if (id < 0)
		return -1;
	q = shmat(id, NULL, 0);
	return q == (void *)-1 ? -1 : 0;
}

/* expect: double-load live */
int q_peek(struct cell *out)
{
	if (atomic_load_explicit(&q->head, memory_order_acquire) >= Q_SLOTS)
		return -1;
	*out = q->cells[atomic_load_explicit(&q->head, memory_order_relaxed)];
	return 0;
}

/* expect: double-load safe */
int q_peek_local(struct cell *out)
{
	uint32_t h = atomic_load_explicit(&q->head, memory_order_acquire);

	if (h >= Q_SLOTS)
		return -1;
	*out = q->cells[h];
	return 0;
}

/* expect: double-load live */
void q_hist(void)
{
	if (LOADA(&q->cursor) < 16)
		histogram[LOADA(&q->cursor)]++;
}

/* expect: double-load safe */
void q_claim(void)
{
	uint32_t h = atomic_load(&q->head);

	do {
		if (h >= Q_SLOTS)
			return;
	} while (!atomic_compare_exchange_weak(&q->head, &h, h + 1));
	memcpy(scratch, q->cells[h].bytes, sizeof q->cells[h].bytes);
}

/* expect: double-load safe */
int q_seq_read(struct cell *out)
{
	uint32_t a, b;

	do {
		a = __atomic_load_n(&q->seq, __ATOMIC_ACQUIRE);
		memcpy(out, &q->cells[0], sizeof *out);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		b = __atomic_load_n(&q->seq, __ATOMIC_RELAXED);
	} while ((a & 1) || a != b);
	return out->len <= sizeof out->bytes ? 0 : -1;
}

/* expect: double-load safe */
bool q_pop(struct cell *out)
{
	uint32_t t = atomic_load_explicit(&q->tail, memory_order_relaxed);

	if (t == atomic_load_explicit(&q->head, memory_order_acquire))
		return false;
	*out = q->cells[t & (Q_SLOTS - 1)];
	if (out->len > sizeof out->bytes)
		out->len = sizeof out->bytes;
	atomic_store_explicit(&q->tail, t + 1, memory_order_release);
	return true;
}

/* expect: double-load live */
uint32_t q_sum(void)
{
	uint32_t s = 0;
	uint16_t lens[32];

	if (q->count > 32)
		return 0;
	for (uint32_t i = 0; i < q->count; i++)
		lens[i] = q->cells[i].len;
	for (uint32_t i = 0; i < 32; i++)
		s += lens[i];
	return s;
}

/* expect: double-load safe */
int q_wait(void)
{
	uint32_t n;

	while (!atomic_load(&q->ready))
		sched_yield();
	n = atomic_load(&q->count);
	if (n > sizeof scratch)
		return -1;
	memset(scratch, 0, n);
	return 0;
}

/* expect: double-load live */
void q_min(void)
{
	struct cell *c = &q->cells[0];

	memcpy(scratch, c->bytes, MIN(c->len, sizeof scratch));
}

/* expect: double-load safe */
void q_min_fn(void)
{
	size_t n = ((volatile struct cell *)q->cells)->len;

	memcpy(scratch, q->cells[0].bytes, MIN(n, sizeof q->cells[0].bytes));
}

static bool cell_ok(const struct cell *c)
{
	if (c->kind > 3)
		return false;
	return c->len <= sizeof c->bytes;
}

/* expect: double-load live */
int q_take(unsigned i)
{
	struct cell *c = &q->cells[i % Q_SLOTS];

	if (!cell_ok(c))
		return -1;
	memcpy(scratch, c->bytes, c->len);
	return c->len;
}

/* expect: double-load safe */
int q_take_copy(unsigned i)
{
	struct cell c = q->cells[i % Q_SLOTS];

	if (!cell_ok(&c))
		return -1;
	memcpy(scratch, c.bytes, c.len);
	return c.len;
}

/* expect: double-load live */
int q_kind_dispatch(unsigned i)
{
	volatile struct cell *c = &q->cells[i & 255];
	int (*const fn[4])(void) = { 0, q_wait, 0, q_wait };

	if (c->kind != 1 && c->kind != 3)
		return -1;
	return fn[c->kind]();
}

/* expect: double-load safe */
int q_recheck(unsigned i)
{
	volatile struct cell *c = &q->cells[i & 255];
	uint16_t n;

	if (c->len == 0 || c->len > 60)
		return 0;
	n = c->len;
	if (n > 60)
		return -1;
	memset(scratch, 1, n);
	return n;
}
