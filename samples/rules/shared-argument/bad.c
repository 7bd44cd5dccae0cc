/* Ranges that another process chooses. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

struct request {
    void *base;
    uint32_t len;
};

static struct request *request;

int requests_open(int fd)
{
    request = mmap(NULL, sizeof *request, PROT_READ, MAP_SHARED, fd, 0);
    return request == MAP_FAILED ? -1 : 0;
}

int seal(void *base)
{
    return mprotect(base, request->len, PROT_READ); /* expect: shared-argument medium */
}

int seal_by_key(void *base, int key)
{
    uint32_t len = request->len;
    return pkey_mprotect(base, len + 4096, PROT_READ, key); /* expect: shared-argument medium */
}

int drop(void)
{
    return munmap(request->base, 4096); /* expect: shared-argument medium */
}

static int close_off(void *base, size_t len)
{
    return mprotect(base, len, PROT_NONE);
}

int drop_by_a_helper(void *base)
{
    return close_off(base, request->len); /* expect: shared-argument low */
}

int set_memory_ro(unsigned long addr, int numpages);

int seal_pages(void *pages)
{
    return set_memory_ro((unsigned long)pages, request->len); /* expect: shared-argument medium */
}
