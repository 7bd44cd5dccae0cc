#include "vms.h"

int vms_chan_setup(struct vms_chan *c, struct xenbus_device *xdev, u32 *refs)
{
	unsigned long va = __get_free_pages(0, 1);
	void *peer;

	if (!va)
		return -ENOMEM;
	if (set_memory_decrypted(va, 2))
		return -EIO;
	c->sh = (struct vms_page *)va;

	if (xenbus_map_ring_valloc(xdev, refs, 2, &peer))
		return -EIO;
	c->peer = peer;

	c->q.num = 256;
	c->q.used = dma_alloc_coherent(c->dev, sizeof(*c->q.used) +
				       c->q.num * sizeof(struct vring_used_elem), &c->q_dma, 0);
	return c->q.used ? 0 : -ENOMEM;
}

/* --- pieces used by vms_proto.c; each touches its argument only once --- */

int vms_take_segs(struct vms_chan *c, const struct vms_req *r)
{
	unsigned i, n = r->nseg;

	for (i = 0; i < n; i++)
		c->segs[i] = r->seg[i];
	return n;
}

int vms_take_payload(struct vms_chan *c, u32 len)
{
	memcpy(c->bounce, c->sh->payload, len);
	return 0;
}

int vms_check_tag(const struct vms_rsp *r)
{
	return r->tag < VMS_NTAG ? 0 : -EPROTO;
}

/* expect: double-load live */ /* used-ring id: token looked up by one load, length by another */
void *vms_get_buf(struct vms_chan *c, u32 *len)
{
	struct vms_queue *q = &c->q;
	struct vring_used_elem *e;
	void *tok;

	if (q->last_used == READ_ONCE(q->used->idx))
		return NULL;
	virt_rmb();
	e = &q->used->ring[q->last_used & (q->num - 1)];
	if (e->id >= q->num || !q->token[e->id])
		return NULL;
	tok = q->token[e->id];
	*len = q->buflen[e->id];
	q->last_used++;
	return tok;
}

/* expect: double-load safe snapshot */ /* element copied out field by field, volatile */
void *vms_get_buf_hardened(struct vms_chan *c, u32 *len)
{
	struct vms_queue *q = &c->q;
	const struct vring_used_elem *e;
	u32 id, got;

	if (q->last_used == READ_ONCE(q->used->idx))
		return NULL;
	virt_rmb();
	e = &q->used->ring[q->last_used & (q->num - 1)];
	id = READ_ONCE(e->id);
	got = READ_ONCE(e->len);
	if (id >= q->num || !q->token[id])
		return NULL;
	*len = got < q->buflen[id] ? got : q->buflen[id];
	q->last_used++;
	return q->token[id];
}

/* expect: double-load live */ /* producer index bounded, then used as loop limit from the page */
int vms_drain_tags(struct vms_chan *c, u16 tags[VMS_NREQ])
{
	struct vms_page *p = c->sh;
	u32 n = 0;

	if (p->rsp_prod - c->cons > VMS_NREQ)
		return -EPROTO;
	while (c->cons != p->rsp_prod) {
		tags[n++] = READ_ONCE(p->rsp[c->cons % VMS_NREQ].tag);
		c->cons++;
	}
	return n;
}

/* expect: double-load safe snapshot */
int vms_drain_tags_fixed(struct vms_chan *c, u16 tags[VMS_NREQ])
{
	const u32 prod = READ_ONCE(c->sh->rsp_prod);
	u32 n = 0;

	virt_rmb();
	if (prod - c->cons > VMS_NREQ)
		return -EPROTO;
	for (; c->cons != prod; c->cons++)
		tags[n++] = READ_ONCE(c->sh->rsp[c->cons % VMS_NREQ].tag);
	return n;
}
