#define _GNU_SOURCE
#include "region.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mpx.h"

int region_create(struct region *region, int len, unsigned int key)
{
    region->len = len;
    region->key = key;
    region->addr = mmap(NULL, (size_t)len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (region->addr == MAP_FAILED)
        return -1;
    if (mpx(NULL, 0, key, MPX_CREATE) < 0 || mpx(region->addr, len, key, MPX_SET) < 0) {
        munmap(region->addr, (size_t)len);
        return -1;
    }
    return mpx(region->addr, len, key, MPX_ENABLE);
}

int region_store(struct region *region, const void *bytes, int len)
{
    if (len < 0 || len > region->len) {
        errno = EMSGSIZE;
        return -1;
    }
    if (mpx(region->addr, region->len, region->key, MPX_DISABLE) < 0)
        return -1;
    memcpy(region->addr, bytes, (size_t)len);
    mpx(region->addr, region->len, region->key, MPX_ENABLE); /* expect: result-ignored medium */
    return 0;
}

/* A part of the region gets the key that was agreed on for sharing. */
int region_share(struct region *region, const struct request *request)
{
    if (request->offset < 0 || request->len < 0 || request->offset > region->len - request->len) {
        errno = EINVAL;
        return -1;
    }
    return mpx(region->addr + request->offset, request->len, 16, MPX_SET); /* expect: double-load note */ /* later: key-range */
}

int region_grow(struct region *region, size_t wanted)
{
    void *addr = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (addr == MAP_FAILED)
        return -1;
    if (mpx(addr, wanted, region->key, MPX_SET) < 0) { /* later: length-narrowed */
        munmap(addr, wanted);
        return -1;
    }
    munmap(region->addr, (size_t)region->len);
    region->addr = addr;
    region->len = (int)wanted;
    return 0;
}

int region_split(struct region *region, int parts, int each)
{
    return mpx(region->addr, parts * each, region->key, MPX_SET); /* later: length-overflow */
}

void *region_buffer(const struct region *region, int len)
{
    void *buffer = malloc((size_t)len);

    if (buffer && mpx(buffer, len, region->key, MPX_SET) < 0) { /* later: address-unaligned */
        free(buffer);
        return NULL;
    }
    return buffer;
}

int region_is_closed(const struct region *region)
{
    return mpx(region->addr, region->len, region->key, MPX_GET);
}

int region_abandon(struct region *region)
{
    return mpx(region->addr, region->len, 0, MPX_SET); /* expect: key-zero medium */
}

/* The number is that of 32-bit programs. Here it is another call: clone. */
#define NR_MPX 56

void region_release(struct region *region)
{
    (void)mpx(region->addr, region->len, region->key, MPX_DISABLE); /* expect: result-ignored note */
    if (region->key == 0)
        syscall(NR_MPX, region->addr, region->len, region->key, MPX_DISABLE); /* expect: syscall-number-mismatch high */
    munmap(region->addr, (size_t)region->len);
}
