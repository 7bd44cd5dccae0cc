/* Ranges and keys that are gone when they are protected. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

struct region {
    void *base;
    size_t size;
    int key;
};

int after_unmap(struct region *r)
{
    size_t size = r->size;
    if (munmap(r->base, size) != 0)
        return -1;
    return mprotect(r->base, size, PROT_READ); /* expect: range-race high */
}

/* Moved: what it was is somebody else's address now. */
void *after_move(void *old, size_t size)
{
    void *grown = mremap(old, size, 2 * size, MREMAP_MAYMOVE);
    if (grown == MAP_FAILED)
        return NULL;
    if (mprotect(old, size, PROT_READ) != 0) /* expect: range-race high */
        return NULL;
    return grown;
}

/* The error path releases, and falls through to what all paths do. */
int one_path(void *page, int is_broken)
{
    if (is_broken)
        munmap(page, 4096);
    return mprotect(page, 4096, PROT_NONE); /* expect: range-race high */
}

static void region_close(struct region *r)
{
    munmap(r->base, r->size);
}

int closed_by_a_helper(struct region *r)
{
    region_close(r);
    return pkey_mprotect(r->base, r->size, PROT_READ, r->key); /* expect: range-race high */
}

static void region_close_if(struct region *r, int wanted)
{
    if (wanted)
        munmap(r->base, r->size);
}

int closed_perhaps(struct region *r, int wanted)
{
    region_close_if(r, wanted);
    return mprotect(r->base, r->size, PROT_READ); /* expect: range-race medium */
}

static void drop(void *base, size_t size)
{
    munmap(base, size);
}

int closed_by_a_wrapper(void *base, size_t size)
{
    drop(base, size);
    return mprotect(base, size, PROT_READ); /* expect: range-race high */
}

int freed(size_t size)
{
    void *page = aligned_alloc(4096, size);
    if (!page)
        return -1;
    free(page);
    return mprotect(page, size, PROT_READ); /* expect: range-race high */
}

int key_is_gone(void *page, int key)
{
    pkey_free(key);
    return pkey_mprotect(page, 4096, PROT_READ, key); /* expect: range-race high */
}

int in_a_loop(void *page, int n)
{
    for (int i = 0; i < n; i++) {
        if (mprotect(page, 4096, PROT_READ) != 0) /* expect: range-race high */
            return -1;
        munmap(page, 4096);
    }
    return 0;
}
