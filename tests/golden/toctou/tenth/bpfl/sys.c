#include "bpfl.h"

/* expect: double-fetch live */
int bpfl_update_batch(struct bpfl_map *m, const union bpfl_attr __user *ua)
{
	union bpfl_attr a;
	u32 *keys, n, i;
	int err;

	err = bpfl_batch_count(ua, &n);
	if (err)
		return err;
	if (!n || n > BPFL_BATCH_MAX)
		return -E2BIG;
	keys = kvcalloc(n, sizeof(*keys), GFP_USER);
	if (!keys)
		return -ENOMEM;

	err = bpfl_batch_fetch(ua, &a);
	if (err)
		goto out;
	err = -EFAULT;
	if (copy_from_user(keys, u64_to_user_ptr(a.batch.keys), (size_t)a.batch.count * sizeof(*keys)))
		goto out;
	err = 0;
	for (i = 0; i < n; i++)
		if (keys[i] < m->max)
			m->slot[keys[i]]++;
out:
	kvfree(keys);
	return err;
}

/* expect: double-fetch safe unused */
int bpfl_update_batch_once(struct bpfl_map *m, const union bpfl_attr __user *ua)
{
	union bpfl_attr a;
	u32 *keys, n, i;
	int err;

	err = bpfl_batch_count(ua, &n);
	if (err)
		return err;
	if (!n || n > BPFL_BATCH_MAX)
		return -E2BIG;
	keys = kvcalloc(n, sizeof(*keys), GFP_USER);
	if (!keys)
		return -ENOMEM;

	err = bpfl_batch_fetch(ua, &a);
	if (err)
		goto out;
	err = -EFAULT;
	if (copy_from_user(keys, u64_to_user_ptr(a.batch.keys), (size_t)n * sizeof(*keys)))
		goto out;
	err = 0;
	for (i = 0; i < n; i++)
		if (keys[i] < m->max)
			m->slot[keys[i]]++;
out:
	kvfree(keys);
	return err;
}

/* expect: double-fetch live */
int bpfl_license(char out[BPFL_LICENSE], const char __user *u)
{
	char *tmp;
	long n = strnlen_user(u, BPFL_LICENSE);
	int gpl;

	if (n <= 0)
		return -EFAULT;
	if (n > BPFL_LICENSE)
		return -E2BIG;
	tmp = kvmalloc(n, GFP_USER);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(tmp, u, n)) {
		kvfree(tmp);
		return -EFAULT;
	}
	gpl = strcmp(tmp, "GPL") == 0;
	strcpy(out, tmp);
	kvfree(tmp);
	return gpl;
}

/* expect: none */
int bpfl_license_forced(char out[BPFL_LICENSE], const char __user *u)
{
	char *tmp;
	long n = strnlen_user(u, BPFL_LICENSE);
	int gpl;

	if (n <= 0)
		return -EFAULT;
	if (n > BPFL_LICENSE)
		return -E2BIG;
	tmp = kvmalloc(n, GFP_USER);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(tmp, u, n)) {
		kvfree(tmp);
		return -EFAULT;
	}
	tmp[n - 1] = '\0';
	gpl = strcmp(tmp, "GPL") == 0;
	strcpy(out, tmp);
	kvfree(tmp);
	return gpl;
}

typedef int (*bpfl_mode_fn)(u32 level);
extern const bpfl_mode_fn bpfl_mode[4];	/* interpreter, jit, unverified, both */

/* privileged flags are asked for before the attributes are taken in */
/* expect: double-fetch live */
int bpfl_prog_flags(const union bpfl_attr __user *ua, u32 *level)
{
	union bpfl_attr a;
	u32 flags;

	if (bpfl_get(&flags, ua, __builtin_offsetof(union bpfl_attr, prog.flags), sizeof(flags)))
		return -EFAULT;
	if ((flags & ~3u) || ((flags & 2) && !capable(39)))
		return -EPERM;
	if (bpfl_get(&a, ua, 0, sizeof(a)))
		return -EFAULT;
	*level = a.prog.level;
	return bpfl_mode[a.prog.flags](a.prog.level);
}

/* expect: double-fetch safe unused */
int bpfl_prog_flags_first(const union bpfl_attr __user *ua, u32 *level)
{
	union bpfl_attr a;
	u32 flags;

	if (bpfl_get(&flags, ua, __builtin_offsetof(union bpfl_attr, prog.flags), sizeof(flags)))
		return -EFAULT;
	if ((flags & ~3u) || ((flags & 2) && !capable(39)))
		return -EPERM;
	if (bpfl_get(&a, ua, 0, sizeof(a)))
		return -EFAULT;
	*level = a.prog.level;
	return bpfl_mode[flags](a.prog.level);
}
