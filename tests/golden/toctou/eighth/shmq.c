// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shmq - single-consumer message queue on POSIX shared memory
 *
 * Producers are other users' processes that map the same object; the consumer
 * (this file) runs in the collector.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHMQ_MAGIC	0x71686d73u
#define SHMQ_DATA	240
#define SHMQ_MAXSLOTS	1024
#define SHMQ_KINDS	5

#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))

struct shmq_stamp {
	uint32_t sec;
	uint32_t nsec;
};

struct shmq_slot {
	uint32_t len;
	uint16_t kind;
	uint16_t prio;
	struct shmq_stamp stamp;
	uint8_t data[SHMQ_DATA];
};

struct shmq_hdr {
	uint32_t magic;
	uint32_t nslots;
	uint32_t stage_len;
	uint32_t pad;
	char label[64];
	struct shmq_slot slot[];
};

struct shmq {
	int fd;
	size_t map_len;
	struct shmq_hdr *hdr;
	unsigned int cap;		/* ours: what fits the mapping */
	unsigned int next;
	unsigned long drops;
	unsigned long by_class[4];
	pthread_mutex_t lock;		/* our own consumer threads */
};

static struct shmq_slot *slot_at(struct shmq *q, unsigned int i)
{
	return &q->hdr->slot[i % q->cap];
}

int shmq_attach(struct shmq *q, const char *name)
{
	struct stat st;
	uint32_t n;

	memset(q, 0, sizeof(*q));
	pthread_mutex_init(&q->lock, NULL);
	q->fd = shm_open(name, O_RDWR, 0);
	if (q->fd < 0)
		return -errno;
	if (fstat(q->fd, &st) < 0 || st.st_size < (off_t)sizeof(*q->hdr) ||
	    st.st_size > (off_t)(1 << 20))
		goto bad;
	q->map_len = (size_t)st.st_size;
	q->hdr = mmap(NULL, q->map_len, PROT_READ | PROT_WRITE, MAP_SHARED,
		      q->fd, 0);
	if (q->hdr == MAP_FAILED)
		goto bad;
	if (READ_ONCE(q->hdr->magic) != SHMQ_MAGIC)
		goto unmap;
	n = READ_ONCE(q->hdr->nslots);
	if (n == 0 || n > SHMQ_MAXSLOTS ||
	    n > (q->map_len - sizeof(*q->hdr)) / sizeof(struct shmq_slot))
		goto unmap;
	q->cap = n;
	return 0;
unmap:
	munmap(q->hdr, q->map_len);
bad:
	close(q->fd);
	return -EINVAL;
}

/* expect: double-load live */ /* a barrier is no snapshot: the length is loaded again */
int shmq_pop(struct shmq *q, void *out, size_t room)
{
	struct shmq_slot *s = slot_at(q, q->next);
	uint32_t len = s->len;

	if (len == 0 || len > room)
		return -EMSGSIZE;
	__sync_synchronize();
	memcpy(out, s->data, s->len);
	q->next++;
	return (int)len;
}

/* expect: double-load safe snapshot */
int shmq_pop_nowait(struct shmq *q, void *out, size_t room)
{
	struct shmq_slot *s = slot_at(q, q->next);
	uint32_t len = READ_ONCE(s->len);

	if (len == 0 || len > room || len > sizeof(s->data))
		return -EMSGSIZE;
	__sync_synchronize();
	memcpy(out, s->data, len);
	q->next++;
	return (int)len;
}

/* expect: double-load live */ /* the mutex is private to us, the producers never take it */
int shmq_pop_mt(struct shmq *q, void *out, size_t room)
{
	const struct shmq_slot *s;
	int ret = -EMSGSIZE;

	pthread_mutex_lock(&q->lock);
	s = slot_at(q, q->next);
	if (s->len <= room) {
		memcpy(out, s->data, s->len);
		q->next++;
		ret = 0;
	}
	pthread_mutex_unlock(&q->lock);
	return ret;
}

/* expect: double-load live */ /* checked in the loop condition, loaded again in the body */
size_t shmq_drain(struct shmq *q, uint8_t *out, size_t room)
{
	struct shmq_slot *s = slot_at(q, q->next);
	size_t used = 0;

	while (s->len && s->len <= room - used) {
		memcpy(out + used, s->data, s->len);
		used += s->len;
		s = slot_at(q, ++q->next);
	}
	return used;
}

