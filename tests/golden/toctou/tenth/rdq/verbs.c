#include "rdq_abi.h"

#define EINVAL 22
#define ENOMEM 12
#define EFAULT 14

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }

int rdq_qp_queues(struct rdq_qp *qp, u32 depth)
{
	size_t n = sizeof(struct rdq_uqueue) + depth * sizeof(struct rdq_wqe);

	if (!depth || depth > RDQ_MAX_WR || (depth & (depth - 1)))
		return -EINVAL;
	qp->sq = vmalloc_user(n);
	qp->rq = vmalloc_user(n);
	qp->depth = depth;
	return qp->sq && qp->rq ? 0 : -ENOMEM;
}

int rdq_qp_mmap(struct rdq_qp *qp, struct vm_area_struct *vma, int send)
{
	return remap_vmalloc_range(vma, send ? qp->sq : qp->rq, 0);
}

/* expect: double-fetch live */
int rdq_create_qp(struct rdq_qp *qp, struct ib_udata *udata)
{
	struct rdq_create_qp u = { 0 };
	u32 wr[2], i;
	u64 *ids;

	if (ib_copy_from_udata(wr, udata, sizeof(wr)))
		return -EFAULT;
	if (!wr[0] || wr[0] > RDQ_MAX_WR || wr[1] > RDQ_MAX_WR)
		return -EINVAL;
	ids = kvcalloc(wr[0], sizeof(*ids), 0);
	if (!ids)
		return -ENOMEM;
	if (ib_copy_from_udata(&u, udata, least(sizeof(u), udata->inlen))) {
		kvfree(ids);
		return -EFAULT;
	}
	for (i = 0; i < u.sq_wr; i++)
		ids[i] = ~0ull;
	qp->sq_wrid = ids;
	qp->nsq = wr[0];
	return 0;
}

/* expect: double-fetch safe compared */
int rdq_create_qp_v2(struct rdq_qp *qp, struct ib_udata *udata)
{
	struct rdq_create_qp u = { 0 };
	u32 wr[2], i;
	u64 *ids;

	if (ib_copy_from_udata(wr, udata, sizeof(wr)))
		return -EFAULT;
	if (!wr[0] || wr[0] > RDQ_MAX_WR || wr[1] > RDQ_MAX_WR)
		return -EINVAL;
	ids = kvcalloc(wr[0], sizeof(*ids), 0);
	if (!ids)
		return -ENOMEM;
	if (ib_copy_from_udata(&u, udata, least(sizeof(u), udata->inlen)))
		goto bad;
	if (u.sq_wr != wr[0] || u.rq_wr != wr[1])
		goto bad;
	for (i = 0; i < u.sq_wr; i++)
		ids[i] = ~0ull;
	qp->sq_wrid = ids;
	qp->nsq = u.sq_wr;
	return 0;
bad:
	kvfree(ids);
	return -EFAULT;
}

/* expect: double-load live */
int rdq_fetch_recv(struct rdq_qp *qp, struct rdq_wr *wr)
{
	struct rdq_wqe *w = &qp->rq->wqe[qp->rq_at & (qp->depth - 1)];

	if (w->nsge > RDQ_SGE)
		return -EINVAL;
	memcpy(wr->sge, w->sge, w->nsge * sizeof(w->sge[0]));
	wr->wr_id = w->wr_id;
	qp->rq_at++;
	return 0;
}

/* expect: double-load safe snapshot */
int rdq_fetch_recv_acquire(struct rdq_qp *qp, struct rdq_wr *wr)
{
	struct rdq_wqe *w = &qp->rq->wqe[qp->rq_at & (qp->depth - 1)];
	u32 nsge = smp_load_acquire(&w->nsge);

	if (nsge > RDQ_SGE)
		return -EINVAL;
	memcpy(wr->sge, w->sge, nsge * sizeof(w->sge[0]));
	wr->wr_id = w->wr_id;
	wr->nsge = nsge;
	qp->rq_at++;
	return 0;
}

static size_t wqe_payload(const struct rdq_wqe *w)
{
	size_t n = 0;
	u32 i;

	for (i = 0; i < RDQ_SGE; i++)
		n += w->sge[i].len;
	return n;
}

/* out has room for one page */
/* expect: double-load live */
int rdq_gather(struct rdq_qp *qp, u8 *out, const u8 *local)
{
	const struct rdq_wqe *w = &qp->sq->wqe[qp->sq_at & (qp->depth - 1)];
	size_t at = 0;
	u32 i;

	if (wqe_payload(w) > 4096)
		return -EINVAL;
	for (i = 0; i < RDQ_SGE; i++) {
		u32 n = READ_ONCE(w->sge[i].len);

		memcpy(out + at, local, n);
		at += n;
	}
	qp->sq_at++;
	return (int)at;
}

/* expect: double-load safe rechecked */
int rdq_gather_bounded(struct rdq_qp *qp, u8 *out, const u8 *local)
{
	const struct rdq_wqe *w = &qp->sq->wqe[qp->sq_at & (qp->depth - 1)];
	size_t at = 0;
	u32 i;

	if (wqe_payload(w) > 4096)
		return -EINVAL;
	for (i = 0; i < RDQ_SGE; i++) {
		u32 n = READ_ONCE(w->sge[i].len);

		if (n > 4096 - at)
			return -EINVAL;
		memcpy(out + at, local, n);
		at += n;
	}
	qp->sq_at++;
	return (int)at;
}

/* any producer index is a good one, it is masked */
/* expect: none */
u32 rdq_pending(struct rdq_qp *qp)
{
	return (READ_ONCE(qp->sq->prod) - qp->sq_at) & (qp->depth - 1);
}
