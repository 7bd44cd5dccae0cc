/* What the first fetch brought is handed to the function that makes the second, which holds its own value against it. */
#include "kernel.h"

static int take_of_kind(struct message __user *from, u32 wanted)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first != wanted)
        return -EINVAL;
    return (int)table[m.first];
}

/* verdict: safe compared */
int told_which_one(struct message __user *from)
{
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    return take_of_kind(from, first);
}

static int take_up_to(u8 *to, const struct message __user *from, u32 most)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.len > most)
        return -EINVAL;
    memcpy(to, m.data, m.len);
    return 0;
}
static int take_up_to_by_way(u8 *to, const struct message __user *from, u32 most)
{
    return from ? take_up_to(to, from, most) : 0;
}

/* verdict: safe rechecked */
int told_the_most(u8 *to, const struct message __user *from)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    return take_up_to_by_way(to, from, len);
}

static int measure(const struct list_item __user *list, u32 n, size_t *sum)
{
    u32 size;
    *sum = 0;
    for (; n; n--, list++) {
        if (get_user(&size, &list->size, sizeof size))
            return -EFAULT;
        *sum += size;
    }
    return 0;
}
static int gather(u8 *to, const struct list_item __user *list, const void __user *from, u32 n, size_t room)
{
    struct list_item item;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_user(&item, list + i, sizeof item))
            return -EFAULT;
        if (item.size > room)
            return -EINVAL;
        if (copy_from_user(to, from, item.size))
            return -EFAULT;
        to += item.size;
        room -= item.size;
    }
    return 0;
}

/* verdict: safe rechecked */
int told_how_much_room(const struct list_item __user *list, const void __user *from, u32 n)
{
    size_t sum;
    u8 *to;
    if (n > 8 || measure(list, n, &sum) || sum > 4096)
        return -EINVAL;
    to = kmalloc(sum, GFP_KERNEL);
    return to ? gather(to, list, from, n, sum) : -ENOMEM;
}

static int is_length(u32 n)
{
    return n && n <= 64;
}
static int keep(u8 *to, const struct message *m)
{
    u32 n = m->len;
    if (!is_length(n))
        return -EINVAL;
    memcpy(to, m->data, n);
    return 0;
}

/* verdict: safe rechecked */
int asked_again_by_who_keeps_it(u8 *to, const struct message __user *from)
{
    struct message m;
    u32 head[2];
    if (copy_from_user(head, from, sizeof head))
        return -EFAULT;
    if (!is_length(head[0]))
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return keep(to, &m);
}
