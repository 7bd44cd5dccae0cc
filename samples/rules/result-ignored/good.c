/* Results that somebody looks at, and calls whose result does not matter. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct region {
    void *page;
    int state;
};

void tested(void *page, size_t n)
{
    if (mprotect(page, n, PROT_NONE) != 0)
        abort();
}

void tested_shortly(void *page, size_t n)
{
    if (mprotect(page, n, PROT_NONE))
        abort();
}

int returned(void *page, size_t n)
{
    return mprotect(page, n, PROT_NONE);
}

int tested_later(void *page, size_t n, int key)
{
    int rc = pkey_mprotect(page, n, PROT_READ, key);
    if (key > 3)
        errno = 0;
    return rc < 0 ? -1 : 0;
}

void tested_on_one_path(void *page, size_t n, int strict)
{
    int rc = mprotect(page, n, PROT_NONE);
    if (strict && rc)
        abort();
}

void stored(struct region *region, size_t n)
{
    region->state = mprotect(region->page, n, PROT_NONE);
}

int combined(void *first, void *second, size_t n)
{
    return mprotect(first, n, PROT_NONE) || mprotect(second, n, PROT_NONE);
}

int chosen(void *page, size_t n, int key)
{
    int rc = key < 0 ? mprotect(page, n, PROT_READ) : pkey_mprotect(page, n, PROT_READ, key);
    return rc == 0;
}

int errno_tells(void *page, size_t n)
{
    errno = 0;
    mprotect(page, n, PROT_NONE);
    return errno;
}

void does_not_matter(void *page, size_t n, int key)
{
    madvise(page, n, MADV_DONTNEED);
    munmap(page, n);
    pkey_free(key);
}

void never_runs(void *page, size_t n)
{
    if (0)
        mprotect(page, n, PROT_NONE);
}

int made_a_value(void *page, size_t n)
{
    return mprotect(page, n, PROT_NONE) ? 2 : 1;
}

void all_or_none(void *page, size_t n)
{
    int fine = 1;
    fine &= mprotect(page, n, PROT_READ) == 0;
    fine &= mprotect(page, n, PROT_NONE) == 0;
    if (!fine)
        abort();
}
