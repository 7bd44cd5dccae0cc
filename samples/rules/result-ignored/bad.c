/* Failures that nobody would notice. */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SEAL(p, n) mprotect(p, n, PROT_READ)

static int (*const lock)(void *, size_t, int) = mprotect;

void dropped(void *page, size_t n)
{
    mprotect(page, n, PROT_NONE); /* expect: result-ignored medium */
}

void dropped_key(void *page, size_t n, int key)
{
    pkey_mprotect(page, n, PROT_READ, key); /* expect: result-ignored medium */
    pkey_set(key, PKEY_DISABLE_WRITE);      /* expect: result-ignored medium */
}

void through_syscall(void *page, size_t n, int key)
{
    syscall(SYS_pkey_mprotect, page, n, PROT_READ, key); /* expect: result-ignored medium */
}

void through_macro(void *page, size_t n)
{
    SEAL(page, n); /* expect: result-ignored medium */
}

void through_static_pointer(void *page, size_t n)
{
    lock(page, n, PROT_NONE); /* expect: result-ignored medium */
}

void through_local_pointer(void *page, size_t n)
{
    int (*change)(void *, size_t, int) = mprotect;
    change(page, n, PROT_NONE); /* expect: result-ignored medium */
}

int overwritten(void *first, void *second, size_t n)
{
    int rc;
    rc = mprotect(first, n, PROT_NONE); /* expect: result-ignored medium */
    rc = mprotect(second, n, PROT_NONE);
    return rc;
}

void in_a_loop(char *pages, size_t n, size_t step)
{
    for (size_t i = 0; i < n; i += step)
        mprotect(pages + i, step, PROT_READ); /* expect: result-ignored medium */
}

void meant(void *page, size_t n)
{
    (void)mprotect(page, n, PROT_NONE); /* expect: result-ignored note */
}

void meant_too(void *page, size_t n)
{
    int rc = mprotect(page, n, PROT_NONE); /* expect: result-ignored note */
    (void)rc;
}

void negated(void *page, size_t n)
{
    (void)!mprotect(page, n, PROT_NONE); /* expect: result-ignored note */
}

void compared_for_nothing(void *page, size_t n)
{
    mprotect(page, n, PROT_NONE) < 0; /* expect: result-ignored medium */
}

void empty_branch(void *page, size_t n)
{
    if (mprotect(page, n, PROT_NONE)) { /* expect: result-ignored medium */
    }
}

void errno_only_set(void *page, size_t n)
{
    mprotect(page, n, PROT_NONE); /* expect: result-ignored medium */
    errno = 0;
}
