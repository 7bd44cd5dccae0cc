/* Fetches, checks and uses inside of other functions of the unit, safe. */
#include "kernel.h"

static int check_message(const struct message *m)
{
    return m->first > 15 ? -EINVAL : 0;
}

/* verdict: safe rechecked */
int checked_by_a_helper(struct message __user *from)
{
    struct message one, two;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (copy_from_user(&two, from, sizeof two))
        return -EFAULT;
    if (check_message(&two))
        return -EINVAL;
    return table[two.first];
}

/* The word for "not mine" is given only where nothing was fetched. */
static int take_if_mine(struct message __user *from, u32 command)
{
    struct message m;
    if (command != 7)
        return -515;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return m.first > 15 ? -EINVAL : 0;
}

/* verdict: safe exclusive-paths */
int taken_by_the_next_one(struct message __user *from, u32 command, int is_here)
{
    struct message m;
    int ret = -515;
    if (is_here)
        ret = take_if_mine(from, command);
    if (ret == -515 && !copy_from_user(&m, from, sizeof m))
        return table[m.first];
    return ret;
}
