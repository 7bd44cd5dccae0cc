// SPDX-License-Identifier: GPL-2.0
/* /proc/tunables and friends: text interfaces of the governor */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>

#define TUN_SLOTS	24
#define TUN_NAME	16
#define TUN_LINE	256

struct tun_rec {
	u8 tag;
	u8 slot;
	u16 pad;
	s32 value;
};

struct tun_node {
	const char *name;
	bool locked;
	int (*set)(struct tun_node *n, const char *arg);
};

static int tun_value[TUN_SLOTS];
static char tun_owner[TUN_NAME];
static char tun_comment[TUN_LINE];
static int (*const tun_verbs[4])(char *arg);

struct tun_node *tun_find(const char *name);
int tun_parse_line(char *line);

static int tun_bump(const char __user *ubuf, size_t count)
{
	unsigned int slot;
	int err;

	err = kstrtouint_from_user(ubuf, count, 0, &slot);
	if (err)
		return err;
	tun_value[slot]++;
	return 0;
}

/* expect: double-fetch live */ /* number parsed and limited here, parsed anew in tun_bump() */
static ssize_t tun_bump_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	unsigned int slot;
	int err;

	err = kstrtouint_from_user(ubuf, count, 0, &slot);
	if (err)
		return err;
	if (slot >= TUN_SLOTS)
		return -ERANGE;

	err = tun_bump(ubuf, count);
	return err ? err : count;
}

/* expect: double-fetch live */ /* how many numbers: told by the first copy, walked in the second */
static ssize_t tun_table_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char head[12] = { 0 }, *kbuf, *p;
	unsigned int n, m, i;
	int *vals;

	if (count > PAGE_SIZE)
		return -E2BIG;
	if (copy_from_user(head, ubuf, min(count, sizeof(head) - 1)))
		return -EFAULT;
	if (sscanf(head, "%u:", &n) != 1 || !n || n > TUN_SLOTS)
		return -EINVAL;
	vals = kcalloc(n, sizeof(*vals), GFP_KERNEL);
	if (!vals)
		return -ENOMEM;

	kbuf = memdup_user_nul(ubuf, count);
	if (IS_ERR(kbuf)) {
		kfree(vals);
		return PTR_ERR(kbuf);
	}
	m = simple_strtoul(kbuf, &p, 10);
	for (i = 0; i < m && p; i++) {
		p = strpbrk(p, ",:");
		if (p)
			vals[i] = simple_strtol(++p, NULL, 0);
	}
	memcpy(tun_value, vals, n * sizeof(*vals));
	kfree(kbuf);
	kfree(vals);
	return count;
}

/* expect: double-fetch safe */ /* the duplicate is parsed and bounded for itself; the first copy only rejects early */
static ssize_t tun_pair_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	unsigned int slot;
	char c, *kbuf;
	int val, n;

	if (!count || count > TUN_LINE)
		return -EINVAL;
	if (get_user(c, ubuf))
		return -EFAULT;
	if (!isdigit(c))
		return -EINVAL;

	kbuf = memdup_user_nul(ubuf, count);
	if (IS_ERR(kbuf))
		return PTR_ERR(kbuf);
	n = sscanf(kbuf, "%u %d", &slot, &val);
	kfree(kbuf);
	if (n != 2 || slot >= TUN_SLOTS)
		return -EINVAL;
	tun_value[slot] = val;
	return count;
}

/* expect: double-fetch live */ /* length of the string measured, then the string taken with a larger limit */
static long tun_set_owner(const char __user *uname)
{
	long n = strnlen_user(uname, TUN_NAME);
	char *name;

	if (n <= 0)
		return -EFAULT;
	if (n > TUN_NAME)
		return -ENAMETOOLONG;

	name = strndup_user(uname, PAGE_SIZE);
	if (IS_ERR(name))
		return PTR_ERR(name);
	strcpy(tun_owner, name);
	kfree(name);
	return 0;
}

/* expect: double-fetch safe */ /* second copy bounded by the buffer and NUL forced */
static long tun_set_comment(const char __user *utext)
{
	long n = strnlen_user(utext, sizeof(tun_comment));
	char *tmp;

	if (n <= 0 || n > sizeof(tun_comment))
		return -EINVAL;
	tmp = kmalloc(n, GFP_KERNEL);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(tmp, utext, n)) {
		kfree(tmp);
		return -EFAULT;
	}
	tmp[n - 1] = '\0';
	strcpy(tun_comment, tmp);
	kfree(tmp);
	return 0;
}

