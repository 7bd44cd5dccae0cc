/*
 * uringprox - executes the submissions of a sandboxed client on its behalf.
 *
 * The ring fd is inherited from the client, which keeps its own mapping of the
 * very same pages.  We map by hand: no liburing on this box.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define READ_ONCE(x)        (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)    (*(volatile __typeof__(x) *)&(x) = (v))
#define UP_MAXIO            8192u
#define UP_NFILES           32

struct Prox;
typedef int (*OpFn)(struct Prox *, const struct io_uring_sqe *);

struct SqView
{
    unsigned            *khead;
    unsigned            *ktail;
    unsigned            *array;
    struct io_uring_sqe *sqes;
    unsigned             entries;      /* ours: what we asked the kernel for */
};

struct CqView
{
    unsigned            *khead;
    unsigned            *ktail;
    unsigned            *koverflow;
    struct io_uring_cqe *cqes;
    unsigned             entries;
};

struct Prox
{
    int           ringFd;
    struct SqView sq;
    struct CqView cq;
    int           files[UP_NFILES];
    uint8_t       bounce[UP_MAXIO];
    uint8_t      *window;              /* the client's data window */
    size_t        windowLen;
    unsigned long refused;
};

int ProxMap(struct Prox *px, int fd, const struct io_uring_params *par, size_t windowLen)
{
    size_t   len = par->sq_off.array + par->sq_entries * sizeof(unsigned);
    uint8_t *ring, *cring;

    ring = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
                IORING_OFF_SQ_RING);
    if (ring == MAP_FAILED)
        return -errno;
    px->sq.khead = (unsigned *)(ring + par->sq_off.head);
    px->sq.ktail = (unsigned *)(ring + par->sq_off.tail);
    px->sq.array = (unsigned *)(ring + par->sq_off.array);
    px->sq.entries = par->sq_entries;
    px->sq.sqes = mmap(NULL, par->sq_entries * sizeof(struct io_uring_sqe),
                       PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
    if (px->sq.sqes == MAP_FAILED)
        return -errno;
    len = par->cq_off.cqes + par->cq_entries * sizeof(struct io_uring_cqe);
    cring = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_CQ_RING);
    if (cring == MAP_FAILED)
        return -errno;
    px->cq.khead = (unsigned *)(cring + par->cq_off.head);
    px->cq.ktail = (unsigned *)(cring + par->cq_off.tail);
    px->cq.koverflow = (unsigned *)(cring + par->cq_off.overflow);
    px->cq.cqes = (struct io_uring_cqe *)(cring + par->cq_off.cqes);
    px->cq.entries = par->cq_entries;
    px->window = mmap(NULL, windowLen, PROT_READ | PROT_WRITE, MAP_SHARED, fd + 1, 0);
    if (px->window == MAP_FAILED)
        return -errno;
    px->windowLen = windowLen;
    px->ringFd = fd;
    return 0;
}

/* expect: double-load live */
struct io_uring_sqe *SqNext(struct Prox *px)
{
    struct SqView *s = &px->sq;
    unsigned       at = READ_ONCE(*s->khead) % s->entries;

    if (READ_ONCE(s->array[at]) >= s->entries)
    {
        px->refused++;
        return NULL;
    }
    return &s->sqes[READ_ONCE(s->array[at])];
}

/* expect: double-load safe snapshot */
struct io_uring_sqe *SqNextOnce(struct Prox *px)
{
    struct SqView *s = &px->sq;
    unsigned       at = READ_ONCE(*s->khead) % s->entries;
    unsigned       idx = READ_ONCE(s->array[at]);

    if (idx >= s->entries)
    {
        px->refused++;
        return NULL;
    }
    return &s->sqes[idx];
}

static int LenFits(const struct io_uring_sqe *sqe)
{
    return sqe->len <= UP_MAXIO;
}

