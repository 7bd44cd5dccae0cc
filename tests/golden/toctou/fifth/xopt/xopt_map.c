#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "xopt.h"

/* expect: double-fetch live */
int xopt_get_map(struct xopt_sock *xs, struct xopt_map __user *u)
{
	struct xopt_map m;
	int n;

	n = xopt_map_count(u);
	if (n < 0)
		return n;
	if (copy_from_user(&m, u, sizeof(m)))
		return -EFAULT;
	memcpy(xs->map, m.ents, m.nents * sizeof(m.ents[0]));
	return 0;
}

/* expect: double-fetch safe */
int xopt_load_map(struct xopt_sock *xs, void __user *u, bool compat)
{
	struct xopt_map m;
	struct xopt_map32 m32;
	u32 i;

	if (compat) {
		if (copy_from_user(&m32, u, sizeof(m32)))
			return -EFAULT;
		if (m32.nents > XOPT_RULES)
			return -EINVAL;
		for (i = 0; i < m32.nents; i++)
			xs->map[i] = m32.ents[i];
	}
	if (!compat) {
		if (copy_from_user(&m, u, sizeof(m)))
			return -EFAULT;
		for (i = 0; i < min_t(u32, m.nents, XOPT_RULES); i++)
			xs->map[i] = m.ents[i];
	}
	return 0;
}

/* expect: double-fetch live */
int xopt_set_name(struct xopt_sock *xs, const char __user *u)
{
	long len = xopt_text_len(u);
	char *text;

	if (len < 0)
		return len;
	text = memdup_user(u, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	strcpy(xs->name, text);
	kfree(text);
	return 0;
}

/* expect: double-fetch safe */
int xopt_set_label(struct xopt_sock *xs, const char __user *u)
{
	long len = xopt_text_len(u);
	char *text;

	if (len < 0)
		return len;
	text = memdup_user(u, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	text[len - 1] = '\0';
	strcpy(xs->name, text);
	kfree(text);
	return 0;
}
