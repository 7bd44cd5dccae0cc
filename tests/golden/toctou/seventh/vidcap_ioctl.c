// SPDX-License-Identifier: GPL-2.0-only
/*
 * VidCap 220 frame grabber - control node
 */
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define VIDCAP_MAX_ROI		32
#define VIDCAP_NQUEUES		3
#define VIDCAP_MAX_W		1920
#define VIDCAP_MAX_H		1080
#define VIDCAP_MAX_FW		(64 * 1024)
#define VIDCAP_NMODES		12

struct vidcap_roi {
	__u16 x, y, w, h;
};

struct vidcap_roi_set {
	__u32 count;
	__u32 flags;
	struct vidcap_roi roi[];
};

struct vidcap_buf {
	__u32 type;
	__u32 index;
	__u64 ptr;
	__u32 length;
	__u32 pad;
};

struct vidcap_crop {
	__u32 w;
	__u32 h;
	__u32 fourcc;
	__u8 matrix[64];
};

struct vidcap_fw {
	__u32 magic;
	__u32 size;
	__u32 off;
	__u32 crc;
	__u8 image[];
};

struct vidcap_lut {
	__u32 bank;
	__u32 nents;
	__u32 entry[256];
};

struct vidcap_timing {
	__u32 mode;
	__u32 hblank;
	__u32 vblank;
};

struct vidcap_queue {
	u32 used;
	u32 max_len;
};

struct vidcap_dev {
	struct mutex lock;
	struct vidcap_roi roi[VIDCAP_MAX_ROI];
	struct vidcap_queue queue[VIDCAP_NQUEUES];
	u8 *frame;			/* VIDCAP_MAX_W * VIDCAP_MAX_H */
	u8 sram[VIDCAP_MAX_FW];
	u32 lut[4][256];
	u32 hblank[VIDCAP_NMODES];
	u32 vblank[VIDCAP_NMODES];
};

static bool vidcap_fw_fits(const struct vidcap_fw *fw)
{
	return fw->size <= VIDCAP_MAX_FW && fw->off <= VIDCAP_MAX_FW - fw->size;
}

static bool vidcap_roi_inside(const struct vidcap_roi *r)
{
	return r->x + r->w <= VIDCAP_MAX_W && r->y + r->h <= VIDCAP_MAX_H;
}

/* expect: double-fetch live */ /* allocation from the first count, loop from the second */
static long vidcap_set_roi(struct vidcap_dev *dev, struct vidcap_roi_set __user *uset)
{
	struct vidcap_roi_set *set;
	u32 count, i;

	if (get_user(count, &uset->count))
		return -EFAULT;
	if (!count || count > VIDCAP_MAX_ROI)
		return -EINVAL;

	set = memdup_user(uset, struct_size(set, roi, count));
	if (IS_ERR(set))
		return PTR_ERR(set);

	mutex_lock(&dev->lock);
	for (i = 0; i < set->count; i++)
		dev->roi[i] = set->roi[i];
	mutex_unlock(&dev->lock);

	kfree(set);
	return 0;
}

/* expect: double-fetch safe overridden */ /* header put back by memcpy before the loop */
static long vidcap_add_roi(struct vidcap_dev *dev, struct vidcap_roi_set __user *uset)
{
	struct vidcap_roi_set hdr, *set;
	u32 i;

	if (copy_from_user(&hdr, uset, sizeof(hdr)))
		return -EFAULT;
	if (!hdr.count || hdr.count > VIDCAP_MAX_ROI)
		return -EINVAL;

	set = vmemdup_user(uset, struct_size(set, roi, hdr.count));
	if (IS_ERR(set))
		return PTR_ERR(set);
	memcpy(set, &hdr, sizeof(hdr));

	mutex_lock(&dev->lock);
	for (i = 0; i < set->count; i++)
		dev->roi[i] = set->roi[i];
	mutex_unlock(&dev->lock);

	kvfree(set);
	return 0;
}

/* expect: double-fetch live */ /* type checked early, indexed from the full copy */
static long vidcap_qbuf(struct vidcap_dev *dev, struct vidcap_buf __user *ub)
{
	struct vidcap_queue *q;
	struct vidcap_buf b;
	__u32 type;

	if (get_user(type, &ub->type))
		return -EFAULT;
	if (type >= VIDCAP_NQUEUES)
		return -ENXIO;
	if (!dev->queue[type].max_len)
		return -ENODEV;

	if (copy_from_user(&b, ub, sizeof(b)))
		return -EFAULT;

	q = &dev->queue[b.type];
	if (b.length > q->max_len)
		return -EMSGSIZE;
	q->used++;
	return 0;
}

/* expect: double-fetch safe compared */
static long vidcap_dqbuf(struct vidcap_dev *dev, struct vidcap_buf __user *ub)
{
	struct vidcap_queue *q;
	struct vidcap_buf b;
	__u32 type;

	if (get_user(type, &ub->type))
		return -EFAULT;
	if (type >= VIDCAP_NQUEUES)
		return -ENXIO;

	if (copy_from_user(&b, ub, sizeof(b)))
		return -EFAULT;
	if (b.type ^ type)
		return -EAGAIN;

	q = &dev->queue[b.type];
	if (q->used)
		q->used--;
	return 0;
}

