/* The second value is replaced by the first one. */
#include "kernel.h"

/* verdict: safe overridden */
int member(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    m->len = len;
    return copy_to_user(to, m, m->len);
}

/* verdict: safe overridden */
int member_of_a_local(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    two.first = one.first;
    return table[two.first];
}

/* verdict: safe overridden */
int whole_struct(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    two = one;
    return table[two.first];
}

/* verdict: safe overridden */
int header_by_memcpy(struct message __user *from, void __user *to)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    memcpy(&two, &one, 16);
    return table[two.first];
}

/* verdict: safe overridden */
int through_a_cast(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    *(u32 *)m = len;
    return copy_to_user(to, m, m->len);
}

/* verdict: safe overridden */
int before_it_is_sent(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 4096)
        return -EINVAL;
    struct message *m = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(m, from, len))
        return -EFAULT;
    m->len = len;
    return send(m);
}

static struct message *copied_again(struct message __user *from, u32 len)
{
    struct message *m = memdup_user(from, len);
    if (!is_error(m))
        m->len = len;
    return m;
}

/* verdict: safe overridden */
int in_the_copy_that_a_function_gives_back(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    struct message *m = copied_again(from, len);
    if (is_error(m))
        return -EFAULT;
    return copy_to_user(to, m->data, m->len);
}

static struct message *read_into_new(struct message __user *from, u32 len)
{
    struct message *m = kmalloc(sizeof *m, GFP_KERNEL);
    if (!m)
        return NULL;
    if (copy_from_user(m, from, sizeof *m)) {
        kfree(m);
        return NULL;
    }
    m->len = len;
    return m;
}

/* verdict: safe overridden */
int in_an_object_that_a_function_gives_back(struct message __user *from, void __user *to)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    struct message *m = read_into_new(from, len);
    if (!m)
        return -EFAULT;
    return copy_to_user(to, m->data, m->len);
}
