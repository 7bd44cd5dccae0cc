/* A check that a flag leaves out of later rounds. */
#include "kernel.h"

enum { EAGAIN = 11 };
int wait_for(u32 entry);

/* verdict: live */
int checked_in_the_first_round(const struct message __user *from)
{
    struct message m;
    int is_checked = 0, ret;
    do {
        if (copy_from_user(&m, from, sizeof m))
            return -EFAULT;
        if (!is_checked) {
            if (m.first > 15)
                return -EINVAL;
            is_checked = 1;
        }
        ret = wait_for(table[m.first]);
    } while (ret == -EAGAIN);
    return ret;
}

/* verdict: live */
int checked_when_it_is_tried_first(const struct message __user *from)
{
    struct message m;
    for (u32 tries = 0; tries < 8; tries++) {
        if (copy_from_user(&m, from, sizeof m))
            return -EFAULT;
        if (tries == 0 && m.first > 15)
            return -EINVAL;
        if (wait_for(table[m.first]) == 0)
            return 0;
    }
    return -EAGAIN;
}

/* verdict: safe retry */
int checked_each_time_or_never(const struct message __user *from, int is_trusted)
{
    struct message m;
    int ret;
    do {
        if (copy_from_user(&m, from, sizeof m))
            return -EFAULT;
        if (!is_trusted) {
            if (m.first > 15)
                return -EINVAL;
        }
        ret = wait_for(table[m.first]);
    } while (ret == -EAGAIN);
    return ret;
}

/* verdict: safe retry */
int checked_less_in_later_rounds(const struct message __user *from)
{
    struct message m;
    int is_known = 0, ret;
    do {
        if (copy_from_user(&m, from, sizeof m))
            return -EFAULT;
        if (!is_known) {
            if (m.first > 3)
                return -EINVAL;
            is_known = 1;
        } else if (m.first > 15) {
            return -EINVAL;
        }
        ret = wait_for(table[m.first]);
    } while (ret == -EAGAIN);
    return ret;
}

/* The flag is taken back before the next round. */
/* verdict: safe retry */
int checked_again_after_each_wait(const struct message __user *from)
{
    struct message m;
    int is_checked = 0, ret;
    do {
        if (copy_from_user(&m, from, sizeof m))
            return -EFAULT;
        if (!is_checked) {
            if (m.first > 15)
                return -EINVAL;
            is_checked = 1;
        }
        ret = wait_for(table[m.first]);
        is_checked = 0;
    } while (ret == -EAGAIN);
    return ret;
}
