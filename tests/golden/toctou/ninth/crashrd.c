/* crashrd.c - writes a minidump-like file for a process that is (probably) dying
 *
 * The client publishes its state in a SysV segment.  It may be halfway through
 * a wild write, and it may be hostile: it runs the web content.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#define CRD_MAGIC     0x44524331u
#define CRD_ANN_LEN   48
#define CRD_NTHREAD   64
#define CRD_NMOD      16
#define CRD_OUT_MAX   (256 * 1024)
#define CRD_REC_AREA  4096

enum { REC_INT = 1, REC_STR, REC_BLOB };

struct crd_annotation {
    uint32_t next;                 /* offset in the segment, 0 ends */
    uint16_t kind;
    uint16_t pad;
    char     text[CRD_ANN_LEN];
};

struct crd_thread {
    uint32_t tid;
    uint32_t nbytes;               /* of stack */
    uint32_t at;                   /* offset of the stack copy */
    uint32_t nregs;
    uint64_t regs[32];
};

struct crd_module {
    uint32_t id;
    uint32_t path_len;
    char     path[128];
};

struct crd_rec {
    uint32_t kind;
    uint32_t tag;
    union {
        int64_t  i;
        char     s[32];
        uint8_t  b[256];
    } u;
};

struct crd_seg {
    uint32_t magic;
    uint32_t version;
    uint32_t pid;
    uint32_t signo;
    uint64_t fault_addr;
    uint64_t seg_bytes;
    uint32_t first_ann;
    uint32_t nthreads;
    struct crd_thread thread[CRD_NTHREAD];
    struct crd_module mod[CRD_NMOD];
    uint8_t rec[CRD_REC_AREA];
};

struct reporter {
    int      shmid;
    struct crd_seg *seg;
    size_t   seg_len;
    FILE    *out;
    struct crd_module cache[CRD_NMOD];
    int      ncache;
    unsigned skipped;
};

int crd_attach(struct reporter *r, key_t key)
{
    struct shmid_ds ds;
    void *p;

    r->shmid = shmget(key, 0, 0);
    if (r->shmid < 0 || shmctl(r->shmid, IPC_STAT, &ds) < 0)
        return -errno;
    if (ds.shm_segsz < sizeof(struct crd_seg))
        return -EINVAL;
    p = shmat(r->shmid, NULL, 0);
    if (p == (void *)-1)
        return -errno;
    r->seg = p;
    r->seg_len = ds.shm_segsz;
    return 0;
}

/* modules we have seen in earlier, healthy heartbeats */
void crd_cache_module(struct reporter *r, uint32_t id, const char *path)
{
    struct crd_module *m;
    size_t n = strlen(path);

    if (r->ncache == CRD_NMOD || n >= sizeof m->path)
        return;
    m = &r->cache[r->ncache++];
    m->id = id;
    m->path_len = (uint32_t)n;
    memcpy(m->path, path, n + 1);
}

static const struct crd_module *crd_cached(const struct reporter *r, uint32_t id)
{
    for (int i = 0; i < r->ncache; i++)
        if (r->cache[i].id == id)
            return &r->cache[i];
    return NULL;
}

static size_t crd_rec_size(uint32_t kind)
{
    switch (kind) {
    case REC_INT:
        return offsetof(struct crd_rec, u) + sizeof(int64_t);
    case REC_STR:
        return offsetof(struct crd_rec, u) + 32;
    case REC_BLOB:
        return offsetof(struct crd_rec, u) + 256;
    }
    return 0;
}

/* expect: double-load live */
int crd_dump_annotations(struct reporter *r)
{
    const uint8_t *base = (const uint8_t *)r->seg;
    const struct crd_annotation *a;
    uint32_t off = __atomic_load_n(&r->seg->first_ann, __ATOMIC_RELAXED);
    char text[CRD_ANN_LEN + 1];
    int n = 0;

    if (off == 0)
        return 0;
    if (off > r->seg_len - sizeof *a || off % 4) {
        r->skipped++;
        return -EFAULT;
    }
    a = (const struct crd_annotation *)(base + off);

    for (;;) {
        memcpy(text, a->text, CRD_ANN_LEN);
        text[CRD_ANN_LEN] = '\0';
        fprintf(r->out, "annotation %d: %s\n", n, text);

        if (++n == 100 || a->next == 0)
            break;
        if (a->next > r->seg_len - sizeof *a || a->next % 4) {
            fprintf(r->out, "annotation list broken\n");
            r->skipped++;
            break;
        }
        a = (const struct crd_annotation *)(base + a->next);
    }
    return n;
}

