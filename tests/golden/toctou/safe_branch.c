/* A branch on the second value that refuses, or goes where the first one may go, relies on nothing. */
#include "kernel.h"

int do_read(struct message *m);

/* verdict: safe unused */
int either_of_two_and_nothing_else(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind) || (kind != 1 && kind != 3))
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind == 1)
        return start();
    if (m.kind == 3)
        return stop();
    return -EINVAL;
}

/* verdict: safe unused */
int refused_with_a_word(struct message __user *from)
{
    struct message m;
    u32 kind;
    int ret = 0;
    if (get_user(&kind, &from->kind, sizeof kind) || kind != 1)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    start();
    if (m.kind != 1) {
        ret = -EINVAL;
        goto out;
    }
    ret = do_read((void *)0);
out:
    stop();
    return ret;
}

/* verdict: safe unused */
int modes_without_a_check(struct message __user *from)
{
    struct message m;
    u32 flags;
    if (get_user(&flags, &from->kind, sizeof flags))
        return -EFAULT;
    if (flags & 4)
        start();
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind & 4)
        return stop();
    return 0;
}

/* verdict: safe compared */
int chosen_behind_a_comparison(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind) || kind != 1)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind != kind)
        return -EINVAL;
    if (m.kind == 2)
        return stop();
    return 0;
}

/* verdict: safe unused */
int modes_then_a_switch(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind >= 4)
        start();
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    switch (m.kind) {
    case 1:
        return start();
    case 4:
        return stop();
    default:
        return -EINVAL;
    }
}

int may_write(void);

/* verdict: safe unused */
int privilege_asked_by_other_bits(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if ((kind & 0x40) && !may_write())
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    switch (m.kind) {
    case 0x10:
        return start();
    case 0x21:
        return stop();
    default:
        return -EINVAL;
    }
}
