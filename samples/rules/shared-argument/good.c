/* Ranges that another process asks for, and that are looked at; and ranges of our own. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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
    uint32_t len = *(volatile uint32_t *)&request->len;
    if (len > 65536)
        return -1;
    return mprotect(base, len, PROT_READ);
}

int seal_own(const struct request *own)
{
    return mprotect(own->base, own->len, PROT_READ);
}

int seal_copy(void)
{
    struct request own = *request;
    if (own.len > 65536)
        return -1;
    return mprotect(own.base, own.len, PROT_READ);
}

static int close_off(void *base, size_t len)
{
    return len > 65536 ? -1 : mprotect(base, len, PROT_NONE);
}

int drop_by_a_careful_helper(void *base)
{
    return close_off(base, request->len);
}

int set_memory_ro(unsigned long addr, int numpages);

int seal_pages(void *pages)
{
    uint32_t n = *(volatile uint32_t *)&request->len;
    return n > 16 ? -1 : set_memory_ro((unsigned long)pages, n);
}