/* expect: double-load safe */ /* every round loads into a local and checks it afresh */
size_t shmq_drain_all(struct shmq *q, uint8_t *out, size_t room)
{
	size_t used = 0;

	for (;;) {
		struct shmq_slot *s = slot_at(q, q->next);
		uint32_t len = READ_ONCE(s->len);

		if (!len || len > SHMQ_DATA || len > room - used)
			break;
		memcpy(out + used, s->data, len);
		used += len;
		q->next++;
	}
	return used;
}

static int on_text(struct shmq *q)  { q->by_class[0]++; return 0; }
static int on_stat(struct shmq *q)  { q->by_class[1]++; return 0; }
static int on_flush(struct shmq *q) { q->next += q->cap / 2; return 0; }

static int (*const kind_ops[SHMQ_KINDS])(struct shmq *) = {
	[0] = on_text,
	[1] = on_stat,
	[4] = on_flush,
};

/* expect: double-load live */ /* table of function pointers indexed by a third load */
int shmq_dispatch(struct shmq *q)
{
	const struct shmq_slot *s = slot_at(q, q->next++);

	if (s->kind >= SHMQ_KINDS || !kind_ops[s->kind]) {
		q->drops++;
		return -EINVAL;
	}
	return kind_ops[s->kind](q);
}

static int run_kind(struct shmq *q, unsigned int kind)
{
	if (kind >= SHMQ_KINDS || !kind_ops[kind])
		return -ENOSYS;
	return kind_ops[kind](q);
}

/* expect: double-load safe rechecked */ /* the consuming callee checks its by-value argument */
int shmq_dispatch_counted(struct shmq *q)
{
	const struct shmq_slot *s = slot_at(q, q->next++);

	if (s->kind >= SHMQ_KINDS) {
		q->drops++;
		return -EINVAL;
	}
	return run_kind(q, s->kind);
}

/* expect: double-load safe disjoint */ /* prio is checked, kind (its neighbour) is masked */
int shmq_classify(struct shmq *q)
{
	const struct shmq_slot *s = slot_at(q, q->next);

	if (s->prio > 7)
		return -EINVAL;
	q->by_class[s->kind & 3]++;
	return 0;
}

/* expect: double-load live */ /* the same four bytes: once as a word, once as a member */
int shmq_pop_raw(struct shmq *q, uint8_t *out)
{
	struct shmq_slot *s = slot_at(q, q->next);
	const uint32_t *word = (const uint32_t *)s;

	if (word[0] > SHMQ_DATA)
		return -EMSGSIZE;
	memcpy(out, s->data, s->len);
	q->next++;
	return 0;
}

/* expect: double-load live */ /* the "copy" lives in the shared header itself */
int shmq_pop_staged(struct shmq *q, void *out, size_t room)
{
	struct shmq_hdr *h = q->hdr;
	struct shmq_slot *s = slot_at(q, q->next);

	h->stage_len = s->len;
	if (h->stage_len > room || h->stage_len > SHMQ_DATA)
		return -EMSGSIZE;
	memcpy(out, s->data, h->stage_len);
	q->next++;
	return 0;
}

/* expect: double-load safe */ /* second pass bounded by the allocation, NUL forced */
char *shmq_label_dup(struct shmq *q)
{
	size_t n = strnlen(q->hdr->label, sizeof(q->hdr->label));
	char *s = malloc(n + 1);

	if (!s)
		return NULL;
	strncpy(s, q->hdr->label, n);
	s[n] = '\0';
	return s;
}

int main(int argc, char **argv)
{
	static uint8_t buf[4096];
	struct shmq q;
	char *l;

	if (argc < 3 || shmq_attach(&q, argv[1]) < 0)
		return 1;
	switch (argv[2][0]) {
	case 'p': return shmq_pop(&q, buf, sizeof(buf)) < 0;
	case 'n': return shmq_pop_nowait(&q, buf, sizeof(buf)) < 0;
	case 'm': return shmq_pop_mt(&q, buf, sizeof(buf)) < 0;
	case 'd': return shmq_drain(&q, buf, sizeof(buf)) == 0;
	case 'a': return shmq_drain_all(&q, buf, sizeof(buf)) == 0;
	case 'k': return shmq_dispatch(&q) < 0;
	case 'c': return shmq_dispatch_counted(&q) < 0;
	case 'y': return shmq_classify(&q) < 0;
	case 'r': return shmq_pop_raw(&q, buf) < 0;
	case 's': return shmq_pop_staged(&q, buf, sizeof(buf)) < 0;
	case 'l':
		l = shmq_label_dup(&q);
		if (l)
			puts(l);
		free(l);
		return 0;
	}
	return 2;
}
