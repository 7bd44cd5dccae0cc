/* Nobody reads the bytes of the second copy. */
#include "kernel.h"

/* verdict: safe unused */
int first_length_kept(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    return copy_to_user(to, m->data, len - 16);
}

/* verdict: safe unused */
int only_the_body(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    return copy_to_user(to, two.data, one.first);
}

/* verdict: safe unused */
int freed_at_once(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    kfree(m);
    return 0;
}

/* verdict: safe unused */
int used_before(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    int found = table[one.first];
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    return found + two.data[0];
}

/* What is believed of the length is believed of whichever fetch was the last. */
/* verdict: safe unused */
int fetched_again_when_it_is_large(struct message __user *from, void __user *to)
{
    struct message m;
    u8 *buffer = NULL;
    if (copy_from_user(&m, from, sizeof(struct header)))
        return -EFAULT;
    if (m.kind == 1 && copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.len > 0) {
        if (m.len <= 64)
            buffer = kmalloc(m.len, GFP_KERNEL);
        if (!buffer)
            return -ENOMEM;
    }
    return copy_to_user(to, buffer, m.len);
}
