/* Shape S: a string is measured, then copied. */
#include "kernel.h"

/* verdict: live */
int measured_then_copied(const char __user *from)
{
    char text[64];
    long n = strnlen_user(from, 4096);
    if (n <= 0 || n > 64)
        return -EINVAL;
    long got = strncpy_from_user(text, from, n);
    if (got < 0)
        return -EFAULT;
    return table[text[0]];
}

/* verdict: live */
int scanned_then_copied(const char __user *from, u32 n)
{
    u8 one[64], two[64];
    if (n > 64)
        return -EINVAL;
    if (copy_from_user(one, from, n))
        return -EFAULT;
    if (one[0] > 15)
        return -EINVAL;
    if (copy_from_user(two, from, n))
        return -EFAULT;
    return table[two[0]];
}
