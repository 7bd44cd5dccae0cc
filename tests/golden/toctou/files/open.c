/* Pairs that lie in several files, open. */
#include "helpers.h"
#include "inline.h"

/* verdict: live */
u32 both_fetched_elsewhere(const struct message __user *from)
{
    struct message one, two;
    if (message_from_user(&one, from) || one.first > 15)
        return 0;
    if (message_from_user(&two, from))
        return 0;
    return table[two.first];
}

/* verdict: live */
u32 checked_elsewhere_used_elsewhere(const struct message __user *from)
{
    struct message m;
    if (message_from_user_checked(&m, from))
        return 0;
    if (message_from_user(&m, from))
        return 0;
    return entry_of(&m);
}

/* verdict: live */
u32 checked_by_a_look(const struct message __user *from)
{
    struct message m;
    if (!message_is_sane(from))
        return 0;
    if (copy_from_user(&m, from, sizeof m))
        return 0;
    return table[m.first];
}

/* verdict: live */
u32 checked_by_a_predicate(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || !is_small(one.first))
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    return entry_of(&two);
}

/* verdict: live */
u32 used_two_calls_down(const struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one) || refuse_large(&one))
        return 0;
    if (copy_from_user(&two, from, sizeof two))
        return 0;
    return (u32)pass_on(&two);
}

/* verdict: live */
u32 kept_by_a_helper(const struct message __user *from)
{
    struct message one, *two = NULL;
    if (copy_from_user(&one, from, sizeof one) || one.first > 15)
        return 0;
    if (!message_dup(from, &two))
        return 0;
    return table[two->first];
}

/* verdict: live */
int length_from_a_helper(const struct message __user *from, void __user *to)
{
    struct header h;
    struct message m;
    if (header_from_user(&h, from))
        return -EFAULT;
    if (h.len > sizeof m)
        return -EINVAL;
    if (body_from_user(&m, from, h.len))
        return -EFAULT;
    return copy_to_user(to, &m, m.len);
}

/* verdict: live */
int fetched_again_by_a_driver(const struct driver *driver, struct device *device, const struct message __user *from)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first > 15)
        return -EINVAL;
    return driver->take(device, from);
}

int by_the_header(struct message __user *from)
{
    return taken_twice_in_a_header(from);
}

/* verdict: live */
int taken_by_the_careless_one(struct device *device, const struct message __user *from)
{
    const struct driver *driver = &careless_driver;
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    return driver->take(device, from);
}

/* verdict: live */
int taken_by_one_of_two(struct device *device, const struct message __user *from, int is_hurried)
{
    const struct driver *driver = &careful_driver;
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (is_hurried)
        driver = &careless_driver;
    return driver->take(device, from);
}
