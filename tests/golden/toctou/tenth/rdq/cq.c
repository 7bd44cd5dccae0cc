/* completions: a coherent ring that the adapter fills */
#include "rdq_abi.h"

#define ENOMEM 12
#define EIO 5
#define EAGAIN 11

int rdq_cq_init(struct rdq_dev *d, u32 n)
{
	d->cq = dma_alloc_coherent(d->dev, n * sizeof(*d->cq), &d->cq_dma, 0xcc0);
	if (!d->cq)
		return -ENOMEM;
	d->cq_size = n;
	d->cq_at = 0;
	return 0;
}

static void cq_account(struct rdq_dev *d, const struct rdq_cqe *c)
{
	struct rdq_qp *qp = d->qp[rdq_cqe_qpn(c)];

	qp->bytes++;
}

/* expect: double-load live */
int rdq_poll(struct rdq_dev *d)
{
	struct rdq_cqe *c = &d->cq[d->cq_at];

	if (!READ_ONCE(c->owner))
		return -EAGAIN;
	dma_rmb();
	if (!rdq_cqe_valid(d, c))
		return -EIO;
	cq_account(d, c);
	d->cq_at = d->cq_at + 1 == d->cq_size ? 0 : d->cq_at + 1;
	return 1;
}

/* expect: double-load safe snapshot */
int rdq_poll_copy(struct rdq_dev *d)
{
	const struct rdq_cqe *slot = &d->cq[d->cq_at];
	struct rdq_cqe c;

	if (!READ_ONCE(slot->owner))
		return -EAGAIN;
	dma_rmb();
	memcpy(&c, slot, sizeof(c));
	if (!rdq_cqe_valid(d, &c))
		return -EIO;
	cq_account(d, &c);
	d->cq_at = d->cq_at + 1 == d->cq_size ? 0 : d->cq_at + 1;
	return 1;
}

/* the work request that is done: looked up in the table of its queue pair */
/* expect: double-load live */
int rdq_wr_id(struct rdq_dev *d, struct rdq_qp *qp, u64 *id)
{
	struct rdq_cqe *c = &d->cq[d->cq_at];
	int rc = -EIO;

	if (!READ_ONCE(c->owner))
		return -EAGAIN;
	dma_rmb();
	if (c->wqe_idx >= qp->nsq)
		goto out;
	*id = qp->sq_wrid[c->wqe_idx];
	qp->sq_wrid[c->wqe_idx] = 0;
	rc = 0;
out:
	return rc;
}

/* expect: double-load safe rechecked */
int rdq_wr_id_twice(struct rdq_dev *d, struct rdq_qp *qp, u64 *id)
{
	struct rdq_cqe *c = &d->cq[d->cq_at];
	u16 idx;

	if (!READ_ONCE(c->owner))
		return -EAGAIN;
	dma_rmb();
	if (READ_ONCE(c->wqe_idx) >= qp->nsq)
		return -EIO;		/* quick refusal of rubbish */
	idx = READ_ONCE(c->wqe_idx);
	if (idx >= qp->nsq)
		return -EIO;
	*id = qp->sq_wrid[idx];
	qp->sq_wrid[idx] = 0;
	return 0;
}
