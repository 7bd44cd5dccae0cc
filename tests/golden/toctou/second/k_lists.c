/* Lists, strings, loops. */
#include "k.h"
struct item { u32 len; u32 kind; void __user *base; };
struct msg { u32 count; u32 pad; struct item items[8]; };

/* expect: double-fetch live */
long total_then_fill(struct item __user *list, u32 n)
{
    u32 i, len, total = 0;
    u8 *buf, *p;
    for (i = 0; i < n; i++) {
        if (get_user(len, &list[i].len))
            return -EFAULT;
        total += len;
    }
    buf = kmalloc(total, GFP_KERNEL);
    if (!buf)
        return -ENOMEM;
    p = buf;
    for (i = 0; i < n; i++) {
        if (get_user(len, &list[i].len))
            return -EFAULT;
        memset(p, 0, len);
        p += len;
    }
    kfree(buf);
    return 0;
}

/* expect: double-fetch safe rechecked */
long total_then_fill_bounded(struct item __user *list, u32 n)
{
    u32 i, len, total = 0, used = 0;
    u8 *buf;
    for (i = 0; i < n; i++) {
        if (get_user(len, &list[i].len))
            return -EFAULT;
        total += len;
    }
    buf = kmalloc(total, GFP_KERNEL);
    if (!buf)
        return -ENOMEM;
    for (i = 0; i < n; i++) {
        if (get_user(len, &list[i].len))
            return -EFAULT;
        if (len > total - used)
            break;
        memset(buf + used, 0, len);
        used += len;
    }
    kfree(buf);
    return 0;
}

/* expect: double-fetch live */
long string_length_then_copy(const char __user *s)
{
    char *k;
    long n = strnlen_user(s, 4096);
    if (n <= 0 || n > 4096)
        return -EINVAL;
    k = kmalloc(n, GFP_KERNEL);
    if (!k)
        return -ENOMEM;
    if (copy_from_user(k, s, n)) {
        kfree(k);
        return -EFAULT;
    }
    consume(strlen(k));
    kfree(k);
    return 0;
}

/* expect: double-fetch safe any */
long string_length_then_forced_nul(const char __user *s)
{
    char *k;
    long n = strnlen_user(s, 4096);
    if (n <= 0 || n > 4096)
        return -EINVAL;
    k = kmalloc(n, GFP_KERNEL);
    if (!k)
        return -ENOMEM;
    if (copy_from_user(k, s, n)) {
        kfree(k);
        return -EFAULT;
    }
    k[n - 1] = 0;
    consume(strlen(k));
    kfree(k);
    return 0;
}

/* expect: double-fetch safe any */
long each_its_own(struct item __user *list, u32 n)
{
    struct item it;
    u32 i;
    int sum = 0;
    for (i = 0; i < n; i++) {
        if (copy_from_user(&it, list + i, sizeof it))
            return -EFAULT;
        if (it.kind > 63)
            return -EINVAL;
        sum += table[it.kind];
    }
    return sum;
}

/* expect: double-fetch safe any */
long walk_advancing(struct item __user *p, struct item __user *end)
{
    u32 kind;
    int sum = 0;
    while (p < end) {
        if (get_user(kind, &p->kind))
            return -EFAULT;
        if (kind > 63)
            return -EINVAL;
        sum += table[kind];
        p++;
    }
    return sum;
}

/* expect: double-fetch live */
long count_then_whole(struct msg __user *m)
{
    struct msg *k;
    u32 count, i;
    int sum = 0;
    if (get_user(count, &m->count))
        return -EFAULT;
    if (count > 8)
        return -EINVAL;
    k = memdup_user(m, 8 + count * sizeof(struct item));
    if (IS_ERR(k))
        return PTR_ERR(k);
    for (i = 0; i < k->count; i++)
        sum += k->items[i].len;
    kfree(k);
    return sum;
}

/* expect: double-fetch safe unused */
long count_then_whole_by_local(struct msg __user *m)
{
    struct msg *k;
    u32 count, i;
    int sum = 0;
    if (get_user(count, &m->count))
        return -EFAULT;
    if (count > 8)
        return -EINVAL;
    k = memdup_user(m, 8 + count * sizeof(struct item));
    if (IS_ERR(k))
        return PTR_ERR(k);
    for (i = 0; i < count; i++)
        sum += k->items[i].len;
    kfree(k);
    return sum;
}

/* expect: double-fetch safe retry */
long retry_until_stable(u32 __user *seq, struct item __user *p)
{
    struct item it;
    u32 a, b;
    do {
        if (get_user(a, seq))
            return -EFAULT;
        if (copy_from_user(&it, p, sizeof it))
            return -EFAULT;
        if (get_user(b, seq))
            return -EFAULT;
    } while (a != b);
    if (it.kind > 63)
        return -EINVAL;
    return table[it.kind];
}
