/* PipeLine client library
 *
 * SPDX-FileCopyrightText: Copyright © the authors
 * SPDX-License-Identifier: MIT
 *
 * Client side of a stream: buffers, metadata and the activation record are in
 * memory that the server sends as file descriptors and keeps mapped too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_DATAS   16
#define MAX_META    8
#define MAX_PORTS   32

struct pl_chunk {
	uint32_t offset;
	uint32_t size;
	int32_t stride;
	int32_t flags;
};

struct pl_meta {
	uint32_t type;
	uint32_t size;
	uint32_t offset;
	uint32_t pad;
};

struct pl_metas {
	uint32_t n;
	uint32_t serial;
	struct pl_meta meta[MAX_META];
};

struct pl_activation {
	uint32_t status;
	uint32_t driver_port;
	uint32_t pending;
	uint32_t xrun;
	uint64_t position;
};

struct pl_shared {
	struct pl_chunk chunk[MAX_DATAS];
	struct pl_metas metas;
	struct pl_activation act;
	uint32_t free_head;
	uint32_t next[MAX_DATAS];
	uint8_t meta_area[2048];
};

struct pl_port {
	char name[32];
	uint64_t last;
	uint32_t xruns;
};

struct pl_stream {
	struct pl_shared *shared;
	uint8_t *data;                  /* MAP_SHARED too */
	uint32_t maxsize;
	size_t page;
	uint8_t *scratch;               /* ours, maxsize bytes */
	struct pl_port port[MAX_PORTS];
	uint64_t underruns;
	uint32_t rate;
};

#define pl_log(...)	fprintf(stderr, "pipeline: " __VA_ARGS__)
#define PL_MIN(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })

