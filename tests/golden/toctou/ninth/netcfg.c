/*
 * netcfg - packet classifier, configuration half
 *
 * Two ways in: setsockopt() on the control socket, and an ioctl that takes a
 * buffer of TLVs.  Built out of tree, hence the small shim on top.
 */
typedef unsigned char		u8;
typedef unsigned short		u16;
typedef unsigned int		u32;
typedef unsigned long long	u64;
typedef unsigned long		size_t;
typedef _Bool			bool;

#define __user		__attribute__((noderef, address_space(1)))
#ifndef __CHECKER__
#undef __user
#define __user
#endif
#define NULL		((void *)0)
#define offsetof(t, m)	__builtin_offsetof(t, m)
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define GFP_KERNEL	0xcc0u
#define EFAULT		14
#define ENOMEM		12
#define EINVAL		22
#define E2BIG		7
#define EAGAIN		11
#define ENOPROTOOPT	92

typedef struct {
	union {
		void		*kernel;
		void __user	*user;
	};
	bool is_kernel : 1;
} sockptr_t;

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
int copy_from_sockptr(void *dst, sockptr_t src, size_t size);
int copy_from_sockptr_offset(void *dst, sockptr_t src, size_t offset, size_t size);
void *memdup_user(const void __user *src, size_t len);
void *kmalloc(size_t n, u32 gfp);
void *kvmalloc(size_t n, u32 gfp);
void kfree(const void *p);
void kvfree(const void *p);
bool IS_ERR(const void *p);
long PTR_ERR(const void *p);
void *memcpy(void *d, const void *s, size_t n);
int memcmp(const void *a, const void *b, size_t n);
int printk(const char *fmt, ...);

#define NCFG_MAX_RULES		256
#define NCFG_MAX_BYTES		65536
#define NCFG_A_MAX		5

struct ncfg_rule {
	u32 src, dst;
	u16 sport, dport;
	u32 verdict;
};

struct ncfg_filter {
	u32 nr;
	u32 chain;
	struct ncfg_rule rule[];
};

struct ncfg_attr {
	u16 len;
	u16 type;
};

struct ncfg_table {
	char name[16];
	u32 size;
	u32 nentries;
	u32 hook_mask;
	u32 underflow;
	u8  entries[];
};

struct ncfg_counters {
	u32 n;
	u32 reset;
	u64 val[];
};

struct ncfg_net {
	struct ncfg_rule rules[NCFG_MAX_RULES];
	u32 nrules;
	u64 counters[NCFG_MAX_RULES];
	u32 mtu, mark, zone;
	char label[32];
	u32 generation;
};

typedef int (*ncfg_handler)(struct ncfg_net *net, const void *data, u32 len);

static int ncfg_set_mtu(struct ncfg_net *net, const void *data, u32 len)
{
	if (len < sizeof(u32))
		return -EINVAL;
	memcpy(&net->mtu, data, sizeof(u32));
	return 0;
}

static int ncfg_set_mark(struct ncfg_net *net, const void *data, u32 len)
{
	if (len < sizeof(u32))
		return -EINVAL;
	memcpy(&net->mark, data, sizeof(u32));
	return 0;
}

static int ncfg_set_label(struct ncfg_net *net, const void *data, u32 len)
{
	if (len >= sizeof(net->label))
		return -E2BIG;
	memcpy(net->label, data, len);
	net->label[len] = 0;
	return 0;
}

static const ncfg_handler ncfg_ops[NCFG_A_MAX + 1] = {
	[1] = ncfg_set_mtu,
	[2] = ncfg_set_mark,
	[3] = ncfg_set_label,
	[4] = ncfg_set_mark,
	[5] = ncfg_set_mtu,
};

