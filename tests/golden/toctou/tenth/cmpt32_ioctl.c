// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/*
 * Compat layer of the CMX frame grabber.  Old 32 bit tools are the only users
 * left of most of this.
 */

#define CMX_MAX_PLANES		8
#define CMX_MAX_VEC		32
#define CMX_CONF_VER0		16u
#define CMX_CONF_MAX		4096u
#define CMX_F_DMA		0x1u
#define CMX_F_RAW		0x2u
#define CMX_F_ALL		0x3u

struct cmx_plane {
	u64 addr;
	u32 stride, bytes;
};

struct cmx_plane32 {
	compat_u64 addr;
	u32 stride, bytes;
};

struct cmx_frame32 {
	u32		nplanes;
	u32		flags;
	compat_uptr_t	planes;
	u32		cookie;
};

struct cmx_frame {
	u32		nplanes;
	u32		flags;
	struct cmx_plane __user *planes;
	u64		cookie;
};

struct cmx_vec32 {
	compat_uptr_t	base;
	compat_size_t	len;
};

struct cmx_conf {
	u32 size;
	u32 flags;
	u64 period;
	u64 window;		/* since version 1 */
	u64 budget;		/* since version 2 */
};

struct cmx_ver32 {
	u32 version;
	u32 gain;
	u32 offset;
};

struct cmx_ctx {
	struct mutex lock;
	struct cmx_plane *planes;
	unsigned int nplanes;
	struct cmx_conf conf;
	u32 gain, offset;
	void (*start[4])(struct cmx_ctx *ctx, u64 cookie);
};

/* expect: double-fetch live */
static int cmx_compat_planes(struct cmx_ctx *ctx, struct cmx_frame32 __user *uf)
{
	struct cmx_plane32 __user *up;
	struct cmx_plane *pl;
	struct cmx_frame32 f;
	u32 n, i;

	if (get_user(n, &uf->nplanes))
		return -EFAULT;
	if (n > CMX_MAX_PLANES)
		return -EINVAL;
	pl = kcalloc(n, sizeof(*pl), GFP_KERNEL);
	if (!pl)
		return -ENOMEM;
	if (copy_from_user(&f, uf, sizeof(f)))
		goto fault;
	up = compat_ptr(f.planes);
	for (i = 0; i < f.nplanes; i++) {
		struct cmx_plane32 p;

		if (copy_from_user(&p, up + i, sizeof(p)))
			goto fault;
		pl[i].addr = p.addr;
		pl[i].stride = p.stride;
		pl[i].bytes = p.bytes;
	}
	ctx->planes = pl;
	ctx->nplanes = n;
	return 0;
fault:
	kfree(pl);
	return -EFAULT;
}

/* expect: double-fetch safe overridden */
static int cmx_compat_planes_fixed(struct cmx_ctx *ctx, struct cmx_frame32 __user *uf)
{
	struct cmx_plane32 __user *up;
	struct cmx_plane *pl;
	struct cmx_frame32 f;
	u32 n, i;

	if (get_user(n, &uf->nplanes))
		return -EFAULT;
	if (n > CMX_MAX_PLANES)
		return -EINVAL;
	pl = kcalloc(n, sizeof(*pl), GFP_KERNEL);
	if (!pl)
		return -ENOMEM;
	if (copy_from_user(&f, uf, sizeof(f)))
		goto fault;
	/* the caller may have changed its mind meanwhile */
	f.nplanes = n;
	up = compat_ptr(f.planes);
	for (i = 0; i < f.nplanes; i++) {
		struct cmx_plane32 p;

		if (copy_from_user(&p, up + i, sizeof(p)))
			goto fault;
		pl[i].addr = p.addr;
		pl[i].stride = p.stride;
		pl[i].bytes = p.bytes;
	}
	ctx->planes = pl;
	ctx->nplanes = f.nplanes;
	return 0;
fault:
	kfree(pl);
	return -EFAULT;
}

/* expect: double-fetch live */
static ssize_t cmx_compat_vec(void *dst, size_t room,
			      const struct cmx_vec32 __user *uv, unsigned int n)
{
	compat_size_t len;
	compat_uptr_t base;
	size_t sum = 0, at = 0;
	unsigned int i;

	if (n > CMX_MAX_VEC || !user_access_begin(uv, n * sizeof(*uv)))
		return -EINVAL;
	for (i = 0; i < n; i++) {
		unsafe_get_user(len, &uv[i].len, fault);
		sum += len;
	}
	user_access_end();
	if (sum > room)
		return -EMSGSIZE;

	for (i = 0; i < n; i++) {
		if (get_user(base, &uv[i].base) || get_user(len, &uv[i].len))
			return -EFAULT;
		if (copy_from_user(dst + at, compat_ptr(base), len))
			return -EFAULT;
		at += len;
	}
	return at;
fault:
	user_access_end();
	return -EFAULT;
}

/* expect: double-fetch safe disjoint */
static ssize_t cmx_compat_vec_saved(void *dst, size_t room,
				    const struct cmx_vec32 __user *uv, unsigned int n)
{
	compat_size_t len[CMX_MAX_VEC];
	compat_uptr_t base;
	size_t sum = 0, at = 0;
	unsigned int i;

	if (n > CMX_MAX_VEC)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (get_user(len[i], &uv[i].len))
			return -EFAULT;
		sum += len[i];
	}
	if (sum > room)
		return -EMSGSIZE;

	for (i = 0; i < n; i++) {
		if (get_user(base, &uv[i].base))
			return -EFAULT;
		if (copy_from_user(dst + at, compat_ptr(base), len[i]))
			return -EFAULT;
		at += len[i];
	}
	return at;
}

