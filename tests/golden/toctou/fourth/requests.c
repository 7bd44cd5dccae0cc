/* Requests of a driver whose kernel is not at hand: only <linux/…> is included, and nobody has it. */
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>

#define FROB_MAX 4096
struct frob_hdr { __u32 size; __u32 type; __u64 flags; };
struct frob_msg { struct frob_hdr hdr; __u8 data[]; };
struct frob_cmd { __u32 op; __u32 idx; __u64 arg; };
static u32 table[16];
static DEFINE_MUTEX(frob_lock);
void frob_process(void *buf, size_t n);
int frob_exec(struct frob_cmd *c);

/* expect: double-fetch live */
static long open_hdr_whole(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct frob_hdr hdr;
	struct frob_msg *msg;
	void __user *up = (void __user *)arg;

	if (copy_from_user(&hdr, up, sizeof(hdr)))
		return -EFAULT;
	if (hdr.size < sizeof(hdr) || hdr.size > FROB_MAX)
		return -EINVAL;
	msg = kmalloc(hdr.size, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	if (copy_from_user(msg, up, hdr.size)) {
		kfree(msg);
		return -EFAULT;
	}
	frob_process(msg->data, msg->hdr.size - sizeof(hdr));
	kfree(msg);
	return 0;
}

/* expect: double-fetch safe */
static long safe_hdr_whole_override(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct frob_hdr hdr;
	struct frob_msg *msg;
	void __user *up = (void __user *)arg;

	if (copy_from_user(&hdr, up, sizeof(hdr)))
		return -EFAULT;
	if (hdr.size < sizeof(hdr) || hdr.size > FROB_MAX)
		return -EINVAL;
	msg = kmalloc(hdr.size, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	if (copy_from_user(msg, up, hdr.size)) {
		kfree(msg);
		return -EFAULT;
	}
	msg->hdr = hdr;
	frob_process(msg->data, msg->hdr.size - sizeof(hdr));
	kfree(msg);
	return 0;
}

/* expect: double-fetch safe */
static long safe_hdr_rest(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct frob_msg __user *um = (void __user *)arg;
	struct frob_hdr hdr;
	struct frob_msg *msg;

	if (copy_from_user(&hdr, &um->hdr, sizeof(hdr)))
		return -EFAULT;
	if (hdr.size > FROB_MAX)
		return -EINVAL;
	msg = kmalloc(sizeof(*msg) + hdr.size, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	memcpy(&msg->hdr, &hdr, sizeof(hdr));
	if (copy_from_user(msg->data, um->data, hdr.size)) {
		kfree(msg);
		return -EFAULT;
	}
	frob_process(msg->data, msg->hdr.size);
	kfree(msg);
	return 0;
}

/* expect: double-fetch live */
static int open_memdup(struct frob_cmd __user *ucmds, u32 __user *ucount)
{
	u32 n;
	struct { u32 n; struct frob_cmd c[]; } *all;
	u32 i;

	if (get_user(n, ucount))
		return -EFAULT;
	if (n > 64)
		return -E2BIG;
	all = memdup_user(ucount, sizeof(*all) + n * sizeof(struct frob_cmd));
	if (IS_ERR(all))
		return PTR_ERR(all);
	for (i = 0; i < all->n; i++)
		frob_exec(&all->c[i]);
	kfree(all);
	return 0;
}

/* expect: double-fetch safe */
static int safe_memdup_compared(u32 __user *ucount)
{
	u32 n;
	struct { u32 n; struct frob_cmd c[]; } *all;
	u32 i;

	if (get_user(n, ucount))
		return -EFAULT;
	if (n > 64)
		return -E2BIG;
	all = memdup_user(ucount, sizeof(*all) + n * sizeof(struct frob_cmd));
	if (IS_ERR(all))
		return PTR_ERR(all);
	if (all->n != n) {
		kfree(all);
		return -EINVAL;
	}
	for (i = 0; i < all->n; i++)
		frob_exec(&all->c[i]);
	kfree(all);
	return 0;
}

/* expect: double-fetch live */
static long open_type_switch(struct frob_cmd __user *uc)
{
	u32 op;
	struct frob_cmd c;

	if (get_user(op, &uc->op))
		return -EFAULT;
	if (op != 1 && op != 2)
		return -EINVAL;
	if (copy_from_user(&c, uc, sizeof(c)))
		return -EFAULT;
	switch (c.op) {
	case 1: return table[0];
	case 2: return table[1];
	default: return frob_exec(&c);
	}
}

/* expect: double-fetch safe */
static long safe_exclusive(unsigned int cmd, struct frob_cmd __user *uc)
{
	struct frob_cmd c;
	u32 op;

	if (cmd == 1) {
		if (get_user(op, &uc->op))
			return -EFAULT;
		if (op > 15)
			return -EINVAL;
		table[op]++;
	}
	if (cmd == 2) {
		if (copy_from_user(&c, uc, sizeof(c)))
			return -EFAULT;
		return frob_exec(&c);
	}
	return 0;
}

/* expect: double-fetch live */
static int open_two_loops(struct iovec __user *uv, unsigned int n, char *buf, size_t cap)
{
	unsigned int i;
	size_t total = 0;
	struct iovec v;

	if (n > 8) return -EINVAL;
	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)))
			return -EFAULT;
		total += v.iov_len;
		if (total > cap)
			return -EINVAL;
	}
	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)))
			return -EFAULT;
		if (copy_from_user(buf, v.iov_base, v.iov_len))
			return -EFAULT;
		buf += v.iov_len;
	}
	return 0;
}

