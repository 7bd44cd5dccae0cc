/* The second fetch begins behind the first. */
#include "kernel.h"

/* verdict: safe rest-only */
int behind_the_header(struct message __user *from, void __user *to)
{
    struct header h;
    u8 rest[64];
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    if (h.len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, (u8 __user *)from + sizeof h, h.len))
        return -EFAULT;
    return copy_to_user(to, rest, h.len);
}

/* verdict: safe rest-only */
int next_element(struct message __user *from, void __user *to)
{
    struct header h;
    u8 rest[64];
    struct header __user *p = (struct header __user *)from;
    if (copy_from_user(&h, p, sizeof h))
        return -EFAULT;
    if (h.len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, p + 1, h.len))
        return -EFAULT;
    return copy_to_user(to, rest, h.len);
}

/* verdict: safe rest-only */
int advanced_pointer(struct message __user *from, void __user *to)
{
    u8 __user *p = (u8 __user *)from;
    u32 len;
    u8 rest[64];
    if (copy_from_user(&len, p, sizeof len))
        return -EFAULT;
    if (len > sizeof rest)
        return -EINVAL;
    p += sizeof len;
    if (copy_from_user(rest, p, len))
        return -EFAULT;
    return copy_to_user(to, rest, len);
}

/* verdict: safe rest-only */
int member_behind(struct message __user *from, void __user *to)
{
    u32 len;
    u8 rest[64];
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    if (len > sizeof rest)
        return -EINVAL;
    if (copy_from_user(rest, from->data, len))
        return -EFAULT;
    return copy_to_user(to, rest, len);
}

/* verdict: safe rest-only */
int behind_its_length(u8 __user *from, size_t n, void __user *to)
{
    u8 all[128];
    if (n < 4 || n > 64 || copy_from_user(all, from, n))
        return -EFAULT;
    if (all[0] > 64)
        return -EINVAL;
    if (copy_from_user(all + n, from + n, all[0]))
        return -EFAULT;
    return copy_to_user(to, all, n + all[n]);
}

static int fetch_behind(u8 *to, const u8 __user *from, int skip, size_t n)
{
    return copy_from_user(to, from + skip, n) ? -EFAULT : 0;
}

/* verdict: safe rest-only */
int offset_of_the_caller(struct message __user *from, void __user *to)
{
    struct header h;
    u8 rest[64];
    if (copy_from_user(&h, from, sizeof h) || h.len > sizeof rest)
        return -EFAULT;
    if (fetch_behind(rest, (const u8 __user *)from, sizeof h, h.len))
        return -EFAULT;
    return copy_to_user(to, rest, rest[0]);
}

/* The offset is a sum of one that the caller gives and of what it has fetched. */
static int fetch_two(const u8 __user *from, int skip, const struct header *h, u8 *to)
{
    int further = skip + h->len;
    if (h->len > 32 || h->kind > 32)
        return -EINVAL;
    if (copy_from_user(to, from + skip, h->len))
        return -EFAULT;
    return copy_from_user(to, from + further, h->kind) ? -EFAULT : to[0];
}

/* verdict: safe rest-only */
int offset_through_two_calls(struct message __user *from)
{
    struct header h;
    u8 rest[32];
    int skip = sizeof h;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    return table[fetch_two((const u8 __user *)from, skip, &h, rest) & 15];
}

static int is_zero_behind(const u8 __user *from, size_t known, size_t given)
{
    u32 word;
    if (given <= known)
        return 1;
    return get_user(&word, from + known, sizeof word) ? -EFAULT : word == 0;
}

/* verdict: safe disjoint */
int tail_then_what_is_before(u8 __user *from, size_t given)
{
    struct header h;
    if (is_zero_behind(from, sizeof h, given) <= 0)
        return -EINVAL;
    given = given < sizeof h ? given : sizeof h;
    if (copy_from_user(&h, from, given))
        return -EFAULT;
    return table[h.len];
}

/* verdict: safe disjoint */
int tail_of_a_longer_one(u8 __user *from, size_t given)
{
    struct header h;
    u32 word;
    if (given > sizeof h) {
        if (get_user(&word, from + sizeof h, sizeof word) || word)
            return -EINVAL;
        given = sizeof h;
    }
    if (copy_from_user(&h, from, given))
        return -EFAULT;
    return table[h.len];
}

/* verdict: safe disjoint */
int one_of_two_offsets(u8 __user *from, u32 is_wide, void __user *to)
{
    u8 head[32], rest[64];
    int offset = is_wide ? 16 : 8;
    if (copy_from_user(head, from, sizeof head) || head[1] > sizeof rest)
        return -EFAULT;
    if (copy_from_user(rest, from + offset, head[1]))
        return -EFAULT;
    return copy_to_user(to, rest, rest[0] & 63);
}
