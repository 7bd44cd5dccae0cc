/* SPDX-License-Identifier: MIT */
/* vq.h: split virtqueues, device side, guest memory mapped from passed fds */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define VQ_NEXT   1u
#define VQ_WRITE  2u
#define VQ_INDIR  4u
#define VQ_MAXSEG 32
#define VQ_SEGMAX 65536u

struct vq_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct vq_avail {
	uint16_t flags;
	uint16_t idx;
	uint16_t ring[];
};

struct vq {
	struct vq_desc *desc;		/* guest memory */
	struct vq_avail *avail;		/* guest memory */
	uint16_t num;			/* negotiated, ours */
	uint16_t last;
	struct iovec iov[VQ_MAXSEG];
	struct vq_desc itab[VQ_MAXSEG];
};

struct vdev {
	uint8_t *mem;
	uint64_t mem_len;
	struct vq q;
	int backing;
	unsigned broken;
};

struct blk_hdr {
	uint32_t type;
	uint32_t prio;
	uint64_t sector;
};

struct blk_req {
	struct blk_hdr h;
	uint32_t nsect;
	uint8_t data[512];
};

static inline void *gpa(const struct vdev *d, uint64_t addr, uint64_t len)
{
	if (addr > d->mem_len || len > d->mem_len - addr)
		return NULL;
	return d->mem + addr;
}

int vdev_map(struct vdev *d, int fd, uint64_t len);
int vq_seg(struct vdev *d, uint16_t i, struct iovec *out);
int vq_seg_safe(struct vdev *d, uint16_t i, struct iovec *out);
