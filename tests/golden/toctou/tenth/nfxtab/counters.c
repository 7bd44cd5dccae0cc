// SPDX-License-Identifier: GPL-2.0
#include "nfxtab.h"

/* expect: double-fetch live */
int nfx_add_counters(void __user *arg, unsigned int len, bool compat)
{
	struct nfx_counters_info *info, h;
	struct nfx_table *t;
	int ret = 0;
	size_t need;
	u32 i;

	if (compat) {
		struct nfx_compat_counters c;

		if (copy_from_user(&c, arg, sizeof(c)))
			return -EFAULT;
		memcpy(h.name, c.name, NFX_NAME);
		h.num = c.num;
		need = sizeof(c);
	} else {
		if (copy_from_user(&h, arg, sizeof(h)))
			return -EFAULT;
		need = sizeof(h);
	}
	h.name[NFX_NAME - 1] = '\0';
	if (h.num > NFX_ENT_MAX || len != need + h.num * sizeof(struct nfx_counter))
		return -EINVAL;
	t = nfx_find(h.name);
	if (!t)
		return -ENOENT;
	info = vmemdup_user(arg, len);
	if (IS_ERR(info))
		return PTR_ERR(info);
	mutex_lock(&t->lock);
	if (t->num != h.num) {
		ret = -EINVAL;
		goto unlock;
	}
	for (i = 0; i < info->num; i++) {
		t->ctr[i].packets += info->ctr[i].packets;
		t->ctr[i].bytes += info->ctr[i].bytes;
	}
unlock:
	mutex_unlock(&t->lock);
	kvfree(info);
	return ret;
}

/* expect: double-fetch safe exclusive-paths */
int nfx_counters_num(const void __user *arg, const bool compat)
{
	struct nfx_compat_counters c;
	struct nfx_counters_info h;
	u32 num = 0;

	if (compat) {
		if (copy_from_user(&c, arg, sizeof(c)))
			return -EFAULT;
		num = c.num;
	}
	if (num > NFX_ENT_MAX)
		return -EINVAL;
	if (!compat) {
		if (copy_from_user(&h, arg, sizeof(h)))
			return -EFAULT;
		num = h.num;
	}
	return num > NFX_ENT_MAX ? -EINVAL : (int)num;
}

/* each mark is the number of an entry */
/* expect: double-fetch live */
int nfx_zero_marked(struct nfx_table *t, const u16 __user *mark, unsigned int n)
{
	unsigned int i;
	u16 m;

	if (n > 256)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		if (get_user(m, mark + i))
			return -EFAULT;
		if (m >= NFX_ENT_MAX)
			return -ERANGE;
	}
	mutex_lock(&t->lock);
	for (i = 0; i < n; i++) {
		if (get_user(m, mark + i))
			break;
		t->hits[m] = 0;
	}
	mutex_unlock(&t->lock);
	return i;
}

/* expect: double-fetch safe rechecked */
int nfx_zero_marked_strict(struct nfx_table *t, const u16 __user *mark, unsigned int n)
{
	unsigned int i;
	u16 m;

	if (n > 256)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		if (get_user(m, mark + i))
			return -EFAULT;
		if (m >= NFX_ENT_MAX)
			return -ERANGE;
	}
	mutex_lock(&t->lock);
	for (i = 0; i < n; i++) {
		if (get_user(m, mark + i))
			break;
		if (m >= NFX_ENT_MAX)
			break;
		t->hits[m] = 0;
	}
	mutex_unlock(&t->lock);
	return i;
}
