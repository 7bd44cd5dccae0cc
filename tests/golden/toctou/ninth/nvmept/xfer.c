// SPDX-License-Identifier: GPL-2.0
/*
 * NVMe passthrough: everything that ends in a request.
 */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "nvmept.h"

static int nvmept_submit(struct nvmept_dev *dev, u8 opcode, u32 nsid,
			 const u32 *cdw10, void *buf, u32 len)
{
	struct nvme_command cmd = { };
	int i;

	cmd.common.opcode = opcode;
	cmd.common.nsid = cpu_to_le32(nsid);
	for (i = 0; i < 6; i++)
		*(&cmd.common.cdw10 + i) = cpu_to_le32(cdw10[i]);
	return nvme_submit_sync_cmd(dev->rq, &cmd, buf, len);
}

int nvmept_rw(struct nvmept_dev *dev, bool write, u64 slba, u32 nlb)
{
	u32 cdw[6] = { lower_32_bits(slba), upper_32_bits(slba), nlb };

	return nvmept_submit(dev, write ? nvme_cmd_write : nvme_cmd_read, 1,
			     cdw, NULL, 0);
}

int nvmept_exec_user(struct nvmept_dev *dev, struct nvmept_cmd __user *ucmd)
{
	struct nvmept_cmd c;
	void *buf = NULL;
	int ret;

	if (copy_from_user(&c, ucmd, sizeof(c)))
		return -EFAULT;
	if (c.data_len > NVMEPT_MAX_XFER)
		return -EINVAL;

	if (c.data_len) {
		buf = kvzalloc(c.data_len, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
		if ((c.opcode & 1) &&
		    copy_from_user(buf, u64_to_user_ptr(c.addr), c.data_len)) {
			ret = -EFAULT;
			goto out;
		}
	}
	ret = nvmept_submit(dev, c.opcode, c.nsid, c.cdw10, buf, c.data_len);
	if (!ret && c.data_len && !(c.opcode & 1) &&
	    copy_to_user(u64_to_user_ptr(c.addr), buf, c.data_len))
		ret = -EFAULT;
out:
	kvfree(buf);
	return ret;
}

int nvmept_exec_admin(struct nvmept_dev *dev, struct nvmept_cmd __user *ucmd,
		      u8 opcode, u32 nsid)
{
	struct nvmept_cmd c;

	if (copy_from_user(&c, ucmd, sizeof(c)))
		return -EFAULT;
	if (c.opcode != opcode || c.nsid != nsid) {
		dev->nr_again++;
		return -EAGAIN;
	}
	if (c.data_len)
		return -EOPNOTSUPP;
	return nvmept_submit(dev, c.opcode, c.nsid, c.cdw10, NULL, 0);
}

int nvmept_fill_bounce(struct nvmept_dev *dev, void *bounce, u32 bounce_len,
		       struct nvmept_cmd __user *ucmd)
{
	struct nvmept_cmd c;

	if (copy_from_user(&c, ucmd, sizeof(c)))
		return -EFAULT;
	if (!c.data_len || c.data_len > bounce_len)
		return -EINVAL;
	if (copy_from_user(bounce, u64_to_user_ptr(c.addr), c.data_len))
		return -EFAULT;
	return nvmept_submit(dev, nvme_cmd_write, 1, c.cdw10, bounce, c.data_len);
}

static int nvmept_op_nop(struct nvmept_queue *q, const struct nvmept_sqe *sqe)
{
	return 0;
}

static int nvmept_op_read(struct nvmept_queue *q, const struct nvmept_sqe *sqe)
{
	u64 slba = READ_ONCE(sqe->slba);
	u32 nlb = READ_ONCE(sqe->nlb);

	if (!nlb || nlb > 256 || slba >= q->dev->capacity)
		return -EINVAL;
	return nvmept_rw(q->dev, false, slba, nlb);
}

/* expect: double-load safe snapshot */
static int nvmept_op_write(struct nvmept_queue *q, const struct nvmept_sqe *shared)
{
	struct nvmept_sqe sqe;
	int ret;

	memcpy(&sqe, shared, sizeof(sqe));
	barrier();

	if (!sqe.nlb || sqe.nlb > 256)
		return -EINVAL;
	if (sqe.slba >= q->dev->capacity ||
	    q->dev->capacity - sqe.slba < sqe.nlb)
		return -ERANGE;
	if (sqe.tag >= q->depth)
		return -EINVAL;

	q->inflight[sqe.tag] = sqe.cookie;
	ret = nvmept_rw(q->dev, true, sqe.slba, sqe.nlb);
	if (ret)
		q->inflight[sqe.tag] = 0;
	return ret;
}

const nvmept_op nvmept_ops[NVMEPT_NR_OPS] = {
	nvmept_op_nop, nvmept_op_read, nvmept_op_write, nvmept_op_nop,
	nvmept_op_nop, nvmept_op_nop, nvmept_op_nop, nvmept_op_nop,
};

int nvmept_issue(struct nvmept_queue *q, const struct nvmept_sqe *sqe)
{
	q->dev->nr_cmds++;
	return nvmept_ops[sqe->op](q, sqe);
}
