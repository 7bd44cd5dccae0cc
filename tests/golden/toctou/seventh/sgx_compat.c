/*
 * SCSI generic, extended: 32-bit entry points and their native twins.
 *
 *   (c) 2003, 2011, 2019 various
 */

#include <linux/compat.h>
#include <linux/blkdev.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define SGX_CDB_MAX	32
#define SGX_NSENSE	96
#define SGX_NOPS	5
#define SGX_MAX_IOV	64

struct sgx_io {
	__u32		cdb_len;
	__u32		flags;
	__u8		cdb[64];
	void __user	*data;
	__u32		data_len;
};

struct sgx_io32 {
	__u32		cdb_len;
	__u32		flags;
	__u8		cdb[64];
	compat_uptr_t	data;
	__u32		data_len;
};

struct sgx_tune {
	__u32 op;
	union {
		struct { __u32 lo, hi; } range;
		__u32 depth;
		__u8 map[24];
	} u;
};

struct sgx_fib {
	__le16 size;
	__le16 sender;
	__le32 id;
	__u8 data[];
};

struct sgx_req {
	u8 cdb[SGX_CDB_MAX];
	u32 cdb_len;
	u32 len;
	void *buf;
};

struct sgx_dev {
	struct sgx_req req;
	u8 sense[SGX_NSENSE];
	u32 depth[SGX_NOPS];
};

typedef int (*sgx_tune_fn)(struct sgx_dev *d, void *p);
extern const struct { sgx_tune_fn fn; u32 size; } sgx_tune_tab[SGX_NOPS];
extern int sgx_queue(struct sgx_dev *d, struct sgx_req *r);
extern int sgx_send(struct sgx_dev *d, const void *fib, u32 n);

static int sgx_native_cdb(struct sgx_dev *d, struct sgx_io __user *uio)
{
	struct sgx_io io;

	if (copy_from_user(&io, uio, sizeof(io)))
		return -EFAULT;
	memcpy(d->req.cdb, io.cdb, io.cdb_len);
	d->req.cdb_len = io.cdb_len;
	return sgx_queue(d, &d->req);
}

/* expect: double-fetch live */ /* the 32-bit side checks, the native side fetches anew and believes */
static long sgx_compat_cdb(struct sgx_dev *d, unsigned long arg)
{
	struct sgx_io __user *uio = compat_ptr(arg);
	u32 n;

	if (get_user(n, &uio->cdb_len))
		return -EFAULT;
	if (n < 6 || n > SGX_CDB_MAX)
		return -EINVAL;
	return sgx_native_cdb(d, uio);
}

static int sgx_do_io(struct sgx_dev *d, const struct sgx_io *io)
{
	if (io->cdb_len > SGX_CDB_MAX)
		return -EINVAL;
	memcpy(d->req.cdb, io->cdb, io->cdb_len);
	d->req.len = io->data_len;
	d->req.buf = memdup_user(io->data, io->data_len);
	if (IS_ERR(d->req.buf))
		return PTR_ERR(d->req.buf);
	return sgx_queue(d, &d->req);
}

/* expect: double-fetch safe disjoint */ /* translated in kernel memory; the data lies behind a fetched pointer */
static long sgx_compat_io(struct sgx_dev *d, unsigned long arg)
{
	struct sgx_io32 __user *u32p = compat_ptr(arg);
	struct sgx_io32 c;
	struct sgx_io io;

	if (copy_from_user(&c, u32p, sizeof(c)))
		return -EFAULT;
	if (c.data_len > PAGE_SIZE)
		return -EINVAL;
	io.cdb_len = c.cdb_len;
	io.flags = c.flags;
	memcpy(io.cdb, c.cdb, sizeof(io.cdb));
	io.data = compat_ptr(c.data);
	io.data_len = c.data_len;
	return sgx_do_io(d, &io);
}

