#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>

struct useg {
	__u64 base;
	__u32 len;
	__u32 prot;
};

struct ubatch {
	__u32 nr;
	__u32 mode;
	__u64 list;
	__u16 slot[32];
};

struct unode {
	struct unode __user *next;
	__u32 bytes;
	__u8 body[60];
};

struct sl_state {
	u16 map[32];
	u8 table[128];
	u64 hits;
};

/* expect: double-fetch live */
int sl_apply(struct sl_state *st, struct ubatch __user *ub)
{
	struct ubatch b;
	u16 *tmp;
	u32 nr, i;

	if (get_user(nr, &ub->nr))
		return -EFAULT;
	if (nr == 0 || nr > 32)
		return -EINVAL;
	tmp = kcalloc(nr, sizeof(*tmp), GFP_KERNEL);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(&b, ub, sizeof(b))) {
		kfree(tmp);
		return -EFAULT;
	}
	for (i = 0; i < b.nr; ++i)
		tmp[i] = b.slot[i & 31];
	memcpy(st->map, tmp, nr * sizeof(*tmp));
	kfree(tmp);
	return 0;
}

/* expect: double-fetch safe */
int sl_apply_first(struct sl_state *st, struct ubatch __user *ub)
{
	struct ubatch b;
	u16 *tmp;
	u32 nr, i;

	if (get_user(nr, &ub->nr))
		return -EFAULT;
	if (nr == 0 || nr > 32)
		return -EINVAL;
	tmp = kcalloc(nr, sizeof(*tmp), GFP_KERNEL);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(&b, ub, sizeof(b))) {
		kfree(tmp);
		return -EFAULT;
	}
	for (i = 0; i < nr; ++i)
		tmp[i] = b.slot[i];
	memcpy(st->map, tmp, nr * sizeof(*tmp));
	kfree(tmp);
	return 0;
}

/* expect: double-fetch live */
void *sl_gather(const struct useg __user *segs, unsigned int n)
{
	struct useg s;
	size_t total = 0, at = 0;
	unsigned int i;
	u32 len;
	char *buf;

	for (i = 0; i < n; i++) {
		if (get_user(len, &segs[i].len))
			return ERR_PTR(-EFAULT);
		if (len > PAGE_SIZE)
			return ERR_PTR(-EINVAL);
		total += len;
	}
	buf = kvmalloc(total, GFP_KERNEL);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < n; i++) {
		if (copy_from_user(&s, &segs[i], sizeof(s)))
			goto fault;
		if (copy_from_user(buf + at, u64_to_user_ptr(s.base), s.len))
			goto fault;
		at += s.len;
	}
	return buf;
fault:
	kvfree(buf);
	return ERR_PTR(-EFAULT);
}

/* expect: double-fetch safe */
void *sl_gather_room(const struct useg __user *segs, unsigned int n)
{
	struct useg s;
	size_t total = 0, at = 0;
	unsigned int i;
	u32 len;
	char *buf;

	for (i = 0; i < n; i++) {
		if (get_user(len, &segs[i].len))
			return ERR_PTR(-EFAULT);
		if (len > PAGE_SIZE)
			return ERR_PTR(-EINVAL);
		total += len;
	}
	buf = kvmalloc(total, GFP_KERNEL);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < n; i++) {
		if (copy_from_user(&s, &segs[i], sizeof(s)))
			goto fault;
		if (s.len > total - at)
			goto fault;
		if (copy_from_user(buf + at, u64_to_user_ptr(s.base), s.len))
			goto fault;
		at += s.len;
	}
	return buf;
fault:
	kvfree(buf);
	return ERR_PTR(-EFAULT);
}

/* expect: double-fetch safe */
void *sl_gather_dup(const struct useg __user *usegs, unsigned int n)
{
	struct useg *segs;
	size_t total = 0, at = 0;
	unsigned int i;
	char *buf = NULL;

	segs = vmemdup_user(usegs, array_size(n, sizeof(*segs)));
	if (IS_ERR(segs))
		return segs;
	for (i = 0; i < n; i++) {
		if (segs[i].len > PAGE_SIZE)
			goto out;
		total += segs[i].len;
	}
	buf = kvmalloc(total, GFP_KERNEL);
	for (i = 0; buf && i < n; i++) {
		if (copy_from_user(buf + at, u64_to_user_ptr(segs[i].base), segs[i].len)) {
			kvfree(buf);
			buf = NULL;
			break;
		}
		at += segs[i].len;
	}
out:
	kvfree(segs);
	return buf ? buf : ERR_PTR(-EINVAL);
}

