#ifndef VFWD_H
#define VFWD_H

#include <linux/types.h>
#include <linux/mutex.h>

#define VFWD_MAX	4096
#define VFWD_IOVS	16

enum { VFWD_READ, VFWD_WRITE, VFWD_ERASE, VFWD_NCMDS };

struct vfwd_hdr {
	__u32 cmd;
	__u32 len;
};

struct vfwd_msg {
	struct vfwd_hdr hdr;
	__u8 data[];
};

struct vfwd_ctl {
	__u32 cmd;
	__u32 slot;
	__u64 value;
};

struct vfwd_iov {
	__u64 base;
	__u32 len;
	__u32 pad;
};

struct vfwd_dev {
	struct mutex lock;
	bool writable;
	u64 slots[64];
	u8 *store;
	u8 buf[VFWD_MAX];
};

struct vfwd_op {
	unsigned int nr;
	int (*fn)(struct vfwd_dev *dev, void __user *arg);
};

/* vfwd_copy.c */
int vfwd_fetch_hdr(struct vfwd_hdr *h, const void __user *u);
struct vfwd_msg *vfwd_fetch_msg(const void __user *u, u32 len);
int vfwd_permit(struct vfwd_dev *dev, const struct vfwd_ctl __user *u);
long vfwd_iov_total(const struct vfwd_iov __user *u, unsigned int n);
int vfwd_consume(struct vfwd_dev *dev, const struct vfwd_hdr *h, const u8 *data, u32 room);

/* vfwd_send.c */
extern const struct vfwd_op vfwd_ops[];
extern const unsigned int vfwd_nops;

/* vfwd_vec.c */
int vfwd_gather(struct vfwd_dev *dev, void __user *arg);
int vfwd_gather_bounded(struct vfwd_dev *dev, void __user *arg);
int vfwd_ctl(struct vfwd_dev *dev, void __user *arg);
int vfwd_ctl_once(struct vfwd_dev *dev, void __user *arg);

#endif
