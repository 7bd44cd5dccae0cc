/* Fetches, checks and uses inside of other functions of the unit. */
#include "kernel.h"

static int fetch_header(struct header *to, struct message __user *from)
{
    return copy_from_user(to, from, sizeof *to) ? -EFAULT : 0;
}


/* verdict: live */
int first_fetched_by_a_helper(struct message __user *from, void __user *to)
{
    struct header h;
    struct message m;
    if (fetch_header(&h, from))
        return -EFAULT;
    if (h.len > sizeof m)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return copy_to_user(to, &m, m.len);
}

/* verdict: live */
int second_fetched_by_a_helper(struct message __user *from)
{
    u32 len;
    struct header h;
    if (get_user(&len, &from->len, sizeof len) || len > 15)
        return -EFAULT;
    if (fetch_header(&h, from))
        return -EFAULT;
    return table[h.len];
}