/* expect: double-fetch live */ /* only one of the two checked members is compared */
static long vidcap_clear_window(struct vidcap_dev *dev, void __user *arg)
{
	struct vidcap_crop head, crop;

	if (copy_from_user(&head, arg, offsetof(struct vidcap_crop, fourcc)))
		return -EFAULT;
	if (head.w > VIDCAP_MAX_W || head.h > VIDCAP_MAX_H)
		return -ERANGE;

	if (copy_from_user(&crop, arg, sizeof(crop)))
		return -EFAULT;
	if (crop.w != head.w)
		return -EAGAIN;

	memset(dev->frame, crop.matrix[0], crop.w * crop.h);
	return 0;
}

/* expect: double-fetch safe rechecked */ /* both copies pass the same predicate */
static long vidcap_move_roi(struct vidcap_dev *dev, struct vidcap_roi __user *ur)
{
	struct vidcap_roi r;

	if (copy_from_user(&r, ur, sizeof(r)))
		return -EFAULT;
	if (!vidcap_roi_inside(&r))
		return -ERANGE;

	if (!mutex_trylock(&dev->lock)) {
		mutex_lock(&dev->lock);
		if (copy_from_user(&r, ur, sizeof(r))) {
			mutex_unlock(&dev->lock);
			return -EFAULT;
		}
		if (!vidcap_roi_inside(&r)) {
			mutex_unlock(&dev->lock);
			return -ERANGE;
		}
	}
	memset(dev->frame + r.y * VIDCAP_MAX_W + r.x, 0, r.w);
	mutex_unlock(&dev->lock);
	return 0;
}

/* expect: double-fetch live */ /* the check after the second copy looks at the first one again */
static long vidcap_load_fw(struct vidcap_dev *dev, struct vidcap_fw __user *ufw)
{
	struct vidcap_fw hdr, *fw;
	long err = 0;

	if (copy_from_user(&hdr, ufw, sizeof(hdr)))
		return -EFAULT;
	if (!vidcap_fw_fits(&hdr))
		return -EFBIG;

	fw = memdup_user(ufw, sizeof(*fw) + hdr.size);
	if (IS_ERR(fw))
		return PTR_ERR(fw);

	if (!vidcap_fw_fits(&hdr)) {
		err = -EFBIG;
		goto out;
	}
	memcpy(dev->sram + fw->off, fw->image, fw->size);
out:
	kfree(fw);
	return err;
}

/* expect: double-fetch safe rest-only */
static long vidcap_patch_fw(struct vidcap_dev *dev, struct vidcap_fw __user *ufw)
{
	struct vidcap_fw hdr, *fw;

	if (copy_from_user(&hdr, ufw, sizeof(hdr)))
		return -EFAULT;
	if (!vidcap_fw_fits(&hdr))
		return -EFBIG;

	fw = kmalloc(struct_size(fw, image, hdr.size), GFP_KERNEL);
	if (!fw)
		return -ENOMEM;
	*fw = hdr;
	if (copy_from_user(fw->image, (void __user *)(ufw + 1), hdr.size)) {
		kfree(fw);
		return -EFAULT;
	}
	memcpy(dev->sram + fw->off, fw->image, fw->size);
	kfree(fw);
	return 0;
}

/* expect: double-fetch live */ /* "the rest" starts one member too early: nents comes twice */
static long vidcap_set_lut(struct vidcap_dev *dev, struct vidcap_lut __user *ulut)
{
	struct {
		__u32 bank;
		__u32 nents;
	} hdr;
	struct vidcap_lut *lut;
	u32 i;

	if (copy_from_user(&hdr, ulut, sizeof(hdr)))
		return -EFAULT;
	if (hdr.bank > 3 || hdr.nents > 256)
		return -EINVAL;

	lut = kzalloc(sizeof(*lut), GFP_KERNEL);
	if (!lut)
		return -ENOMEM;
	lut->bank = hdr.bank;
	if (copy_from_user(&lut->nents,
			   (u8 __user *)ulut + offsetof(struct vidcap_lut, nents),
			   sizeof(*lut) - offsetof(struct vidcap_lut, nents))) {
		kfree(lut);
		return -EFAULT;
	}
	for (i = 0; i < lut->nents; i++)
		dev->lut[lut->bank][i] = lut->entry[i];
	kfree(lut);
	return 0;
}

/* expect: double-fetch safe unused */ /* t.mode is never looked at */
static long vidcap_set_timing(struct vidcap_dev *dev, struct vidcap_timing __user *ut)
{
	struct vidcap_timing t;
	__u32 mode;

	if (get_user(mode, &ut->mode))
		return -EFAULT;
	if (mode >= VIDCAP_NMODES)
		return -EINVAL;
	if (copy_from_user(&t, ut, sizeof(t)))
		return -EFAULT;

	dev->hblank[mode] = t.hblank;
	dev->vblank[mode] = t.vblank;
	return 0;
}

static long vidcap_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vidcap_dev *dev = file->private_data;
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case 0x5601:
		return vidcap_set_roi(dev, argp);
	case 0x5602:
		return vidcap_add_roi(dev, argp);
	case 0x5603:
		return vidcap_qbuf(dev, argp);
	case 0x5604:
		return vidcap_dqbuf(dev, argp);
	case 0x5605:
		return vidcap_clear_window(dev, argp);
	case 0x5606:
		return vidcap_move_roi(dev, argp);
	case 0x5607:
		return vidcap_load_fw(dev, argp);
	case 0x5608:
		return vidcap_patch_fw(dev, argp);
	case 0x5609:
		return vidcap_set_lut(dev, argp);
	case 0x560a:
		return vidcap_set_timing(dev, argp);
	}
	return -ENOTTY;
}

const struct file_operations vidcap_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= vidcap_ioctl,
};
