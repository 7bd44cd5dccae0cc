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

static int take_level(u32 __user *from)
{
    u32 level;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    return (int)table[level];
}
static int take_nothing(u32 __user *from)
{
    return 0;
}
typedef int taker(u32 __user *from);
static taker *const takers[] = {take_nothing, take_level};
static const struct {
    u32 kind;
    taker *take;
} kinds[] = {{1, take_nothing}, {2, take_level}};

/* verdict: live */
int by_an_element(u32 kind, u32 __user *from)
{
    u32 level;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    if (level > 15)
        return -EINVAL;
    return takers[kind & 1](from);
}

/* verdict: live */
int by_a_variable(u32 kind, u32 __user *from)
{
    u32 level;
    taker *take = NULL;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    if (level > 15)
        return -EINVAL;
    for (u32 i = 0; i < 2; i++)
        if (kinds[i].kind == kind)
            take = kinds[i].take;
    return take ? take(from) : -EINVAL;
}

/* verdict: live */
static int by_a_parameter(u32 __user *from, taker *take)
{
    u32 level;
    if (get_user(&level, from, sizeof level))
        return -EFAULT;
    if (level > 15)
        return -EINVAL;
    return take(from);
}

/* verdict: none */
int hands_the_taker_over(u32 __user *from)
{
    return by_a_parameter(from, take_level);
}
