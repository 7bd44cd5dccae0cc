#include "xblk.h"

#define EINVAL 22
#define EACCES 13
#define EOPNOTSUPP 95

typedef int (*xblk_fn)(struct xblk *, const struct xblk_req *);

int xblk_connect(struct xblk *x, grant_ref_t ring_ref, grant_ref_t ind_ref)
{
	void *v;
	int err = xenbus_map_ring_valloc(x->dev, &ring_ref, 1, &v);

	if (err)
		return err;
	x->ring = v;
	err = xenbus_map_ring_valloc(x->dev, &ind_ref, 1, &v);
	if (err) {
		xenbus_unmap_ring_vfree(x->dev, x->ring);
		x->ring = NULL;
		return err;
	}
	x->iseg = v;
	x->req_cons = 0;
	return 0;
}

/* expect: double-load live */
int xblk_rw(struct xblk *x, u32 idx)
{
	struct xblk_req *rq = XBLK_REQ(x, idx);
	struct xblk_seg seg[XBLK_SEGS];
	u32 total = 0;
	int i;

	if (rq->nseg == 0 || rq->nseg > XBLK_SEGS)
		return -EINVAL;
	for (i = 0; i < rq->nseg; i++)
		seg[i] = rq->u.seg[i];
	while (i-- > 0) {
		if (xblk_seg_bad(seg[i].first, seg[i].last))
			return -EINVAL;
		total += seg[i].last - seg[i].first + 1u;
	}
	x->bio[0].nsect = total;
	return 0;
}

/* expect: double-load safe snapshot */
int xblk_rw_copied(struct xblk *x, u32 idx)
{
	struct xblk_req rq;
	u32 total = 0;
	int i;

	memcpy(&rq, XBLK_REQ(x, idx), sizeof(rq));
	barrier();
	if (rq.nseg == 0 || rq.nseg > XBLK_SEGS)
		return -EINVAL;
	for (i = 0; i < rq.nseg; i++) {
		const struct xblk_seg *s = &rq.u.seg[i];

		if (xblk_seg_bad(s->first, s->last))
			return -EINVAL;
		total += s->last - s->first + 1u;
	}
	x->bio[0].sector = rq.sector;
	x->bio[0].nsect = total;
	return 0;
}

static int do_io(struct xblk *x, const struct xblk_req *rq) { (void)rq; x->stat[0]++; return 0; }
static int do_flush(struct xblk *x, const struct xblk_req *rq) { (void)rq; x->stat[2]++; return 0; }

static const xblk_fn xblk_ops[XOP_NR] = {
	[XOP_READ] = do_io, [XOP_WRITE] = do_io, [XOP_FLUSH] = do_flush, [XOP_DISCARD] = do_flush,
};

/* expect: double-load live */
int xblk_dispatch(struct xblk *x)
{
	const struct xblk_req *rq = XBLK_REQ(x, x->req_cons);

	virt_rmb();
	if (!xblk_op_ok(rq))
		return -EOPNOTSUPP;
	x->req_cons++;
	return xblk_ops[rq->op](x, rq);
}

/* expect: double-load safe snapshot */
int xblk_dispatch_local(struct xblk *x)
{
	struct xblk_req local;
	const struct xblk_req *rq = &local;

	virt_rmb();
	memcpy(&local, XBLK_REQ(x, x->req_cons), sizeof(local));
	barrier();
	if (!xblk_op_ok(rq))
		return -EOPNOTSUPP;
	x->req_cons++;
	return xblk_ops[rq->op](x, rq);
}

/* the producer index is believed for one round only */
/* expect: double-load safe retry */
int xblk_pump(struct xblk *x)
{
	int more, err = 0;

	do {
		u32 rp = READ_ONCE(x->ring->req_prod);

		if (rp - x->req_cons > XBLK_RING)
			return -EACCES;
		virt_rmb();
		while (x->req_cons != rp && !err)
			err = xblk_dispatch_local(x);
		more = READ_ONCE(x->ring->req_prod) != x->req_cons;
	} while (more && !err);
	return err;
}

/* flag is looked at, the number of sectors is taken */
/* expect: double-load safe disjoint */
int xblk_do_discard(struct xblk *x, u32 idx)
{
	const struct xblk_req *rq = XBLK_REQ(x, idx);
	u64 n;

	if (!x->discard_ok)
		return -EOPNOTSUPP;
	if (READ_ONCE(rq->u.discard.flag) && !x->secure_ok)
		return -EINVAL;
	n = READ_ONCE(rq->u.discard.nsect);
	if (n == 0 || n > 1u << 20)
		return -EINVAL;
	x->bio[0].nsect = (u32)n;
	return 0;
}
