/* Shape H: the length first, then everything, and the second length is believed. */
#include "kernel.h"

/* verdict: live */
int length_from_second_copy(struct message __user *from, void __user *to)
{
    struct header h;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    if (h.len > sizeof(struct message))
        return -EINVAL;
    struct message *m = kmalloc(sizeof *m, GFP_KERNEL);
    if (copy_from_user(m, from, sizeof *m))
        return -EFAULT;
    return copy_to_user(to, m->data, m->len);
}

/* verdict: live */
int allocated_by_the_first(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    return copy_to_user(to, m, m->len);
}

/* verdict: unproven */
int duplicated_and_sent(struct message __user *from)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len) || len > 4096)
        return -EFAULT;
    struct message *m = memdup_user(from, len);
    if (is_error(m))
        return -ENOMEM;
    int done = send(m);
    kfree(m);
    return done;
}

/* verdict: live */
int through_a_cast(void __user *arg)
{
    struct message m;
    u32 len;
    if (copy_from_user(&len, arg, sizeof len))
        return -EFAULT;
    if (len > 16)
        return -EINVAL;
    if (copy_from_user(&m, (char __user *)arg, sizeof m))
        return -EFAULT;
    return table[m.len];
}

/* verdict: live */
int through_a_variable(struct message __user *from)
{
    struct message __user *same = from;
    struct message m;
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len >= 16)
        return -EINVAL;
    if (copy_from_user(&m, same, sizeof m))
        return -EFAULT;
    return table[m.len];
}

/* verdict: live */
int checked_after_the_second(struct message __user *from, void __user *to)
{
    u32 len;
    struct message m;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (len > sizeof m)
        return -EINVAL;
    return copy_to_user(to, &m, m.len);
}

/* verdict: live */
int copied_on_before_its_use(struct message __user *from)
{
    struct header h;
    struct message m, kept;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    if (h.len >= 16)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    kept = m;
    return table[kept.len];
}

/* verdict: live */
int copied_on_by_memcpy(struct message __user *from)
{
    struct header h;
    struct message m;
    struct header again;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    if (h.len >= 16)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    memcpy(&again, &m, sizeof again);
    return table[again.len];
}

/* verdict: live */
int only_its_beginning_is_compared(struct message __user *from)
{
    struct message h, m;
    if (copy_from_user(&h, from, sizeof h) || h.first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (memcmp(&m, &h, __builtin_offsetof(struct message, first)))
        return -EINVAL;
    return table[m.first];
}

/* verdict: live */
int bounded_by_a_mask(struct message __user *from, u32 *to)
{
    struct message h, m;
    if (copy_from_user(&h, from, sizeof h) || h.first & ~15u)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    for (u32 i = 0; i < m.first; i++)
        to[i] = m.data[i];
    return 0;
}

/* verdict: live */
int one_less_than_none(struct message __user *from, u32 *to)
{
    struct message h, m;
    if (copy_from_user(&h, from, sizeof h) || h.first == 0)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    for (u32 i = 0; i < m.first - 1; i++)
        to[i] = m.data[i];
    return 0;
}
