/* Driver-like ioctls: header first, body after. */
#include "k.h"
struct req { u32 size; u32 cmd; u32 n; u32 flags; u8 data[240]; };
struct dev { void *regs; u8 buf[256]; int tbl[16]; struct req last; };

/* expect: double-fetch live */
long ioctl_size_then_all(struct dev *d, void __user *arg)
{
    struct req hdr, *r;
    if (copy_from_user(&hdr, arg, 16))
        return -EFAULT;
    if (hdr.size < 16 || hdr.size > 256)
        return -EINVAL;
    r = kmalloc(hdr.size, GFP_KERNEL);
    if (!r)
        return -ENOMEM;
    if (copy_from_user(r, arg, hdr.size)) {
        kfree(r);
        return -EFAULT;
    }
    memcpy(d->buf, r->data, r->size - 16);
    kfree(r);
    return 0;
}

/* expect: double-fetch safe overridden */
long ioctl_size_put_back(struct dev *d, void __user *arg)
{
    struct req hdr, *r;
    if (copy_from_user(&hdr, arg, 16))
        return -EFAULT;
    if (hdr.size < 16 || hdr.size > 256)
        return -EINVAL;
    r = memdup_user(arg, hdr.size);
    if (IS_ERR(r))
        return PTR_ERR(r);
    r->size = hdr.size;
    memcpy(d->buf, r->data, r->size - 16);
    kfree(r);
    return 0;
}

/* expect: double-fetch live */
long ioctl_memdup_again(struct dev *d, struct req __user *arg)
{
    u32 size;
    struct req *r;
    if (get_user(size, &arg->size))
        return -EFAULT;
    if (size > sizeof(struct req) || size < 16)
        return -EINVAL;
    r = memdup_user(arg, size);
    if (IS_ERR(r))
        return PTR_ERR(r);
    memset(d->buf, 0, r->size);
    kfree(r);
    return 0;
}

/* expect: double-fetch safe compared */
long ioctl_size_differs(struct dev *d, struct req __user *arg)
{
    u32 size;
    struct req *r;
    long err = 0;
    if (get_user(size, &arg->size))
        return -EFAULT;
    if (size > sizeof(struct req) || size < 16)
        return -EINVAL;
    r = memdup_user(arg, size);
    if (IS_ERR(r))
        return PTR_ERR(r);
    if (r->size != size) {
        err = -EINVAL;
        goto out;
    }
    memset(d->buf, 0, r->size);
out:
    kfree(r);
    return err;
}

/* expect: double-fetch safe rechecked */
long ioctl_checked_again(struct dev *d, struct req __user *arg)
{
    struct req r;
    if (copy_from_user(&r, arg, sizeof(u32)))
        return -EFAULT;
    if (r.size > sizeof r)
        return -E2BIG;
    if (copy_from_user(&r, arg, sizeof r))
        return -EFAULT;
    if (r.size > sizeof r)
        return -E2BIG;
    return do_thing(d->buf, r.size);
}

/* expect: double-fetch safe unused */
long ioctl_second_size_ignored(struct dev *d, struct req __user *arg)
{
    u32 size;
    struct req r;
    if (get_user(size, &arg->size) || size > sizeof r)
        return -EINVAL;
    if (copy_from_user(&r, arg, size))
        return -EFAULT;
    if (r.cmd > 7)
        return -EINVAL;
    memcpy(d->buf, r.data, size < 240 ? size : 240);
    return table[r.cmd];
}

/* expect: double-fetch live */
long ioctl_switch_on_type(struct dev *d, void __user *arg)
{
    u32 type;
    union { struct { u32 type; u32 a; } a; struct { u32 type; u32 idx; u8 d[8]; } b; } u;
    if (copy_from_user(&type, arg, sizeof type))
        return -EFAULT;
    switch (type) {
    case 1:
        if (copy_from_user(&u.a, arg, sizeof u.a))
            return -EFAULT;
        break;
    case 2:
        if (copy_from_user(&u.b, arg, sizeof u.b))
            return -EFAULT;
        break;
    default:
        return -EINVAL;
    }
    if (u.a.type == 2)
        consume(u.b.d[3]);
    return 0;
}

/* expect: double-fetch safe rest-only */
long ioctl_rest(struct dev *d, struct req __user *arg)
{
    struct req r;
    if (copy_from_user(&r, arg, 16))
        return -EFAULT;
    if (r.n > sizeof r.data)
        return -EINVAL;
    if (copy_from_user(r.data, (char __user *)arg + 16, r.n))
        return -EFAULT;
    return do_thing(r.data, r.n);
}

/* expect: double-fetch safe rest-only */
long ioctl_rest_by_plus_one(struct dev *d, void __user *arg)
{
    struct { u32 len; u32 op; } h, __user *p = arg;
    u8 body[64];
    if (copy_from_user(&h, p, sizeof h))
        return -EFAULT;
    if (h.len > sizeof body)
        return -EINVAL;
    if (copy_from_user(body, p + 1, h.len))
        return -EFAULT;
    return do_thing(body, h.len);
}

