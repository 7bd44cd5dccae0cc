/* A table of handlers: the first one that knows the command is the last one that is asked. */
#include "kernel.h"

enum { EUNKNOWN = 515 };

struct handling {
    struct handling *next;
    int (*command)(unsigned cmd, u32 __user *from);
};
extern struct handling *handlings;
int may_run(struct handling *one);

static int set_level(unsigned cmd, u32 __user *from)
{
    u32 level;
    if (cmd != 7)
        return -EUNKNOWN;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    return level > 15 ? -EINVAL : 0;
}
struct handling levels = {NULL, set_level};

/* verdict: safe retry */
int asked_in_turn(unsigned cmd, u32 __user *from)
{
    int result = -EUNKNOWN;
    u32 level;
    for (struct handling *one = handlings; one; one = one->next) {
        if (may_run(one)) {
            result = one->command(cmd, from);
            if (result != -EUNKNOWN)
                break;
        }
    }
    if (result != -EUNKNOWN)
        return result;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    return table[level];
}

static int take_level_safely(u32 __user *from)
{
    u32 level;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    return level > 15 ? -EINVAL : (int)table[level];
}
typedef int taker(u32 __user *from);
static taker *const takers[] = {take_level_safely, NULL};

/* verdict: safe rechecked */
int by_an_element(u32 kind, u32 __user *from)
{
    u32 level;
    taker *take = takers[kind & 1];
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    if (level > 15 || !take)
        return -EINVAL;
    return take(from);
}
