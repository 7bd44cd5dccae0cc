/* Pairs that lie in several files, safe. */
#include "helpers.h"
#include "inline.h"

/* verdict: safe rechecked */
u32 checked_again_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    if (refuse_large(&two))
        return 0;
    return table[two.first];
}

/* verdict: safe rechecked */
u32 both_checked_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || refuse_large(&one))
        return 0;
    if (copy_from_user(&two, from, sizeof two) || refuse_large(&two))
        return 0;
    return entry_of(&two);
}

/* verdict: safe rechecked */
u32 fetched_and_checked_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (message_from_user_checked(&two, from))
        return 0;
    return entry_of(&two);
}

/* verdict: safe rechecked */
u32 checked_where_it_is_consumed(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    return entry_of_checked(&two);
}

/* verdict: safe compared */
u32 compared_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two) || refuse_different(&one, &two))
        return 0;
    return table[two.first];
}

/* verdict: safe overridden */
u32 overridden_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    restore(&two, one.first);
    return table[two.first];
}

/* verdict: safe unused */
u32 never_read_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    return kind_of(&two);
}

/* verdict: safe rechecked */
u32 checked_by_the_only_driver(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    if (two.first > 15)
        return 0;
    return entry_of(&two);
}

int by_the_header_as_well(struct message __user *from)
{
    return taken_twice_in_a_header(from) + checked_twice_in_a_header(from);
}

/* verdict: safe rechecked */
int taken_by_the_careful_one(struct device *device, const struct message __user *from)
{
    const struct driver *driver = &careful_driver;
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    return driver->take(device, from);
}