/* expect: double-fetch live gap_ */ /* permission decided on one text, write done on another */
static ssize_t tun_node_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char key[TUN_NAME], *kbuf, *arg;
	struct tun_node *node;
	int err;

	if (strncpy_from_user(key, ubuf, sizeof(key) - 1) < 0)
		return -EFAULT;
	key[sizeof(key) - 1] = '\0';
	strreplace(key, ' ', '\0');
	node = tun_find(key);
	if (!node || node->locked)
		return -EPERM;

	if (count > TUN_LINE)
		return -E2BIG;
	kbuf = memdup_user_nul(ubuf, count);
	if (IS_ERR(kbuf))
		return PTR_ERR(kbuf);
	arg = kbuf;
	node = tun_find(strsep(&arg, " "));
	err = node->set(node, arg);
	kfree(kbuf);
	return err ? err : count;
}

/* expect: double-fetch safe compared */ /* same text or -EAGAIN */
static ssize_t tun_node_write_checked(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char key[TUN_NAME] = "", *kbuf;
	struct tun_node *node;
	size_t klen;
	int err = -EAGAIN;

	if (count >= TUN_LINE)
		return -E2BIG;
	klen = min(count, sizeof(key) - 1);
	if (copy_from_user(key, ubuf, klen))
		return -EFAULT;
	node = tun_find(key);
	if (!node || node->locked)
		return -EPERM;

	kbuf = memdup_user_nul(ubuf, count);
	if (IS_ERR(kbuf))
		return PTR_ERR(kbuf);
	if (memcmp(kbuf, key, klen) == 0)
		err = node->set(node, kbuf + klen);
	kfree(kbuf);
	return err ? err : count;
}

/* expect: double-fetch safe rest-only */ /* a line is assembled in pieces, the source advances */
static ssize_t tun_stream_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	size_t left = count;
	char line[64];

	while (left) {
		size_t n = min(left, sizeof(line) - 1);
		int err;

		if (copy_from_user(line, ubuf, n))
			return -EFAULT;
		line[n] = '\0';
		err = tun_parse_line(line);
		if (err)
			return err;
		ubuf += n;
		left -= n;
	}
	return count;
}

/* expect: double-fetch live */ /* one byte steers, the binary record is read from the start again */
static ssize_t tun_mixed_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	struct tun_rec rec;
	u8 verb;

	if (count != sizeof(rec))
		return -EINVAL;
	if (copy_from_user(&verb, ubuf, 1))
		return -EFAULT;
	if (verb > 3)
		return -EINVAL;
	if (!capable(CAP_SYS_ADMIN) && verb != 0)
		return -EPERM;
	if (copy_from_user(&rec, ubuf, sizeof(rec)))
		return -EFAULT;
	return tun_verbs[rec.tag]((char *)&rec.value) ?: count;
}

/* expect: double-fetch safe exclusive-paths */ /* header when at the start, payload only afterwards */
static ssize_t tun_blob_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	struct tun_rec rec;
	bool first = *ppos == 0;

	if (count < sizeof(rec))
		return -EINVAL;
	if (first) {
		if (copy_from_user(&rec, ubuf, sizeof(rec)))
			return -EFAULT;
		if (rec.slot >= TUN_SLOTS)
			return -EINVAL;
		tun_value[rec.slot] = rec.value;
	}
	*ppos += count;
	if (!first) {
		if (copy_from_user(tun_comment, ubuf, min_t(size_t, count, sizeof(tun_comment) - 1)))
			return -EFAULT;
	}
	return count;
}

/* expect: none */ /* sysfs hands over a kernel buffer */
static ssize_t slot_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf, size_t count)
{
	if (count < 3 || buf[0] - '0' >= TUN_SLOTS || buf[0] < '0')
		return -EINVAL;
	tun_value[buf[0] - '0'] = buf[2] - '0';
	return count;
}

static const struct proc_ops tun_bump_ops = { .proc_write = tun_bump_write };
static const struct proc_ops tun_table_ops = { .proc_write = tun_table_write };
static const struct proc_ops tun_pair_ops = { .proc_write = tun_pair_write };
static const struct proc_ops tun_node_ops = { .proc_write = tun_node_write };
static const struct proc_ops tun_node2_ops = { .proc_write = tun_node_write_checked };
static const struct proc_ops tun_stream_ops = { .proc_write = tun_stream_write };
static const struct proc_ops tun_mixed_ops = { .proc_write = tun_mixed_write };
static const struct proc_ops tun_blob_ops = { .proc_write = tun_blob_write };
static struct kobj_attribute slot_attribute = __ATTR_WO(slot);

static long tun_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd == 1)
		return tun_set_owner((const char __user *)arg);
	if (cmd == 2)
		return tun_set_comment((const char __user *)arg);
	return -ENOTTY;
}
