// SPDX-License-Identifier: GPL-2.0
/*
 * kernel/batch.c - batched requests
 *
 * One system call carries many small operations.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#define BATCH_MAX_OPS	64
#define BATCH_NCODES	9
#define BATCH_MAX_STR	32
#define BATCH_ARGS_V0	16
#define BATCH_BUF	8192

struct batch_op {
	__u16 code;
	__u16 flags;
	__u32 len;
	__u64 uptr;
};

struct batch_args {
	__u32 size;
	__u32 mode;
	__u64 tail;
	__u64 ext[6];
};

struct batch_label {
	__u32 slot;
	char text[28];
};

typedef long (*batch_fn)(const struct batch_op *op);
extern const batch_fn batch_table[BATCH_NCODES];
extern struct batch_label batch_labels[16];
extern long batch_exec_vec(char *buf, size_t n);
extern long batch_run(const struct batch_args *a);

/* expect: double-fetch live */ /* code validated in pass one, dispatched from pass two */
SYSCALL_DEFINE3(batch_submit, struct batch_op __user *, uops, unsigned int, nr,
		unsigned int, flags)
{
	struct batch_op op;
	unsigned int i;
	__u16 code;
	long ret = 0;

	if (!nr || nr > BATCH_MAX_OPS || flags)
		return -EINVAL;

	for (i = 0; i < nr; i++) {
		if (get_user(code, &uops[i].code))
			return -EFAULT;
		if (code >= BATCH_NCODES)
			return -EOPNOTSUPP;
	}

	for (i = 0; i < nr && ret >= 0; i++) {
		if (copy_from_user(&op, uops + i, sizeof(op)))
			return -EFAULT;
		ret = batch_table[op.code](&op);
	}
	return ret;
}

/* expect: double-fetch safe rechecked */ /* pass two refuses the same codes again */
SYSCALL_DEFINE3(batch_submit_strict, struct batch_op __user *, uops, unsigned int, nr,
		unsigned int, flags)
{
	struct batch_op op;
	unsigned int i;
	__u16 code;
	long ret = 0;

	if (!nr || nr > BATCH_MAX_OPS || flags)
		return -EINVAL;

	for (i = 0; i < nr; i++) {
		if (get_user(code, &uops[i].code))
			return -EFAULT;
		if (code >= BATCH_NCODES)
			return -EOPNOTSUPP;
	}

	for (i = 0; i < nr && ret >= 0; i++) {
		if (copy_from_user(&op, uops + i, sizeof(op)))
			return -EFAULT;
		if (unlikely(op.code >= ARRAY_SIZE(batch_table)))
			return -EOPNOTSUPP;
		ret = batch_table[op.code](&op);
	}
	return ret;
}

/* expect: double-fetch live */ /* a.size comes a second time and sizes the memset */
SYSCALL_DEFINE1(batch_setup, struct batch_args __user *, uargs)
{
	struct batch_args a;
	u32 usize;
	int err;

	if (get_user(usize, &uargs->size))
		return -EFAULT;
	if (usize > PAGE_SIZE)
		return -E2BIG;
	if (usize < BATCH_ARGS_V0 || usize > sizeof(a))
		return -EINVAL;

	err = copy_struct_from_user(&a, sizeof(a), uargs, usize);
	if (err)
		return err;

	memset((u8 *)&a + a.size, 0, sizeof(a) - a.size);
	return batch_run(&a);
}

/* expect: double-fetch safe overridden */ /* a.size set from the checked value, as perf does */
SYSCALL_DEFINE1(batch_setup2, struct batch_args __user *, uargs)
{
	struct batch_args a;
	u32 usize;
	int err;

	if (get_user(usize, &uargs->size))
		return -EFAULT;
	if (!usize)
		usize = BATCH_ARGS_V0;
	if (usize < BATCH_ARGS_V0 || usize > sizeof(a))
		return -EINVAL;

	err = copy_struct_from_user(&a, sizeof(a), uargs, usize);
	if (err)
		return err;
	a.size = usize;

	memset((u8 *)&a + a.size, 0, sizeof(a) - a.size);
	return batch_run(&a);
}

/* expect: double-fetch live gap_ */ /* strings counted up to NULL, then stored up to NULL */
SYSCALL_DEFINE1(batch_names, const char __user *const __user *, argv)
{
	const char __user **tab;
	const char __user *p;
	int n = 0, i;

	for (;;) {
		if (get_user(p, argv + n))
			return -EFAULT;
		if (!p)
			break;
		if (++n > BATCH_MAX_STR)
			return -E2BIG;
	}

	tab = kmalloc_array(n + 1, sizeof(*tab), GFP_KERNEL);
	if (!tab)
		return -ENOMEM;
	i = 0;
	do {
		if (get_user(p, argv + i)) {
			kfree(tab);
			return -EFAULT;
		}
		tab[i++] = p;
	} while (p);

	kfree(tab);
	return i;
}

