// SPDX-License-Identifier: GPL-2.0
#include "nfxtab.h"

/* expect: double-fetch safe rest-only */
int nfx_do_replace(struct nfx_table *t, sockptr_t arg, unsigned int len)
{
	struct nfx_replace tmp;
	void *blob;

	if (len < sizeof(tmp) || copy_from_sockptr(&tmp, arg, sizeof(tmp)))
		return -EFAULT;
	if (!tmp.num || tmp.num > NFX_ENT_MAX || tmp.size > NFX_BLOB_MAX)
		return -EINVAL;
	blob = kvmalloc(tmp.size, GFP_KERNEL_ACCOUNT);
	if (!blob)
		return -ENOMEM;
	if (copy_from_sockptr_offset(blob, arg, sizeof(tmp), tmp.size)) {
		kvfree(blob);
		return -EFAULT;
	}
	mutex_lock(&t->lock);
	swap(t->blob, blob);
	t->num = tmp.num;
	t->size = tmp.size;
	mutex_unlock(&t->lock);
	kvfree(blob);
	return 0;
}

/* expect: double-fetch live */
int nfx_do_replace_whole(struct nfx_table *t, const void __user *arg)
{
	struct nfx_replace tmp, *r;
	struct nfx_counter *ctr;
	u32 i;
	int err;

	err = nfx_peek_valid(arg, &tmp);
	if (err)
		return err;
	ctr = kvcalloc(tmp.num, sizeof(*ctr), GFP_KERNEL);
	if (!ctr)
		return -ENOMEM;
	r = vmemdup_user(arg, sizeof(*r) + tmp.size);
	if (IS_ERR(r)) {
		kvfree(ctr);
		return PTR_ERR(r);
	}
	for (i = 0; i < r->num; i++)
		ctr[i].packets = 1;
	mutex_lock(&t->lock);
	t->num = tmp.num;
	swap(t->ctr, ctr);
	mutex_unlock(&t->lock);
	kvfree(ctr);
	kvfree(r);
	return 0;
}

/* expect: double-fetch safe compared */
int nfx_do_replace_same(struct nfx_table *t, const void __user *arg)
{
	struct nfx_replace tmp, *r;
	struct nfx_counter *ctr;
	int err;
	u32 i;

	err = nfx_peek_valid(arg, &tmp);
	if (err)
		return err;
	ctr = kvcalloc(tmp.num, sizeof(*ctr), GFP_KERNEL);
	if (!ctr)
		return -ENOMEM;
	r = vmemdup_user(arg, sizeof(*r) + tmp.size);
	if (IS_ERR(r)) {
		kvfree(ctr);
		return PTR_ERR(r);
	}
	if (r->num != tmp.num || r->size != tmp.size) {
		err = -EAGAIN;
		goto out;
	}
	for (i = 0; i < r->num; i++)
		ctr[i].packets = 1;
	mutex_lock(&t->lock);
	t->num = r->num;
	swap(t->ctr, ctr);
	mutex_unlock(&t->lock);
out:
	kvfree(ctr);
	kvfree(r);
	return err;
}

/* expect: double-fetch live */
int nfx_walk(struct nfx_table *t, const char __user *blob, u32 size)
{
	struct nfx_entry *e;
	u32 off = 0;
	u16 next;
	int n = 0;

	e = kzalloc(NFX_ENT_MAX, GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	while (off + sizeof(*e) <= size && n < 64) {
		const struct nfx_entry __user *u = (const void __user *)(blob + off);

		if (get_user(next, &u->next_off))
			goto fault;
		if (next < sizeof(*e) || next > size - off || next > NFX_ENT_MAX)
			goto fault;
		if (copy_from_user(e, u, next))
			goto fault;
		/* clear what the user left behind the match */
		memset((char *)e + sizeof(*e), 0, e->next_off - sizeof(*e));
		n++;
		off += next;
	}
	kfree(e);
	return n;
fault:
	kfree(e);
	return -EFAULT;
}

/* expect: double-fetch safe rechecked */
int nfx_walk_again(struct nfx_table *t, const char __user *blob, u32 size)
{
	struct nfx_entry *e;
	u32 off = 0;
	u16 next;
	int n = 0;

	e = kzalloc(NFX_ENT_MAX, GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	while (off + sizeof(*e) <= size && n < 64) {
		const struct nfx_entry __user *u = (const void __user *)(blob + off);

		if (get_user(next, &u->next_off))
			goto fault;
		if (next < sizeof(*e) || next > size - off || next > NFX_ENT_MAX)
			goto fault;
		if (copy_from_user(e, u, next))
			goto fault;
		if (e->next_off < sizeof(*e) || e->next_off > size - off ||
		    e->next_off > NFX_ENT_MAX)
			goto fault;
		memset((char *)e + sizeof(*e), 0, e->next_off - sizeof(*e));
		n++;
		off += e->next_off;
	}
	kfree(e);
	return n;
fault:
	kfree(e);
	return -EFAULT;
}

/* the name finds the match, the rest is configuration */
/* expect: double-fetch safe unused */
int nfx_set_match(struct nfx_table *t, const struct nfx_match __user *um)
{
	const struct nfx_match *known;
	char name[NFX_NAME];
	struct nfx_match m;
	long n;

	n = strncpy_from_user(name, um->name, sizeof(name));
	if (n < 0)
		return n;
	if (n == sizeof(name))
		return -ENAMETOOLONG;
	known = nfx_match_find(name);
	if (!known)
		return -ENOENT;
	if (copy_from_user(&m, um, sizeof(m)))
		return -EFAULT;
	if (m.size != known->size || m.revision > known->revision)
		return -EINVAL;
	mutex_lock(&t->lock);
	t->hook[0] = m.mask & known->mask;
	mutex_unlock(&t->lock);
	return 0;
}