static ssize_t PushOut(struct Prox *px, int fd, const struct io_uring_sqe *sqe)
{
    memcpy(px->bounce, px->window, sqe->len);
    return write(fd, px->bounce, UP_MAXIO);
}

static ssize_t PushOutN(struct Prox *px, int fd, uint32_t n)
{
    memcpy(px->bounce, px->window, n);
    return write(fd, px->bounce, n);
}

/* expect: double-load live */
ssize_t DoWrite(struct Prox *px, unsigned slot, int fd)
{
    const struct io_uring_sqe *sqe = &px->sq.sqes[slot % px->sq.entries];

    if (!LenFits(sqe))
        return -EMSGSIZE;
    return PushOut(px, fd, sqe);
}

/* expect: double-load safe snapshot */
ssize_t DoWriteByValue(struct Prox *px, unsigned slot, int fd)
{
    const struct io_uring_sqe sqe = px->sq.sqes[slot % px->sq.entries];

    if (!LenFits(&sqe))
        return -EMSGSIZE;
    return PushOutN(px, fd, sqe.len);
}

/* expect: double-load live */
int PickFile(struct Prox *px, unsigned slot)
{
    const struct io_uring_sqe *sqe = px->sq.sqes + slot % px->sq.entries;

    if (sqe->fd < 0 || sqe->fd >= UP_NFILES)
    {
        px->refused++;
        return -EBADF;
    }
    if (!(sqe->flags & IOSQE_FIXED_FILE))
        return -EPERM;
    return px->files[sqe->fd];
}

/* expect: double-load safe exclusive-paths */
int PickWindow(struct Prox *px, unsigned slot, int trusted, uint8_t *out)
{
    const struct io_uring_sqe *sqe = px->sq.sqes + slot % px->sq.entries;
    uint32_t                   n = 64;

    if (trusted)
    {
        if (sqe->len > 64)
            return -EMSGSIZE;
    }
    else
    {
        n = sqe->len;
        if (n > 32)
            return -EPERM;
    }
    memcpy(out, px->window, n);
    return (int)n;
}

static int OpNop(struct Prox *px, const struct io_uring_sqe *sqe)
{
    (void)px;
    (void)sqe;
    return 0;
}

static int OpFsync(struct Prox *px, const struct io_uring_sqe *sqe)
{
    (void)sqe;
    return fsync(px->files[0]) < 0 ? -errno : 0;
}

static const OpFn opTable[8] = { OpNop, OpNop, OpNop, OpFsync, OpNop, OpNop, OpNop, OpNop };

/* expect: double-load live */
int RunOne(struct Prox *px, unsigned slot)
{
    struct io_uring_sqe *sqe = &px->sq.sqes[slot % px->sq.entries];

    if (sqe->opcode > 7)
    {
        fprintf(stderr, "client asks for operation beyond table\n");
        return -EINVAL;
    }
    return opTable[sqe->opcode](px, sqe);
}

/* expect: double-load safe disjoint */
int RunPair(struct Prox *px, unsigned slot)
{
    struct io_uring_sqe *first = &px->sq.sqes[0];
    struct io_uring_sqe *other = &px->sq.sqes[1];
    uint8_t              op;

    (void)slot;
    if (first->opcode > 7)
        return -EINVAL;
    op = READ_ONCE(other->opcode);
    if (op > 3)
        return -EINVAL;
    return opTable[op](px, other);
}

/* expect: double-load safe */
unsigned CqLag(struct Prox *px)
{
    unsigned lag = *px->cq.ktail - *px->cq.khead;

    if (lag > px->cq.entries)
        px->refused++;
    (void)READ_ONCE(*px->cq.ktail);    /* touch the line for the next round */
    return px->cq.entries;
}

/* expect: none */
void CqNote(struct Prox *px)
{
    if (READ_ONCE(*px->cq.koverflow) != 0)
        fprintf(stderr, "overflow, %u lost\n", READ_ONCE(*px->cq.koverflow));
}
