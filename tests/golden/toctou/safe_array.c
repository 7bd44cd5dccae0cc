/* Arrays and rounds that are fetched safely. */
#include "kernel.h"

struct table {
    u32 count, flags;
    u32 slots[32];
};

/* verdict: safe rest-only */
int header_then_elements(struct table __user *from)
{
    struct header header;
    u32 one;
    int sum = 0;
    if (copy_from_user(&header, from, sizeof header))
        return -EFAULT;
    if (header.len > 32)
        return -EINVAL;
    for (u32 i = 0; i < header.len; i++) {
        if (get_user(&one, &from->slots[i], sizeof one))
            return -EFAULT;
        sum += table[one & 15];
    }
    return sum;
}

/* verdict: safe rechecked */
int whole_then_checked_elements(u32 __user *slots, u32 n)
{
    u32 all[16], one;
    int sum = 0;
    if (n > 16 || copy_from_user(all, slots, n * sizeof *all))
        return -EFAULT;
    for (u32 i = 0; i < n; i++)
        if (all[i] > 15)
            return -EINVAL;
    for (u32 i = 0; i < n; i++) {
        if (get_user(&one, &slots[i], sizeof one))
            return -EFAULT;
        if (one > 15)
            return -EINVAL;
        sum += table[one];
    }
    return sum;
}

/* verdict: safe compared */
int element_is_as_before(u32 __user *slots, u32 i)
{
    u32 all[16], one;
    if (i > 15 || copy_from_user(all, slots, sizeof all))
        return -EFAULT;
    if (all[i] > 15)
        return -EINVAL;
    start();
    if (get_user(&one, &slots[i], sizeof one))
        return -EFAULT;
    if (one != all[i])
        return -EINVAL;
    return table[one];
}

/* verdict: safe unused */
int elements_then_another_part(struct table __user *from, u32 n)
{
    struct table all;
    u32 one;
    for (u32 i = 0; i < 32; i++) {
        if (get_user(&one, &from->slots[i], sizeof one))
            return -EFAULT;
        if (one > 15)
            return -EINVAL;
    }
    if (copy_from_user(&all, from, sizeof all))
        return -EFAULT;
    return table[all.flags & 15];
}

/* verdict: safe retry */
int sized_in_every_round(struct message __user *from, const u8 *data, u32 rounds)
{
    struct header header;
    while (rounds--) {
        if (copy_from_user(&header, from, sizeof header) || header.len > 4096)
            return -EFAULT;
        u8 *buffer = kmalloc(header.len, GFP_KERNEL);
        if (!buffer)
            return -ENOMEM;
        memcpy(buffer, data, header.len);
        kfree(buffer);
    }
    return 0;
}

/* verdict: safe retry */
int grown_when_needed(struct message __user *from, const u8 *data, u32 rounds)
{
    struct header header;
    u8 *buffer = NULL;
    u32 room = 0;
    while (rounds--) {
        if (copy_from_user(&header, from, sizeof header) || header.len > 4096)
            return -EFAULT;
        if (header.len > room) {
            kfree(buffer);
            buffer = kmalloc(header.len, GFP_KERNEL);
            room = header.len;
        }
        memcpy(buffer, data, header.len);
    }
    return 0;
}

/* verdict: safe retry */
int given_back_in_every_round(struct message __user *from, const u8 *data, u32 rounds)
{
    struct header header;
    u8 *buffer = NULL;
    while (rounds--) {
        if (copy_from_user(&header, from, sizeof header) || header.len > 4096)
            return -EFAULT;
        if (!buffer)
            buffer = kmalloc(header.len, GFP_KERNEL);
        memcpy(buffer, data, header.len);
        kfree(buffer);
        buffer = NULL;
    }
    return 0;
}
