#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/minmax.h>
#include <asm/byteorder.h>

struct wr_pkt {
	__be16 len;
	__u8 port;
	__u8 prio;
	__u8 body[124];
};

union wr_word {
	__u32 raw;
	struct {
		__u32 op : 8;
		__u32 len : 16;
		__u32 rsvd : 8;
	};
};

union wr_cmd {
	struct { __u32 type; __u32 pad; } h;
	struct { __u32 type; __u32 idx; __u32 val; } set;
	struct { __u32 type; __u32 n; __u8 data[56]; } load;
};

struct wr_tag {
	__u32 tag;
	__u32 n;
	__u8 data[32];
};

struct wr_port {
	u8 out[128];
	u32 reg[32];
	u32 seen;
};

#define WR_FETCH(dst, src, field) \
	do { \
		if (get_user((dst), &(src)->field)) \
			return -EFAULT; \
	} while (0)

/* expect: double-fetch live */
int wr_unsafe(struct wr_port *p, struct wr_tag __user *ut)
{
	struct wr_tag t;
	u32 n;

	if (!user_access_begin(ut, sizeof(*ut)))
		return -EFAULT;
	unsafe_get_user(n, &ut->n, efault);
	user_access_end();
	if (n > sizeof(t.data))
		return -EINVAL;
	if (copy_from_user(&t, ut, sizeof(t)))
		return -EFAULT;
	memcpy(p->out, t.data, t.n);
	return 0;
efault:
	user_access_end();
	return -EFAULT;
}

/* expect: double-fetch safe */
int wr_unsafe_parts(struct wr_port *p, struct wr_tag __user *ut)
{
	u32 n, tag;

	if (!user_access_begin(ut, sizeof(*ut)))
		return -EFAULT;
	unsafe_get_user(n, &ut->n, efault);
	unsafe_get_user(tag, &ut->tag, efault);
	user_access_end();
	if (n > sizeof(p->out) || tag >= ARRAY_SIZE(p->reg))
		return -EINVAL;
	p->reg[tag] = n;
	return copy_from_user(p->out, ut->data, min_t(u32, n, sizeof(ut->data))) ? -EFAULT : 0;
efault:
	user_access_end();
	return -EFAULT;
}

/* expect: double-fetch live */
int wr_macro(struct wr_port *p, union wr_cmd __user *uc)
{
	u32 idx, again, val;

	WR_FETCH(idx, uc, set.idx);
	if (idx >= ARRAY_SIZE(p->reg))
		return -EINVAL;
	WR_FETCH(val, uc, set.val);
	WR_FETCH(again, uc, set.idx);
	p->reg[again] = val;
	return 0;
}

/* expect: double-fetch safe */
int wr_macro_log(struct wr_port *p, union wr_cmd __user *uc)
{
	u32 idx, again, val;

	WR_FETCH(idx, uc, set.idx);
	if (idx >= ARRAY_SIZE(p->reg))
		return -EINVAL;
	WR_FETCH(val, uc, set.val);
	WR_FETCH(again, uc, set.idx);
	if (again != idx)
		pr_warn_ratelimited("wire: index moved under us\n");
	p->reg[idx] = val;
	return 0;
}

/* expect: double-fetch live */
int wr_bits(struct wr_port *p, __u32 __user *uw)
{
	union wr_word w;
	const __u8 __user *body = (const __u8 __user *)(uw + 1);

	if (get_user(w.raw, uw))
		return -EFAULT;
	if (w.len > sizeof(p->out))
		return -EMSGSIZE;
	p->seen++;
	if (copy_from_user(&w, uw, sizeof(w)))
		return -EFAULT;
	return copy_from_user(p->out, body, w.len) ? -EFAULT : 0;
}

/* expect: double-fetch safe */
int wr_bits_other(struct wr_port *p, __u32 __user *uw)
{
	u32 first, second;

	if (get_user(first, uw))
		return -EFAULT;
	if ((first & 0xff) != 0x17)
		return -EINVAL;
	if (get_user(second, uw))
		return -EFAULT;
	/* 7 bits of length */
	memset(p->out, 0, (second >> 8) & 0x7f);
	return 0;
}

