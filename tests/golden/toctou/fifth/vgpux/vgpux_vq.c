#include <linux/module.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include "vgpux.h"

int vx_queue(struct vx_dev *dev, struct vx_req *req)
{
	struct scatterlist cmd, resp, *sgs[2] = { &cmd, &resp };

	sg_init_one(&cmd, &req->cmd, sizeof(req->cmd));
	sg_init_one(&resp, req->resp, sizeof(*req->resp));
	return virtqueue_add_sgs(dev->ctrl, sgs, 1, 1, req, GFP_ATOMIC);
}

struct vx_resp *vx_next_event(struct vx_dev *dev)
{
	unsigned int len;

	return virtqueue_get_buf(dev->event, &len);
}

void vx_ctrl_done(struct virtqueue *vq)
{
	struct vx_dev *dev = vq->vdev->priv;
	struct vx_req *req;
	unsigned int len;

	while ((req = virtqueue_get_buf(vq, &len)) != NULL) {
		req->done(dev, req);
		kfree(req->resp);
		kfree(req);
	}
}
