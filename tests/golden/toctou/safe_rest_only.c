/* The second fetch begins behind the first. */
#include "kernel.h"

/* verdict: safe rest-only */
int behind_the_header(struct message __user *from, void __user *to)
{
    struct header h;
    u8 rest[64];
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    if (h.len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, (u8 __user *)from + sizeof h, h.len))
        return -EFAULT;
    return copy_to_user(to, rest, h.len);
}

/* verdict: safe rest-only */
int next_element(struct message __user *from, void __user *to)
{
    struct header h;
    u8 rest[64];
    struct header __user *p = (struct header __user *)from;
    if (copy_from_user(&h, p, sizeof h))
        return -EFAULT;
    if (h.len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, p + 1, h.len))
        return -EFAULT;
    return copy_to_user(to, rest, h.len);
}

/* verdict: safe rest-only */
int advanced_pointer(struct message __user *from, void __user *to)
{
    u8 __user *p = (u8 __user *)from;
    u32 len;
    u8 rest[64];
    if (copy_from_user(&len, p, sizeof len))
        return -EFAULT;
    if (len > sizeof rest)
        return -EINVAL;
    p += sizeof len;
    if (copy_from_user(rest, p, len))
        return -EFAULT;
    return copy_to_user(to, rest, len);
}

/* verdict: safe rest-only */
int member_behind(struct message __user *from, void __user *to)
{
    u32 len;
    u8 rest[64];
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, from->data, len))
        return -EFAULT;
    return copy_to_user(to, rest, len);
}
