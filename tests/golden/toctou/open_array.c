/* A whole array in one fetch and its elements in another; lists through fetched pointers; what one round believes and
 * the next one uses. */
#include "kernel.h"

struct table {
    u32 count, flags;
    u32 slots[32];
};
struct node {
    struct node __user *next;
    u32 size;
    u8 data[4];
};

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

/* verdict: live */
int whole_then_elements(u32 __user *slots, u32 n)
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
        sum += table[one];
    }
    return sum;
}

/* verdict: live */
int elements_then_whole(struct table __user *from, u32 at)
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
    return table[all.slots[at & 31]];
}

/* verdict: live */
int walked_then_whole(u32 __user *slots, u32 n)
{
    u32 all[16], one;
    u32 __user *p = slots;
    for (u32 i = 0; i < n; i++, p++) {
        if (get_user(&one, p, sizeof one))
            return -EFAULT;
        if (one > 15)
            return -EINVAL;
    }
    if (copy_from_user(all, slots, sizeof all))
        return -EFAULT;
    return table[all[n & 15]];
}

/* verdict: live */
int linked_list_twice(struct node __user *head, u8 *out)
{
    struct node __user *p, *next;
    u32 size, total = 0;
    for (p = head; p; p = next) {
        if (get_user(&size, &p->size, sizeof size) || get_user(&next, &p->next, sizeof next))
            return -EFAULT;
        if (size > 4)
            return -EINVAL;
        total += size;
    }
    for (p = head; p; p = next) {
        if (get_user(&size, &p->size, sizeof size) || get_user(&next, &p->next, sizeof next))
            return -EFAULT;
        if (copy_from_user(out, p->data, size))
            return -EFAULT;
        out += size;
    }
    return total;
}

/* verdict: live */
int sized_in_the_first_round(struct message __user *from, const u8 *data)
{
    struct header header;
    u8 *buffer = NULL;
    for (int pass = 0; pass < 2; pass++) {
        if (copy_from_user(&header, from, sizeof header))
            return -EFAULT;
        if (pass == 0) {
            buffer = kmalloc(header.len, GFP_KERNEL);
            if (!buffer)
                return -ENOMEM;
        } else {
            memcpy(buffer, data, header.len);
        }
    }
    return 0;
}

/* verdict: live */
int sized_once(struct message __user *from, const u8 *data, u32 rounds)
{
    struct header header;
    u8 *buffer = NULL;
    while (rounds--) {
        if (copy_from_user(&header, from, sizeof header))
            return -EFAULT;
        if (!buffer)
            buffer = kmalloc(header.len, GFP_KERNEL);
        memcpy(buffer, data, header.len);
    }
    return 0;
}

/* verdict: live */
int masked_wider_than_it_was_checked(struct message __user *from, void __user *to)
{
    u32 len;
    struct message m;
    u8 small[16];
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > sizeof small)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    memcpy(small, m.data, m.len & 63);
    return copy_to_user(to, small, sizeof small) ? -EFAULT : 0;
}

static int all_are_small(struct list_item __user *items, u32 n)
{
    u32 flags;
    for (u32 i = 0; i < n; i++) {
        if (get_user(&flags, &items[i].flags, sizeof flags))
            return -EFAULT;
        if (flags > 15)
            return -EINVAL;
    }
    return 0;
}

/* verdict: live */
int a_member_that_a_function_has_checked_of_each(struct list_item __user *items, u32 n)
{
    struct list_item item;
    int sum = 0, error = all_are_small(items, n);
    if (error)
        return error;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_user(&item, items + i, sizeof item))
            return -EFAULT;
        sum += (int)table[item.flags];
    }
    return sum;
}

/* verdict: live */
int one_of_two_checks_is_made_again(struct message __user *from)
{
    u32 first;
    struct message m;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (first % 4 == 3)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first % 4 == 3)
        return -EINVAL;
    return (int)table[m.first];
}

/* verdict: live */
int checked_again_the_other_way_round(struct message __user *from)
{
    u32 first;
    struct message m;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first > 15)
        return (int)table[m.first];
    return 0;
}

/* verdict: live */
int allocated_then_masked(struct message __user *from)
{
    u32 len;
    struct message m;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    u8 *room = kmalloc(len, GFP_KERNEL);
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    memcpy(room, m.data, m.len & 63);
    kfree(room);
    return 0;
}
