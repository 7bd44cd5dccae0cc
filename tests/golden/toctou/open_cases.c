/* What a switch in a called function lets through. */
#include "kernel.h"

static long size_of_kind(u32 kind)
{
    switch (kind) {
    case 0:
        return 8;
    case 1:
        return 24;
    case 2:
        return sizeof(struct message);
    }
    return -EINVAL;
}

/* verdict: live */
int sized_by_one_kind_selected_by_another(const struct message __user *from)
{
    struct message *m;
    u32 kind;
    long size;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    size = size_of_kind(kind);
    if (size < 0)
        return -EINVAL;
    m = memdup_user(from, size);
    if (is_error(m))
        return -ENOMEM;
    switch (m->kind) {
    case 2:
        return m->data[63];
    case 1:
        return (int)m->second;
    }
    return 0;
}

/* verdict: safe rechecked */
int sized_again_by_the_second(const struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (size_of_kind(kind) < 0)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (size_of_kind(m.kind) < 0)
        return -EINVAL;
    table[m.kind] = 1;
    return 0;
}

static int has_slot(u32 kind)
{
    switch (kind) {
    case 1:
    case 9:
        return 0;
    }
    return -EINVAL;
}

/* verdict: live */
int of_two_numbers_all_between_are_let_through(const struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (has_slot(kind))
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind < 1 || m.kind > 9)
        return -EINVAL;
    table[m.kind] = 1;
    return 0;
}

/* verdict: live */
int copied_by_the_size_of_the_second(void __user *to, const struct message __user *from)
{
    struct message *m;
    u32 kind;
    long size;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    size = size_of_kind(kind);
    if (size < 0)
        return -EINVAL;
    m = memdup_user(from, size);
    if (is_error(m))
        return -ENOMEM;
    size = size_of_kind(m->kind);
    return size < 0 ? -EINVAL : (int)copy_to_user(to, m, size);
}
