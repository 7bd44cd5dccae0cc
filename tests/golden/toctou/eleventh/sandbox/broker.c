#define _GNU_SOURCE
#include "sbx.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int sbx_open(struct sbx_box *b, int fd, size_t size)
{
    void *pg;

    if (size == 0 || size > SBX_MAX || !SBX_PG(size))
        return -EINVAL;
    pg = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (pg == MAP_FAILED)
        return -errno;
    b->base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 4096);
    if (b->base == MAP_FAILED) {
        munmap(pg, 4096);
        return -errno;
    }
    b->page = pg;
    b->size = size;
    b->memfd = fd;
    return 0;
}

/* expect: double-load live */
static int op_protect(struct sbx_box *b)
{
    struct sbx_req *rq = &b->page->req;
    int rc = policy_range(b, rq);

    if (rc)
        return rc;
    if (mprotect(b->base + rq->u.range.off, rq->u.range.len, PROT_READ) < 0)
        return -errno;
    return 0;
}

/* expect: double-load safe snapshot */
static int op_protect_cp(struct sbx_box *b)
{
    struct sbx_req mine = b->page->req;
    struct sbx_req *rq = &mine;
    int rc = policy_range(b, rq);

    if (rc)
        return rc;
    if (mprotect(b->base + rq->u.range.off, rq->u.range.len, PROT_READ) < 0)
        return -errno;
    return 0;
}

/* expect: double-load live */
static int op_access(struct sbx_box *b)
{
    struct sbx_req *rq = &b->page->req;

    if (policy_prot(rq->prot)) {
        b->denied++;
        return -EPERM;
    }
    fprintf(stderr, "sandbox: heap of %zu bytes changes access\n", b->size);
    return mprotect(b->base, b->size, (int)rq->prot) < 0 ? -errno : 0;
}

/* expect: double-load safe rechecked */
static int op_access_late(struct sbx_box *b)
{
    struct sbx_req *rq = &b->page->req;
    uint32_t prot;

    if (policy_prot(rq->prot)) {
        b->denied++;
        return -EPERM;
    }
    fprintf(stderr, "sandbox: heap of %zu bytes changes access\n", b->size);
    prot = *(volatile uint32_t *)&rq->prot;
    if (policy_prot(prot))
        return -EPERM;
    return mprotect(b->base, b->size, (int)prot) < 0 ? -errno : 0;
}

/* expect: double-load live */
static int op_discard(struct sbx_box *b)
{
    const struct sbx_req *rq = &b->page->req;

    if (rq->u.range.len == 0 || rq->u.range.len > b->size)
        return -EINVAL;
    return box_drop(b, rq);
}

/* expect: double-load safe rechecked */
static int op_discard_vetted(struct sbx_box *b)
{
    const struct sbx_req *rq = &b->page->req;

    if (rq->u.range.len == 0 || rq->u.range.len > b->size)
        return -EINVAL;
    return box_drop_vetted(b, rq);
}

/* expect: double-load live */
static int op_poke(struct sbx_box *b)
{
    struct sbx_page *pg = b->page;

    if (pg->req.u.poke.slot >= sizeof b->regs / sizeof b->regs[0])
        goto bad;
    b->regs[pg->req.u.poke.slot] = 1;
    pg->done++;
    return 0;
bad:
    b->denied++;
    return -EINVAL;
}

/* expect: range-race live */
int sbx_restart(struct sbx_box *b)
{
    if (b->base == NULL || b->size == 0)
        return -EINVAL;
    box_scrap(b);
    if (mprotect(b->base, b->size, PROT_NONE) < 0)
        return -errno;
    return 0;
}

/* expect: range-race safe */
int sbx_restart_clean(struct sbx_box *b)
{
    if (b->base == NULL || b->size == 0)
        return -EINVAL;
    if (box_regrow(b) < 0)
        return -ENOMEM;
    if (mprotect(b->base, b->size, PROT_NONE) < 0)
        return -errno;
    return 0;
}

static const struct sbx_op ops[SBX_NOP] = {
    { "protect", op_protect },      { "protect2", op_protect_cp },
    { "access", op_access },        { "access2", op_access_late },
    { "discard", op_discard },      { "discard2", op_discard_vetted },
};

/* expect: double-load live */
int sbx_serve(struct sbx_box *b)
{
    if (b->page->req.op >= SBX_NOP) {
        b->denied++;
        return -ENOSYS;
    }
    if (b->denied > 100)
        return op_poke(b);
    return ops[b->page->req.op].run(b);
}

/* expect: double-load safe snapshot */
int sbx_serve_fixed(struct sbx_box *b)
{
    const uint32_t op = *(const volatile uint32_t *)&b->page->req.op;

    if (op >= SBX_NOP) {
        b->denied++;
        return -ENOSYS;
    }
    return ops[op].run(b);
}

/* expect: double-load live */
int sbx_sum(struct sbx_box *b, uint32_t out[32])
{
    uint32_t i;

    if (b->page->nslots > 32)
        return -E2BIG;
    for (i = 0; i < b->page->nslots; i++)
        out[i] = b->page->slots[i];
    return (int)i;
}

/* expect: double-load safe rechecked */
int sbx_sum_capped(struct sbx_box *b, uint32_t out[32])
{
    uint32_t i;

    if (b->page->nslots > 32)
        return -E2BIG;
    for (i = 0; i < b->page->nslots && i < 32; i++)
        out[i] = b->page->slots[i];
    return (int)i;
}
