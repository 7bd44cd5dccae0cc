/* Shape L: two passes over one list. */
#include "kernel.h"

/* verdict: live */
int summed_then_copied(struct list_item __user *items, u32 n, void __user *to)
{
    u32 total = 0, at = 0;
    struct list_item item;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_user(&item, &items[i], sizeof item))
            return -EFAULT;
        total += item.size;
    }
    u8 *buffer = kmalloc(total, GFP_KERNEL);
    for (u32 i = 0; i < n; i++) {
        struct list_item again;
        if (copy_from_user(&again, &items[i], sizeof again))
            return -EFAULT;
        if (copy_to_user(to, buffer + at, again.size))
            return -EFAULT;
        at += again.size;
    }
    return 0;
}

/* verdict: live */
int walked_twice(u32 __user *p, u32 n)
{
    u32 __user *q = p;
    u32 value;
    for (u32 i = 0; i < n; i++, p++) {
        if (get_user(&value, p, sizeof value))
            return -EFAULT;
        if (value > 15)
            return -EINVAL;
    }
    int sum = 0;
    for (u32 i = 0; i < n; i++, q++) {
        u32 again;
        if (get_user(&again, q, sizeof again))
            return -EFAULT;
        sum += table[again];
    }
    return sum;
}
