#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/sockptr.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/compat.h>
#include <net/sock.h>

struct so_group {
	__u32 numsrc;
	__u32 mode;
	__be32 addr[];
};

struct so_cfg {
	__u32 size;
	__u32 flags;
	__u16 queue;
	__u16 weight;
	__u8 blob[56];
};

struct so_frame {
	__u16 kind;
	__u16 len;
	__u8 body[252];
};

struct so_ctx {
	u32 srcs[64];
	u16 weight[8];
	u8 blob[56];
	struct so_frame last;
};

/* expect: double-fetch live */
int so_set_group(struct so_ctx *c, sockptr_t optval, unsigned int optlen)
{
	struct so_group *g;
	u32 n, i;

	if (optlen < sizeof(*g) || optlen > 4096)
		return -EINVAL;
	if (copy_from_sockptr(&n, optval, sizeof(n)))
		return -EFAULT;
	if (n > 64 || sizeof(*g) + n * 4 > optlen)
		return -ENOBUFS;
	g = kmalloc(optlen, GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	if (copy_from_sockptr(g, optval, optlen)) {
		kfree(g);
		return -EFAULT;
	}
	for (i = 0; i < g->numsrc; i++)
		c->srcs[i] = ntohl(g->addr[i]);
	kfree(g);
	return 0;
}

/* expect: double-fetch safe */
int so_set_group_eq(struct so_ctx *c, sockptr_t optval, unsigned int optlen)
{
	struct so_group *g;
	u32 n, i;

	if (optlen < sizeof(*g) || optlen > 4096)
		return -EINVAL;
	if (copy_from_sockptr(&n, optval, sizeof(n)))
		return -EFAULT;
	if (n > 64 || sizeof(*g) + n * 4 > optlen)
		return -ENOBUFS;
	g = memdup_sockptr(optval, optlen);
	if (IS_ERR(g))
		return PTR_ERR(g);
	if (g->numsrc != n)
		goto changed;
	for (i = 0; i < g->numsrc; i++)
		c->srcs[i] = ntohl(g->addr[i]);
	kfree(g);
	return 0;
changed:
	kfree(g);
	return -EINVAL;
}

/* expect: double-fetch safe */
int so_set_group_off(struct so_ctx *c, sockptr_t optval, unsigned int optlen)
{
	struct so_group head;
	__be32 addr[64];
	u32 i;

	if (optlen < sizeof(head))
		return -EINVAL;
	if (copy_from_sockptr(&head, optval, sizeof(head)))
		return -EFAULT;
	if (head.numsrc > ARRAY_SIZE(addr))
		return -ENOBUFS;
	if (copy_from_sockptr_offset(addr, optval, sizeof(head), head.numsrc * sizeof(addr[0])))
		return -EFAULT;
	for (i = 0; i < head.numsrc; i++)
		c->srcs[i] = ntohl(addr[i]);
	return 0;
}

/* expect: double-fetch live */
int so_set_queue(struct so_ctx *c, sockptr_t optval)
{
	struct so_cfg cfg;
	u16 q;

	if (copy_from_sockptr_offset(&q, optval, offsetof(struct so_cfg, queue), sizeof(q)))
		return -EFAULT;
	if (q > 7)
		return -EINVAL;
	if (copy_from_sockptr(&cfg, optval, sizeof(cfg)))
		return -EFAULT;
	c->weight[cfg.queue] = cfg.weight;
	return 0;
}

/* expect: double-fetch safe */
int so_set_weight(struct so_ctx *c, sockptr_t optval)
{
	u16 q, w;

	if (copy_from_sockptr_offset(&q, optval, offsetof(struct so_cfg, queue), sizeof(q)))
		return -EFAULT;
	if (q > 7)
		return -EINVAL;
	if (copy_from_sockptr_offset(&w, optval, offsetof(struct so_cfg, weight), sizeof(w)))
		return -EFAULT;
	c->weight[q] = w;
	return 0;
}

/* expect: double-fetch live */
int so_cfg_ext(struct so_ctx *c, struct so_cfg __user *ucfg)
{
	struct so_cfg k;
	u32 size;
	int err;

	if (get_user(size, &ucfg->size))
		return -EFAULT;
	if (size < 8 || size > sizeof(k))
		return -E2BIG;
	err = copy_struct_from_user(&k, sizeof(k), ucfg, size);
	if (err)
		return err;
	memcpy(c->blob, k.blob, k.size - offsetof(struct so_cfg, blob));
	return 0;
}

/* expect: double-fetch safe */
int so_cfg_ext_set(struct so_ctx *c, struct so_cfg __user *ucfg)
{
	struct so_cfg k;
	u32 size;
	int err;

	if (get_user(size, &ucfg->size))
		return -EFAULT;
	if (size < offsetof(struct so_cfg, blob) || size > sizeof(k))
		return -E2BIG;
	err = copy_struct_from_user(&k, sizeof(k), ucfg, size);
	if (err)
		return err;
	k.size = size;
	memcpy(c->blob, k.blob, k.size - offsetof(struct so_cfg, blob));
	return 0;
}

/* expect: double-fetch live */
int so_send_revert(struct so_ctx *c, struct iov_iter *from)
{
	struct so_frame f;
	u16 head[2];

	if (copy_from_iter(head, sizeof(head), from) != sizeof(head))
		return -EFAULT;
	if (head[1] > sizeof(f.body))
		return -EMSGSIZE;
	iov_iter_revert(from, sizeof(head));
	if (copy_from_iter(&f, 4 + head[1], from) != 4 + head[1])
		return -EFAULT;
	memcpy(c->last.body, f.body, f.len);
	return 0;
}

/* expect: double-fetch safe */
int so_send_stream(struct so_ctx *c, struct iov_iter *from)
{
	struct so_frame f;

	if (copy_from_iter(&f, 4, from) != 4)
		return -EFAULT;
	if (f.len > sizeof(f.body))
		return -EMSGSIZE;
	if (copy_from_iter(f.body, f.len, from) != f.len)
		return -EFAULT;
	memcpy(c->last.body, f.body, f.len);
	return 0;
}

/* expect: double-fetch live gap_ */
ssize_t so_vec_in(struct so_ctx *c, const struct iovec __user *uvec, unsigned int nr)
{
	struct iovec fast[UIO_FASTIOV], *iov = fast;
	struct iovec first;
	struct iov_iter it;
	ssize_t total;

	if (nr < 1 || nr > UIO_FASTIOV)
		return -EINVAL;
	total = import_iovec(ITER_SOURCE, uvec, nr, UIO_FASTIOV, &iov, &it);
	if (total < 0)
		return total;
	if (total > sizeof(c->blob))
		return -EMSGSIZE;
	if (copy_from_user(&first, uvec, sizeof(first)))
		return -EFAULT;
	if (copy_from_user(c->blob, first.iov_base, first.iov_len))
		return -EFAULT;
	return total;
}

/* expect: double-fetch safe */
int so_vec_either(struct so_ctx *c, void __user *arg)
{
	struct compat_iovec cv;
	struct iovec v;

	if (in_compat_syscall()) {
		if (copy_from_user(&cv, arg, sizeof(cv)))
			return -EFAULT;
		v.iov_base = compat_ptr(cv.iov_base);
		v.iov_len = cv.iov_len;
	} else {
		if (copy_from_user(&v, arg, sizeof(v)))
			return -EFAULT;
	}
	if (v.iov_len > sizeof(c->blob))
		return -EMSGSIZE;
	return copy_from_user(c->blob, v.iov_base, v.iov_len) ? -EFAULT : 0;
}

/* expect: double-fetch live */
int so_compat_cfg(struct so_ctx *c, compat_uptr_t uptr)
{
	struct so_cfg __user *u = compat_ptr(uptr);
	struct so_cfg cfg;
	u16 q;

	if (__get_user(q, &u->queue))
		return -EFAULT;
	if (q >= ARRAY_SIZE(c->weight))
		return -EINVAL;
	if (copy_from_user(&cfg, compat_ptr(uptr), sizeof(cfg)))
		return -EFAULT;
	c->weight[cfg.queue] += cfg.weight;
	return 0;
}
MODULE_LICENSE("GPL");
