/* What is relied on is a protection of memory; and a copy that is kept for nothing. */
#include "kernel.h"

int mprotect(void *address, size_t n, int prot);

static int lock_down(void *address, size_t n)
{
    return mprotect(address, n, 1);
}

/* verdict: live */
int length_of_a_protection(u32 __user *from, void *area)
{
    u32 n, again;
    if (get_user(&n, from, sizeof n) || n > 4096)
        return -EINVAL;
    if (get_user(&again, from, sizeof again))
        return -EFAULT;
    return mprotect(area, again, 1);
}

/* verdict: live */
int length_of_a_protection_in_a_helper(u32 __user *from, void *area)
{
    u32 n, again;
    if (get_user(&n, from, sizeof n) || n > 4096)
        return -EINVAL;
    if (get_user(&again, from, sizeof again))
        return -EFAULT;
    return lock_down(area, again);
}

/* verdict: live */
int kept_and_not_used(struct message __user *from)
{
    struct message m, kept;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    kept = m;
    if (kept.first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return table[m.first];
}
