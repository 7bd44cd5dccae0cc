#define _GNU_SOURCE
#include "sbx.h"
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

int policy_range(const struct sbx_box *b, const struct sbx_req *rq)
{
    uint64_t off = rq->u.range.off, len = rq->u.range.len;

    if (!SBX_PG(off) || !SBX_PG(len) || len == 0)
        return -EINVAL;
    if (off >= b->size || len > b->size - off)
        return -ERANGE;
    return 0;
}

int policy_prot(uint32_t prot)
{
    return (prot & ~(uint32_t)(PROT_READ | PROT_WRITE)) ? -EPERM : 0;
}

/* trusts its caller to have looked at the range */
int box_drop(struct sbx_box *b, const struct sbx_req *rq)
{
    if (munmap(b->base, rq->u.range.len) < 0)
        return -errno;
    return 0;
}

/* trusts nobody */
int box_drop_vetted(struct sbx_box *b, const struct sbx_req *rq)
{
    const struct sbx_req own = *rq;

    if (own.u.range.len == 0 || own.u.range.len > b->size || !SBX_PG(own.u.range.len))
        return -EINVAL;
    if (munmap(b->base, own.u.range.len) < 0)
        return -errno;
    return 0;
}

static void heap_release(uint8_t *p, size_t n)
{
    if (munmap(p, n) < 0)
        perror("sandbox: heap");
}

void box_scrap(struct sbx_box *b)
{
    heap_release(b->base, b->size);
    b->denied = 0;
}

int box_regrow(struct sbx_box *b)
{
    void *p;

    heap_release(b->base, b->size);
    p = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, b->memfd, 4096);
    if (p == MAP_FAILED)
        return -ENOMEM;
    b->base = p;
    return 0;
}