/* expect: double-fetch safe */ /* the second walk ends at n at the latest and copes with an earlier NULL */
SYSCALL_DEFINE1(batch_names_bounded, const char __user *const __user *, argv)
{
	const char __user **tab;
	const char __user *p;
	int n = 0, i;

	for (;;) {
		if (get_user(p, argv + n))
			return -EFAULT;
		if (!p)
			break;
		if (++n > BATCH_MAX_STR)
			return -E2BIG;
	}

	tab = kcalloc(n + 1, sizeof(*tab), GFP_KERNEL);
	if (!tab)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		if (get_user(p, argv + i)) {
			kfree(tab);
			return -EFAULT;
		}
		if (!p)
			break;
		tab[i] = p;
	}

	kfree(tab);
	return i;
}

/* expect: double-fetch live gap_ */ /* lengths of the vector read once for the cap, once for the copy */
SYSCALL_DEFINE2(batch_vec, const struct iovec __user *, uvec, unsigned long, nr)
{
	struct iovec fast[UIO_FASTIOV], *iov = fast;
	struct iov_iter it;
	ssize_t total;
	char *buf;
	long ret;

	total = import_iovec(WRITE, uvec, nr, UIO_FASTIOV, &iov, &it);
	if (total < 0)
		return total;
	kfree(iov);
	if (total > BATCH_BUF)
		return -EMSGSIZE;

	buf = kmalloc(BATCH_BUF, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;

	iov = fast;
	ret = import_iovec(WRITE, uvec, nr, UIO_FASTIOV, &iov, &it);
	if (ret >= 0) {
		if (copy_from_iter(buf, iov_iter_count(&it), &it))
			ret = batch_exec_vec(buf, total);
		kfree(iov);
	}
	kfree(buf);
	return ret;
}

/* expect: none */ /* the vector is read once; only the private iterator is used twice */
SYSCALL_DEFINE2(batch_vec_once, const struct iovec __user *, uvec, unsigned long, nr)
{
	struct iovec fast[UIO_FASTIOV], *iov = fast;
	struct iov_iter it;
	char *buf;
	long ret;

	ret = import_iovec(WRITE, uvec, nr, UIO_FASTIOV, &iov, &it);
	if (ret < 0)
		return ret;
	if (iov_iter_count(&it) > BATCH_BUF) {
		ret = -EMSGSIZE;
		goto out;
	}
	ret = -ENOMEM;
	buf = kmalloc(iov_iter_count(&it), GFP_KERNEL);
	if (!buf)
		goto out;
	ret = copy_from_iter(buf, iov_iter_count(&it), &it);
	ret = batch_exec_vec(buf, ret);
	kfree(buf);
out:
	kfree(iov);
	return ret;
}

/* expect: double-fetch safe exclusive-paths */ /* flags never changes between the two tests */
SYSCALL_DEFINE3(batch_label, struct batch_label __user *, ul, unsigned int, flags,
		unsigned int, slot)
{
	struct batch_label lab;

	if (flags & 1) {
		if (get_user(slot, &ul->slot))
			return -EFAULT;
	}
	if (slot >= ARRAY_SIZE(batch_labels))
		return -EINVAL;

	if (!(flags & 1)) {
		if (copy_from_user(&lab, ul, sizeof(lab)))
			return -EFAULT;
		if (lab.slot >= ARRAY_SIZE(batch_labels))
			return -EINVAL;
		batch_labels[lab.slot] = lab;
		return 0;
	}
	batch_labels[slot].text[0] = '\0';
	return 0;
}

/* expect: double-fetch live */ /* bit 0 and bit 1 do not exclude each other */
SYSCALL_DEFINE2(batch_relabel, struct batch_label __user *, ul, unsigned int, flags)
{
	struct batch_label lab = { };
	u32 slot = 0;

	if (flags & 1) {
		if (get_user(slot, &ul->slot))
			return -EFAULT;
		if (slot >= ARRAY_SIZE(batch_labels))
			return -EINVAL;
		batch_labels[slot].text[0] = '\0';
	}

	if (flags & 2) {
		if (!(flags & 1))
			return -EINVAL;
		if (copy_from_user(&lab, ul, sizeof(lab)))
			return -EFAULT;
		batch_labels[lab.slot] = lab;
	}
	return 0;
}
