/* Fetches, checks and uses inside of other functions: not followed yet. */
#include "kernel.h"

static int fetch_header(struct header *to, struct message __user *from)
{
    return copy_from_user(to, from, sizeof *to) ? -EFAULT : 0;
}

static int check_message(const struct message *m)
{
    return m->first > 15 ? -EINVAL : 0;
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

/* verdict: live */
int list_behind_a_header(struct message __user *from, u32 n)
{
    u8 all[64], one;
    int sum = 0;
    if (copy_from_user(all, from->data, sizeof all))
        return -EFAULT;
    if (all[0] > 15)
        return -EINVAL;
    for (u32 i = 0; i < n; i++) {
        if (get_user(&one, &from->data[i], sizeof one))
            return -EFAULT;
        sum += table[one];
    }
    return sum;
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
