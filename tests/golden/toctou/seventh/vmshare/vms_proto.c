#include "vms.h"

/* expect: double-load live */ /* nseg is bounded here, vms_take_segs() in the other file loads it again */
int vms_do_rw(struct vms_chan *c)
{
	struct vms_req *r = vms_req_slot(c->peer, c->cons);

	if (r->nseg > VMS_NSEG)
		return -EINVAL;
	return vms_take_segs(c, r);
}

/* expect: double-load safe snapshot */ /* RING_COPY_REQUEST style: the callee sees the private copy */
int vms_do_rw_copy(struct vms_chan *c)
{
	struct vms_req req;

	req = *vms_req_slot(c->peer, c->cons);
	__asm__ __volatile__("" ::: "memory");
	if (req.nseg > VMS_NSEG)
		return -EINVAL;
	return vms_take_segs(c, &req);
}

/* expect: double-load live */ /* checked by an inline predicate, then passed by a new load */
int vms_do_inline(struct vms_chan *c)
{
	const struct vms_req *r = vms_req_slot(c->sh, c->cons++);

	if (!vms_len_ok(r))
		return -EMSGSIZE;
	return vms_take_payload(c, r->len);
}

/* expect: double-load live */ /* the checker is a callee in another file, the use is here */
int vms_finish(struct vms_chan *c, u32 slot)
{
	struct vms_rsp *rsp = c->sh->rsp + slot % VMS_NREQ;
	int err = vms_check_tag(rsp);

	if (err)
		return err;
	c->inflight[rsp->tag]--;
	return (short)rsp->status;
}

/* expect: double-load safe rechecked */ /* tag loaded into a local after the predicate, and tested again */
int vms_finish_twice(struct vms_chan *c, u32 slot)
{
	struct vms_rsp *rsp = c->sh->rsp + slot % VMS_NREQ;
	u16 tag;

	if (vms_check_tag(rsp))
		return -EPROTO;
	tag = READ_ONCE(rsp->tag);
	if (tag >= VMS_NTAG)
		return -EPROTO;
	c->inflight[tag]--;
	return 0;
}

static int vms_op_nop(struct vms_chan *c, const struct vms_req *r)
{
	return c->cons & 1;
}

const struct vms_handler vms_handlers[VMS_NOPS] = {
	{ vms_op_nop }, { vms_op_nop }, { vms_op_nop }, { vms_op_nop }, { vms_op_nop },
};

static inline u8 vms_op(const struct vms_req *r)
{
	return r->op & 0x7f;
}

/* expect: double-load live */ /* the masked opcode is compared and used from two loads */
int vms_dispatch(struct vms_chan *c)
{
	struct vms_req *r = vms_req_slot(c->peer, c->cons);
	int (*fn)(struct vms_chan *, const struct vms_req *);

	if (vms_op(r) >= VMS_NOPS)
		goto bad;
	fn = vms_handlers[vms_op(r)].fn;
	return fn(c, r);
bad:
	c->cons++;
	return -EPROTO;
}