/* expect: double-fetch safe exclusive-paths */
long ioctl_one_or_other(struct dev *d, u32 cmd, struct req __user *arg)
{
    struct req r;
    u32 n = 0;
    if (cmd == 5) {
        if (get_user(n, &arg->n))
            return -EFAULT;
        if (n > 15)
            return -EINVAL;
        d->tbl[n] = 1;
    }
    if (cmd == 6) {
        if (copy_from_user(&r, arg, sizeof r))
            return -EFAULT;
        return r.n < 16 ? d->tbl[r.n] : -EINVAL;
    }
    return 0;
}

/* expect: double-fetch live */
long ioctl_flag_path(struct dev *d, u32 cmd, struct req __user *arg)
{
    u32 n;
    struct req r;
    if (get_user(n, &arg->n))
        return -EFAULT;
    if (n >= 16)
        return -EINVAL;
    if (cmd & 1)
        d->tbl[n]++;
    if (copy_from_user(&r, arg, sizeof r))
        return -EFAULT;
    return d->tbl[r.n];
}

/* expect: double-fetch safe disjoint */
long ioctl_two_fields(struct dev *d, struct req __user *arg)
{
    u32 n, flags;
    if (get_user(n, &arg->n) || n > 15)
        return -EINVAL;
    if (get_user(flags, &arg->flags) || flags > 1)
        return -EINVAL;
    return d->tbl[n] + flags;
}

/* expect: double-fetch live */
long ioctl_same_field_twice(struct dev *d, struct req __user *arg)
{
    u32 a, b;
    if (get_user(a, &arg->n))
        return -EFAULT;
    if (a > 15)
        return -EINVAL;
    if (get_user(b, &arg->n))
        return -EFAULT;
    return d->tbl[b];
}

/* expect: double-fetch live */
long ioctl_alloc_by_first(struct dev *d, struct req __user *uarg)
{
    struct req tmp;
    u32 *v;
    u32 i;
    if (copy_from_user(&tmp, uarg, sizeof tmp))
        return -EFAULT;
    v = kzalloc(tmp.n * sizeof *v, GFP_KERNEL);
    if (!v)
        return -ENOMEM;
    if (copy_from_user(&tmp, uarg, sizeof tmp)) {
        kfree(v);
        return -EFAULT;
    }
    for (i = 0; i < tmp.n; i++)
        v[i] = tmp.data[i & 15];
    kfree(v);
    return 0;
}

/* expect: double-fetch live */
long ioctl_through_alias(struct dev *d, unsigned long arg)
{
    struct req __user *a = (struct req __user *)arg;
    char __user *b = (char __user *)arg;
    struct req r;
    u32 cmd;
    if (copy_from_user(&cmd, b + 4, 4))
        return -EFAULT;
    if (cmd > 63)
        return -EINVAL;
    if (copy_from_user(&r, a, sizeof r))
        return -EFAULT;
    return table[r.cmd];
}

/* expect: double-fetch live */
long ioctl_access_ok_between(struct dev *d, struct req __user *arg)
{
    u32 n;
    struct req r;
    if (!access_ok(arg, sizeof *arg))
        return -EFAULT;
    if (get_user(n, &arg->n) || n > 63)
        return -EFAULT;
    if (!access_ok(arg, sizeof *arg))
        return -EFAULT;
    mutex_lock(d);
    if (copy_from_user(&r, arg, sizeof r)) {
        mutex_unlock(d);
        return -EFAULT;
    }
    mutex_unlock(d);
    return table[r.n];
}

/* expect: double-fetch safe compared */
long ioctl_memcmp(struct dev *d, struct req __user *arg)
{
    struct req a, b;
    if (copy_from_user(&a, arg, 16))
        return -EFAULT;
    if (a.n > 63)
        return -EINVAL;
    if (copy_from_user(&b, arg, sizeof b))
        return -EFAULT;
    if (memcmp(&a, &b, 16))
        return -EINVAL;
    return table[b.n];
}

/* expect: double-fetch safe overridden */
long ioctl_header_copied_over(struct dev *d, struct req __user *arg)
{
    struct req a, b;
    if (copy_from_user(&a, arg, 16))
        return -EFAULT;
    if (a.n > 63)
        return -EINVAL;
    if (copy_from_user(&b, arg, sizeof b))
        return -EFAULT;
    memcpy(&b, &a, 16);
    return table[b.n];
}

/* expect: double-fetch safe disjoint */
long ioctl_follow_pointer(struct dev *d, void __user *arg)
{
    struct { u32 n; u32 pad; void __user *p; } h;
    u8 body[64];
    if (copy_from_user(&h, arg, sizeof h))
        return -EFAULT;
    if (h.n > sizeof body)
        return -EINVAL;
    if (copy_from_user(body, h.p, h.n))
        return -EFAULT;
    return do_thing(body, h.n);
}

/* expect: double-fetch latent */
long ioctl_stored_only(struct dev *d, struct req __user *arg)
{
    u32 n;
    if (get_user(n, &arg->n) || n > 15)
        return -EINVAL;
    d->tbl[n]++;
    if (copy_from_user(&d->last, arg, sizeof d->last))
        return -EFAULT;
    return 0;
}
