/* What the second copy decides by an `if`, or by where its text ends, is not taken for reliance yet. */
#include "kernel.h"

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
size_t ends_where_it_ended(const char __user *from)
{
    size_t n = 0;
    long length = strnlen_user(from, 4096);
    char *text = length > 0 && length <= 4096 ? kmalloc((size_t)length, GFP_KERNEL) : NULL;
    if (text && !copy_from_user(text, from, (size_t)length))
        while (text[n])
            n++;
    kfree(text);
    return n;
}
