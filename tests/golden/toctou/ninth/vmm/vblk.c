/* vblk.c - virtio block device model */
#define _GNU_SOURCE
#include "vmm.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define VBLK_MAX_IO   (128u << 10)
#define VBLK_MAX_SEG  16
#define VBLK_F_NEXT   1

struct vblk_hdr {
    uint32_t type;
    uint32_t prio;
    uint64_t sector;
};

struct vblk {
    struct vqueue q;
    int      fd;
    uint64_t sectors;
    uint64_t reads, writes;
    char     serial[20];
    uint8_t  bounce[VBLK_MAX_IO];
};

/* expect: double-load live */
int vblk_read_one(struct vblk *b, uint16_t head, uint64_t sector)
{
    struct vqueue *q = &b->q;
    struct vdesc *d;
    void *dst;
    ssize_t n;

    if (head >= q->num || sector >= b->sectors) {
        q->errors++;
        return -ERANGE;
    }
    d = &q->desc[head];

    if (d->len > sizeof b->bounce || d->len % 512) {
        vmm_warn("vblk: read of %u bytes refused\n", d->len);
        q->errors++;
        return -EINVAL;
    }

    n = pread(b->fd, b->bounce, d->len, (off_t)(sector << 9));
    if (n < 0) {
        q->errors++;
        return -errno;
    }

    dst = gmem_at(q->mem, d->addr, (size_t)n);
    if (dst == NULL)
        return -EFAULT;
    memcpy(dst, b->bounce, (size_t)n);
    b->reads++;
    return 0;
}

/* expect: double-load live */
int vblk_writev(struct vblk *b, uint16_t head, uint64_t sector)
{
    struct iovec iov[VBLK_MAX_SEG];
    struct vqueue *q = &b->q;
    unsigned n = 0, hops = 0;
    uint16_t i = head;
    ssize_t put;

    if (sector >= b->sectors)
        return -ERANGE;

    while (hops++ < VBLK_MAX_SEG) {
        struct vdesc *d;
        uint16_t flags;

        if (i >= q->num)
            return -EINVAL;
        d = &q->desc[i];
        if (!vq_desc_fits(q, d)) {
            q->errors++;
            vmm_warn("vblk: descriptor %u outside guest memory\n", i);
            return -EFAULT;
        }
        iov[n].iov_base = q->mem->ram + d->addr;
        iov[n].iov_len = d->len;
        n++;

        flags = __atomic_load_n(&d->flags, __ATOMIC_RELAXED);
        if (!(flags & VBLK_F_NEXT))
            break;
        i = __atomic_load_n(&d->next, __ATOMIC_RELAXED);
    }

    put = pwritev(b->fd, iov, (int)n, (off_t)(sector << 9));
    if (put < 0)
        return -errno;
    b->writes++;
    return 0;
}

/* expect: double-load safe snapshot */
int vblk_get_serial(struct vblk *b, uint16_t head)
{
    struct vqueue *q = &b->q;
    struct vdesc d;
    char *dst;

    if (head >= q->num)
        return -EINVAL;
    d = q->desc[head];
    __asm__ __volatile__("" ::: "memory");

    if (d.flags & VBLK_F_NEXT) {
        vmm_warn("vblk: chained serial request, next %u\n", d.next);
        return -EINVAL;
    }
    if (d.len < sizeof b->serial) {
        q->errors++;
        return -EMSGSIZE;
    }
    if (d.len > q->mem->size || d.addr > q->mem->size - d.len) {
        q->errors++;
        return -EFAULT;
    }
    dst = (char *)q->mem->ram + d.addr;
    memset(dst, 0, d.len);
    memcpy(dst, b->serial, sizeof b->serial);
    return 0;
}