/* expect: double-fetch live */
static int ncfg_sockopt_filter(struct ncfg_net *net, sockptr_t optval, u32 optlen)
{
	struct ncfg_filter hdr, *flt;
	int err = 0;
	u32 want;

	if (optlen < sizeof(hdr))
		return -EINVAL;
	if (copy_from_sockptr(&hdr, optval, sizeof(hdr)))
		return -EFAULT;
	if (hdr.nr > NCFG_MAX_RULES || hdr.chain > 2)
		return -EINVAL;

	want = sizeof(hdr) + hdr.nr * sizeof(struct ncfg_rule);
	if (optlen < want)
		return -EINVAL;

	flt = kmalloc(want, GFP_KERNEL);
	if (!flt)
		return -ENOMEM;
	if (copy_from_sockptr(flt, optval, want)) {
		err = -EFAULT;
		goto out;
	}

	memcpy(net->rules, flt->rule, flt->nr * sizeof(struct ncfg_rule));
	net->nrules = hdr.nr;
	net->generation++;
out:
	kfree(flt);
	return err;
}

/* expect: double-fetch safe rest-only */
static int ncfg_sockopt_append(struct ncfg_net *net, sockptr_t optval, u32 optlen)
{
	struct ncfg_filter hdr;
	u32 room, bytes;

	if (optlen < sizeof(hdr))
		return -EINVAL;
	if (copy_from_sockptr(&hdr, optval, sizeof(hdr)))
		return -EFAULT;

	room = NCFG_MAX_RULES - net->nrules;
	if (hdr.nr == 0)
		return 0;
	if (hdr.nr > room) {
		printk("netcfg: table full, %u of %u free\n", room, NCFG_MAX_RULES);
		return -E2BIG;
	}
	bytes = hdr.nr * sizeof(struct ncfg_rule);
	if (optlen - sizeof(hdr) < bytes)
		return -EINVAL;

	if (copy_from_sockptr_offset(&net->rules[net->nrules], optval,
				     sizeof(hdr), bytes))
		return -EFAULT;
	net->nrules += hdr.nr;
	net->generation++;
	return 0;
}

/* expect: double-fetch live */
static int ncfg_walk_attrs(struct ncfg_net *net, const u8 __user *pos, u32 left)
{
	struct ncfg_attr a, *attr;
	int err;

	while (left >= sizeof(a)) {
		if (copy_from_user(&a, pos, sizeof(a)))
			return -EFAULT;
		if (a.len < sizeof(a) || a.len > left)
			return -EINVAL;
		if (a.type == 0 || a.type > NCFG_A_MAX) {
			printk("netcfg: attribute %u ignored\n", a.type);
			goto skip;
		}

		attr = memdup_user(pos, a.len);
		if (IS_ERR(attr))
			return PTR_ERR(attr);
		err = ncfg_ops[attr->type](net, attr + 1, a.len - sizeof(a));
		kfree(attr);
		if (err) {
			printk("netcfg: attribute %u: error %d\n", a.type, err);
			return err;
		}
skip:
		pos += a.len;
		left -= a.len;
	}
	return left ? -EINVAL : 0;
}

/* expect: double-fetch safe rest-only */
static int ncfg_parse_tlv(struct ncfg_net *net, const u8 __user *pos, u32 left)
{
	u8 val[64];
	struct ncfg_attr tl;
	int err = 0;

	for (;;) {
		if (left < sizeof(tl))
			break;
		if (copy_from_user(&tl, pos, sizeof(tl)))
			return -EFAULT;
		pos += sizeof(tl);
		left -= sizeof(tl);

		if (tl.len > left || tl.len > sizeof(val))
			return -EINVAL;
		if (copy_from_user(val, pos, tl.len))
			return -EFAULT;
		pos += tl.len;
		left -= tl.len;

		switch (tl.type) {
		case 1:
			err = ncfg_set_mtu(net, val, tl.len);
			break;
		case 3:
			err = ncfg_set_label(net, val, tl.len);
			break;
		default:
			printk("netcfg: tlv %u skipped\n", tl.type);
		}
		if (err)
			return err;
	}
	return 0;
}

static size_t ncfg_table_bytes(const struct ncfg_table *t)
{
	return sizeof(*t) + (size_t)t->nentries * sizeof(struct ncfg_rule);
}

