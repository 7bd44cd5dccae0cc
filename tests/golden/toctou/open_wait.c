/* A loop that waits for a value that was refused before it. */
#include "kernel.h"

int wait(long time);

/* verdict: live */
int refused_and_then_waited_for(u32 __user *from, u32 wanted, long time)
{
    u32 value;
    if (get_user(&value, from, sizeof value))
        return -EFAULT;
    if (value >= wanted)
        return -EINVAL;
    while ((time = wait(time)) > 0) {
        if (get_user(&value, from, sizeof value))
            return -EFAULT;
        if (value >= wanted) {
            start();
            return 0;
        }
    }
    return -EINVAL;
}