/* expect: double-fetch live */
char *sl_chain(struct unode __user *head)
{
	struct unode __user *p;
	struct unode __user *next;
	struct unode node;
	u32 bytes;
	size_t sum = 0;
	char *out, *w;

	for (p = head; p; p = next) {
		if (get_user(bytes, &p->bytes) || get_user(next, &p->next))
			return NULL;
		if (bytes > sizeof(node.body))
			return NULL;
		sum += bytes;
	}
	w = out = kmalloc(sum, GFP_KERNEL);
	if (!out)
		return NULL;
	for (p = head; p; p = node.next) {
		if (copy_from_user(&node, p, sizeof(node)))
			break;
		memcpy(w, node.body, node.bytes);
		w += node.bytes;
	}
	return out;
}

/* expect: double-fetch safe */
char *sl_chain_fit(struct unode __user *head)
{
	struct unode __user *p;
	struct unode __user *next;
	struct unode node;
	u32 bytes;
	size_t sum = 0, left;
	char *out, *w;

	for (p = head; p; p = next) {
		if (get_user(bytes, &p->bytes) || get_user(next, &p->next))
			return NULL;
		if (bytes > sizeof(node.body))
			return NULL;
		sum += bytes;
	}
	w = out = kmalloc(sum, GFP_KERNEL);
	if (!out)
		return NULL;
	left = sum;
	for (p = head; p; p = node.next) {
		if (copy_from_user(&node, p, sizeof(node)))
			break;
		if (node.bytes > sizeof(node.body) || node.bytes > left)
			break;
		memcpy(w, node.body, node.bytes);
		w += node.bytes;
		left -= node.bytes;
	}
	return out;
}

/* expect: double-fetch live */
int sl_indirect(struct sl_state *st, struct ubatch __user *ub)
{
	struct ubatch b;
	struct useg __user *us;
	struct useg s;
	u32 len;

	if (copy_from_user(&b, ub, sizeof(b)))
		return -EFAULT;
	us = (struct useg __user *)(uintptr_t)b.list;
	if (get_user(len, &us->len))
		return -EFAULT;
	if (len > sizeof(st->table))
		return -ENOSPC;
	if (copy_from_user(&s, us, sizeof(s)))
		return -EFAULT;
	return copy_from_user(st->table, u64_to_user_ptr(s.base), s.len) ? -EFAULT : 0;
}

/* expect: double-fetch safe */
int sl_shallow(struct sl_state *st, struct ubatch __user *ub)
{
	struct ubatch b;
	struct useg s;

	if (copy_from_user(&b, ub, sizeof(b)))
		return -EFAULT;
	if (b.nr != 1 || b.mode > 3)
		return -EINVAL;
	if (copy_from_user(&s, u64_to_user_ptr(b.list), sizeof(s)))
		return -EFAULT;
	if (s.len > sizeof(st->table))
		return -ENOSPC;
	return copy_from_user(st->table, u64_to_user_ptr(s.base), s.len) ? -EFAULT : 0;
}

/* expect: double-fetch safe */
int sl_memcmp(struct sl_state *st, struct ubatch __user *ub)
{
	struct ubatch *a, *b;
	int i, ret = -EAGAIN;

	a = memdup_user(ub, sizeof(*a));
	if (IS_ERR(a))
		return PTR_ERR(a);
	if (a->nr > 32) {
		kfree(a);
		return -EINVAL;
	}
	b = memdup_user(ub, sizeof(*b));
	if (IS_ERR(b)) {
		kfree(a);
		return PTR_ERR(b);
	}
	if (memcmp(a, b, sizeof(*a)) == 0) {
		for (i = 0; i < b->nr; i++)
			st->map[i] = b->slot[i];
		ret = 0;
	}
	kfree(a);
	kfree(b);
	return ret;
}

/* expect: double-fetch safe */
int sl_each(struct sl_state *st, const __u8 __user *idx, int n)
{
	u8 k;

	while (n-- > 0) {
		if (get_user(k, idx++))
			return -EFAULT;
		if (k >= sizeof(st->table))
			continue;
		st->table[k]++;
	}
	return 0;
}

/* expect: double-fetch live */
int sl_slots(struct sl_state *st, const __u16 __user *uidx, unsigned int n)
{
	u16 probe[32];
	u16 k;
	unsigned int i;

	if (n > ARRAY_SIZE(probe))
		return -E2BIG;
	if (copy_from_user(probe, uidx, n * sizeof(u16)))
		return -EFAULT;
	for (i = 0; i < n; i++)
		if (probe[i] >= ARRAY_SIZE(st->table))
			return -ERANGE;
	for (i = 0; i < n; i++) {
		if (get_user(k, uidx + i))
			return -EFAULT;
		st->table[k] = 1;
	}
	return 0;
}
MODULE_LICENSE("GPL");
