#define _GNU_SOURCE
#include <sys/mman.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define PG 4096u
#define POOL_PAGES 16u

struct ask {
	uint64_t off;
	uint64_t len;
	uint32_t pages;
	int32_t prot;
};

struct plan {
	uint32_t n;
	uint32_t pad;
	struct ask a[8];
};

static struct plan *plan;
static char *pool_base;
static int pool_key;

int seal_init(int fd)
{
	plan = mmap(NULL, PG, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pool_base = mmap(NULL, POOL_PAGES * PG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pool_key = pkey_alloc(0, 0);
	return plan != MAP_FAILED && pool_base != MAP_FAILED && pool_key >= 0 ? 0 : -1;
}

static int fits(uint64_t off, uint64_t len)
{
	return off % PG == 0 && off <= POOL_PAGES * PG && len <= POOL_PAGES * PG - off;
}

/* expect: shared-argument live */
int seal_now(void)
{
	return mprotect(pool_base, plan->a[0].len, PROT_READ);
}

/* expect: shared-argument safe */
int seal_checked(void)
{
	uint64_t n = *(volatile uint64_t *)&plan->a[0].len;

	if (n > POOL_PAGES * PG)
		return -1;
	return mprotect(pool_base, n, PROT_READ);
}

/* expect: shared-argument live */
int seal_local(void)
{
	struct ask a = plan->a[1];
	char *at = pool_base + a.off;

	return pkey_mprotect(at, a.len, PROT_READ, pool_key);
}

/* expect: shared-argument safe */
int seal_local_fits(void)
{
	struct ask a = plan->a[1];

	if (!fits(a.off, a.len))
		return -1;
	return pkey_mprotect(pool_base + a.off, a.len, PROT_READ, pool_key);
}

/* expect: double-load live */
int seal_twice(void)
{
	if (!fits(plan->a[2].off, plan->a[2].len))
		return -1;
	return pkey_mprotect(pool_base + plan->a[2].off, plan->a[2].len, PROT_NONE, pool_key);
}

/* expect: double-load live */
int seal_all(void)
{
	uint32_t i, n = *(volatile uint32_t *)&plan->n;

	if (n > 8)
		return -1;
	for (i = 0; i < n; i++)
		if (!fits(plan->a[i].off, plan->a[i].len))
			return -1;
	for (i = 0; i < n; i++)
		if (mprotect(pool_base + plan->a[i].off, plan->a[i].len, PROT_READ))
			return -1;
	return 0;
}

/* expect: double-load safe */
int seal_all_copy(void)
{
	struct plan p;
	uint32_t i;

	memcpy(&p, plan, sizeof p);
	if (p.n > 8)
		return -1;
	for (i = 0; i < p.n; i++)
		if (!fits(p.a[i].off, p.a[i].len))
			return -1;
	for (i = 0; i < p.n; i++)
		if (mprotect(pool_base + p.a[i].off, p.a[i].len, PROT_READ))
			return -1;
	return 0;
}

/* expect: shared-argument live */
int seal_drop(void)
{
	void *at = (void *)(uintptr_t)plan->a[3].off;

	return munmap(at, PG);
}

/* expect: shared-argument safe */
int seal_mask(void)
{
	return mprotect(pool_base, (plan->a[0].pages & (POOL_PAGES - 1)) * PG, PROT_READ);
}

/* expect: shared-argument safe */
int seal_cap(void)
{
	uint32_t n = *(volatile uint32_t *)&plan->a[0].pages;

	n = n < POOL_PAGES ? n : POOL_PAGES;
	return mprotect(pool_base, n * PG, PROT_READ);
}

/* expect: double-load live */
int seal_bump(uint64_t used)
{
	volatile struct ask *a = &plan->a[4];

	if (used + a->len > POOL_PAGES * PG)
		return -1;
	if (mprotect(pool_base + used, a->len, PROT_READ))
		return -1;
	return 0;
}

/* expect: double-load safe */
int seal_equal(void)
{
	volatile struct ask *a = &plan->a[5];
	uint64_t n = a->len, m;

	if (n > POOL_PAGES * PG)
		return -1;
	m = a->len;
	if (m != n)
		return -1;
	return mprotect(pool_base, m, PROT_READ);
}

/* expect: range-race live */
int seal_freed_key(void)
{
	int k = pool_key;

	if (pkey_free(k) < 0)
		return -1;
	return pkey_mprotect(pool_base, PG, PROT_READ, k);
}

/* expect: range-race safe */
int seal_new_key(void)
{
	pkey_free(pool_key);
	pool_key = pkey_alloc(0, PKEY_DISABLE_WRITE);
	if (pool_key < 0)
		return -1;
	return pkey_mprotect(pool_base, PG, PROT_READ, pool_key);
}

/* expect: range-race live */
int seal_after_unmap(int keep)
{
	char *p = mmap(NULL, 2 * PG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	if (!keep)
		munmap(p, 2 * PG);
	return mprotect(p, PG, PROT_READ);
}

/* expect: range-race safe */
int seal_after_unmap_keep(int keep)
{
	char *p = mmap(NULL, 2 * PG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	if (!keep) {
		munmap(p, 2 * PG);
		p = NULL;
	}
	if (p)
		return mprotect(p, PG, PROT_READ);
	return 0;
}
