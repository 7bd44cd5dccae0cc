/* Accessors that the code defines for itself. */
#include "kernel.h"

int take_bytes(void *to, const void __user *from, size_t n);
#define unsafe_get_user(to, from, failed)                                                                              \
    do {                                                                                                               \
        if (take_bytes(&(to), (from), sizeof(*(from))))                                                                \
            goto failed;                                                                                               \
    } while (0)

/* verdict: live */
int jumps_when_it_fails(struct message __user *from)
{
    struct message m;
    u32 first;
    unsafe_get_user(first, &from->first, failed);
    if (first > 15 || copy_from_user(&m, from, sizeof m))
        goto failed;
    return (int)table[m.first];
failed:
    return -EFAULT;
}