/* expect: double-fetch live */
static int cmx_set_conf(struct cmx_ctx *ctx, struct cmx_conf __user *uc)
{
	struct cmx_conf c;
	u32 size;
	int ret;

	if (get_user(size, &uc->size))
		return -EFAULT;
	if (size < CMX_CONF_VER0 || size > sizeof(c))
		return -E2BIG;
	ret = copy_struct_from_user(&c, sizeof(c), uc, size);
	if (ret)
		return ret;
	if (c.flags & ~CMX_F_ALL)
		return -EINVAL;
	/* what this version does not know gets its default */
	if (c.size < sizeof(c))
		memset((char *)&c + c.size, 0xff, sizeof(c) - c.size);
	mutex_lock(&ctx->lock);
	memcpy(&ctx->conf, &c, c.size);
	mutex_unlock(&ctx->lock);
	return 0;
}

/* expect: double-fetch safe overridden */
static int cmx_set_conf_sized(struct cmx_ctx *ctx, struct cmx_conf __user *uc)
{
	struct cmx_conf c;
	u32 size;
	int ret;

	if (get_user(size, &uc->size))
		return -EFAULT;
	if (size < CMX_CONF_VER0 || size > CMX_CONF_MAX)
		return -E2BIG;
	ret = copy_struct_from_user(&c, sizeof(c), uc, size);
	if (ret)
		return ret;
	c.size = min_t(u32, size, sizeof(c));
	if (c.flags & ~CMX_F_ALL)
		return -EINVAL;
	if (c.size < sizeof(c))
		memset((char *)&c + c.size, 0xff, sizeof(c) - c.size);
	mutex_lock(&ctx->lock);
	memcpy(&ctx->conf, &c, c.size);
	mutex_unlock(&ctx->lock);
	return 0;
}

/* expect: double-fetch safe exclusive-paths */
static int cmx_get_frame(struct cmx_frame *f, void __user *argp)
{
	const bool c = in_compat_syscall();
	struct cmx_frame32 f32;

	if (c) {
		if (copy_from_user(&f32, argp, sizeof(f32)))
			return -EFAULT;
		f->nplanes = f32.nplanes;
		f->flags = f32.flags;
		f->cookie = f32.cookie;
		f->planes = compat_ptr(f32.planes);
	}
	if (f->cookie == ~0ULL)
		f->cookie = 0;
	if (!c && copy_from_user(f, argp, sizeof(*f)))
		return -EFAULT;
	return f->nplanes > CMX_MAX_PLANES ? -EINVAL : 0;
}

/* expect: double-fetch safe unused */
static int cmx_calibrate(struct cmx_ctx *ctx, struct cmx_ver32 __user *uv)
{
	struct cmx_ver32 v;
	u32 version;

	if (get_user(version, &uv->version))
		return -EFAULT;
	if (version != 1 && version != 3)
		return -EINVAL;
	if (copy_from_user(&v, uv, sizeof(v)))
		return -EFAULT;
	if (v.gain > 100)
		return -ERANGE;
	ctx->gain = version == 3 ? v.gain * 10 : v.gain;
	ctx->offset = v.offset;
	return 0;
}

/* expect: double-fetch live */
static int cmx_start32(struct cmx_ctx *ctx, struct cmx_frame32 __user *uf)
{
	struct cmx_frame32 f;
	u32 flags;

	if (get_user(flags, &uf->flags))
		return -EFAULT;
	if (flags & ~CMX_F_ALL)
		return -EINVAL;
	if ((flags & CMX_F_RAW) && !capable(CAP_SYS_RAWIO))
		return -EPERM;
	if (copy_from_user(&f, uf, sizeof(f)))
		return -EFAULT;
	ctx->start[f.flags](ctx, f.cookie);
	return 0;
}

/* expect: double-fetch safe rechecked */
static int cmx_start32_paranoid(struct cmx_ctx *ctx, struct cmx_frame32 __user *uf)
{
	struct cmx_frame32 f;
	u32 flags;

	if (get_user(flags, &uf->flags))
		return -EFAULT;
	if (flags & ~CMX_F_ALL)
		return -EINVAL;
	if ((flags & CMX_F_RAW) && !capable(CAP_SYS_RAWIO))
		return -EPERM;
	if (copy_from_user(&f, uf, sizeof(f)))
		return -EFAULT;
	if (f.flags & ~CMX_F_ALL)
		return -EINVAL;
	if ((f.flags & CMX_F_RAW) && !capable(CAP_SYS_RAWIO))
		return -EPERM;
	ctx->start[f.flags](ctx, f.cookie);
	return 0;
}

long cmx_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct cmx_ctx *ctx = file->private_data;
	void __user *argp = compat_ptr(arg);
	struct cmx_frame f = { };
	char small[256];

	switch (_IOC_NR(cmd)) {
	case 1:
		return cmx_compat_planes(ctx, argp);
	case 2:
		return cmx_set_conf(ctx, argp);
	case 3:
		return cmx_calibrate(ctx, argp);
	case 4:
		return cmx_start32(ctx, argp);
	case 5:
		return cmx_get_frame(&f, argp);
	case 6:
		return cmx_compat_vec(small, sizeof(small), argp, 4);
	}
	return -ENOIOCTLCMD;
}
