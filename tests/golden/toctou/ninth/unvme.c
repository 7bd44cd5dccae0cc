/*
 * unvme - poll mode NVMe driver in user space
 *
 * Queues and bounce buffers sit in one hugepage region that the device reads
 * and writes by DMA.  Single threaded, one queue pair per core.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MAP_HUGE_2MB
#define MAP_HUGE_2MB (21 << 26)
#endif

#define UNVME_REGION   (8ull << 20)
#define UNVME_DEPTH    128
#define UNVME_NLOG     16
#define UNVME_LOGLEN   4096
#define UNVME_MAXWIN   (1u << 20)

struct unvme_cqe {
    uint32_t dw0;
    uint32_t dw1;
    uint16_t sq_head;
    uint16_t sq_id;
    uint16_t cid;
    uint16_t status;
};

struct unvme_log {
    uint32_t first;         /* offset of the first entry in body */
    uint32_t total;
    uint8_t  body[UNVME_LOGLEN - 8];
};

struct unvme_logent {
    uint16_t code;
    uint16_t len;
    uint32_t stamp;
};

struct unvme_range {
    uint32_t lba;
    uint32_t blocks;
};

struct unvme_shadow {
    uint32_t sq_tail;
    uint32_t cq_head;
    uint32_t eventidx;
    uint32_t win_prot;
};

struct unvme_ident {
    char     serial[20];
    uint32_t nn;            /* namespaces */
    uint32_t oncs;
    uint32_t ns_blocks[32];
};

/* layout of the DMA region */
struct unvme_dma {
    struct unvme_cqe    cq[UNVME_DEPTH];
    struct unvme_log    log;
    struct unvme_range  range[64];
    struct unvme_shadow shadow;
    struct unvme_ident  ident;
    uint32_t            ready;
    uint8_t             data[1 << 20];
};

struct unvme_req {
    void   (*cb)(void *arg, int status);
    void    *arg;
    uint64_t start;
};

struct unvme_qpair {
    struct unvme_dma *dma;
    uint16_t head;
    uint16_t depth;
    uint8_t  phase;
    struct unvme_req req[UNVME_DEPTH];
    uint32_t mirror[UNVME_DEPTH];
    uint64_t completed, bogus, kicks;
};

int unvme_qpair_init(struct unvme_qpair *q)
{
    void *p = mmap(NULL, UNVME_REGION, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB | MAP_HUGE_2MB | MAP_POPULATE,
                   -1, 0);

    if (p == MAP_FAILED)
        return -errno;
    memset(q, 0, sizeof *q);
    q->dma = p;
    q->depth = UNVME_DEPTH;
    q->phase = 1;
    return 0;
}

/* expect: double-load live */
int unvme_poll(struct unvme_qpair *q, int max)
{
    int done = 0;

    while (done < max) {
        volatile struct unvme_cqe *cqe = &q->dma->cq[q->head];
        uint16_t status = cqe->status;
        struct unvme_req *rq;

        if ((status & 1) != q->phase)
            break;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);

        if (cqe->cid < q->depth) {
            rq = &q->req[cqe->cid];
            if (rq->cb)
                rq->cb(rq->arg, status >> 1);
            rq->cb = NULL;
            q->completed++;
        } else {
            q->bogus++;
        }

        if (++q->head == q->depth) {
            q->head = 0;
            q->phase ^= 1;
        }
        done++;
    }
    return done;
}

/* Next entry of the log at off; the device appends while we read. */
static const struct unvme_logent *log_entry(const struct unvme_log *log, uint32_t off)
{
    if (off > sizeof log->body - sizeof(struct unvme_logent) || (off & 3))
        return NULL;
    return (const struct unvme_logent *)(log->body + off);
}

/* expect: double-load live */
int unvme_read_log(struct unvme_qpair *q, uint8_t *out, size_t outlen)
{
    const struct unvme_log *log = &q->dma->log;
    const struct unvme_logent *e;
    uint32_t off = __atomic_load_n(&log->first, __ATOMIC_RELAXED);
    size_t used = 0;
    int n;

    for (n = 0; n < UNVME_NLOG; n++) {
        size_t left;

        e = log_entry(log, off);
        if (!e)
            break;
        left = sizeof log->body - off - sizeof *e;

        if (e->len == 0)
            break;
        if (e->len > left || e->len > outlen - used) {
            fprintf(stderr, "unvme: log entry %d at %" PRIu32 " cut off\n", n, off);
            break;
        }
        memcpy(out + used, e + 1, e->len);
        used += e->len;
        off += (uint32_t)sizeof *e + ((e->len + 3u) & ~3u);
    }
    return n;
}

