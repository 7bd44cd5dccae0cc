// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "vq.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLK_IN, BLK_OUT, BLK_FLUSH, BLK_GETID, BLK_NTYPE };

typedef int (*blk_fn)(struct vdev *d, uint64_t sector);

static int blk_in(struct vdev *d, uint64_t sector)
{
	return lseek(d->backing, (off_t)(sector % 4096) * 512, SEEK_SET) < 0 ? -errno : 0;
}

static int blk_flush(struct vdev *d, uint64_t sector)
{
	(void)sector;
	return fdatasync(d->backing) < 0 ? -errno : 0;
}

static const blk_fn blk_do[BLK_NTYPE] = {
	[BLK_IN] = blk_in, [BLK_OUT] = blk_in, [BLK_FLUSH] = blk_flush, [BLK_GETID] = blk_in,
};

static struct blk_req *blk_at(struct vdev *d, unsigned slot)
{
	return (struct blk_req *)(d->mem + 32768) + slot % 16;
}

static int hdr_known(const struct blk_hdr *h)
{
	return h->type < BLK_NTYPE && h->prio < 8;
}

static int req_known(const struct blk_req *r)
{
	return hdr_known(&r->h);
}

/* expect: double-load live */
int blk_run(struct vdev *d, unsigned slot)
{
	struct blk_req *r = blk_at(d, slot);

	if (!req_known(r)) {
		d->broken++;
		return -ENOSYS;
	}
	return blk_do[r->h.type](d, 0);
}

/* expect: double-load safe overridden */
int blk_run_pinned(struct vdev *d, unsigned slot)
{
	struct blk_req *r = blk_at(d, slot);
	struct blk_req own;
	struct blk_hdr h = r->h;

	if (!hdr_known(&h)) {
		d->broken++;
		return -ENOSYS;
	}
	memcpy(&own, r, sizeof(own));
	own.h = h;
	return blk_do[own.h.type](d, 0);
}

/* expect: double-load live */
int blk_run_reread(struct vdev *d, unsigned slot)
{
	struct blk_req *r = blk_at(d, slot);
	struct blk_req own;
	struct blk_hdr h = r->h;

	if (!hdr_known(&h)) {
		d->broken++;
		return -ENOSYS;
	}
	memcpy(&own, r, sizeof(own));
	return blk_do[own.h.type](d, 0);
}

/* expect: double-load safe rest-only */
int blk_run_tail(struct vdev *d, unsigned slot)
{
	struct blk_req *r = blk_at(d, slot);
	uint8_t rest[sizeof(*r) - sizeof(r->h)];
	struct blk_hdr h = r->h;

	if (!hdr_known(&h)) {
		d->broken++;
		return -ENOSYS;
	}
	memcpy(rest, (const uint8_t *)r + sizeof(h), sizeof(rest));
	if (write(d->backing, rest, sizeof(rest)) != (ssize_t)sizeof(rest))
		return -EIO;
	return blk_do[h.type](d, 0);
}

/* expect: double-load safe unused */
int blk_trace(struct vdev *d, unsigned slot, FILE *f)
{
	struct blk_req *r = blk_at(d, slot);
	struct blk_req own;

	if (r->h.type >= BLK_NTYPE)
		return -ENOSYS;
	memcpy(&own, r, sizeof(own));
	fprintf(f, "%02x %02x\n", own.data[0], own.data[1]);
	return 0;
}

/* expect: double-load safe exclusive-paths */
int blk_size(struct vdev *d, unsigned slot, int legacy, uint8_t *out)
{
	struct blk_req *r = blk_at(d, slot);
	uint32_t n = 512;

	if (legacy) {
		if (r->nsect != 1)
			return -EINVAL;
	}
	if (!legacy) {
		n = __atomic_load_n(&r->nsect, __ATOMIC_RELAXED);
		if (n > 512)
			return -EINVAL;
	}
	memcpy(out, r->data, n);
	return (int)n;
}
