/* Objects that say of themselves that somebody else writes them. */
#include "user.h"

struct mailbox {
    volatile u32 len, slot;
    u8 data[64];
};

/* verdict: live */
int volatile_pointer(const volatile struct ring *r)
{
    if (r->kind >= 16)
        return -1;
    return table[r->kind];
}

/* verdict: live */
int volatile_members(struct mailbox *m, u8 *out)
{
    if (m->len > sizeof m->data)
        return -1;
    memcpy(out, m->data, m->len);
    return 0;
}

/* verdict: live */
int once_and_then_plainly(struct ring *r, u8 *out)
{
    if (READ_ONCE(r->len) > 256)
        return -1;
    memcpy(out, r->data, r->len);
    return 0;
}

/* verdict: live */
int once_and_once_more(struct ring *r)
{
    if (READ_ONCE(r->kind) >= 16)
        return -1;
    return table[READ_ONCE(r->kind)];
}

static _Atomic u32 level;

/* verdict: live */
int atomic_twice(void)
{
    if (level >= 16)
        return -1;
    return table[level];
}

/* verdict: live */
int builtin_atomic_twice(struct ring *r)
{
    if (__atomic_load_n(&r->kind, 2) >= 16)
        return -1;
    return table[__atomic_load_n(&r->kind, 2)];
}

/* verdict: live */
int protects_by_volatile(struct mailbox *m, void *base)
{
    if (m->len > 4096)
        return -1;
    return mprotect(base, m->len, PROT_READ);
}
