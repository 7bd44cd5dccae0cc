/* Shape D: both copies land in one object. */
#include "kernel.h"

/* verdict: live */
int same_object(struct message __user *from, void __user *to)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof(struct header)))
        return -EFAULT;
    if (m.len > sizeof m)
        return -EINVAL;
    if (copy_from_user(&m, from, m.len))
        return -EFAULT;
    return copy_to_user(to, &m, m.len);
}

/* verdict: live */
int same_allocation(struct message __user *from, void __user *to)
{
    struct message *m = kmalloc(sizeof *m, GFP_KERNEL);
    if (!m)
        return -ENOMEM;
    if (copy_from_user(m, from, sizeof(struct header)))
        goto out;
    if (m->len > sizeof *m)
        goto out;
    if (copy_from_user(m, from, sizeof *m))
        goto out;
    if (copy_to_user(to, m, m->len))
        goto out;
out:
    kfree(m);
    return 0;
}

/* verdict: live */
int one_of_two_objects(struct message __user *from, void __user *to, struct message *small)
{
    struct message *m = small;
    if (copy_from_user(m, from, sizeof(struct header)))
        return -EFAULT;
    u32 len = m->len;
    if (len > 8) {
        if (len > 4096)
            return -EINVAL;
        m = kmalloc(len, GFP_KERNEL);
    }
    if (copy_from_user(m, from, len))
        return -EFAULT;
    return copy_to_user(to, m, m->len);
}

/* verdict: live */
int same_variable(u32 __user *from)
{
    u32 value;
    if (get_user(&value, from, sizeof value))
        return -EFAULT;
    if (value > 15)
        return -EINVAL;
    if (get_user(&value, from, sizeof value))
        return -EFAULT;
    return table[value];
}

static struct message *copied_again(struct message __user *from, u32 len, int keeps)
{
    struct message *m = memdup_user(from, len);
    if (!is_error(m) && keeps)
        m->len = len;
    return m;
}

/* verdict: live */
int in_some_copies_that_a_function_gives_back(struct message __user *from, void __user *to, int keeps)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    struct message *m = copied_again(from, len, keeps);
    if (is_error(m))
        return -EFAULT;
    return copy_to_user(to, m->data, m->len);
}

static int filled_after_it_was_set(struct message *m, struct message __user *from, u32 len)
{
    m->len = len;
    return copy_from_user(m, from, sizeof *m) ? -EFAULT : 0;
}

/* verdict: live */
int set_by_a_function_before_it_fetches(struct message __user *from, void __user *to)
{
    u32 len;
    struct message m;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    if (filled_after_it_was_set(&m, from, len))
        return -EFAULT;
    return copy_to_user(to, m.data, m.len);
}

static int in_host_order(struct message *m, struct message __user *from)
{
    if (copy_from_user(m, from, sizeof *m))
        return -EFAULT;
    m->len = m->len & 0xffff;
    return 0;
}

/* verdict: live */
int turned_by_the_function_that_fetches(struct message __user *from, void __user *to, u8 *out)
{
    u32 len;
    struct message m;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    if (in_host_order(&m, from))
        return -EFAULT;
    memcpy(out, m.data, m.len);
    return 0;
}

static void prepare(struct message *m, u32 len)
{
    m->len = len;
}
static int prepared_then_filled(struct message *m, struct message __user *from, u32 len)
{
    prepare(m, len);
    return copy_from_user(m, from, sizeof *m) ? -EFAULT : 0;
}

/* verdict: live */
int set_by_a_function_of_the_one_that_fetches(struct message __user *from, u8 *out)
{
    u32 len;
    struct message m;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    if (prepared_then_filled(&m, from, len))
        return -EFAULT;
    memcpy(out, m.data, m.len);
    return 0;
}

static struct message *kept_if_trusted(struct message __user *from, u32 len, int fast)
{
    struct message *m = kmalloc(sizeof *m, GFP_KERNEL);
    if (!m)
        return NULL;
    if (fast) {
        if (copy_from_user(m, from, sizeof *m))
            return NULL;
        m->len = len;
    } else if (copy_from_user(m, from, sizeof *m)) {
        return NULL;
    }
    return m;
}

/* verdict: live */
int set_on_one_of_two_ways(struct message __user *from, u8 *out, int fast)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    struct message *m = kept_if_trusted(from, len, fast);
    if (!m)
        return -ENOMEM;
    memcpy(out, m->data, m->len);
    return 0;
}
