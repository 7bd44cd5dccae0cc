/* lfs: ioctls and control file of a small log-structured file system.
 * Compiles alone: what it takes from the kernel is declared here. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef long long loff_t;

#define __user __attribute__((btf_type_tag("user")))
struct inode;
struct file { struct inode *f_inode; void *private_data; };

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
int __fetch(void *dst, const void __user *src, int n);
#define get_user(x, p) __fetch(&(x), (p), sizeof(*(p)))
void *memdup_user(const void __user *p, size_t n);
char *strndup_user(const char __user *p, long n);
void *kcalloc(size_t n, size_t s, unsigned f);
void kfree(const void *);
int strcmp(const char *, const char *);
char *strchr(const char *, int);
void *memset(void *, int, size_t);
_Bool capable(int);
static inline _Bool IS_ERR(const void *p) { return (unsigned long)p >= (unsigned long)-4095; }
static inline long PTR_ERR(const void *p) { return (long)p; }

#define EFAULT 14
#define EPERM 1
#define EINVAL 22
#define ENOMEM 12
#define EXDEV 18
#define ENOENT 2
#define CAP_SYS_ADMIN 21

struct lfs_range_info { s64 fd; u64 off; u64 done; int status; u32 rsvd; };
struct lfs_dedupe {
	u64 off, len;
	u16 dest_count;
	u16 rsvd;
	u32 rsvd2;
	struct lfs_range_info info[];
};
struct lfs_extent { u64 lblk, pblk; u32 len, flags; };
struct lfs_fiemap {
	u64 start, len;
	u32 mapped, room;
	struct lfs_extent ext[];
};
struct lfs_snap_v1 { u32 version; u32 slot; };
struct lfs_snap_v2 { u32 version; u32 nslots; u32 slot[8]; };
union lfs_snap { u32 version; struct lfs_snap_v1 v1; struct lfs_snap_v2 v2; };
struct lfs_sb {
	u64 slot_time[64];
	u32 nsnap;
	u64 trim_start, trim_len;
};

struct inode *lfs_namei(struct lfs_sb *sb, const char *name);
void lfs_destroy(struct lfs_sb *sb);
void lfs_sync(struct lfs_sb *sb);

/* expect: double-fetch live */
long lfs_ioc_dedupe(struct lfs_sb *sb, struct lfs_dedupe __user *arg)
{
	struct lfs_dedupe *same;
	u16 count;
	int i;

	if (get_user(count, &arg->dest_count))
		return -EFAULT;
	if (count > 120)
		return -ENOMEM;
	same = memdup_user(arg, __builtin_offsetof(struct lfs_dedupe, info) +
				count * sizeof(struct lfs_range_info));
	if (IS_ERR(same))
		return PTR_ERR(same);
	for (i = 0; i < same->dest_count; i++) {
		same->info[i].done = 0;
		same->info[i].status = -EXDEV;
	}
	sb->nsnap += count;
	kfree(same);
	return 0;
}

/* expect: double-fetch safe overridden */
long lfs_ioc_dedupe_fixed(struct lfs_sb *sb, struct lfs_dedupe __user *arg)
{
	struct lfs_dedupe *same;
	u16 count;
	int i;

	if (get_user(count, &arg->dest_count))
		return -EFAULT;
	if (count > 120)
		return -ENOMEM;
	same = memdup_user(arg, __builtin_offsetof(struct lfs_dedupe, info) +
				count * sizeof(struct lfs_range_info));
	if (IS_ERR(same))
		return PTR_ERR(same);
	same->dest_count = count;
	for (i = 0; i < same->dest_count; i++) {
		same->info[i].done = 0;
		same->info[i].status = -EXDEV;
	}
	sb->nsnap += count;
	kfree(same);
	return 0;
}

/* expect: double-fetch safe rest-only */
long lfs_ioc_fiemap(struct lfs_sb *sb, struct lfs_fiemap __user *arg)
{
	struct lfs_fiemap fm;
	struct lfs_extent *ext;
	u64 end = 0;
	u32 i;

	if (copy_from_user(&fm, arg, sizeof(fm)))
		return -EFAULT;
	if (fm.room == 0 || fm.room > 512)
		return -EINVAL;
	ext = memdup_user(arg + 1, fm.room * sizeof(*ext));
	if (IS_ERR(ext))
		return PTR_ERR(ext);
	for (i = 0; i < fm.room; i++)
		end += ext[i].len;
	sb->trim_start = end;
	kfree(ext);
	return fm.mapped;
}

/* a snapshot name must not lead out of the snapshot directory */
/* expect: double-fetch live */
long lfs_ioc_open_snap(struct lfs_sb *sb, const char __user *name)
{
	char *s, *probe;
	struct inode *ino;

	probe = strndup_user(name, 256);
	if (IS_ERR(probe))
		return PTR_ERR(probe);
	if (strchr(probe, '/') || strcmp(probe, "..") == 0) {
		kfree(probe);
		return -EPERM;
	}
	kfree(probe);

	s = strndup_user(name, 256);
	if (IS_ERR(s))
		return PTR_ERR(s);
	ino = lfs_namei(sb, s);
	kfree(s);
	return ino ? 0 : -ENOENT;
}

