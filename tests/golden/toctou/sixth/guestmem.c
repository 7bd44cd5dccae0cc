#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>

struct gm_desc {
	__u64 addr;
	__u32 len;
	__u16 flags;
	__u16 next;
};

struct gm_block {
	__u32 count;
	__u32 kind;
	struct gm_desc d[16];
};

struct gm_args {
	__u64 in;
	__u64 out;
	__u32 in_len;
	__u32 flags;
};

struct gm_reloc {
	__u32 target;
	__u32 offset;
};

#define GM_BATCH_DW 1024
#define GM_HAS_EXT 1

struct gm_state {
	u8 page[4096];
	u32 batch[GM_BATCH_DW];
	u32 stats[8];
};

/* expect: double-fetch live */
int gm_read_block(struct kvm *kvm, struct gm_state *s, gpa_t gpa)
{
	struct gm_block blk;
	u32 count, i;

	if (kvm_read_guest(kvm, gpa, &count, sizeof(count)))
		return -EFAULT;
	if (count > ARRAY_SIZE(blk.d))
		return -EINVAL;
	if (kvm_read_guest(kvm, gpa, &blk, 8 + count * sizeof(blk.d[0])))
		return -EFAULT;
	for (i = 0; i < blk.count; i++)
		s->stats[blk.d[i].flags & 7] += blk.d[i].len;
	return 0;
}

/* expect: double-fetch safe */
int gm_read_block_tail(struct kvm *kvm, struct gm_state *s, gpa_t gpa)
{
	struct gm_block blk;
	u32 i;

	if (kvm_read_guest(kvm, gpa, &blk, offsetof(struct gm_block, d)))
		return -EFAULT;
	if (blk.count > ARRAY_SIZE(blk.d))
		return -EINVAL;
	if (kvm_read_guest(kvm, gpa + offsetof(struct gm_block, d), blk.d, blk.count * sizeof(blk.d[0])))
		return -EFAULT;
	for (i = 0; i < blk.count; i++)
		s->stats[blk.d[i].flags & 7] += blk.d[i].len;
	return 0;
}

/* expect: double-fetch live gap_ */
int gm_chain(struct kvm_vcpu *vcpu, struct gm_state *s, gpa_t table, u16 head)
{
	struct gm_desc d;
	u32 total = 0, at = 0;
	u16 i = head, hops = 0;

	do {
		if (kvm_vcpu_read_guest(vcpu, table + i * sizeof(d), &d, sizeof(d)))
			return -EFAULT;
		total += d.len;
		if (total > sizeof(s->page))
			return -E2BIG;
		i = d.next & 15;
	} while ((d.flags & 1) && ++hops < 16);

	i = head;
	hops = 0;
	do {
		if (kvm_vcpu_read_guest(vcpu, table + i * sizeof(d), &d, sizeof(d)))
			return -EFAULT;
		if (kvm_vcpu_read_guest(vcpu, d.addr, s->page + at, d.len))
			return -EFAULT;
		at += d.len;
		i = d.next & 15;
	} while ((d.flags & 1) && ++hops < 16);
	return at;
}

/* expect: double-fetch live */
int gm_input(struct gm_state *s, struct gm_args *args)
{
	struct gm_block __user *ub = u64_to_user_ptr(args->in);
	struct gm_block *b;
	u32 n;

	if (get_user(n, &ub->count))
		return -EFAULT;
	if (n > 16)
		return -EINVAL;
	b = kzalloc(struct_size(b, d, 16), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	if (copy_from_user(b, u64_to_user_ptr(args->in), 8 + n * sizeof(struct gm_desc))) {
		kfree(b);
		return -EFAULT;
	}
	while (b->count--)
		s->stats[0] += b->d[b->count].len;
	kfree(b);
	return 0;
}

/* expect: double-fetch safe */
int gm_in_out(struct gm_state *s, struct gm_args *args)
{
	u32 n, m;

	if (get_user(n, (u32 __user *)u64_to_user_ptr(args->in)))
		return -EFAULT;
	if (n >= ARRAY_SIZE(s->stats))
		return -EINVAL;
	if (get_user(m, (u32 __user *)u64_to_user_ptr(args->out)))
		return -EFAULT;
	s->stats[n] = m;
	return 0;
}

static int gm_reloc_ok(const struct gm_reloc __user *r, unsigned int n)
{
	u32 off;

	while (n--) {
		if (get_user(off, &r->offset))
			return -EFAULT;
		if (off & 3 || off >= GM_BATCH_DW * 4)
			return -EINVAL;
		r++;
	}
	return 0;
}

/* expect: double-fetch live */
int gm_relocate(struct gm_state *s, const struct gm_reloc __user *ur, unsigned int n)
{
	struct gm_reloc rel;
	unsigned int i;
	int err;

	err = gm_reloc_ok(ur, n);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		if (__copy_from_user(&rel, ur + i, sizeof(rel)))
			return -EFAULT;
		s->batch[rel.offset >> 2] = rel.target;
	}
	return 0;
}

/* expect: double-fetch safe */
int gm_relocate_mask(struct gm_state *s, const struct gm_reloc __user *ur, unsigned int n)
{
	struct gm_reloc rel;
	unsigned int i;
	int err;

	err = gm_reloc_ok(ur, n);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		if (__copy_from_user(&rel, ur + i, sizeof(rel)))
			return -EFAULT;
		s->batch[(rel.offset >> 2) & (GM_BATCH_DW - 1)] = rel.target;
	}
	return 0;
}

/* expect: double-fetch live */
int gm_access_ok(struct gm_state *s, const void __user *arg)
{
	const struct gm_args __user *ua = arg;
	struct gm_args a;

	if (copy_from_user(&a, ua, sizeof(a)))
		return -EFAULT;
	if (a.in_len > sizeof(s->page))
		return -E2BIG;
	if (!access_ok(arg, a.in_len))
		return -EFAULT;
	if (__copy_from_user(&a, ua, sizeof(a)))
		return -EFAULT;
	return copy_from_user(s->page, u64_to_user_ptr(a.in), a.in_len) ? -EFAULT : 0;
}

/* expect: double-fetch safe */
int gm_flagged(struct gm_state *s, struct gm_args __user *ua, unsigned int flags)
{
	struct gm_args a = {};

	if (flags & GM_HAS_EXT) {
		if (copy_from_user(&a, ua, sizeof(a)))
			return -EFAULT;
		if (a.in_len > sizeof(s->page))
			return -E2BIG;
	}
	s->stats[1]++;
	if (!(flags & GM_HAS_EXT)) {
		if (get_user(a.in_len, &ua->in_len) || a.in_len > 64)
			return -EFAULT;
		memset(s->page, 0, a.in_len);
	}
	return 0;
}

/* expect: double-fetch safe */
int gm_assign(struct gm_state *s, struct gm_args __user *ua)
{
	struct gm_args a, b;

	if (copy_from_user(&a, ua, sizeof(a)))
		return -EFAULT;
	if (a.in_len > sizeof(s->page))
		return -E2BIG;
	if (copy_from_user(&b, ua, sizeof(b)))
		return -EFAULT;
	b = a;
	return copy_from_user(s->page, u64_to_user_ptr(b.in), b.in_len) ? -EFAULT : 0;
}
MODULE_LICENSE("GPL");
