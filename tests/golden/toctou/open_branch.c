/* Shape T, by an `if`: what is done for the second kind was not let through for the first one. */
#include "kernel.h"

int may_write(void), do_write(struct message *m);

/* verdict: live */
int selected_again_by_an_if(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind) || kind != 1)
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind == 2)
        return table[m.first];
    return 0;
}

/* verdict: live */
int one_of_two_then_a_third(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind) || (kind != 1 && kind != 3))
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind == 1)
        return start();
    else if (m.kind == 3)
        return stop();
    else
        return do_write(&m);
}

/* verdict: live */
int privilege_asked_of_the_first(struct message __user *from)
{
    struct message m;
    u32 flags;
    if (get_user(&flags, &from->kind, sizeof flags))
        return -EFAULT;
    if ((flags & 4) && !may_write())
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    if (m.kind & 4)
        return do_write(&m);
    return 0;
}

/* verdict: live */
int privilege_asked_then_a_switch(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if (kind >= 4 && !may_write())
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    switch (m.kind) {
    case 1:
        return start();
    case 4:
        return do_write(&m);
    default:
        return -EINVAL;
    }
}

/* verdict: live */
int privilege_asked_by_some_bits(struct message __user *from)
{
    struct message m;
    u32 kind;
    if (get_user(&kind, &from->kind, sizeof kind))
        return -EFAULT;
    if ((kind & 0x30) == 0x20 && !may_write())
        return -EINVAL;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    switch (m.kind) {
    case 0x10:
        return start();
    case 0x21:
        return do_write(&m);
    default:
        return -EINVAL;
    }
}