/* expect: double-fetch safe compared */
long lfs_ioc_open_snap2(struct lfs_sb *sb, const char __user *name)
{
	char *s, *probe;
	struct inode *ino = 0;

	probe = strndup_user(name, 256);
	if (IS_ERR(probe))
		return PTR_ERR(probe);
	if (strchr(probe, '/') || strcmp(probe, "..") == 0) {
		kfree(probe);
		return -EPERM;
	}
	s = strndup_user(name, 256);
	if (IS_ERR(s)) {
		kfree(probe);
		return PTR_ERR(s);
	}
	if (strcmp(s, probe) != 0) {
		kfree(s);
		kfree(probe);
		return -EINVAL;
	}
	ino = lfs_namei(sb, s);
	kfree(s);
	kfree(probe);
	return ino ? 0 : -ENOENT;
}

static void lfs_ctl(struct lfs_sb *sb, const char *cmd)
{
	switch (cmd[0]) {
	case 's':
		lfs_sync(sb);
		break;
	case 'D':
		lfs_destroy(sb);
		break;
	}
}

/* expect: double-fetch live */
ssize_t lfs_ctl_write(struct file *f, const char __user *buf, size_t n, loff_t *pos)
{
	char cmd[32], first;

	if (n == 0 || n > sizeof(cmd) || get_user(first, buf))
		return -EINVAL;
	if (first == 'D' && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	memset(cmd, 0, sizeof(cmd));
	if (copy_from_user(cmd, buf, n))
		return -EFAULT;
	lfs_ctl(f->private_data, cmd);
	return (ssize_t)n;
}

/* expect: double-fetch safe rest-only */
ssize_t lfs_ctl_write_rest(struct file *f, const char __user *buf, size_t n, loff_t *pos)
{
	char cmd[32], first;

	if (n == 0 || n > sizeof(cmd) || get_user(first, buf))
		return -EINVAL;
	if (first == 'D' && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	memset(cmd, 0, sizeof(cmd));
	cmd[0] = first;
	if (copy_from_user(cmd + 1, buf + 1, n - 1))
		return -EFAULT;
	lfs_ctl(f->private_data, cmd);
	return (ssize_t)n;
}

static int snap_touch(struct lfs_sb *sb, u32 slot)
{
	if (slot >= 64)
		return -EINVAL;
	sb->slot_time[slot]++;
	return 0;
}

/* expect: double-fetch live */
long lfs_ioc_snap(struct lfs_sb *sb, union lfs_snap __user *us)
{
	union lfs_snap s;
	u32 version, i;
	size_t size;

	if (get_user(version, &us->version))
		return -EFAULT;
	if (version == 1)
		size = sizeof(s.v1);
	else if (version == 2)
		size = sizeof(s.v2);
	else
		return -EINVAL;
	if (copy_from_user(&s, us, size))
		return -EFAULT;
	/* size says how much of s was filled, s.version how much is read */
	switch (s.version) {
	case 1:
		return snap_touch(sb, s.v1.slot);
	default:
		for (i = 0; i < s.v2.nslots && i < 8; i++)
			if (snap_touch(sb, s.v2.slot[i]))
				return -EINVAL;
		return 0;
	}
}

/* expect: double-fetch safe unused */
long lfs_ioc_snap_by_first(struct lfs_sb *sb, union lfs_snap __user *us)
{
	union lfs_snap s;
	u32 version, i;

	if (get_user(version, &us->version))
		return -EFAULT;
	switch (version) {
	case 1:
		if (copy_from_user(&s, us, sizeof(s.v1)))
			return -EFAULT;
		return snap_touch(sb, s.v1.slot);
	case 2:
		if (copy_from_user(&s, us, sizeof(s.v2)))
			return -EFAULT;
		for (i = 0; i < s.v2.nslots && i < 8; i++)
			if (snap_touch(sb, s.v2.slot[i]))
				return -EINVAL;
		return 0;
	}
	return -EINVAL;
}

/* bring the page in before the lock is taken */
/* expect: double-fetch safe retry */
long lfs_ioc_trim(struct lfs_sb *sb, const u64 __user *range)
{
	u64 r[2];
	u8 dummy;

	if (get_user(dummy, (const u8 __user *)range))
		return -EFAULT;
	if (copy_from_user(r, range, sizeof(r)))
		return -EFAULT;
	if (r[1] == 0 || r[0] > (1ull << 40))
		return -EINVAL;
	sb->trim_start = r[0];
	sb->trim_len = r[1];
	return 0;
}
