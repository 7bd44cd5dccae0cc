/* Functions that look at what others fetched. */
#include "helpers.h"

u32 entry_of(const struct message *m)
{
    return table[m->first];
}

u32 entry_of_checked(const struct message *m)
{
    if (m->first > 15)
        return 0;
    return table[m->first];
}

u32 kind_of(const struct message *m)
{
    return m->kind == 7;
}

int refuse_large(const struct message *m)
{
    if (m->first > 15)
        return -EINVAL;
    return 0;
}

int refuse_different(const struct message *a, const struct message *b)
{
    if (a->first != b->first)
        return -EINVAL;
    return 0;
}

int is_small(u32 first)
{
    return first < 16;
}

void restore(struct message *m, u32 first)
{
    m->first = first;
}

int pass_on(const struct message *m)
{
    return entry_below(m) != 0;
}
