/* Helpers that fetch, check and use, beside and in another file (k_far.c). */
#include "k.h"
struct cmd { u32 op, len; u8 body[56]; };
int far_check(const struct cmd *c);
int far_fetch(struct cmd *c, const void __user *from);
int far_use(struct cmd *c);
int far_use_checked(struct cmd *c);
int far_ignore(struct cmd *c);
void far_fix(struct cmd *c, const struct cmd *first);

static int near_fetch(void *to, const void __user *from, size_t n)
{
    if (copy_from_user(to, from, n))
        return -EFAULT;
    return 0;
}

static int near_check(const struct cmd *c)
{
    if (c->len > sizeof c->body)
        return -EINVAL;
    return 0;
}

static int near_use(const struct cmd *c)
{
    return do_thing((void *)c->body, c->len);
}

/* expect: double-fetch live */
long near_second(struct cmd __user *u)
{
    struct cmd c;
    u32 len;
    if (get_user(len, &u->len) || len > 56)
        return -EINVAL;
    if (near_fetch(&c, u, sizeof c))
        return -EFAULT;
    return do_thing(c.body, c.len);
}

/* expect: double-fetch live */
long far_second(struct cmd __user *u)
{
    struct cmd c;
    u32 len;
    if (get_user(len, &u->len) || len > 56)
        return -EINVAL;
    if (far_fetch(&c, u))
        return -EFAULT;
    return do_thing(c.body, c.len);
}

/* expect: double-fetch live */
long near_both(struct cmd __user *u)
{
    struct cmd h, c;
    if (near_fetch(&h, u, 8))
        return -EFAULT;
    if (near_check(&h))
        return -EINVAL;
    if (near_fetch(&c, u, sizeof c))
        return -EFAULT;
    return near_use(&c);
}

/* expect: double-fetch safe rechecked */
long near_both_checked(struct cmd __user *u)
{
    struct cmd h, c;
    if (near_fetch(&h, u, 8))
        return -EFAULT;
    if (near_check(&h))
        return -EINVAL;
    if (near_fetch(&c, u, sizeof c))
        return -EFAULT;
    if (near_check(&c))
        return -EINVAL;
    return near_use(&c);
}

/* expect: double-fetch live */
long far_user(struct cmd __user *u)
{
    struct cmd h, c;
    if (copy_from_user(&h, u, 8))
        return -EFAULT;
    if (far_check(&h))
        return -EINVAL;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    return far_use(&c);
}

/* expect: double-fetch safe rechecked */
long far_rechecked(struct cmd __user *u)
{
    struct cmd h, c;
    if (copy_from_user(&h, u, 8) || far_check(&h))
        return -EINVAL;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    if (far_check(&c))
        return -EINVAL;
    return far_use(&c);
}

/* expect: double-fetch safe rechecked */
long far_consumer_checks(struct cmd __user *u)
{
    struct cmd h, c;
    if (copy_from_user(&h, u, 8))
        return -EFAULT;
    if (h.len > 56)
        return -EINVAL;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    return far_use_checked(&c);
}

/* expect: double-fetch safe overridden */
long far_overrides(struct cmd __user *u)
{
    struct cmd h, c;
    if (copy_from_user(&h, u, 8))
        return -EFAULT;
    if (h.len > 56)
        return -EINVAL;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    far_fix(&c, &h);
    return far_use(&c);
}

/* expect: double-fetch safe unused */
long far_ignores(struct cmd __user *u)
{
    u32 len;
    struct cmd c;
    if (get_user(len, &u->len) || len > 56)
        return -EINVAL;
    if (copy_from_user(&c, u, 8 + len))
        return -EFAULT;
    return far_ignore(&c);
}

static int fetch_len(struct cmd __user *u, u32 *len)
{
    u32 l;
    if (get_user(l, &u->len))
        return -EFAULT;
    if (l > 56)
        return -EINVAL;
    *len = l;
    return 0;
}

/* expect: double-fetch live */
long helper_fetched_and_checked(struct cmd __user *u)
{
    u32 len;
    struct cmd c;
    int err = fetch_len(u, &len);
    if (err)
        return err;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    return do_thing(c.body, c.len);
}

/* expect: double-fetch safe unused */
long helper_fetched_local_used(struct cmd __user *u)
{
    u32 len;
    struct cmd c;
    int err = fetch_len(u, &len);
    if (err)
        return err;
    if (copy_from_user(&c, u, sizeof c))
        return -EFAULT;
    return do_thing(c.body, len);
}
