/* What headers hold is judged once, however many files include them. */
#ifndef INLINE_H
#define INLINE_H

#include "kernel.h"

/* verdict: live */
static inline int taken_twice_in_a_header(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first) || first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return table[again];
}

/* verdict: safe rechecked */
static inline int checked_twice_in_a_header(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first) || first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again) || again > 15)
        return -EFAULT;
    return table[again];
}

#endif
