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

char *strchr(const char *text, int c);
int filp_open(const char *name, int flags, u32 mode);
int load_by_name(const char *name);

/* verdict: live */
int found_harmless_then_opened(const char __user *from)
{
    char seen[32], name[32];
    if (copy_from_user(seen, from, sizeof seen) || copy_from_user(name, from, sizeof name))
        return -EFAULT;
    seen[31] = name[31] = 0;
    if (strchr(seen, '/'))
        return -EINVAL;
    return filp_open(name, 0, 0);
}

/* verdict: unproven */
int found_harmless_then_handed_on(const char __user *from)
{
    char seen[32], name[32];
    if (copy_from_user(seen, from, sizeof seen))
        return -EFAULT;
    seen[31] = 0;
    if (strchr(seen, '/'))
        return -EINVAL;
    if (copy_from_user(name, from, sizeof name))
        return -EFAULT;
    name[31] = 0;
    return load_by_name(name);
}