/* expect: double-load safe retry */
int unvme_wait_ready(struct unvme_qpair *q, unsigned spins)
{
    unsigned i;

    for (i = 0; i < spins; i++) {
        if (q->dma->ready == 0xffffffffu) {
            fprintf(stderr, "unvme: controller is gone\n");
            return -ENODEV;
        }
        if (q->dma->ready == 1)
            break;
        if (i % 1024 == 0)
            q->kicks++;
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
    if (i == spins) {
        fprintf(stderr, "unvme: not ready after %u spins\n", spins);
        return -ETIMEDOUT;
    }
    return 0;
}

/* expect: double-load safe disjoint */
int unvme_pair_ranges(struct unvme_qpair *q, unsigned i)
{
    const struct unvme_range *r = q->dma->range;
    uint32_t blocks, lba;

    if (i + 1 >= 64)
        return -EINVAL;

    /* an empty entry stands for "continues in the next one" */
    if (r[i].blocks != 0 || r[i].lba >= UNVME_DEPTH) {
        q->bogus++;
        return 0;
    }
    lba = __atomic_load_n(&r[i + 1].lba, __ATOMIC_RELAXED);
    blocks = __atomic_load_n(&r[i + 1].blocks, __ATOMIC_RELAXED);
    if (lba >= UNVME_DEPTH) {
        fprintf(stderr, "unvme: range %u: lba %" PRIu32 "\n", i + 1, lba);
        return -ERANGE;
    }
    q->mirror[lba] += blocks;
    return 1;
}

/* expect: double-load safe compared */
int unvme_shadow_sync(struct unvme_qpair *q)
{
    struct unvme_shadow *sh = &q->dma->shadow;
    uint32_t tail, again;

    tail = __atomic_load_n(&sh->sq_tail, __ATOMIC_ACQUIRE);
    if (tail >= q->depth) {
        q->bogus++;
        return -EPROTO;
    }
    sh->eventidx = tail;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);

    /* the device may have moved it before it saw the event index */
    again = __atomic_load_n(&sh->sq_tail, __ATOMIC_ACQUIRE);
    if (again != tail) {
        q->kicks++;
        return -EAGAIN;
    }
    q->mirror[again] = (uint32_t)q->completed;
    return 0;
}

/* expect: double-load safe overridden */
int unvme_identify(struct unvme_qpair *q, char *serial, uint64_t *blocks)
{
    const struct unvme_ident *id = &q->dma->ident;
    const uint32_t nn = __atomic_load_n(&id->nn, __ATOMIC_RELAXED);
    struct unvme_ident copy;
    uint32_t i;

    if (nn == 0 || nn > 32) {
        fprintf(stderr, "unvme: %" PRIu32 " namespaces\n", nn);
        return -ENXIO;
    }

    memcpy(&copy, id, sizeof copy);
    copy.nn = nn;
    if (copy.oncs & 4)
        q->kicks++;

    memcpy(serial, copy.serial, sizeof copy.serial);
    *blocks = 0;
    for (i = 0; i < copy.nn; i++)
        *blocks += copy.ns_blocks[i];
    return (int)copy.nn;
}

/* expect: shared-argument live gap_ */
int unvme_open_window(struct unvme_qpair *q, void *win, size_t len)
{
    if (((uintptr_t)win & 4095) != 0)
        return -EINVAL;
    if (len == 0 || len > UNVME_MAXWIN || (len & 4095) != 0)
        return -EINVAL;

    fprintf(stderr, "unvme: window at %p, %zu bytes\n", win, len);
    q->kicks++;
    if (mprotect(win, len, (int)q->dma->shadow.win_prot) != 0) {
        int e = errno;

        fprintf(stderr, "unvme: window: %s\n", strerror(e));
        return -e;
    }
    return 0;
}
