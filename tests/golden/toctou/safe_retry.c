/* Every round fetches and checks afresh. */
#include "kernel.h"

/* verdict: safe retry */
int polled(struct message __user *from, void __user *to)
{
    u32 ready;
    do {
        if (get_user(&ready, &from->kind, sizeof ready))
            return -EFAULT;
    } while (!ready);
    return start();
}

/* verdict: safe retry */
int checked_in_every_round(struct message __user *from, void __user *to)
{
    u32 value;
    for (;;) {
        if (get_user(&value, &from->first, sizeof value))
            return -EFAULT;
        if (value < 16)
            return table[value];
        start();
    }
}

struct chain {
    u32 __user *at;
};

static int first_of(struct chain __user *from)
{
    u32 __user *at;
    u32 value;
    if (get_user(&at, &from->at, sizeof at) || !at)
        return -EFAULT;
    return get_user(&value, at, sizeof value) ? -EFAULT : (int)(value & 15);
}

/* verdict: safe retry */
int one_function_twice(struct chain __user *from)
{
    int slot = first_of(from);
    if (slot < 0)
        return slot;
    start();
    return first_of(from);
}

int wait(long time);

/* Asked once, and then again whenever it was told that the value may have come. */
/* verdict: safe retry */
int waited_for(u32 __user *from, u32 wanted, long time)
{
    u32 value;
    int status = 0;
    if (get_user(&value, from, sizeof value))
        return -EFAULT;
    if (value >= wanted)
        status = 1;
    if (!time || status)
        return status;
    while ((time = wait(time)) > 0) {
        if (get_user(&value, from, sizeof value))
            return -EFAULT;
        if (value >= wanted) {
            start();
            return 1;
        }
    }
    return status;
}
