/* What is fetched of one object in different ways: not followed. */
#include "kernel.h"

/* verdict: live */
int list_behind_a_header(struct message __user *from, u32 n)
{
    u8 all[64], one;
    int sum = 0;
    if (copy_from_user(all, from->data, sizeof all))
        return -EFAULT;
    if (all[0] > 15)
        return -EINVAL;
    for (u32 i = 0; i < n; i++) {
        if (get_user(&one, &from->data[i], sizeof one))
            return -EFAULT;
        sum += table[one];
    }
    return sum;
}
