/* The second value passes the same check. */
#include "kernel.h"

/* verdict: safe rechecked */
int same_bound(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (two.first > 15)
        return -EINVAL;
    return table[two.first];
}

/* verdict: safe rechecked */
int tighter_bound(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (two.first >= 8)
        return -EINVAL;
    return table[two.first];
}

/* verdict: safe rechecked */
int bounded_by_the_first(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    if (m->len > len)
        return -EINVAL;
    return copy_to_user(to, m, m->len);
}

/* verdict: safe rechecked */
int same_variable_bound(struct message __user *from, u32 limit)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > limit)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (two.first > limit)
        return -EINVAL;
    return table[two.first];
}

/* verdict: safe rechecked */
int inside_is_the_good_side(struct message __user *from, void __user *to)
{
    u32 kind, again;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind > 15)
        return -EINVAL;
    if (get_user(&again, &from->kind, sizeof again))
        return -EFAULT;
    if (again < 8)
        return table[again];
    return -EINVAL;
}

/* verdict: safe rechecked */
int masked_to_the_table(struct message __user *from)
{
    u32 first;
    struct message m;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    table[m.first & 15] = 1;
    return 0;
}
