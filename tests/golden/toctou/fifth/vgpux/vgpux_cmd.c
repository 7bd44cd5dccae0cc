#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "vgpux.h"

/* expect: double-load live */
int vx_read_edid(struct vx_dev *dev, u8 *out, size_t cap)
{
	struct vx_resp *r = vx_next_event(dev);

	if (!r)
		return -EAGAIN;
	if (!vx_resp_fits(r, cap))
		return -EINVAL;
	memcpy(out, r->data, le32_to_cpu(r->size));
	return 0;
}

/* expect: double-load safe */
int vx_read_caps(struct vx_dev *dev, u8 *out, size_t cap)
{
	struct vx_resp *r = vx_next_event(dev);
	struct vx_resp *own;
	int ret = -EINVAL;

	if (!r)
		return -EAGAIN;
	own = kmemdup(r, sizeof(*r), GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	if (vx_resp_fits(own, cap)) {
		memcpy(out, own->data, le32_to_cpu(own->size));
		ret = 0;
	}
	kfree(own);
	return ret;
}

/* expect: double-load live gap_ */
static void vx_cb_display(struct vx_dev *dev, struct vx_req *req)
{
	struct vx_resp *r = req->resp;
	u32 i;

	if (le32_to_cpu(r->num) > VX_SCANOUTS)
		return;
	for (i = 0; i < le32_to_cpu(r->num); i++)
		dev->modes[i] = r->data[i % VX_EDID];
}

/* expect: double-load safe */
static void vx_cb_modes(struct vx_dev *dev, struct vx_req *req)
{
	u32 n = le32_to_cpu(READ_ONCE(req->resp->num));
	u32 i;

	if (n > VX_SCANOUTS)
		return;
	for (i = 0; i < n; i++)
		dev->modes[i] = req->resp->data[i];
	dev->nmodes = n;
}

static int vx_ask(struct vx_dev *dev, u32 cmd, vx_done_t done)
{
	struct vx_req *req = kzalloc(sizeof(*req), GFP_KERNEL);

	if (!req)
		return -ENOMEM;
	req->resp = kzalloc(sizeof(*req->resp), GFP_KERNEL);
	if (!req->resp) {
		kfree(req);
		return -ENOMEM;
	}
	req->cmd = cpu_to_le32(cmd);
	req->done = done;
	return vx_queue(dev, req);
}

int vx_ask_display(struct vx_dev *dev)
{
	return vx_ask(dev, 1, vx_cb_display);
}

int vx_ask_modes(struct vx_dev *dev)
{
	return vx_ask(dev, 2, vx_cb_modes);
}
