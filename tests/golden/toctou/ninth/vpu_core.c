// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for the MV9 video processing unit: mailbox with the firmware and the
 * private ioctls of the mem2mem node.
 */

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <media/v4l2-device.h>
#include <media/v4l2-ioctl.h>
#include <media/v4l2-mem2mem.h>

#define VPU_MAX_INST		8
#define VPU_MAX_CTRLS		64
#define VPU_MAX_PLANES		4
#define VPU_MSG_DATA		112
#define VPU_QLEN		16

enum { VPU_ST_BOOT, VPU_ST_READY, VPU_ST_FAULT };

struct vpu_msg {
	u32 id;
	u32 index;
	u32 size;
	u32 seq;
	u8  data[VPU_MSG_DATA];
};

/* lives in coherent memory, the firmware fills it */
struct vpu_shared {
	u32 state;
	u32 fw_version;
	u32 wr;
	u32 pad;
	struct vpu_msg slot[VPU_QLEN];
};

struct vpu_inst {
	u32 sequence;
	u32 nevents;
	u32 event_len;
	u8  event[64];
	struct vb2_v4l2_buffer *cur;
};

struct vpu_core {
	struct device *dev;
	struct vpu_shared *sh;
	dma_addr_t sh_dma;
	u32 rd;
	u32 dropped;
	struct mutex lock;
	struct vpu_inst *inst[VPU_MAX_INST];
};

struct vpu_ctrl_item {
	__u32 id;
	__s32 value;
};

struct vpu_ctrl_set {
	__u32 count;
	__u32 which;
	struct vpu_ctrl_item item[];
};

struct vpu_blob {
	__u32 kind;
	__u32 bytes;
	__u8  body[];
};

struct vpu_plane {
	__u64 userptr;
	__u32 length;
	__u32 bytesused;
};

struct vpu_frame {
	__u32 index;
	__u32 nplanes;
	__u64 planes;
};

struct vpu_wr_hdr {
	__u32 magic;
	__u32 len;
};

int vpu_core_init(struct vpu_core *core)
{
	core->sh = dma_alloc_coherent(core->dev, sizeof(*core->sh),
				      &core->sh_dma, GFP_KERNEL);
	if (!core->sh)
		return -ENOMEM;
	mutex_init(&core->lock);
	return 0;
}

static int vpu_apply_ctrl(struct vpu_inst *inst, const struct vpu_ctrl_item *it)
{
	switch (it->id) {
	case 1:
		inst->sequence = it->value;
		return 0;
	case 2:
		inst->nevents = 0;
		return 0;
	}
	return -EINVAL;
}

/* expect: double-load live */
static void vpu_handle_event(struct vpu_core *core, struct vpu_inst *inst)
{
	struct vpu_msg *slot = &core->sh->slot[core->rd % VPU_QLEN];
	struct vpu_msg msg;

	if (slot->size > sizeof(inst->event)) {
		dev_warn_ratelimited(core->dev, "oversized event dropped\n");
		core->dropped++;
		goto next;
	}

	/* take a private copy, the slot is recycled behind our back */
	msg = *slot;

	mutex_lock(&core->lock);
	inst->nevents++;
	inst->sequence = msg.seq;
	memset(inst->event, 0, sizeof(inst->event));
	memcpy(inst->event, msg.data, msg.size);
	inst->event_len = msg.size;
	mutex_unlock(&core->lock);
next:
	core->rd++;
}

/* expect: double-load safe snapshot */
static void vpu_handle_log(struct vpu_core *core)
{
	struct vpu_msg *msg = &core->sh->slot[core->rd % VPU_QLEN];
	u32 size = READ_ONCE(msg->size);
	char line[VPU_MSG_DATA + 1];

	if (size > VPU_MSG_DATA) {
		dev_warn_ratelimited(core->dev, "log message too long: %u\n", size);
		size = VPU_MSG_DATA;
	}
	memcpy(line, msg->data, size);
	line[size] = '\0';
	while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
		line[--size] = '\0';
	if (size)
		dev_info(core->dev, "fw: %s\n", line);
	core->rd++;
}

static void vpu_frame_done(struct vpu_core *core, struct vpu_msg *msg)
{
	struct vpu_inst *inst = core->inst[msg->index];

	inst->sequence++;
	if (inst->cur) {
		inst->cur->sequence = inst->sequence;
		v4l2_m2m_buf_done(inst->cur, VB2_BUF_STATE_DONE);
		inst->cur = NULL;
	}
}

/* expect: double-load live */
static irqreturn_t vpu_irq_thread(int irq, void *data)
{
	struct vpu_core *core = data;
	struct vpu_msg *msg = &core->sh->slot[core->rd % VPU_QLEN];
	u32 index = READ_ONCE(msg->index);

	if (index >= VPU_MAX_INST || !core->inst[index]) {
		dev_err(core->dev, "spurious message for instance %u\n", index);
		core->rd++;
		return IRQ_HANDLED;
	}

	switch (READ_ONCE(msg->id)) {
	case 0x10:
		vpu_frame_done(core, msg);
		break;
	case 0x11:
		core->inst[index]->nevents++;
		break;
	default:
		core->dropped++;
	}
	core->rd++;
	return IRQ_HANDLED;
}

