/* Shapes T and C: a kind is looked at first, then what it says is done with another fetch of it. */
#include "kernel.h"

/* verdict: live */
int kind_checked_then_dispatched(struct message __user *from)
{
    u32 kind;
    struct message m;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind >= 16)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return handlers[m.kind]();
}

/* verdict: live */
int kind_switched_twice(struct message __user *from)
{
    struct header h;
    struct message m;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    switch (h.kind) {
    case 1:
    case 2:
        break;
    default:
        return -EINVAL;
    }
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    switch (m.kind) {
    case 1:
        return start();
    case 2:
        return stop();
    default:
        return table[m.first & 15];
    }
}

/* verdict: live */
int index_checked_in_first(struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    return table[two.first];
}

/* verdict: live */
int loop_bound_of_second(struct message __user *from)
{
    struct message one, two;
    int sum = 0;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 64)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    for (u32 i = 0; i < two.first; i++)
        sum += two.data[i];
    return sum;
}

/* verdict: live */
int member_checked_alone(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return table[again];
}

/* verdict: unproven */
int value_handed_on(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return consume(again);
}

/* A bounds check between the two is the mark of the bug. */
/* verdict: live */
int weaker_second_check(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    if (again > 1000)
        return -EINVAL;
    return table[again];
}

/* verdict: live */
int compared_but_not_left(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    if (again != first)
        start();
    return table[again];
}

static int refuses_all_but_reading(const struct message __user *from)
{
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    return first != 0 ? -EINVAL : 0;
}

/* verdict: live */
int selected_where_a_helper_has_refused(struct device *device, const struct message __user *from)
{
    struct message m;
    int err = refuses_all_but_reading(from);
    if (err)
        return err;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first == 1)
        device->state = m.second;
    return 0;
}
