// SPDX-License-Identifier: GPL-2.0+
//
// Shared control page and sample buffer of the "wavelet" PCM device,
// plus its trace buffer.  The page is writable by the application.
//
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define WL_FRAMES	4096
#define WL_NCH		8
#define WL_TRACE_SZ	65536
#define WL_MAXREC	512
#define WL_NMARK	32

struct wl_ctl {
	u32	appl_ptr;
	u32	avail_min;
	u32	nmark;
	u32	mark[WL_NMARK];
	u32	seq;
	struct {
		u8	src;
		u8	gain;
		u16	delay;
	} route[WL_NCH];
	u32	head;
	u32	tail;
};

struct wl_rec {
	u16	size;
	u16	type;
	u8	data[];
};

struct wl_gains {
	u32	n;
	s16	g[62];
};

struct wl_stream {
	struct mutex		lock;
	spinlock_t		ptr_lock;
	struct wl_ctl		*ctl;		/* shared */
	u8			*trace;		/* shared */
	struct wl_ctl		*shadow;	/* ours */
	s16			*frames;
	u32			marks[WL_NMARK];
	u16			delay[WL_NCH];
	s16			gain[62];
	u32			kernel_head;
};

static int wl_open(struct inode *inode, struct file *file)
{
	struct wl_stream *st = kzalloc(sizeof(*st), GFP_KERNEL);

	if (!st)
		return -ENOMEM;
	mutex_init(&st->lock);
	spin_lock_init(&st->ptr_lock);
	st->ctl = vmalloc_user(PAGE_SIZE);
	st->trace = vmalloc_user(WL_TRACE_SZ);
	st->shadow = vzalloc(PAGE_SIZE);
	st->frames = vzalloc(WL_FRAMES * sizeof(s16));
	file->private_data = st;
	return 0;
}

static int wl_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wl_stream *st = file->private_data;

	switch (vma->vm_pgoff) {
	case 0:
		return remap_vmalloc_range(vma, st->ctl, 0);
	case 1:
		return remap_vmalloc_range(vma, st->trace, 0);
	}
	return -EINVAL;
}

/* expect: double-load live */ /* the mutex does not stop the application */
static int wl_put_sample(struct wl_stream *st, s16 v)
{
	int err = -EPIPE;

	mutex_lock(&st->lock);
	if (st->ctl->appl_ptr < WL_FRAMES) {
		st->frames[st->ctl->appl_ptr] = v;
		err = 0;
	}
	mutex_unlock(&st->lock);
	return err;
}

/* expect: double-load safe snapshot */
static int wl_get_sample(struct wl_stream *st, s16 *v)
{
	unsigned long irqf;
	u32 pos;

	spin_lock_irqsave(&st->ptr_lock, irqf);
	pos = READ_ONCE(st->ctl->appl_ptr);
	spin_unlock_irqrestore(&st->ptr_lock, irqf);
	if (pos >= WL_FRAMES)
		return -EPIPE;
	*v = st->frames[pos];
	return 0;
}

/* expect: double-load live */ /* a conditional expression loads the member twice */
static void wl_fetch_marks(struct wl_stream *st)
{
	struct wl_ctl *ctl = st->ctl;
	u32 n;

	n = ctl->nmark > WL_NMARK ? WL_NMARK : ctl->nmark;
	memcpy(st->marks, ctl->mark, n * sizeof(ctl->mark[0]));
}

/* expect: double-load safe snapshot */ /* clamp_t() takes its argument once */
static void wl_fetch_marks_clamped(struct wl_stream *st)
{
	u32 n = clamp_t(u32, READ_ONCE(st->ctl->nmark), 0, WL_NMARK);

	memcpy(st->marks, st->ctl->mark, array_size(n, sizeof(u32)));
}

