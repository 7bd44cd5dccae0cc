/* A table of handlers: one that has fetched may still say that it does not know the command. */
#include "kernel.h"

enum { EUNKNOWN = 515 };

struct answering {
    struct answering *next;
    int (*command)(unsigned cmd, u32 __user *from);
};
extern struct answering *answerings;
int may_run(struct answering *one);

static int set_level(unsigned cmd, u32 __user *from)
{
    u32 level;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    if (level > 15)
        return -EINVAL;
    return cmd == 7 ? 0 : -EUNKNOWN;
}
struct answering levels = {NULL, set_level};

/* verdict: live */
int asked_in_turn_by_value(unsigned cmd, u32 __user *from)
{
    int result = -EUNKNOWN;
    u32 level;
    for (struct answering *one = answerings; one; one = one->next) {
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
