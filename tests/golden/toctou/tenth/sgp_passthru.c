// SPDX-License-Identifier: GPL-2.0
/*
 * sgp - pass-through of raw commands to storage targets behind an HBA
 *
 * One char device per target.  A write() queues a command, a read() collects
 * the oldest reply.  The ioctls are for tools that want an answer at once.
 */
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define SGP_MAX_CDB		32
#define SGP_MAX_XFER		(512 * 1024)
#define SGP_MAX_VEC		64
#define SGP_OP_FORMAT		0x04
#define SGP_OP_WRITE_BUFFER	0x3b

#define SGP_IOC_EXEC		_IOW('S', 0x81, struct sgp_small)
#define SGP_IOC_EXEC2		_IOW('S', 0x82, struct sgp_small)
#define SGP_IOC_SET_TMO		_IOW('S', 0x83, int)
#define SGP_IOC_SET_RETRIES	_IOW('S', 0x84, int)
#define SGP_IOC_SET_TAG		_IOW('S', 0x85, u64)

struct sgp_hdr {
	u32		magic;
	u8		cmd_len;
	u8		sense_len;
	u16		nvec;
	u32		xfer_len;
	u32		timeout;
	u64		cookie;
	void __user	*cmdp;
	void __user	*datap;
};

struct sgp_vec {
	void __user	*base;
	u32		len;
	u32		pad;
};

struct sgp_small {
	u32	in_len;
	u32	out_len;
	u8	data[];
};

struct sgp_request {
	struct list_head	node;
	u8			cdb[SGP_MAX_CDB];
	unsigned int		cdb_len;
	void			*data;
	size_t			data_len;
	u64			cookie;
};

struct sgp_reply {
	u64	cookie;
	u32	status;
	u32	resid;
};

struct sgp_dev {
	struct cdev		cdev;
	struct mutex		lock;
	struct list_head	queue;
	struct sgp_reply	last;
	int			timeout;
	int			retries;
	u64			tag;
	void (*kick)(struct sgp_dev *sd);
};

static const u8 sgp_group_len[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };
#define SGP_CDB_LEN(op)	(sgp_group_len[((op) >> 5) & 7])

static bool sgp_op_allowed(u8 op)
{
	if (capable(CAP_SYS_RAWIO))
		return true;
	return op != SGP_OP_FORMAT && op != SGP_OP_WRITE_BUFFER;
}

static int sgp_queue(struct sgp_dev *sd, struct sgp_request *rq)
{
	mutex_lock(&sd->lock);
	list_add_tail(&rq->node, &sd->queue);
	mutex_unlock(&sd->lock);
	sd->kick(sd);
	return 0;
}

static int sgp_exec(struct sgp_dev *sd, const u8 *cdb, unsigned int n)
{
	struct sgp_request *rq;

	switch (cdb[0]) {
	case SGP_OP_FORMAT:
		sd->timeout = 3600;
		break;
	case SGP_OP_WRITE_BUFFER:
		sd->retries = 0;
		break;
	}
	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;
	memcpy(rq->cdb, cdb, n);
	rq->cdb_len = n;
	return sgp_queue(sd, rq);
}

/* expect: double-fetch live */
static ssize_t sgp_write(struct file *filp, const char __user *buf,
			 size_t count, loff_t *ppos)
{
	struct sgp_dev *sd = filp->private_data;
	const struct sgp_hdr __user *uh = (const struct sgp_hdr __user *)buf;
	struct sgp_request *rq;
	struct sgp_hdr hdr;
	u8 cmd_len;
	int ret = -EFAULT;

	if (count < sizeof(hdr))
		return -EIO;
	if (get_user(cmd_len, &uh->cmd_len))
		return -EFAULT;
	if (!cmd_len || cmd_len > SGP_MAX_CDB)
		return -EMSGSIZE;

	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;
	if (copy_from_user(&hdr, buf, sizeof(hdr)))
		goto fail;
	if (copy_from_user(rq->cdb, hdr.cmdp, hdr.cmd_len))
		goto fail;
	rq->cdb_len = cmd_len;
	rq->cookie = hdr.cookie;
	ret = sgp_queue(sd, rq);
	return ret ? ret : count;
fail:
	kfree(rq);
	return ret;
}

/* expect: double-fetch safe overridden */
static ssize_t sgp_write_v2(struct file *filp, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	struct sgp_dev *sd = filp->private_data;
	const struct sgp_hdr __user *uh = (const struct sgp_hdr __user *)buf;
	struct sgp_request *rq;
	struct sgp_hdr hdr;
	u8 cmd_len;
	int ret = -EFAULT;

	if (count < sizeof(hdr))
		return -EIO;
	if (get_user(cmd_len, &uh->cmd_len))
		return -EFAULT;
	if (!cmd_len || cmd_len > SGP_MAX_CDB)
		return -EMSGSIZE;

	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;
	if (copy_from_user(&hdr, buf, sizeof(hdr)))
		goto fail;
	hdr.cmd_len = cmd_len;
	if (copy_from_user(rq->cdb, hdr.cmdp, hdr.cmd_len))
		goto fail;
	rq->cdb_len = hdr.cmd_len;
	rq->cookie = hdr.cookie;
	ret = sgp_queue(sd, rq);
	return ret ? ret : count;
fail:
	kfree(rq);
	return ret;
}

