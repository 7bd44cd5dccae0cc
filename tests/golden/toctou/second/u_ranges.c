/* Ranges that are gone when they are protected. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

/* expect: range-race live */
int gone_already(size_t n)
{
    void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return -1;
    munmap(p, n);
    return mprotect(p, n, PROT_READ);
}

/* expect: none */
int usual(size_t n)
{
    void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return -1;
    if (mprotect(p, n, PROT_READ)) {
        munmap(p, n);
        return -1;
    }
    return munmap(p, n);
}

/* expect: range-race live */
int gone_on_some_path(void *p, size_t n, int drop)
{
    if (drop)
        munmap(p, n);
    return mprotect(p, n, PROT_NONE);
}

/* expect: none */
int gone_and_left(void *p, size_t n, int drop)
{
    if (drop) {
        munmap(p, n);
        return 0;
    }
    return mprotect(p, n, PROT_NONE);
}

/* expect: none */
int mapped_again(void *p, size_t n)
{
    munmap(p, n);
    p = mmap(p, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (p == MAP_FAILED)
        return -1;
    return mprotect(p, n, PROT_READ);
}

/* expect: range-race live */
int moved(void *p, size_t n)
{
    void *q = mremap(p, n, 2 * n, MREMAP_MAYMOVE);
    if (q == MAP_FAILED)
        return -1;
    return mprotect(p, n, PROT_READ);
}

/* expect: none */
int moved_and_followed(void *p, size_t n)
{
    p = mremap(p, n, 2 * n, MREMAP_MAYMOVE);
    if (p == MAP_FAILED)
        return -1;
    return mprotect(p, 2 * n, PROT_READ);
}

static void drop(void *p, size_t n)
{
    munmap(p, n);
}

/* expect: range-race live */
int gone_in_helper(void *p, size_t n)
{
    drop(p, n);
    return mprotect(p, n, PROT_READ);
}

/* expect: range-race live */
int key_gone(void *p, size_t n)
{
    int key = pkey_alloc(0, 0);
    if (key < 0)
        return -1;
    pkey_free(key);
    return pkey_mprotect(p, n, PROT_READ, key);
}

/* expect: none */
int other_range(void *p, void *q, size_t n)
{
    munmap(q, n);
    return mprotect(p, n, PROT_READ);
}

/* expect: range-race live */
int freed(size_t n)
{
    void *p;
    if (posix_memalign(&p, 4096, n))
        return -1;
    free(p);
    return mprotect(p, n, PROT_READ);
}
