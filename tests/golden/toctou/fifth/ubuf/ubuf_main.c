#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "ubuf.h"

struct ubuf_sqe *ubuf_get_sqe(struct ubuf_ctx *ctx, u32 i)
{
	return &ctx->ring->sqes[i % UBUF_ENTRIES];
}

static int ubuf_open(struct inode *inode, struct file *file)
{
	struct ubuf_ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return -ENOMEM;
	ctx->store = vzalloc(UBUF_STORE);
	ctx->ring = vmalloc_user(sizeof(*ctx->ring));
	if (!ctx->store || !ctx->ring) {
		vfree(ctx->store);
		vfree(ctx->ring);
		kfree(ctx);
		return -ENOMEM;
	}
	ctx->thread = kthread_run(ubuf_poll_thread, ctx, "ubuf");
	file->private_data = ctx;
	return 0;
}

static int ubuf_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ubuf_ctx *ctx = file->private_data;

	return remap_vmalloc_range(vma, ctx->ring, 0);
}

static long ubuf_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ubuf_submit(file->private_data, arg);
}

static const struct file_operations ubuf_fops = {
	.owner = THIS_MODULE,
	.open = ubuf_open,
	.mmap = ubuf_mmap,
	.unlocked_ioctl = ubuf_ioctl,
};

static struct miscdevice ubuf_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ubuf",
	.fops = &ubuf_fops,
};
module_misc_device(ubuf_misc);
MODULE_LICENSE("GPL");
