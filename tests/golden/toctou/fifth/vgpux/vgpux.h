#ifndef VGPUX_H
#define VGPUX_H

#include <linux/types.h>
#include <linux/virtio.h>
#include <linux/scatterlist.h>

#define VX_SCANOUTS	16
#define VX_EDID		1024

struct vx_resp {
	__le32 type;
	__le32 num;
	__le32 size;
	__le32 pad;
	u8 data[VX_EDID];
};

struct vx_dev;
struct vx_req;

typedef void (*vx_done_t)(struct vx_dev *dev, struct vx_req *req);

struct vx_req {
	__le32 cmd;
	vx_done_t done;
	struct vx_resp *resp;
};

struct vx_dev {
	struct virtio_device *vdev;
	struct virtqueue *ctrl;
	struct virtqueue *event;
	u8 edid[VX_EDID];
	u32 modes[VX_SCANOUTS];
	u32 nmodes;
};

/* vgpux_vq.c */
int vx_queue(struct vx_dev *dev, struct vx_req *req);
struct vx_resp *vx_next_event(struct vx_dev *dev);
void vx_ctrl_done(struct virtqueue *vq);

/* vgpux_check.c */
bool vx_resp_fits(const struct vx_resp *r, size_t cap);

/* vgpux_cmd.c */
int vx_read_edid(struct vx_dev *dev, u8 *out, size_t cap);
int vx_read_caps(struct vx_dev *dev, u8 *out, size_t cap);
int vx_ask_display(struct vx_dev *dev);
int vx_ask_modes(struct vx_dev *dev);

#endif
