#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/kernel.h>

#define NM_MAX 64

struct nm_dev {
	char name[NM_MAX];
	u8 level[16];
	int (*verb[4])(struct nm_dev *d, const char *rest);
	int cur;
};

/* expect: double-fetch live */
int nm_rename(struct nm_dev *d, const char __user *uname)
{
	long n = strnlen_user(uname, NM_MAX);
	char *k;

	if (n <= 0 || n > NM_MAX)
		return -EINVAL;
	k = kmalloc(n, GFP_KERNEL);
	if (!k)
		return -ENOMEM;
	if (copy_from_user(k, uname, n)) {
		kfree(k);
		return -EFAULT;
	}
	strcpy(d->name, k);
	kfree(k);
	return 0;
}

/* expect: double-fetch safe */
int nm_rename_nul(struct nm_dev *d, const char __user *uname)
{
	long n = strnlen_user(uname, NM_MAX);
	char *k;

	if (n <= 0 || n > NM_MAX)
		return -EINVAL;
	k = kmalloc(n, GFP_KERNEL);
	if (!k)
		return -ENOMEM;
	if (copy_from_user(k, uname, n)) {
		kfree(k);
		return -EFAULT;
	}
	k[n - 1] = '\0';
	strcpy(d->name, k);
	kfree(k);
	return 0;
}

/* expect: double-fetch live */
int nm_load_module(const char __user *umod)
{
	char probe[NM_MAX];
	char *name;
	long n;

	n = strncpy_from_user(probe, umod, sizeof(probe));
	if (n < 0)
		return n;
	if (n == sizeof(probe) || strchr(probe, '/') || probe[0] == '.')
		return -EINVAL;
	name = strndup_user(umod, NM_MAX);
	if (IS_ERR(name))
		return PTR_ERR(name);
	request_module("nm-%s", name);
	kfree(name);
	return 0;
}

/* expect: double-fetch safe */
int nm_load_module_once(const char __user *umod)
{
	char *name = strndup_user(umod, NM_MAX);

	if (IS_ERR(name))
		return PTR_ERR(name);
	if (strchr(name, '/') || name[0] == '.') {
		kfree(name);
		return -EINVAL;
	}
	request_module("nm-%s", name);
	kfree(name);
	return 0;
}

/* expect: double-fetch live */
ssize_t nm_verb(struct nm_dev *d, const char __user *ubuf, size_t len)
{
	char c, *line;
	ssize_t ret;

	if (len < 2 || len > 128)
		return -EINVAL;
	if (get_user(c, ubuf))
		return -EFAULT;
	if (c < '0' || c > '3')
		return -EINVAL;
	line = memdup_user_nul(ubuf, len);
	if (IS_ERR(line))
		return PTR_ERR(line);
	ret = d->verb[line[0] - '0'](d, line + 1);
	kfree(line);
	return ret;
}

/* expect: double-fetch safe */
ssize_t nm_verb_tail(struct nm_dev *d, const char __user *ubuf, size_t len)
{
	char c, *line;
	ssize_t ret;

	if (len < 2 || len > 128)
		return -EINVAL;
	if (get_user(c, ubuf))
		return -EFAULT;
	if (c < '0' || c > '3')
		return -EINVAL;
	line = memdup_user_nul(ubuf + 1, len - 1);
	if (IS_ERR(line))
		return PTR_ERR(line);
	ret = d->verb[c - '0'](d, line);
	kfree(line);
	return ret;
}

/* expect: double-fetch live gap_ */
char *nm_pack(const char __user *const __user *uv, int n)
{
	const char __user *s;
	size_t room = 0;
	char *blk, *p;
	long l;
	int i;

	for (i = 0; i < n; i++) {
		if (get_user(s, uv + i))
			return ERR_PTR(-EFAULT);
		l = strnlen_user(s, PAGE_SIZE);
		if (l <= 0 || l > PAGE_SIZE)
			return ERR_PTR(-E2BIG);
		room += l;
	}
	p = blk = kvmalloc(room, GFP_KERNEL);
	if (!blk)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < n; i++) {
		if (get_user(s, uv + i))
			goto bad;
		l = strncpy_from_user(p, s, PAGE_SIZE);
		if (l < 0)
			goto bad;
		p += l + 1;
	}
	return blk;
bad:
	kvfree(blk);
	return ERR_PTR(-EFAULT);
}

/* expect: double-fetch safe */
char *nm_pack_bound(const char __user *const __user *uv, int n)
{
	const char __user *s;
	size_t room = 0;
	char *blk, *p, *end;
	long l;
	int i;

	for (i = 0; i < n; i++) {
		if (get_user(s, uv + i))
			return ERR_PTR(-EFAULT);
		l = strnlen_user(s, PAGE_SIZE);
		if (l <= 0 || l > PAGE_SIZE)
			return ERR_PTR(-E2BIG);
		room += l;
	}
	p = blk = kvmalloc(room, GFP_KERNEL);
	if (!blk)
		return ERR_PTR(-ENOMEM);
	end = blk + room;
	for (i = 0; i < n; i++) {
		if (get_user(s, uv + i))
			goto bad;
		l = strncpy_from_user(p, s, end - p);
		if (l < 0 || l >= end - p)
			goto bad;
		p += l + 1;
	}
	return blk;
bad:
	kvfree(blk);
	return ERR_PTR(-EFAULT);
}

/* expect: double-fetch live */
ssize_t nm_level_store(struct nm_dev *d, const char __user *ubuf, size_t cnt)
{
	unsigned int v, idx;
	char txt[16];
	int err;

	err = kstrtouint_from_user(ubuf, cnt, 0, &v);
	if (err)
		return err;
	if (v >= ARRAY_SIZE(d->level))
		return -ERANGE;
	if (cnt >= sizeof(txt))
		return -EINVAL;
	if (copy_from_user(txt, ubuf, cnt))
		return -EFAULT;
	txt[cnt] = 0;
	if (sscanf(txt, "%u", &idx) != 1)
		return -EINVAL;
	d->level[idx] = 1;
	return cnt;
}

/* expect: double-fetch safe */
ssize_t nm_level_either(struct nm_dev *d, const char __user *ubuf, size_t cnt)
{
	unsigned int v = 0;
	bool on = false;
	int err;

	if (cnt > 2)
		err = kstrtouint_from_user(ubuf, cnt, 0, &v);
	else
		err = kstrtobool_from_user(ubuf, cnt, &on);
	if (err)
		return err;
	if (on)
		v = d->cur;
	if (v >= ARRAY_SIZE(d->level))
		return -ERANGE;
	d->level[v] = 1;
	return cnt;
}

/* expect: double-fetch safe */
int nm_peek_log(struct nm_dev *d, const char __user *uname)
{
	char peek[4];
	char full[NM_MAX];
	long n;

	if (copy_from_user(peek, uname, sizeof(peek)))
		return -EFAULT;
	if (peek[0] == '#')
		pr_debug("nm: comment\n");
	n = strncpy_from_user(full, uname, sizeof(full));
	if (n < 0)
		return n;
	full[sizeof(full) - 1] = 0;
	strscpy(d->name, full, sizeof(d->name));
	return 0;
}
MODULE_LICENSE("GPL");
