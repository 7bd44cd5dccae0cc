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

/* Where it is answered nothing is read. */
static int answer(struct message __user *place)
{
    struct message m;
    u32 second;
    if (get_user(&second, &place->second, sizeof second))
        return -EFAULT;
    m.len = table[second & 15];
    m.kind = (u32)(handlers[second] != NULL);
    return copy_to_user(place, &m, sizeof m) ? -EFAULT : 0;
}

/* verdict: safe rest-only */
int answered_where_it_was_asked(struct message __user *place)
{
    u32 len;
    if (get_user(&len, &place->len, sizeof len))
        return -EFAULT;
    if (len > 15)
        return -EINVAL;
    return answer(place);
}
