/* What was checked is kept, and only that is used. */
#include "kernel.h"

/* verdict: safe snapshot */
int kept_by_a_struct_copy(struct message __user *from)
{
    struct message m, kept;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    kept = m;
    if (kept.first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return table[kept.first];
}

/* verdict: safe snapshot */
int kept_by_memcpy(struct message __user *from)
{
    struct message m, kept;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    memcpy(&kept, &m, sizeof kept);
    if (kept.first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return table[kept.first];
}

/* verdict: safe snapshot */
int kept_in_a_variable(struct message __user *from)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    u32 first = m.first;
    if (first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return table[first];
}