/* expect: double-fetch live */ /* selector of the table read a second time through a cast */
static long sgx_tune(struct sgx_dev *d, void __user *arg)
{
	void *kbuf;
	u32 op;
	long ret;

	if (get_user(op, (u32 __user *)arg))
		return -EFAULT;
	if (op >= SGX_NOPS)
		return -ENOTTY;
	kbuf = memdup_user(arg, sgx_tune_tab[op].size);
	if (IS_ERR(kbuf))
		return PTR_ERR(kbuf);
	ret = sgx_tune_tab[*(u32 *)kbuf].fn(d, kbuf);
	kfree(kbuf);
	return ret;
}

/* expect: double-fetch safe overridden */ /* selector written back through the cast */
static long sgx_tune2(struct sgx_dev *d, void __user *arg)
{
	void *kbuf;
	u32 op;
	long ret;

	if (get_user(op, (u32 __user *)arg))
		return -EFAULT;
	if (op >= SGX_NOPS)
		return -ENOTTY;
	kbuf = memdup_user(arg, max_t(size_t, sgx_tune_tab[op].size, sizeof(op)));
	if (IS_ERR(kbuf))
		return PTR_ERR(kbuf);
	*(u32 *)kbuf = op;
	ret = sgx_tune_tab[*(u32 *)kbuf].fn(d, kbuf);
	kfree(kbuf);
	return ret;
}

/* expect: double-fetch live */ /* one member of a union is bounded, the whole union comes again */
static long sgx_set_range(struct sgx_dev *d, struct sgx_tune __user *ut)
{
	struct sgx_tune t;
	u32 hi;

	if (__get_user(hi, &ut->u.range.hi) || hi > SGX_NSENSE)
		return -EINVAL;
	if (__copy_from_user(&t, ut, sizeof(t)))
		return -EFAULT;
	if (t.u.range.lo > t.u.range.hi)
		return -EINVAL;
	memset(d->sense + t.u.range.lo, 0, t.u.range.hi - t.u.range.lo);
	return 0;
}

static int sgx_sum_iov(const struct compat_iovec __user *uv, int n, size_t *sum)
{
	compat_size_t len;

	for (*sum = 0; n > 0; n--, uv++) {
		if (get_user(len, &uv->iov_len))
			return -EFAULT;
		if (len > PAGE_SIZE)
			return -EINVAL;
		*sum += len;
	}
	return 0;
}

static int sgx_pull_iov(const struct compat_iovec __user *uv, int n, u8 *to)
{
	struct compat_iovec v;
	int i;

	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, uv + i, sizeof(v)) ||
		    copy_from_user(to, compat_ptr(v.iov_base), v.iov_len))
			return -EFAULT;
		to += v.iov_len;
	}
	return 0;
}

static int sgx_pull_iov_max(const struct compat_iovec __user *uv, int n, u8 *to, size_t room)
{
	struct compat_iovec v;

	for (; n--; uv++) {
		if (copy_from_user(&v, uv, sizeof(v)))
			return -EFAULT;
		if (v.iov_len > room)
			return -EAGAIN;
		if (copy_from_user(to, compat_ptr(v.iov_base), v.iov_len))
			return -EFAULT;
		to += v.iov_len;
		room -= v.iov_len;
	}
	return 0;
}

