/* lease.c: address ranges handed out to holders, private memory */
#define _GNU_SOURCE
#include "lease.h"
#include <stdio.h>
#include <sys/mman.h>

bool lease_new(struct lease *l, size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return false;
	l->p = p;
	l->n = n;
	l->idle = true;
	l->ops = &lease_map_ops;
	return true;
}

bool lease_grow(struct lease *l, size_t n)
{
	void *p = mremap(l->p, l->n, n, MREMAP_MAYMOVE);

	if (p == MAP_FAILED)
		return false;
	l->p = p;
	l->n = n;
	return true;
}

static void unmap_all(void *p, size_t n)
{
	if (munmap(p, n) != 0)
		perror("lease: munmap");
}

void lease_drop(struct lease *l)
{
	unmap_all(l->p, l->n);
	l->idle = true;
}

const struct lease_ops lease_map_ops = { .grow = lease_grow, .drop = lease_drop };

void lease_collect(struct lease_table *t)
{
	for (unsigned i = 0; i < LEASE_MAX; i++) {
		struct lease *l = &t->l[i];

		if (!l->idle || !l->p)
			continue;
		unmap_all(l->p, l->n);
		l->p = NULL;
		l->n = 0;
	}
	t->gcs++;
}

struct lease *lease_find(struct lease_table *t, const void *addr)
{
	const char *a = addr;

	for (unsigned i = 0; i < LEASE_MAX; i++) {
		struct lease *l = &t->l[i];

		if (l->p && a >= l->p && a < l->p + l->n)
			return l;
	}
	return NULL;
}
