/* Functions that fetch for others. */
#include "helpers.h"

int header_from_user(struct header *to, const struct message __user *from)
{
    return copy_from_user(to, from, sizeof *to) ? -EFAULT : 0;
}

int message_from_user(struct message *to, const struct message __user *from)
{
    if (copy_from_user(to, from, sizeof *to))
        return -EFAULT;
    return 0;
}

int message_from_user_checked(struct message *to, const struct message __user *from)
{
    int error = message_from_user(to, from);
    if (error)
        return error;
    if (to->first > 15)
        return -EINVAL;
    return 0;
}

int message_is_sane(const struct message __user *from)
{
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return 0;
    return first <= 15;
}

struct message *message_dup(const struct message __user *from, struct message **kept)
{
    struct message *copy = memdup_user(from, sizeof *copy);
    *kept = copy;
    return copy;
}

int body_from_user(void *to, const struct message __user *from, size_t n)
{
    if (copy_from_user(to, from, n))
        return -EFAULT;
    return 0;
}