/* expect: double-load live */
int crd_dump_stacks(struct reporter *r)
{
    const struct crd_seg *s = r->seg;
    size_t total = 0, fill = 0;
    uint8_t *buf;
    int i;

    for (i = 0; i < CRD_NTHREAD; i++) {
        const struct crd_thread *t = &s->thread[i];

        if (t->tid == 0)
            continue;
        total += t->nbytes;
        if (total > CRD_OUT_MAX || total > r->seg_len) {
            fprintf(r->out, "stacks too large, thread %d and up dropped\n", i);
            r->skipped++;
            return -EFBIG;
        }
    }

    buf = malloc(total ? total : 1);
    if (!buf)
        return -ENOMEM;

    for (i = 0; i < CRD_NTHREAD; i++) {
        const struct crd_thread *t = &s->thread[i];
        uint32_t at = __atomic_load_n(&t->at, __ATOMIC_RELAXED);
        uint32_t n = __atomic_load_n(&t->nbytes, __ATOMIC_RELAXED);

        if (at > r->seg_len || n > r->seg_len - at) {
            r->skipped++;
            continue;
        }
        memcpy(buf + fill, (const uint8_t *)s + at, n);
        fill += n;
    }
    i = fwrite(buf, 1, fill, r->out) == fill ? 0 : -EIO;
    free(buf);
    return i;
}

/* expect: double-load safe rechecked */
int crd_dump_regs(struct reporter *r)
{
    const struct crd_seg *s = r->seg;
    size_t want = 0, fill = 0;
    uint64_t *buf;
    int i, rc = 0;

    for (i = 0; i < CRD_NTHREAD; i++)
        want += s->thread[i].nregs;
    if (want == 0 || want > CRD_NTHREAD * 32u)
        return -EINVAL;
    buf = calloc(want, sizeof *buf);
    if (!buf)
        return -ENOMEM;

    for (i = 0; i < CRD_NTHREAD; i++) {
        const uint32_t n = __atomic_load_n(&s->thread[i].nregs, __ATOMIC_RELAXED);

        if (n > 32 || n > want - fill) {
            fprintf(r->out, "thread %d: %u registers?\n", i, n);
            r->skipped++;
            rc = -EAGAIN;
            goto out;
        }
        memcpy(buf + fill, s->thread[i].regs, n * sizeof *buf);
        fill += n;
    }
    if (fwrite(buf, sizeof *buf, fill, r->out) != fill)
        rc = -EIO;
out:
    free(buf);
    return rc;
}

/* expect: double-load safe unused */
int crd_dump_header(struct reporter *r)
{
    struct {
        uint32_t magic, version, pid, signo;
        uint64_t fault_addr;
    } h;

    if (r->seg->magic != CRD_MAGIC) {
        fprintf(stderr, "crashrd: segment %d is not ours\n", r->shmid);
        return -EINVAL;
    }
    if (r->seg->version < 3 || r->seg->version > 5)
        return -EPROTONOSUPPORT;

    memcpy(&h, r->seg, sizeof h);
    fprintf(r->out, "process %u killed by signal %u\n", h.pid, h.signo);
    if (h.signo == 11 || h.signo == 7)
        fprintf(r->out, "faulting address %#llx\n",
                (unsigned long long)h.fault_addr);
    return 0;
}

/* expect: double-load safe disjoint */
int crd_dump_module(struct reporter *r, unsigned i)
{
    const struct crd_module *m;
    char path[128];
    uint32_t id;

    if (i >= CRD_NMOD)
        return -EINVAL;
    m = &r->seg->mod[i];
    if (m->path_len == 0 || m->path_len >= sizeof path)
        fprintf(r->out, "module %u: record damaged\n", i);

    /* whatever it says now, we trust what it said while it was well */
    id = __atomic_load_n(&m->id, __ATOMIC_RELAXED);
    m = crd_cached(r, id);
    if (m == NULL) {
        r->skipped++;
        return -ENOENT;
    }
    memcpy(path, m->path, m->path_len);
    path[m->path_len] = '\0';
    fprintf(r->out, "module %u: %s\n", i, path);
    return 0;
}

/* expect: double-load live */
int crd_dump_records(struct reporter *r)
{
    const uint8_t *p = r->seg->rec, *end = p + sizeof r->seg->rec;
    int n = 0;

    while (end - p >= 16) {
        const struct crd_rec *rec = (const struct crd_rec *)p;
        const size_t size = crd_rec_size(rec->kind);

        if (size == 0 || size > (size_t)(end - p))
            break;

        switch (rec->kind) {
        case REC_INT:
            fprintf(r->out, "%u: %lld\n", rec->tag, (long long)rec->u.i);
            break;
        case REC_STR:
            fprintf(r->out, "%u: %.32s\n", rec->tag, rec->u.s);
            break;
        case REC_BLOB:
            if (fwrite(rec->u.b, 1, sizeof rec->u.b, r->out) != sizeof rec->u.b)
                return -EIO;
            break;
        }
        p += size;
        n++;
    }
    return n;
}

/* expect: shared-argument live */
int crd_freeze(struct reporter *r)
{
    fflush(r->out);
    if (mprotect(r->seg, r->seg->seg_bytes, PROT_READ) != 0) {
        fprintf(stderr, "crashrd: cannot freeze segment %d: %s\n", r->shmid,
                strerror(errno));
        r->skipped++;
        return -errno;
    }
    fprintf(r->out, "segment %d frozen\n", r->shmid);
    return 0;
}
