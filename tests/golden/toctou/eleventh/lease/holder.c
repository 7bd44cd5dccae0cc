/* holder.c: what holders of a lease do with it */
#define _GNU_SOURCE
#include "lease.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* expect: range-race live */
int hold_grow(struct lease *l, size_t n)
{
	char *base = l->p;

	if (base == NULL || n <= l->n)
		return -EINVAL;
	if (!lease_grow(l, n))
		return -ENOMEM;
	if (mprotect(base, n, PROT_READ) != 0)
		return -errno;
	return 0;
}

/* expect: range-race safe */
int hold_grow_new(struct lease *l, size_t n)
{
	char *base = l->p;

	if (base == NULL || n <= l->n)
		return -EINVAL;
	if (!lease_grow(l, n))
		return -ENOMEM;
	base = l->p;
	if (mprotect(base, n, PROT_READ) != 0)
		return -errno;
	return 0;
}

/* expect: range-race live gap_ */
int hold_collect(struct lease_table *t, const void *addr)
{
	struct lease *l = lease_find(t, addr);
	char *base;
	size_t n;

	if (!l)
		return -ENOENT;
	base = l->p;
	n = l->n;
	lease_collect(t);
	return mprotect(base, n, PROT_NONE) ? -errno : 0;
}

/* expect: range-race safe rechecked */
int hold_collect_again(struct lease_table *t, const void *addr)
{
	struct lease *l = lease_find(t, addr);

	if (!l)
		return -ENOENT;
	lease_collect(t);
	l = lease_find(t, addr);
	if (!l)
		return -ESTALE;
	return mprotect(l->p, l->n, PROT_NONE) ? -errno : 0;
}

/* expect: range-race live gap_ */
int hold_end(struct lease *l, bool quick)
{
	if (!l->p || !l->n)
		return -EINVAL;
	if (quick)
		fprintf(stderr, "quick end of %zu bytes\n", l->n);
	lease_map_ops.drop(l);
	if (mprotect(l->p, l->n, PROT_NONE) != 0)
		return -errno;
	return 0;
}

/* expect: range-race safe */
int hold_end_first(struct lease *l, bool quick)
{
	int rc = 0;

	if (!l->p || !l->n)
		return -EINVAL;
	if (quick)
		fprintf(stderr, "quick end of %zu bytes\n", l->n);
	if (mprotect(l->p, l->n, PROT_NONE) != 0)
		rc = -errno;
	lease_map_ops.drop(l);
	return rc;
}

/* expect: range-race safe exclusive-paths */
int hold_or_drop(struct lease *l, bool keep)
{
	if (!l->p)
		return -EINVAL;
	if (!keep) {
		lease_drop(l);
		return 0;
	}
	return mprotect(l->p, l->n, PROT_READ) ? -errno : 0;
}

/* expect: range-race safe disjoint */
int hold_swap(size_t n)
{
	struct lease a, b;
	int rc;

	if (!lease_new(&a, n))
		return -ENOMEM;
	if (!lease_new(&b, n)) {
		lease_drop(&a);
		return -ENOMEM;
	}
	lease_drop(&a);
	rc = mprotect(b.p, b.n, PROT_READ) ? -errno : 0;
	lease_drop(&b);
	return rc;
}

/* expect: range-race live */
int hold_once(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int rc = 0;

	if (p == MAP_FAILED)
		return -ENOMEM;
	if (n > 65536) {
		munmap(p, n);
		rc = -E2BIG;
	}
	if (mprotect(p, n, PROT_READ) != 0)
		rc = -errno;
	return rc;
}