/* expect: double-fetch live */ /* helper one measures the vector, helper two reads it again */
static long sgx_compat_writev(struct sgx_dev *d, const struct compat_iovec __user *uv, int n)
{
	size_t sum;
	u8 *buf;
	long ret;

	if (n <= 0 || n > SGX_MAX_IOV)
		return -EINVAL;
	ret = sgx_sum_iov(uv, n, &sum);
	if (ret)
		return ret;
	buf = kmalloc(sum, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = sgx_pull_iov(uv, n, buf);
	if (!ret)
		ret = sgx_send(d, buf, sum);
	kfree(buf);
	return ret;
}

/* expect: double-fetch safe rechecked */ /* helper two is told how much room there is */
static long sgx_compat_writev2(struct sgx_dev *d, const struct compat_iovec __user *uv, int n)
{
	size_t sum;
	u8 *buf;
	long ret;

	if (n <= 0 || n > SGX_MAX_IOV)
		return -EINVAL;
	ret = sgx_sum_iov(uv, n, &sum);
	if (ret)
		return ret;
	buf = kzalloc(sum, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = sgx_pull_iov_max(uv, n, buf, sum);
	if (!ret)
		ret = sgx_send(d, buf, sum);
	kfree(buf);
	return ret;
}

/* expect: double-fetch live */ /* endian header read into the same buffer twice; the sum is never recomputed */
static long sgx_send_fib(struct sgx_dev *d, struct sgx_fib __user *ufib)
{
	struct sgx_fib *fib;
	u32 total;
	long ret = -EFAULT;

	fib = kmalloc(512, GFP_KERNEL);
	if (!fib)
		return -ENOMEM;
	if (copy_from_user(fib, ufib, sizeof(*fib)))
		goto out;
	total = le16_to_cpu(fib->size) + sizeof(*fib);
	if (total > 512) {
		ret = -EMSGSIZE;
		goto out;
	}
	if (copy_from_user(fib, ufib, total))
		goto out;
	ret = sgx_send(d, fib->data, le16_to_cpu(fib->size));
out:
	kfree(fib);
	return ret;
}

/* expect: double-fetch safe compared */ /* the total made of the second copy must be the old one */
static long sgx_send_fib2(struct sgx_dev *d, struct sgx_fib __user *ufib)
{
	struct sgx_fib *fib;
	u32 total;
	long ret = -EFAULT;

	fib = kmalloc(512, GFP_KERNEL);
	if (!fib)
		return -ENOMEM;
	if (copy_from_user(fib, ufib, sizeof(*fib)))
		goto out;
	total = le16_to_cpu(fib->size) + sizeof(*fib);
	if (total > 512) {
		ret = -EMSGSIZE;
		goto out;
	}
	if (copy_from_user(fib, ufib, total))
		goto out;
	if (le16_to_cpu(fib->size) + sizeof(*fib) != total) {
		ret = -EINVAL;
		goto out;
	}
	ret = sgx_send(d, fib->data, le16_to_cpu(fib->size));
out:
	kfree(fib);
	return ret;
}

/* expect: double-fetch safe exclusive-paths */ /* same predicate, opposite senses */
static long sgx_set_depth(struct sgx_dev *d, void __user *arg)
{
	bool narrow = in_compat_syscall();
	struct sgx_tune t;
	u32 depth = 0;

	if (narrow && get_user(depth, (compat_uint_t __user *)arg))
		return -EFAULT;
	if (!narrow) {
		if (copy_from_user(&t, arg, sizeof(t)))
			return -EFAULT;
		depth = t.op;
	}
	if (depth >= SGX_NOPS)
		return -EINVAL;
	d->depth[depth]++;
	return 0;
}

static long sgx_compat_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct sgx_dev *d = f->private_data;

	switch (cmd) {
	case 0x2201:
		return sgx_compat_cdb(d, arg);
	case 0x2202:
		return sgx_compat_io(d, arg);
	case 0x2203:
		return sgx_set_depth(d, compat_ptr(arg));
	default:
		return -ENOIOCTLCMD;
	}
}

static long sgx_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct sgx_dev *d = f->private_data;
	void __user *p = (void __user *)arg;

	switch (cmd) {
	case 0x2203: return sgx_set_depth(d, p);
	case 0x2210: return sgx_tune(d, p);
	case 0x2211: return sgx_tune2(d, p);
	case 0x2212: return access_ok(p, sizeof(struct sgx_tune)) ? sgx_set_range(d, p) : -EFAULT;
	case 0x2213: return sgx_compat_writev(d, p, cmd & 0xf);
	case 0x2214: return sgx_compat_writev2(d, p, cmd & 0xf);
	case 0x2215: return sgx_send_fib(d, p);
	case 0x2216: return sgx_send_fib2(d, p);
	}
	return -ENOTTY;
}