int pl_stream_use_fds(struct pl_stream *s, int ctl_fd, int data_fd, uint32_t maxsize)
{
	void *p;

	if (maxsize == 0 || maxsize > (1u << 24))
		return -EINVAL;
	p = mmap(NULL, sizeof(*s->shared), PROT_READ | PROT_WRITE, MAP_SHARED, ctl_fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	s->shared = p;
	p = mmap(NULL, maxsize, PROT_READ | PROT_WRITE, MAP_SHARED, data_fd, 0);
	if (p == MAP_FAILED) {
		munmap(s->shared, sizeof(*s->shared));
		return -errno;
	}
	s->data = p;
	s->maxsize = maxsize;
	s->page = (size_t)sysconf(_SC_PAGESIZE);
	s->scratch = malloc(maxsize);
	return s->scratch ? 0 : -ENOMEM;
}

static void chunk_refresh(struct pl_chunk *dst, const struct pl_chunk *src)
{
	memcpy(dst, src, sizeof(*dst));
}

/* expect: double-load live */
int pl_stream_pull(struct pl_stream *s, uint32_t id)
{
	struct pl_chunk c;

	if (id >= MAX_DATAS)
		return -EINVAL;

	chunk_refresh(&c, &s->shared->chunk[id]);
	if (c.offset >= s->maxsize)
		return -EPROTO;
	if (c.size > s->maxsize - c.offset) {
		pl_log("chunk %u: %u+%u overruns its buffer\n", id, c.offset, c.size);
		return -EPROTO;
	}
	if (c.flags & 1) {
		/* marked empty: give the producer one more chance */
		s->underruns++;
		usleep(200);
		chunk_refresh(&c, &s->shared->chunk[id]);
		if (c.flags & 1) {
			memset(s->scratch, 0, s->maxsize);
			return 0;
		}
	}

	memcpy(s->scratch, s->data + c.offset, c.size);
	return 1;
}

/* expect: double-load safe snapshot */
int pl_stream_peek(struct pl_stream *s, uint32_t id, uint8_t *dst, uint32_t room)
{
	const struct pl_chunk *c;
	uint32_t offs, size;

	if (id >= MAX_DATAS)
		return -EINVAL;
	c = &s->shared->chunk[id];

	offs = PL_MIN(*(const volatile uint32_t *)&c->offset, s->maxsize);
	size = PL_MIN(*(const volatile uint32_t *)&c->size, s->maxsize - offs);
	if (size > room) {
		pl_log("peek of %u bytes, %u fit\n", size, room);
		size = room;
	}
	memcpy(dst, s->data + offs, size);
	if (size == 0)
		s->underruns++;
	return (int)size;
}

static const struct pl_meta *find_meta(const struct pl_shared *sh, uint32_t type)
{
	uint32_t i, n = __atomic_load_n(&sh->metas.n, __ATOMIC_RELAXED);

	for (i = 0; i < PL_MIN(n, (uint32_t)MAX_META); i++) {
		const struct pl_meta *m = &sh->metas.meta[i];
		uint32_t size, offset;

		if (__atomic_load_n(&m->type, __ATOMIC_RELAXED) != type)
			continue;
		size = __atomic_load_n(&m->size, __ATOMIC_RELAXED);
		offset = __atomic_load_n(&m->offset, __ATOMIC_RELAXED);
		if (size > sizeof(sh->meta_area) || offset > sizeof(sh->meta_area) - size)
			return NULL;
		return m;
	}
	return NULL;
}

/* expect: double-load live */
int pl_stream_header(struct pl_stream *s, uint32_t type, uint64_t *pts)
{
	const struct pl_meta *m = find_meta(s->shared, type);
	uint8_t copy[sizeof(s->shared->meta_area)];

	if (m == NULL) {
		pl_log("no metadata of type %u\n", type);
		return -ENOENT;
	}

	memset(copy, 0, sizeof(copy));
	memcpy(copy, s->shared->meta_area, m->size);
	memcpy(pts, copy, sizeof(*pts));
	if (*pts == UINT64_MAX)
		return -ENODATA;
	s->port[0].last = *pts;
	return 0;
}

/* expect: double-load live */
int pl_stream_trigger(struct pl_stream *s)
{
	struct pl_activation *a = &s->shared->act;
	struct pl_port *p;

	if (__atomic_load_n(&a->driver_port, __ATOMIC_SEQ_CST) >= MAX_PORTS) {
		pl_log("driver port out of range\n");
		return -EPROTO;
	}
	if (__atomic_sub_fetch(&a->pending, 1, __ATOMIC_SEQ_CST) != 0)
		return 0;

	p = &s->port[__atomic_load_n(&a->driver_port, __ATOMIC_SEQ_CST)];
	p->last = s->rate;
	p->xruns++;
	if (p->xruns % 100 == 0)
		pl_log("%s: %u xruns\n", p->name, p->xruns);
	return 1;
}

/* expect: double-load safe */
int pl_stream_dequeue(struct pl_stream *s)
{
	struct pl_shared *sh = s->shared;
	uint32_t head, next;

	for (;;) {
		head = __atomic_load_n(&sh->free_head, __ATOMIC_ACQUIRE);
		if (head == UINT32_MAX) {
			s->underruns++;
			return -EPIPE;
		}
		if (head >= MAX_DATAS) {
			pl_log("free list is broken: %u\n", head);
			return -EPROTO;
		}
		next = __atomic_load_n(&sh->next[head], __ATOMIC_RELAXED);
		if (__atomic_compare_exchange_n(&sh->free_head, &head, next, false,
						__ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
			break;
	}
	sh->next[head] = UINT32_MAX;
	return (int)head;
}

/* expect: none */
int pl_stream_mix(struct pl_stream *s, const float *in, uint32_t nsamples)
{
	struct pl_chunk *c;
	float *tmp;
	uint32_t i;

	tmp = mmap(NULL, sizeof(*c) + 4096 * sizeof(float), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (tmp == MAP_FAILED)
		return -errno;
	c = (struct pl_chunk *)(tmp + 4096);
	c->size = nsamples;
	c->offset = 0;

	if (c->size > 4096) {
		pl_log("mix of %u samples\n", c->size);
		munmap(tmp, sizeof(*c) + 4096 * sizeof(float));
		return -EMSGSIZE;
	}
	memcpy(tmp, in, c->size * sizeof(float));
	for (i = 0; i < c->size; i++)
		tmp[i] *= 0.5f;
	memcpy(s->scratch, tmp, PL_MIN((size_t)s->maxsize, c->size * sizeof(float)));
	munmap(tmp, sizeof(*c) + 4096 * sizeof(float));
	return 0;
}

/* expect: range-race safe */
int pl_stream_resize(struct pl_stream *s, uint32_t newsize)
{
	uint8_t *old = s->data, *p;

	if (newsize < s->maxsize || newsize > (1u << 24) || newsize % s->page)
		return -EINVAL;

	p = realloc(s->scratch, newsize);
	if (p == NULL)
		return -ENOMEM;
	s->scratch = p;
	p = mremap(old, s->maxsize, newsize, MREMAP_MAYMOVE);
	if (p == MAP_FAILED) {
		pl_log("cannot grow %p to %u\n", (void *)old, newsize);
		return -errno;
	}
	s->data = p;
	s->maxsize = newsize;
	old = p;

	if (mprotect(old, newsize, PROT_READ) != 0) {
		pl_log("mprotect: %s\n", strerror(errno));
		return -errno;
	}
	return 0;
}
