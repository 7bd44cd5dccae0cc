/* vnet.c - virtio net device model, control queue included */
#define _GNU_SOURCE
#include "vmm.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VNET_FRAME    2048
#define VNET_MAX_MAC  32
#define VNET_MAX_VID  64
#define VNET_F_CSUM   1

struct vnet_hdr {
    uint8_t  flags;
    uint8_t  gso_type;
    uint16_t hdr_len;
    uint16_t gso_size;
    uint16_t csum_start;
    uint16_t csum_offset;
};

struct vnet_macs {
    uint32_t entries;
    uint8_t  mac[][6];
};

struct vnet_vids {
    uint16_t count;
    uint16_t vid[];
};

struct vnet {
    struct vqueue rx, tx, ctrl;
    int      tap;
    uint8_t  frame[VNET_FRAME];
    uint8_t  mac[VNET_MAX_MAC][6];
    uint32_t nmac;
    uint16_t vid[VNET_MAX_VID];
    uint16_t nvid;
    bool     allmulti;
    uint64_t tx_frames, rx_polls;
};

static uint16_t vnet_sum(const uint8_t *p, size_t n)
{
    uint32_t s = 0;

    for (size_t i = 0; i + 1 < n; i += 2)
        s += (uint32_t)(p[i] << 8 | p[i + 1]);
    if (n & 1)
        s += (uint32_t)(p[n - 1] << 8);
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

static void vnet_finish_csum(struct vnet *n, const struct vnet_hdr *h, size_t len)
{
    const uint16_t off = h->csum_start;
    const uint16_t at = h->csum_offset;
    uint16_t s = vnet_sum(n->frame + off, len - off);

    n->frame[off + at] = (uint8_t)(s >> 8);
    n->frame[off + at + 1] = (uint8_t)s;
}

/* expect: double-load live */
int vnet_tx(struct vnet *n, uint64_t hdr_gpa, uint64_t data_gpa, uint32_t len)
{
    const struct vnet_hdr *gh;
    struct vnet_hdr h;
    const void *src;

    if (len == 0 || len > VNET_FRAME)
        return -EMSGSIZE;
    gh = gmem_at(n->tx.mem, hdr_gpa, sizeof h);
    src = gmem_at(n->tx.mem, data_gpa, len);
    if (!gh || !src)
        return -EFAULT;

    memcpy(&h, gh, sizeof h);
    if (h.gso_type != 0) {
        vmm_warn("vnet: gso type %u not offered\n", h.gso_type);
        return -EINVAL;
    }
    memcpy(n->frame, src, len);

    if (h.flags & VNET_F_CSUM) {
        if ((uint32_t)h.csum_start + h.csum_offset + 2 > len) {
            n->tx.errors++;
            return -EINVAL;
        }
        vnet_finish_csum(n, gh, len);
    }

    if (write(n->tap, n->frame, len) != (ssize_t)len) {
        n->tx.errors++;
        return -EIO;
    }
    n->tx_frames++;
    return 0;
}

/* expect: double-load live */
int vnet_ctrl_mac(struct vnet *n, uint64_t gpa, uint32_t len)
{
    struct vnet_macs *t;

    if (len < sizeof *t)
        return -EINVAL;
    t = gmem_at(n->ctrl.mem, gpa, len);
    if (!t)
        return -EFAULT;

    if (t->entries > (len - sizeof *t) / 6)
        return -EINVAL;
    if (t->entries > VNET_MAX_MAC) {
        n->allmulti = true;
        n->nmac = 0;
        return 0;
    }

    n->allmulti = false;
    n->nmac = 0;
    for (uint32_t i = 0; i < t->entries; i++) {
        memcpy(n->mac[i], t->mac[i], 6);
        n->nmac++;
    }
    return 0;
}

static int vnet_apply_vids(struct vnet *n, const struct vnet_vids *v, uint32_t room)
{
    uint16_t k = __atomic_load_n(&v->count, __ATOMIC_RELAXED);

    if (k > VNET_MAX_VID || k > room)
        return -EINVAL;
    for (uint16_t i = 0; i < k; i++)
        n->vid[i] = v->vid[i] & 0xfff;
    n->nvid = k;
    return 0;
}

/* expect: double-load safe rechecked */
int vnet_ctrl_vlan(struct vnet *n, uint64_t gpa, uint32_t len)
{
    struct vnet_vids *v;
    uint32_t room;

    if (len < sizeof *v || len > 4096)
        return -EINVAL;
    v = gmem_at(n->ctrl.mem, gpa, len);
    if (!v)
        return -EFAULT;
    room = (len - sizeof *v) / sizeof v->vid[0];

    if (v->count == 0) {
        n->nvid = 0;
        return 0;
    }
    if (v->count > VNET_MAX_VID || v->count > room) {
        vmm_warn("vnet: vlan table of %u bytes makes no sense\n", len);
        n->ctrl.errors++;
        return -EINVAL;
    }
    return vnet_apply_vids(n, v, room);
}

/* expect: double-load safe retry */
int vnet_rx_wait(struct vnet *n, unsigned spins)
{
    struct vqueue *q = &n->rx;
    const struct timespec ts = { 0, 50000 };
    uint16_t head;

    while (q->avail->idx == q->last_avail) {
        if (spins-- == 0)
            return -EAGAIN;
        n->rx_polls++;
        nanosleep(&ts, NULL);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);

    head = __atomic_load_n(&q->avail->ring[q->last_avail & (q->num - 1)],
                           __ATOMIC_RELAXED);
    if (head >= q->num) {
        q->errors++;
        return -EINVAL;
    }
    q->last_avail++;
    return head;
}