/* expect: double-load safe retry */
static int vpu_wait_boot(struct vpu_core *core, unsigned int ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (core->sh->state != VPU_ST_READY) {
		if (core->sh->state == VPU_ST_FAULT) {
			dev_err(core->dev, "firmware panicked while booting\n");
			return -EIO;
		}
		if (time_after(jiffies, end)) {
			dev_err(core->dev, "boot timeout, state %u\n",
				core->sh->state);
			return -ETIMEDOUT;
		}
		usleep_range(500, 1000);
	}
	dev_info(core->dev, "firmware %#x up\n", core->sh->fw_version);
	return 0;
}

/* expect: double-fetch live */
static int vpu_s_ctrl_set(struct vpu_inst *inst, void __user *arg)
{
	struct vpu_ctrl_set hdr, *set;
	size_t bytes;
	int ret = 0;
	u32 i;

	if (copy_from_user(&hdr, arg, sizeof(hdr)))
		return -EFAULT;
	if (!hdr.count || hdr.count > VPU_MAX_CTRLS)
		return -EINVAL;
	if (hdr.which)
		return -EINVAL;

	bytes = struct_size(set, item, hdr.count);
	set = memdup_user(arg, bytes);
	if (IS_ERR(set))
		return PTR_ERR(set);

	for (i = 0; i < set->count; i++) {
		ret = vpu_apply_ctrl(inst, &set->item[i]);
		if (ret) {
			pr_debug("control %#x failed: %d\n", set->item[i].id, ret);
			break;
		}
	}
	kfree(set);
	return ret;
}

/* expect: double-fetch safe overridden */
static int vpu_s_blob(struct vpu_core *core, struct vpu_inst *inst,
		      struct vpu_blob __user *ub)
{
	struct vpu_blob hdr, *b;
	int ret = -EINVAL;

	if (copy_from_user(&hdr, ub, sizeof(hdr)))
		return -EFAULT;
	if (hdr.kind > 3 || hdr.bytes > sizeof(inst->event))
		return -EINVAL;

	b = kmalloc(sizeof(*b) + hdr.bytes, GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	if (copy_from_user(b, ub, sizeof(*b) + hdr.bytes)) {
		ret = -EFAULT;
		goto out;
	}
	memcpy(b, &hdr, sizeof(hdr));

	mutex_lock(&core->lock);
	switch (b->kind) {
	case 0:
	case 1:
		memcpy(inst->event, b->body, b->bytes);
		inst->event_len = b->bytes;
		ret = 0;
		break;
	default:
		dev_dbg(core->dev, "blob kind %u not handled\n", b->kind);
	}
	mutex_unlock(&core->lock);
out:
	kfree(b);
	return ret;
}

/* expect: double-fetch safe disjoint */
static int vpu_qbuf_frame(struct vpu_inst *inst, struct vpu_frame __user *uf)
{
	struct vpu_plane planes[VPU_MAX_PLANES];
	struct vpu_frame f;
	unsigned int i;
	u64 sum = 0;

	if (copy_from_user(&f, uf, sizeof(f)))
		return -EFAULT;
	if (!f.nplanes || f.nplanes > VPU_MAX_PLANES)
		return -EINVAL;

	if (copy_from_user(planes, u64_to_user_ptr(f.planes),
			   f.nplanes * sizeof(planes[0])))
		return -EFAULT;

	for (i = 0; i < f.nplanes; i++) {
		if (planes[i].bytesused > planes[i].length)
			return -EINVAL;
		sum += planes[i].bytesused;
	}
	inst->sequence = f.index;
	pr_debug("frame %u, %u planes, %llu bytes\n", f.index, f.nplanes, sum);
	return 0;
}

/* expect: double-fetch safe rest-only */
static ssize_t vpu_raw_write(struct kiocb *iocb, struct iov_iter *from)
{
	struct vpu_core *core = iocb->ki_filp->private_data;
	size_t count = iov_iter_count(from);
	struct vpu_wr_hdr h;
	u8 *body;

	if (count < sizeof(h))
		return -EINVAL;
	if (copy_from_iter(&h, sizeof(h), from) != sizeof(h))
		return -EFAULT;
	if (h.magic != 0x3956564d || h.len != count - sizeof(h) || h.len > 4096)
		return -EINVAL;

	body = kmalloc(h.len, GFP_KERNEL);
	if (!body)
		return -ENOMEM;
	if (copy_from_iter(body, h.len, from) != h.len) {
		kfree(body);
		return -EFAULT;
	}
	dev_dbg(core->dev, "raw write of %u bytes, crc %#x\n", h.len,
		crc32_le(~0, body, h.len));
	kfree(body);
	return count;
}

MODULE_LICENSE("GPL");