/* expect: double-fetch safe compared */
static int ncfg_replace_table(struct ncfg_net *net, const void __user *ubuf)
{
	struct ncfg_table h, *t;
	size_t bytes;
	int err = 0;

	if (copy_from_user(&h, ubuf, sizeof(h)))
		return -EFAULT;
	if (h.nentries > NCFG_MAX_RULES)
		return -E2BIG;

	bytes = ncfg_table_bytes(&h);
	t = kvmalloc(bytes, GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	if (copy_from_user(t, ubuf, bytes)) {
		err = -EFAULT;
		goto out;
	}
	if (ncfg_table_bytes(t) != bytes) {
		printk("netcfg: table changed under us\n");
		err = -EAGAIN;
		goto out;
	}

	memcpy(net->rules, t->entries, t->nentries * sizeof(struct ncfg_rule));
	net->nrules = t->nentries;
	net->generation++;
out:
	kvfree(t);
	return err;
}

/* expect: double-fetch live */
static int ncfg_update_table(struct ncfg_net *net, const void __user *ubuf, u32 len)
{
	struct ncfg_table h, *t;
	struct ncfg_rule *fallback;
	int err = 0;

	if (len < sizeof(h) || copy_from_user(&h, ubuf, sizeof(h)))
		return -EFAULT;
	if (h.size > NCFG_MAX_BYTES || h.size < sizeof(*fallback))
		return -EINVAL;
	if (h.underflow > h.size - sizeof(*fallback) || h.underflow % 4)
		return -EINVAL;
	if (!h.hook_mask)
		return -EINVAL;

	t = kvmalloc(sizeof(h) + h.size, GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	if (copy_from_user(t, ubuf, sizeof(h) + h.size)) {
		err = -EFAULT;
		goto out;
	}
	/* same table as the one we looked at? */
	if (memcmp(t, &h, offsetof(struct ncfg_table, hook_mask))) {
		err = -EAGAIN;
		goto out;
	}

	fallback = (struct ncfg_rule *)(t->entries + t->underflow);
	if (fallback->verdict > 1) {
		err = -EINVAL;
		goto out;
	}
	net->rules[0] = *fallback;
	net->generation++;
out:
	kvfree(t);
	return err;
}

/* expect: none */
static int ncfg_set_counters(struct ncfg_net *net, sockptr_t optval, u32 optlen)
{
	struct ncfg_counters *c;
	int err = -EINVAL;
	u32 i, room;

	if (optlen < sizeof(*c) || optlen > 4096)
		return -EINVAL;

	c = kmalloc(optlen, GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	if (copy_from_sockptr(c, optval, optlen)) {
		err = -EFAULT;
		goto out;
	}

	room = (optlen - sizeof(*c)) / sizeof(u64);
	if (c->n > room || c->n > NCFG_MAX_RULES)
		goto out;
	for (i = 0; i < c->n; i++) {
		if (c->reset)
			net->counters[i] = 0;
		net->counters[i] += c->val[i];
	}
	err = 0;
out:
	kfree(c);
	return err;
}

int ncfg_setsockopt(struct ncfg_net *net, int optname, sockptr_t optval, u32 optlen)
{
	switch (optname) {
	case 64:
		return ncfg_sockopt_filter(net, optval, optlen);
	case 65:
		return ncfg_sockopt_append(net, optval, optlen);
	case 66:
		return ncfg_set_counters(net, optval, optlen);
	}
	return -ENOPROTOOPT;
}

long ncfg_ioctl(struct ncfg_net *net, unsigned int cmd, void __user *arg, u32 len)
{
	switch (cmd) {
	case 1:
		return ncfg_walk_attrs(net, arg, len);
	case 2:
		return ncfg_parse_tlv(net, arg, len);
	case 3:
		return ncfg_replace_table(net, arg);
	case 4:
		return ncfg_update_table(net, arg, len);
	}
	return -EINVAL;
}
