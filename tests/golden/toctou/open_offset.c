/* An offset or a length that only looks as if it kept the second fetch off the first one's bytes. */
#include "kernel.h"

static int fetch_behind(u8 *to, const u8 __user *from, int skip, size_t n)
{
    return copy_from_user(to, from + skip, n) ? -EFAULT : 0;
}

/* verdict: live */
int offset_too_small(struct message __user *from)
{
    struct header h;
    u32 kind;
    if (copy_from_user(&h, from, sizeof h) || h.kind > 15)
        return -EFAULT;
    if (fetch_behind((u8 *)&kind, (const u8 __user *)from, 4, sizeof kind))
        return -EFAULT;
    return table[kind];
}

/* verdict: live */
int offset_that_is_not_known(struct message __user *from, int skip)
{
    struct header h, again;
    if (copy_from_user(&h, from, sizeof h) || h.kind > 15)
        return -EFAULT;
    if (fetch_behind((u8 *)&again, (const u8 __user *)from, skip, sizeof again))
        return -EFAULT;
    return table[again.kind];
}

/* verdict: live */
int clamped_to_more_than_the_tail(u8 __user *from, size_t given)
{
    struct message m;
    u32 word;
    if (get_user(&word, from + sizeof(struct header), sizeof word) || word > 15)
        return -EINVAL;
    given = given < sizeof m ? given : sizeof m;
    if (copy_from_user(&m, from, given))
        return -EFAULT;
    return table[m.first];
}

/* verdict: live */
int behind_another_length(struct message __user *from, size_t n, size_t m)
{
    struct header h, again;
    if (n > sizeof h || m > 4 || copy_from_user(&h, from, n))
        return -EFAULT;
    if (h.kind > 15 || copy_from_user(&again, (const u8 __user *)from + m, sizeof again))
        return -EFAULT;
    return table[again.kind];
}

/* verdict: live */
int one_of_two_that_overlap(u8 __user *from, u32 is_wide, void __user *to)
{
    u8 head[32], rest[64];
    int offset = is_wide ? 16 : 0;
    if (copy_from_user(head, from, sizeof head) || head[1] > sizeof rest)
        return -EFAULT;
    if (copy_from_user(rest, from + offset, head[1]))
        return -EFAULT;
    return copy_to_user(to, rest, rest[1]);
}

struct chunk {
    u32 kind, len;
};

/* verdict: live */
int chunk_fetched_twice(u8 __user *from, u8 __user *end)
{
    struct chunk c;
    for (; from < end; from += c.len) {
        if (copy_from_user(&c, from, sizeof c) || c.len > 15)
            return -EFAULT;
        if (copy_from_user(&c, from, sizeof c))
            return -EFAULT;
        if (table[c.len])
            return start();
    }
    return 0;
}

/* verdict: live */
int image_that_overlaps(u8 __user *from, u32 is_long)
{
    u8 head[32], image[64];
    int skip = is_long ? 24 : 16;
    if (copy_from_user(head, from, sizeof head) || head[28] > 15)
        return -EFAULT;
    if (copy_from_user(image + skip, from + skip, head[1]))
        return -EFAULT;
    return table[image[28]];
}
