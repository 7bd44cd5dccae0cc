/* Elements by a distance in bytes. */
#include "kernel.h"

typedef struct {
    void __user *user;
} source;
int copy_from_sockptr_offset(void *to, source from, size_t offset, size_t n);

struct rule {
    u32 kind, size;
    u8 text[24];
};

/* verdict: live */
int skipped_in_two_loops(source from, u32 n)
{
    struct rule rule;
    u32 size, sum = 0;
    u8 *to;
    if (n > 64)
        return -EINVAL;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_sockptr_offset(&size, from, i * sizeof rule + 4, sizeof size))
            return -EFAULT;
        sum += size;
    }
    to = kmalloc(sum, GFP_KERNEL);
    for (u32 i = 0; to && i < n; i++) {
        if (copy_from_sockptr_offset(&rule, from, i * sizeof rule, sizeof rule))
            return -EFAULT;
        memcpy(to, rule.text, rule.size);
        to += rule.size;
    }
    return to ? 0 : -ENOMEM;
}

/* verdict: live */
int bytes_in_two_loops(const u8 __user *from, u32 n)
{
    struct rule rule;
    u32 size;
    for (u32 i = 0; i < n; i++) {
        if (get_user(&size, from + (i * sizeof rule + 4), sizeof size))
            return -EFAULT;
        if (size > 24)
            return -EINVAL;
    }
    for (u32 i = 0; i < n; i++) {
        u8 to[24];
        if (copy_from_user(&rule, from + i * sizeof rule, sizeof rule))
            return -EFAULT;
        memcpy(to, rule.text, rule.size);
        if (consume(to[0]))
            return -EINVAL;
    }
    return 0;
}

/* verdict: safe disjoint */
int other_member_in_two_loops(source from, u32 n)
{
    struct rule rule;
    u32 size, kind;
    for (u32 i = 0; i < n; i++) {
        if (copy_from_sockptr_offset(&size, from, i * sizeof rule + 4, sizeof size))
            return -EFAULT;
        if (size > 24)
            return -EINVAL;
    }
    for (u32 i = 0; i < n; i++) {
        if (copy_from_sockptr_offset(&kind, from, i * sizeof rule, sizeof kind))
            return -EFAULT;
        if (kind < 16)
            table[kind]++;
    }
    return 0;
}
