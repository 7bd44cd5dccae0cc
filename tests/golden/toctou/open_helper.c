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

static int either_command(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (cmd == 1)
        return start();
    if (cmd != 2)
        return -EINVAL;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    return handlers[kind]();
}

/* verdict: live */
int the_same_command_again(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (cmd == 2) {
        if (get_user(&kind, &from->kind, sizeof kind))
            return -EFAULT;
        if (kind > 15)
            return -EINVAL;
        start();
    }
    return either_command(cmd, from);
}

static int for_two_commands(u32 cmd, struct message __user *from)
{
    u32 kind;
    switch (cmd) {
    case 20:
    case 21:
        if (get_user(&kind, &from->kind, sizeof kind))
            return -EFAULT;
        return kind > 15 ? -EINVAL : 1;
    default:
        return 1;
    }
}

/* verdict: live */
int command_of_both(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (for_two_commands(cmd, from) < 0)
        return -EINVAL;
    if (cmd != 21)
        return 0;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    return table[kind];
}
