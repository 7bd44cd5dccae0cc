#define _GNU_SOURCE
#include "vmm.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define BALLOON_BASE (64u << 20)
#define LOG_BASE     (32u << 20)
#define LOG_MAX      (16u << 20)

struct balloon_req {
    uint32_t op;
    uint32_t tag;
    uint64_t bytes;
    uint64_t result;
};

struct log_req {
    uint64_t bytes;
    uint32_t enable;
    uint32_t status;
};

void vmm_warn(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
}

int gmem_init(struct gmem *m, size_t size)
{
    m->page = (size_t)sysconf(_SC_PAGESIZE);
    m->fd = memfd_create("guest-ram", MFD_CLOEXEC);
    if (m->fd < 0)
        return -errno;
    if (ftruncate(m->fd, (off_t)size) < 0) {
        close(m->fd);
        return -errno;
    }
    m->ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->fd, 0);
    if (m->ram == MAP_FAILED) {
        close(m->fd);
        return -ENOMEM;
    }
    m->size = size;
    return 0;
}

void *gmem_at(struct gmem *m, uint64_t gpa, size_t len)
{
    if (len > m->size || gpa > m->size - len) {
        m->faults++;
        return NULL;
    }
    return m->ram + gpa;
}

bool vq_setup(struct vqueue *q, struct gmem *m, uint64_t desc, uint64_t avail, uint16_t num)
{
    if (num == 0 || num > 1024 || (num & (num - 1)))
        return false;
    q->mem = m;
    q->num = num;
    q->last_avail = 0;
    q->desc = gmem_at(m, desc, num * sizeof(struct vdesc));
    q->avail = gmem_at(m, avail, sizeof(struct vavail) + num * sizeof(uint16_t));
    return q->desc && q->avail;
}

bool vq_desc_fits(const struct vqueue *q, const struct vdesc *d)
{
    const struct gmem *m = q->mem;
    const uint32_t len = __atomic_load_n(&d->len, __ATOMIC_RELAXED);
    const uint64_t addr = __atomic_load_n(&d->addr, __ATOMIC_RELAXED);

    if (len == 0 || len > m->size)
        return false;
    return addr <= m->size - len;
}

/* The guest asks us to take pages away from it: make them inaccessible here
 * before punching the hole, so that stray device accesses are noticed. */
/* expect: shared-argument live */
int gmem_balloon(struct gmem *m, uint64_t req_gpa)
{
    struct balloon_req *r = gmem_at(m, req_gpa, sizeof *r);

    if (!r)
        return -EFAULT;
    if (m->size <= BALLOON_BASE) {
        vmm_warn("balloon: guest too small\n");
        return -ENOTSUP;
    }

    if (mprotect(m->ram + BALLOON_BASE, r->bytes, PROT_NONE) != 0) {
        int e = errno;

        vmm_warn("balloon: mprotect: %d\n", e);
        r->result = (uint64_t)e;
        return -e;
    }
    r->result = 0;
    return 0;
}

/* Write-protect the dirty log window. */
/* expect: shared-argument safe snapshot */
int gmem_log_window(struct gmem *m, uint64_t req_gpa)
{
    struct log_req *r = gmem_at(m, req_gpa, sizeof *r);
    uint64_t bytes;
    int prot;

    if (!r)
        return -EFAULT;
    bytes = __atomic_load_n(&r->bytes, __ATOMIC_RELAXED);
    prot = __atomic_load_n(&r->enable, __ATOMIC_RELAXED) ? PROT_READ
                                                         : PROT_READ | PROT_WRITE;
    if (bytes == 0 || bytes > LOG_MAX || bytes % m->page != 0 ||
        m->size < LOG_BASE + LOG_MAX) {
        r->status = EINVAL;
        return -EINVAL;
    }
    if (mprotect(m->ram + LOG_BASE, bytes, prot) != 0) {
        r->status = (uint32_t)errno;
        vmm_warn("log window: mprotect failed\n");
        return -1;
    }
    r->status = 0;
    return 0;
}