/* expect: double-fetch safe */
static int safe_two_loops_recheck(struct iovec __user *uv, unsigned int n, char *buf, size_t cap)
{
	unsigned int i;
	size_t total = 0, used = 0;
	struct iovec v;

	if (n > 8) return -EINVAL;
	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)))
			return -EFAULT;
		if (v.iov_len > cap)
			return -EINVAL;
		total += v.iov_len;
	}
	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, &uv[i], sizeof(v)))
			return -EFAULT;
		if (v.iov_len > cap)
			return -EINVAL;
		if (copy_from_user(buf, v.iov_base, v.iov_len))
			return -EFAULT;
	}
	return 0;
}

/* expect: double-fetch live */
static int open_strnlen(const char __user *s)
{
	char *buf;
	long len = strnlen_user(s, PATH_MAX);

	if (len <= 0 || len > 256)
		return -EINVAL;
	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, s, len)) {
		kfree(buf);
		return -EFAULT;
	}
	pr_info("%s\n", buf);
	kfree(buf);
	return 0;
}

/* expect: double-fetch safe */
static int safe_strnlen_nul(const char __user *s)
{
	char *buf;
	long len = strnlen_user(s, PATH_MAX);

	if (len <= 0 || len > 256)
		return -EINVAL;
	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, s, len)) {
		kfree(buf);
		return -EFAULT;
	}
	buf[len - 1] = 0;
	pr_info("%s\n", buf);
	kfree(buf);
	return 0;
}
static int get_hdr(struct frob_hdr *h, const void __user *p)
{
	if (copy_from_user(h, p, sizeof(*h)))
		return -EFAULT;
	return h->size <= FROB_MAX ? 0 : -EINVAL;
}
static void *get_all(const void __user *p, size_t n)
{
	void *b = kmalloc(n, GFP_KERNEL);
	if (b && copy_from_user(b, p, n)) {
		kfree(b);
		return NULL;
	}
	return b;
}
/* expect: double-fetch live */
static ssize_t open_helpers(struct file *f, const char __user *ubuf, size_t count, loff_t *pos)
{
	struct frob_hdr h;
	struct frob_msg *m;
	int ret = get_hdr(&h, ubuf);

	if (ret)
		return ret;
	m = get_all(ubuf, h.size);
	if (!m)
		return -ENOMEM;
	frob_process(m->data, m->hdr.size);
	kfree(m);
	return count;
}
/* expect: double-fetch safe */
static ssize_t safe_helpers_local(struct file *f, const char __user *ubuf, size_t count, loff_t *pos)
{
	struct frob_hdr h;
	struct frob_msg *m;
	int ret = get_hdr(&h, ubuf);

	if (ret)
		return ret;
	m = get_all(ubuf, h.size);
	if (!m)
		return -ENOMEM;
	frob_process(m->data, h.size - sizeof(h));
	kfree(m);
	return count;
}
/* expect: double-fetch live */
static int open_mutex(struct frob_cmd __user *uc)
{
	struct frob_cmd c;
	int ret = -EINVAL;
	mutex_lock(&frob_lock);
	if (copy_from_user(&c, uc, sizeof(c))) { ret = -EFAULT; goto out; }
	if (c.idx >= ARRAY_SIZE(table)) goto out;
	if (copy_from_user(&c, uc, sizeof(c))) { ret = -EFAULT; goto out; }
	table[c.idx] = c.arg;
	ret = 0;
out:
	mutex_unlock(&frob_lock);
	return ret;
}
/* expect: double-fetch safe */
static int safe_check_last(struct frob_cmd __user *uc)
{
	struct frob_cmd c;
	u32 op;
	if (get_user(op, &uc->op)) return -EFAULT;
	if (op == 7) return -ENOTTY;
	if (copy_from_user(&c, uc, sizeof(c))) return -EFAULT;
	if (c.op == 7) return -ENOTTY;
	if (c.idx >= ARRAY_SIZE(table)) return -EINVAL;
	table[c.idx] = c.arg;
	return c.op;
}
/* expect: double-fetch live */
static int open_unsafe(struct frob_cmd __user *uc)
{
	u32 idx;
	if (!user_access_begin(uc, sizeof(*uc))) return -EFAULT;
	unsafe_get_user(idx, &uc->idx, efault);
	if (idx >= 16) goto efault;
	unsafe_get_user(idx, &uc->idx, efault);
	user_access_end();
	return table[idx];
efault:
	user_access_end();
	return -EFAULT;
}
/* expect: double-fetch safe */
static int safe_fields(struct frob_cmd __user *uc)
{
	u32 op, idx;
	if (get_user(op, &uc->op)) return -EFAULT;
	if (op > 3) return -EINVAL;
	if (get_user(idx, &uc->idx)) return -EFAULT;
	if (idx > 15) return -EINVAL;
	return table[idx] + op;
}
/* expect: double-fetch safe */
static int safe_unused(struct frob_cmd __user *uc)
{
	u32 op; struct frob_cmd c;
	if (get_user(op, &uc->op)) return -EFAULT;
	if (op > 3) return -EINVAL;
	if (copy_from_user(&c, uc, sizeof(c))) return -EFAULT;
	if (c.idx > 15) return -EINVAL;
	return table[c.idx] + op;
}
struct outer { u64 ptr; u32 len; };
/* expect: double-fetch live */
static int open_inner(struct outer __user *uo)
{
	struct outer o; u32 n; u32 arr[17];
	if (copy_from_user(&o, uo, sizeof(o))) return -EFAULT;
	if (get_user(n, (u32 __user *)(uintptr_t)o.ptr)) return -EFAULT;
	if (n > 16) return -EINVAL;
	if (copy_from_user(arr, (void __user *)(uintptr_t)o.ptr, (n + 1) * 4)) return -EFAULT;
	return table[arr[0] - 1];
}
/* expect: double-fetch live */
static int open_sockopt(struct socket *sock, int level, int name, sockptr_t optval, unsigned int optlen)
{
	int n; int vals[4];
	if (copy_from_sockptr(&n, optval, sizeof(n))) return -EFAULT;
	if (n < 0 || n >= 16) return -EINVAL;
	if (copy_from_sockptr(vals, optval, sizeof(vals))) return -EFAULT;
	table[vals[0]] = 1;
	return 0;
}
/* expect: double-fetch safe */
static int safe_retry(u32 __user *p)
{
	u32 v;
	do {
		if (get_user(v, p)) return -EFAULT;
		if (v >= 16) return -EINVAL;
		cond_resched();
	} while (table[v] == 0);
	return 0;
}
static const struct file_operations fops = { .unlocked_ioctl = open_hdr_whole, .write = open_helpers };
