/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVMEPT_H
#define _NVMEPT_H

#include <linux/types.h>
#include <linux/mutex.h>
#include <linux/nvme.h>
#include <linux/blk-mq.h>

#define NVMEPT_MAX_XFER		(1U << 20)
#define NVMEPT_MAX_META		4096U
#define NVMEPT_NR_OPS		8

/* what user space hands to the passthrough ioctls */
struct nvmept_cmd {
	__u8	opcode;
	__u8	flags;
	__u16	rsvd;
	__u32	nsid;
	__u32	cdw10[6];
	__u64	addr;
	__u64	metadata;
	__u32	data_len;
	__u32	metadata_len;
	__u32	timeout_ms;
	__u32	result;
};

/* trailing part, all that the "limits" ioctl is interested in */
struct nvmept_limits {
	__u32	data_len;
	__u32	metadata_len;
	__u32	timeout_ms;
};

/* one element of the submission ring that the process maps */
struct nvmept_sqe {
	__u8	op;
	__u8	flags;
	__u16	tag;
	__u32	nlb;
	__u64	slba;
	__u64	cookie;
};

struct nvmept_queue;
typedef int (*nvmept_op)(struct nvmept_queue *q, const struct nvmept_sqe *sqe);

struct nvmept_queue {
	struct nvmept_dev *dev;
	struct nvmept_sqe *sq;		/* vmalloc_user(), see nvmept_mmap() */
	u32 depth;
	u32 head;
	u64 *inflight;
	u64 bad;
};

struct nvmept_dev {
	struct request_queue *rq;
	struct mutex lock;
	struct nvmept_queue queue;
	u32 lba_shift;
	u64 capacity;
	u64 nr_cmds;
	u64 nr_again;
};

extern const nvmept_op nvmept_ops[NVMEPT_NR_OPS];

int nvmept_exec_user(struct nvmept_dev *dev, struct nvmept_cmd __user *ucmd);
int nvmept_exec_admin(struct nvmept_dev *dev, struct nvmept_cmd __user *ucmd,
		      u8 opcode, u32 nsid);
int nvmept_fill_bounce(struct nvmept_dev *dev, void *bounce, u32 bounce_len,
		       struct nvmept_cmd __user *ucmd);
int nvmept_issue(struct nvmept_queue *q, const struct nvmept_sqe *sqe);
int nvmept_rw(struct nvmept_dev *dev, bool write, u64 slba, u32 nlb);

#endif
