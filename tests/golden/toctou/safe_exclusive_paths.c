/* No path passes both fetches. */
#include "kernel.h"

/* verdict: safe exclusive-paths */
int same_condition_twice(struct message __user *from, int mode)
{
    u32 first = 0, again = 0;
    if (mode) {
        if (get_user(&first, &from->first, sizeof first) || first > 15)
            return -EFAULT;
    }
    start();
    if (!mode) {
        if (get_user(&again, &from->first, sizeof again))
            return -EFAULT;
        return table[again & 15];
    }
    return table[first];
}

/* verdict: safe exclusive-paths */
int two_commands(struct message __user *from, int command)
{
    u32 first = 0, again = 0;
    if (command == 3) {
        if (get_user(&first, &from->first, sizeof first) || first > 15)
            return -EFAULT;
    }
    if (command == 4) {
        if (get_user(&again, &from->first, sizeof again))
            return -EFAULT;
        return table[again];
    }
    return table[first];
}

/* verdict: safe exclusive-paths */
int by_a_flag(struct message __user *from, int mode)
{
    u32 first = 0, again = 0;
    int done = 0;
    if (mode) {
        if (get_user(&first, &from->first, sizeof first) || first > 15)
            return -EFAULT;
        done = 1;
    }
    if (!done) {
        if (get_user(&again, &from->first, sizeof again))
            return -EFAULT;
        return table[again];
    }
    return table[first];
}

static int common_commands(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (cmd != 1)
        return -EINVAL;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    return handlers[kind]();
}

/* verdict: safe exclusive-paths */
int own_command_then_the_common_ones(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (cmd == 2) {
        if (get_user(&kind, &from->kind, sizeof kind))
            return -EFAULT;
        if (kind > 15)
            return -EINVAL;
        start();
    }
    return common_commands(cmd, from);
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

/* verdict: safe exclusive-paths */
int command_of_neither(u32 cmd, struct message __user *from)
{
    u32 kind;
    if (for_two_commands(cmd, from) < 0)
        return -EINVAL;
    if (cmd != 30)
        return 0;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    return table[kind];
}
