/* What k_helpers.c calls. */
#include "k.h"
struct cmd { u32 op, len; u8 body[56]; };

int far_check(const struct cmd *c)
{
    return c->len > sizeof c->body ? -EINVAL : 0;
}

int far_fetch(struct cmd *c, const void __user *from)
{
    return copy_from_user(c, from, sizeof *c) ? -EFAULT : 0;
}

int far_use(struct cmd *c)
{
    return do_thing(c->body, c->len);
}

int far_use_checked(struct cmd *c)
{
    if (c->len > sizeof c->body)
        return -EINVAL;
    return do_thing(c->body, c->len);
}

int far_ignore(struct cmd *c)
{
    return table[c->op & 63];
}

void far_fix(struct cmd *c, const struct cmd *first)
{
    c->len = first->len;
    c->op = first->op;
}