/* expect: double-fetch live */
int wr_bigend(struct wr_port *p, struct wr_pkt __user *up)
{
	struct wr_pkt pkt;
	__be16 blen;
	u16 len;

	if (get_user(blen, &up->len))
		return -EFAULT;
	len = be16_to_cpu(blen);
	if (len > sizeof(pkt.body))
		return -EMSGSIZE;
	if (copy_from_user(&pkt, up, offsetof(struct wr_pkt, body) + len))
		return -EFAULT;
	memcpy(p->out, pkt.body, be16_to_cpu(pkt.len));
	return len;
}

/* expect: double-fetch safe */
int wr_bigend_eq(struct wr_port *p, struct wr_pkt __user *up)
{
	struct wr_pkt pkt;
	__be16 blen;
	u16 len;

	if (get_user(blen, &up->len))
		return -EFAULT;
	len = be16_to_cpu(blen);
	if (len > sizeof(pkt.body))
		return -EMSGSIZE;
	if (copy_from_user(&pkt, up, offsetof(struct wr_pkt, body) + len))
		return -EFAULT;
	if (be16_to_cpu(pkt.len) != len)
		return -ESTALE;
	memcpy(p->out, pkt.body, be16_to_cpu(pkt.len));
	return len;
}

/* expect: double-fetch safe */
int wr_union(struct wr_port *p, union wr_cmd __user *uc)
{
	union wr_cmd c;
	u32 type;

	if (get_user(type, &uc->h.type))
		return -EFAULT;
	switch (type) {
	case 1:
		if (copy_from_user(&c.set, &uc->set, sizeof(c.set)))
			return -EFAULT;
		if (c.set.idx >= ARRAY_SIZE(p->reg))
			return -EINVAL;
		p->reg[c.set.idx] = c.set.val;
		return 0;
	case 2:
		if (copy_from_user(&c.load, &uc->load, sizeof(c.load)))
			return -EFAULT;
		if (c.load.n > sizeof(c.load.data))
			return -EINVAL;
		memcpy(p->out, c.load.data, c.load.n);
		return 0;
	}
	return -EOPNOTSUPP;
}

/* expect: double-fetch live */
int wr_tagged(struct wr_port *p, union wr_cmd __user *uc)
{
	union wr_cmd c;
	u32 type;
	size_t sz;

	if (get_user(type, &uc->h.type))
		return -EFAULT;
	if (type > 2)
		return -EINVAL;
	sz = type == 2 ? sizeof(c.load) : sizeof(c.set);
	if (copy_from_user(&c, uc, sz))
		return -EFAULT;
	p->reg[c.h.type] = c.set.val;
	return 0;
}

/* expect: double-fetch safe */
int wr_tagged_clamp(struct wr_port *p, struct wr_tag __user *ut)
{
	struct wr_tag t;
	u32 n;

	if (get_user(n, &ut->n))
		return -EFAULT;
	if (n > sizeof(t.data))
		return -EINVAL;
	if (copy_from_user(&t, ut, sizeof(t)))
		return -EFAULT;
	memcpy(p->out, t.data, clamp_t(u32, t.n, 0, sizeof(t.data)));
	return 0;
}

/* expect: double-fetch safe */
int wr_retry(struct wr_port *p, u32 __user *useq, struct wr_tag __user *ut)
{
	struct wr_tag t;
	u32 a, b;

	do {
		if (get_user(a, useq))
			return -EFAULT;
		if (copy_from_user(&t, ut, sizeof(t)))
			return -EFAULT;
		if (t.n > sizeof(t.data))
			return -EINVAL;
		if (get_user(b, useq))
			return -EFAULT;
	} while (a != b || (a & 1));
	memcpy(p->out, t.data, t.n);
	return 0;
}

/* expect: double-fetch live */
int wr_same_dest(struct wr_port *p, struct wr_tag __user *ut)
{
	struct wr_tag t;

	if (copy_from_user(&t, ut, 8))
		return -EFAULT;
	if (t.n > sizeof(t.data))
		return -EINVAL;
	if (copy_from_user(&t, ut, 8 + t.n))
		return -EFAULT;
	while (t.n--)
		p->out[t.n] = t.data[t.n];
	return 0;
}
MODULE_LICENSE("GPL");
