/* What the first fetch brought is handed to the function that makes the second, which does not hold its own value
 * against it, or wrongly. */
#include "kernel.h"

static int take_beside(struct message __user *from, u32 wanted)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.second != wanted)
        return -EINVAL;
    return (int)table[m.first];
}

/* verdict: live */
int held_against_another_member(struct message __user *from)
{
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    return take_beside(from, first);
}

static int take_other_than(struct message __user *from, u32 wanted)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first == wanted)
        return -EINVAL;
    return (int)table[m.first];
}

/* verdict: live */
int found_to_be_another(struct message __user *from)
{
    u32 first;
    if (get_user(&first, &from->first, sizeof first))
        return -EFAULT;
    if (first > 15)
        return -EINVAL;
    return take_other_than(from, first);
}

static int take_from(u8 *to, const struct message __user *from, u32 least)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.len < least)
        return -EINVAL;
    memcpy(to, m.data, m.len);
    return 0;
}

/* verdict: live */
int told_the_least(u8 *to, const struct message __user *from)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    return take_from(to, from, len);
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

/* verdict: live */
int told_a_limit_of_another(u8 *to, const struct message __user *from, u32 most)
{
    u32 len;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    return take_up_to(to, from, most);
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
static int gather_over(u8 *to, const struct list_item __user *list, const void __user *from, u32 n, size_t room)
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
        room -= 8;
    }
    return 0;
}

/* verdict: live */
int room_that_is_not_what_is_left(const struct list_item __user *list, const void __user *from, u32 n)
{
    size_t sum;
    u8 *to;
    if (n > 8 || measure(list, n, &sum) || sum > 4096)
        return -EINVAL;
    to = kmalloc(sum, GFP_KERNEL);
    return to ? gather_over(to, list, from, n, sum) : -ENOMEM;
}
static int gather(u8 *to, const struct list_item __user *list, const void __user *from, u32 n)
{
    struct list_item item;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_user(&item, list + i, sizeof item) || copy_from_user(to, from, item.size))
            return -EFAULT;
        to += item.size;
    }
    return 0;
}

/* verdict: live */
int measured_by_a_helper(const struct list_item __user *list, const void __user *from, u32 n)
{
    size_t sum;
    u8 *to;
    if (n > 8 || measure(list, n, &sum))
        return -EINVAL;
    to = kmalloc(sum, GFP_KERNEL);
    return to ? gather(to, list, from, n) : -ENOMEM;
}

static int is_length(u32 n)
{
    return n && n <= 64;
}
static int keep(u8 *to, const struct message *m, u32 n)
{
    if (!is_length(n))
        return -EINVAL;
    memcpy(to, m->data, m->len);
    return 0;
}

/* verdict: live */
int asked_again_of_the_first(u8 *to, const struct message __user *from)
{
    struct message m;
    u32 head[2];
    if (copy_from_user(head, from, sizeof head))
        return -EFAULT;
    if (!is_length(head[0]))
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return keep(to, &m, head[0]);
}

/* verdict: live */
int of_two_the_order_is_asked(u8 *to, const struct message __user *from)
{
    struct message m;
    u32 second;
    if (get_user(&second, &from->second, sizeof second))
        return -EFAULT;
    if (second > 64)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.first > m.second)
        return -EINVAL;
    memcpy(to, m.data, m.second - m.first);
    return 0;
}

/* A text that is read piece by piece, unless somebody goes back to its beginning. */
struct reader {
    const u8 __user *begin, *at;
    size_t left;
};
static int next(struct reader *r, void *to, size_t n)
{
    if (n > r->left || copy_from_user(to, r->at, n))
        return -EFAULT;
    r->at += n;
    r->left -= n;
    return 0;
}
static void begin_again(struct reader *r)
{
    r->left += (size_t)(r->at - r->begin);
    r->at = r->begin;
}

/* verdict: live */
int read_from_the_beginning_again(struct device *d, const void __user *from, size_t n)
{
    struct reader r = {from, from, n};
    struct message m;
    if (next(&r, &m.len, sizeof m.len))
        return -EFAULT;
    if (m.len > 64)
        return -EINVAL;
    begin_again(&r);
    if (next(&r, &m, sizeof m))
        return -EFAULT;
    memcpy(d->message.data, m.data, m.len);
    return 0;
}

static void exchange(struct reader *r, struct reader *other)
{
    const u8 __user *kept = r->at;
    r->at = other->at;
    other->at = kept;
}

/* verdict: live */
int read_by_two_that_were_exchanged(struct device *d, const void __user *from, const void __user *to, size_t n)
{
    struct reader one = {from, from, n}, two = {to, to, n};
    struct message m;
    u32 len;
    if (copy_from_user(&len, one.at, sizeof len))
        return -EFAULT;
    if (len > 64)
        return -EINVAL;
    exchange(&one, &two);
    if (copy_from_user(&m, two.at, sizeof m))
        return -EFAULT;
    memcpy(d->message.data, m.data, m.len);
    return 0;
}
