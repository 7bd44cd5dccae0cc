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