/* expect: double-load live */ /* record size in the shared trace, tested then used */
static ssize_t wl_trace_read(struct file *file, char __user *ubuf, size_t count, loff_t *ppos)
{
	struct wl_stream *st = file->private_data;
	u32 tail = st->kernel_head & (WL_TRACE_SZ - 1);
	struct wl_rec *rec = (struct wl_rec *)(st->trace + (tail & ~7u));
	u8 tmp[WL_MAXREC] = { };

	if (tail > WL_TRACE_SZ - WL_MAXREC - sizeof(*rec))
		return 0;
	if (rec->size > sizeof(tmp) || rec->size > count)
		return -EIO;
	memcpy(tmp, rec->data, rec->size);
	st->kernel_head += ALIGN(sizeof(*rec) + WL_MAXREC, 8);
	return copy_to_user(ubuf, tmp, min_t(size_t, count, WL_MAXREC)) ? -EFAULT : 0;
}

/* expect: double-load live */ /* nested member array; src checked for all channels first, used in loop two */
static int wl_apply_routes(struct wl_stream *st)
{
	struct wl_ctl *ctl = st->ctl;
	int ch;

	for (ch = 0; ch < WL_NCH; ch++)
		if (ctl->route[ch].src >= WL_NCH)
			return -EINVAL;

	for (ch = 0; ch < WL_NCH; ch++)
		st->delay[ctl->route[ch].src] = ctl->route[ch].delay;
	return 0;
}

/* expect: double-load safe retry */ /* writer's sequence count: copied and checked afresh each round */
static int wl_read_routes(struct wl_stream *st)
{
	struct wl_ctl *ctl = st->ctl;
	u32 s, n;

	do {
		s = READ_ONCE(ctl->seq);
		smp_rmb();
		n = READ_ONCE(ctl->nmark);
		if (n > WL_NMARK)
			return -EINVAL;
		memcpy(st->marks, ctl->mark, n * sizeof(u32));
		smp_rmb();
	} while (s != READ_ONCE(ctl->seq));
	return 0;
}

/* expect: double-load live */ /* the pinned page stays writable by its owner */
static int wl_load_gains(struct wl_stream *st, unsigned long uaddr)
{
	struct wl_gains *g;
	struct page *page;
	int err = 0;
	u32 i;

	if (!PAGE_ALIGNED(uaddr) || pin_user_pages_fast(uaddr, 1, 0, &page) != 1)
		return -EFAULT;
	g = kmap_local_page(page);
	if (g->n > ARRAY_SIZE(st->gain)) {
		err = -EINVAL;
		goto unmap;
	}
	for (i = 0; i < g->n; i++)
		st->gain[i] = g->g[i];
unmap:
	kunmap_local(g);
	unpin_user_page(page);
	return err;
}

/* expect: none */ /* the shadow page is never mapped to anybody */
static int wl_shadow_sample(struct wl_stream *st, s16 v)
{
	if (st->shadow->appl_ptr >= WL_FRAMES)
		return -EPIPE;
	st->frames[st->shadow->appl_ptr] = v;
	return 0;
}

/* expect: double-load safe */ /* each head is loaded once; the index is wrapped whatever it is */
static u32 wl_trace_free(struct wl_stream *st)
{
	u32 head = READ_ONCE(st->ctl->head) % WL_TRACE_SZ;
	u32 tail = READ_ONCE(st->ctl->tail) % WL_TRACE_SZ;

	return head >= tail ? WL_TRACE_SZ - head + tail : tail - head;
}

static long wl_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct wl_stream *st = file->private_data;

	switch (cmd) {
	case 1:
		return wl_put_sample(st, arg);
	case 2:
		wl_fetch_marks(st);
		return 0;
	case 3:
		wl_fetch_marks_clamped(st);
		return 0;
	case 4:
		return wl_apply_routes(st);
	case 5:
		return wl_load_gains(st, arg);
	case 6:
		return wl_read_routes(st);
	case 7:
		return wl_shadow_sample(st, arg);
	case 8:
		return wl_trace_free(st);
	}
	return -ENOTTY;
}

static const struct file_operations wl_fops = {
	.open = wl_open,
	.mmap = wl_mmap,
	.read = wl_trace_read,
	.unlocked_ioctl = wl_ioctl,
};
