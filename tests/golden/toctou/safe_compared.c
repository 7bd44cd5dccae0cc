/* First and second are compared, and a difference is refused. */
#include "kernel.h"

/* verdict: safe compared */
int different_is_refused(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    if (m->len != len)
        return -EINVAL;
    return copy_to_user(to, m, m->len);
}

/* verdict: safe compared */
int equal_goes_on(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (two.first == one.first)
        return table[two.first];
    return -EINVAL;
}

/* verdict: safe compared */
int by_memcmp(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (memcmp(&one, &two, sizeof one))
        return -EINVAL;
    return table[two.first];
}

/* verdict: safe compared */
int computed_again(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len + 8, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    if (len + 8 != m->len + 8)
        return -EINVAL;
    return copy_to_user(to, m, m->len);
}

/* verdict: safe compared */
int with_another_condition(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (two.kind > 4 || two.first != one.first)
        return -EINVAL;
    return table[two.first];
}

/* verdict: safe compared */
int through_one_exit(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    int done = 0;
    if (m->len != len) {
        done = -EINVAL;
        goto out;
    }
    done = copy_to_user(to, m, m->len);
    out:
    kfree(m);
    return done;
}

/* verdict: safe compared */
int by_a_flag(struct message __user *from, void __user *to)
{
    u32 kind, again;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind > 15)
        return -EINVAL;
    if (get_user(&again, &from->kind, sizeof again))
        return -EFAULT;
    int error = 0;
    if (again != kind)
        error = -EINVAL;
    if (error)
        return error;
    return table[again];
}
