/* Other bytes. */
#include "kernel.h"

/* verdict: safe disjoint */
int member_in_front(struct message __user *from, void __user *to)
{
    u32 kind, len;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind > 15)
        return -EINVAL;
    if (get_user(&len, &from->len, sizeof len))
        return -EFAULT;
    return table[kind] + copy_to_user(to, table, len & 15);
}

/* verdict: safe disjoint */
int checked_member_not_fetched_again(struct message __user *from, void __user *to)
{
    struct message one;
    u32 second;
    if (copy_from_user(&one, from, sizeof one))
        return -EFAULT;
    if (one.first > 15)
        return -EINVAL;
    if (get_user(&second, &from->second, sizeof second))
        return -EFAULT;
    return table[second & 15];
}

/* verdict: safe disjoint */
int header_read_after_the_body(struct message __user *from, void __user *to)
{
    u8 rest[64];
    struct header h;
    if (copy_from_user(rest, from->data, sizeof rest))
        return -EFAULT;
    if (rest[0] > 15)
        return -EINVAL;
    if (copy_from_user(&h, from, sizeof h))
        return -EFAULT;
    return table[h.len & 15];
}

struct chunk {
    u32 kind, len;
};

static int load_chunk(const u8 __user *from, u32 n)
{
    void *copy = memdup_user(from, n);
    if (is_error(copy))
        return -EFAULT;
    kfree(copy);
    return 0;
}

/* A walk over chunks: what is fetched again is the one that ended the walk, of which only the kind was looked at. */
/* verdict: safe rest-only */
int chunks_up_to_another(u8 __user *from)
{
    struct chunk c;
    for (;;) {
        if (copy_from_user(&c, from, sizeof c))
            return -EFAULT;
        if (c.kind != 1)
            break;
        from += sizeof c;
        if (load_chunk(from, c.len))
            return -EFAULT;
        from += c.len;
    }
    if (copy_from_user(&c, from, sizeof c))
        return -EFAULT;
    if (c.kind != 2)
        return -EINVAL;
    return load_chunk(from + sizeof c, c.len);
}

/* What is behind the distance in the one lies behind it in the other. */
/* verdict: safe unused */
int image_from_a_distance_on(u8 __user *from, u32 is_long)
{
    u8 head[32], image[64];
    int skip = is_long ? 24 : 16;
    if (copy_from_user(head, from, sizeof head) || head[20] > 64 - skip)
        return -EFAULT;
    memcpy(image, head, 16);
    if (copy_from_user(image + skip, from + skip, head[20]))
        return -EFAULT;
    return table[image[8] & 15] + table[head[20] & 15];
}
