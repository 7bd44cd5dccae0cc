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