/* expect: none */
static ssize_t sgp_read(struct file *filp, char __user *buf, size_t count,
			loff_t *ppos)
{
	struct sgp_dev *sd = filp->private_data;
	struct sgp_reply rep;

	if (count < sizeof(rep))
		return -EINVAL;
	if (copy_from_user(&rep, buf, sizeof(rep)))
		return -EFAULT;
	mutex_lock(&sd->lock);
	if (rep.cookie && rep.cookie != sd->last.cookie) {
		mutex_unlock(&sd->lock);
		return -EAGAIN;
	}
	rep = sd->last;
	mutex_unlock(&sd->lock);
	return copy_to_user(buf, &rep, sizeof(rep)) ? -EFAULT : sizeof(rep);
}

/* expect: double-fetch live */
static int sgp_ioctl_exec(struct sgp_dev *sd, struct sgp_small __user *us)
{
	u8 cdb[SGP_MAX_CDB];
	unsigned int n;
	u8 op;

	if (get_user(op, us->data))
		return -EFAULT;
	if (!sgp_op_allowed(op))
		return -EPERM;
	n = SGP_CDB_LEN(op);
	if (copy_from_user(cdb, us->data, n))
		return -EFAULT;
	return sgp_exec(sd, cdb, n);
}

/* expect: double-fetch safe compared */
static int sgp_ioctl_exec2(struct sgp_dev *sd, struct sgp_small __user *us)
{
	u8 cdb[SGP_MAX_CDB];
	unsigned int n;
	u8 op;

	if (get_user(op, us->data))
		return -EFAULT;
	if (!sgp_op_allowed(op))
		return -EPERM;
	n = SGP_CDB_LEN(op);
	if (copy_from_user(cdb, us->data, n))
		return -EFAULT;
	if (unlikely(cdb[0] != op))
		return -EINVAL;
	return sgp_exec(sd, cdb, n);
}

/* expect: double-fetch live */
static void *sgp_gather(const struct sgp_vec __user *uv, unsigned int nvec,
			size_t *out)
{
	size_t total = 0, fill = 0;
	struct sgp_vec v;
	unsigned int i;
	char *data;
	u32 len;

	if (nvec > SGP_MAX_VEC)
		return ERR_PTR(-EINVAL);
	for (i = 0; i < nvec; i++) {
		if (get_user(len, &uv[i].len))
			return ERR_PTR(-EFAULT);
		total += len;
	}
	if (!total || total > SGP_MAX_XFER)
		return ERR_PTR(-E2BIG);
	data = kvmalloc(total, GFP_KERNEL);
	if (!data)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < nvec; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)) ||
		    copy_from_user(data + fill, v.base, v.len)) {
			kvfree(data);
			return ERR_PTR(-EFAULT);
		}
		fill += v.len;
	}
	*out = total;
	return data;
}

/* expect: double-fetch safe rechecked */
static void *sgp_gather_strict(const struct sgp_vec __user *uv,
			       unsigned int nvec, size_t *out)
{
	size_t total = 0, fill = 0;
	struct sgp_vec v;
	unsigned int i;
	char *data;
	u32 len;

	if (nvec > SGP_MAX_VEC)
		return ERR_PTR(-EINVAL);
	for (i = 0; i < nvec; i++) {
		if (get_user(len, &uv[i].len))
			return ERR_PTR(-EFAULT);
		total += len;
	}
	if (!total || total > SGP_MAX_XFER)
		return ERR_PTR(-E2BIG);
	data = kvzalloc(total, GFP_KERNEL);
	if (!data)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < nvec; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)))
			goto fault;
		if (v.len > total - fill)
			goto fault;
		if (copy_from_user(data + fill, v.base, v.len))
			goto fault;
		fill += v.len;
	}
	*out = fill;
	return data;
fault:
	kvfree(data);
	return ERR_PTR(-EFAULT);
}

/* expect: double-fetch safe exclusive-paths */
static int sgp_ioctl_tune(struct sgp_dev *sd, unsigned int cmd,
			  void __user *argp)
{
	int v;

	switch (cmd) {
	case SGP_IOC_SET_TMO:
		if (get_user(v, (int __user *)argp))
			return -EFAULT;
		if (v < 1 || v > 7200)
			return -ERANGE;
		sd->timeout = v;
		return 0;
	case SGP_IOC_SET_RETRIES:
		if (get_user(v, (int __user *)argp))
			return -EFAULT;
		if (v < 0 || v > 5)
			return -ERANGE;
		sd->retries = v;
		return 0;
	case SGP_IOC_SET_TAG:
		if (copy_from_user(&sd->tag, argp, sizeof(sd->tag)))
			return -EFAULT;
		return 0;
	}
	return -ENOTTY;
}

static long sgp_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct sgp_dev *sd = filp->private_data;

	switch (cmd) {
	case SGP_IOC_EXEC:
		return sgp_ioctl_exec(sd, (struct sgp_small __user *)arg);
	case SGP_IOC_EXEC2:
		return sgp_ioctl_exec2(sd, (struct sgp_small __user *)arg);
	}
	return sgp_ioctl_tune(sd, cmd, (void __user *)arg);
}

const struct file_operations sgp_fops = {
	.owner		= THIS_MODULE,
	.read		= sgp_read,
	.write		= sgp_write,
	.unlocked_ioctl	= sgp_ioctl,
};
MODULE_LICENSE("GPL");
