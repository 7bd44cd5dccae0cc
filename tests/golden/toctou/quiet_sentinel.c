/* A list of values that ends with 0 is walked twice. */
#include "kernel.h"

void *kcalloc(size_t n, size_t size, unsigned flags);
int write_to(u32 value);

/* verdict: safe unused */
int as_far_as_was_counted(const u32 __user *from)
{
    u32 value, n = 0, i;
    for (;;) {
        if (get_user(&value, from + n, sizeof value))
            return -EFAULT;
        if (!value)
            break;
        if (++n > 16)
            return -EINVAL;
    }
    for (i = 0; i < n; i++) {
        if (get_user(&value, from + i, sizeof value))
            return -EFAULT;
        if (!value)
            break;
        if (write_to(i))
            return -EINVAL;
    }
    return (int)i;
}

/* verdict: live */
int one_value_was_refused(const u32 __user *from)
{
    u32 value, n = 0;
    for (;;) {
        if (get_user(&value, from + n, sizeof value))
            return -EFAULT;
        if (!value)
            break;
        if (value == 7)
            return -EINVAL;
        if (++n > 16)
            return -EINVAL;
    }
    for (u32 i = 0; i < n; i++) {
        if (get_user(&value, from + i, sizeof value))
            return -EFAULT;
        if (value == 7 && write_to(i))
            return -EINVAL;
    }
    return 0;
}
