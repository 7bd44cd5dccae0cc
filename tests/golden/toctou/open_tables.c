/* Tables that are checked entry by entry in memory of the other side, then copied, or gone over again. */
#include "kernel.h"

void *dma_alloc_coherent(void *dev, size_t n, void *handle, unsigned flags);

struct routes {
    u32 n;
    u8 hop[64];
    struct {
        u16 at, len;
    } part[8];
};
struct router {
    struct routes *shared;
    u8 hop[64];
    u32 seen[8], parts[8];
};

int begin_router(struct router *r, void *handle)
{
    r->shared = dma_alloc_coherent(NULL, 4096, handle, GFP_KERNEL);
    return r->shared ? 0 : -ENOMEM;
}

static int hops_fit(const u8 *hop)
{
    for (int i = 0; i < 64; i++)
        if (hop[i] >= 8)
            return 0;
    return 1;
}

static int refused(const struct routes *routes)
{
    for (int i = 0; i < 64; i++)
        if (routes->hop[i] >= 8)
            return -EINVAL;
    return 0;
}

static void count_hops(struct router *r)
{
    for (int i = 0; i < 64; i++)
        r->seen[r->hop[i]]++;
}

/* verdict: live */
int copied_behind_the_loop(struct router *r)
{
    for (int i = 0; i < 64; i++)
        if (r->shared->hop[i] >= 8)
            return -EINVAL;
    memcpy(r->hop, r->shared->hop, sizeof r->hop);
    for (int i = 0; i < 64; i++)
        r->seen[r->hop[i]]++;
    return 0;
}

/* verdict: live */
int copied_behind_a_check(struct router *r)
{
    if (!hops_fit(r->shared->hop))
        return -EINVAL;
    memcpy(r->hop, r->shared->hop, sizeof r->hop);
    count_hops(r);
    return 0;
}

/* verdict: safe snapshot */
int copied_before_the_check(struct router *r)
{
    memcpy(r->hop, r->shared->hop, sizeof r->hop);
    if (!hops_fit(r->hop))
        return -EINVAL;
    count_hops(r);
    return 0;
}

/* verdict: live */
int gone_over_again(struct router *r)
{
    if (refused(r->shared))
        return -EINVAL;
    for (int i = 0; i < 64; i++)
        r->seen[r->shared->hop[i]]++;
    return 0;
}

/* verdict: none */
int one_of_them_first(struct router *r)
{
    if (r->shared->hop[0] >= 8)
        return -EINVAL;
    for (int i = 0; i < 64; i++)
        r->seen[r->shared->hop[i]]++;
    return 0;
}

/* verdict: live */
int gone_over_with_a_lower_bound(struct router *r)
{
    if (refused(r->shared))
        return -EINVAL;
    for (int i = 0; i < 64; i++) {
        u8 hop = r->shared->hop[i];
        if (hop < 1)
            return -EINVAL;
        r->seen[hop]++;
    }
    return 0;
}

/* verdict: live */
int gone_over_with_a_mask_tested(struct router *r)
{
    if (refused(r->shared))
        return -EINVAL;
    for (int i = 0; i < 64; i++) {
        u8 hop = r->shared->hop[i];
        if (hop & 16)
            return -EINVAL;
        r->seen[hop]++;
    }
    return 0;
}

/* verdict: safe rechecked */
int gone_over_with_an_upper_bound(struct router *r)
{
    if (refused(r->shared))
        return -EINVAL;
    for (int i = 0; i < 64; i++) {
        u8 hop = r->shared->hop[i];
        if (hop > 7)
            return -EINVAL;
        r->seen[hop]++;
    }
    return 0;
}

/* verdict: none */
int another_member_of_the_entries(struct router *r)
{
    if (r->shared->part[0].at >= 8)
        return -EINVAL;
    for (int i = 0; i < 8; i++)
        r->parts[i & 7] = r->shared->part[i].len;
    return 0;
}

/* An index of fewer bits than an int, widened here and not there; and a part of an element, read by a function. */
struct entry {
    u64 address;
    u32 len;
    u16 flags, next;
};
struct queue {
    struct entry __user *entries;
    u16 n;
};

static int peek(struct queue *q, u16 i, u32 *len)
{
    return get_user(len, &q->entries[i].len, 4) ? -EFAULT : 0;
}

/* verdict: live */
int entry_by_a_sum(struct queue *q, u16 head)
{
    struct entry entry;
    u32 len;
    if (get_user(&len, &q->entries[head].len, 4) || len > 15)
        return -EINVAL;
    if (copy_from_user(&entry, q->entries + head, sizeof entry))
        return -EFAULT;
    return (int)table[entry.len];
}

/* verdict: live */
int entry_peeked_at(struct queue *q, u16 head)
{
    struct entry entry;
    u32 len;
    if (peek(q, head, &len) || len > 15)
        return -EINVAL;
    if (copy_from_user(&entry, &q->entries[head], sizeof entry))
        return -EFAULT;
    return (int)table[entry.len];
}

/* verdict: safe compared */
int entry_peeked_at_and_compared(struct queue *q, u16 head)
{
    struct entry entry;
    u32 len;
    if (peek(q, head, &len) || len > 15)
        return -EINVAL;
    if (copy_from_user(&entry, &q->entries[head], sizeof entry) || entry.len != len)
        return -EFAULT;
    return (int)table[entry.len];
}

/* A command that only some may give, by its first byte; what is then done is chosen in a function. */
int may_destroy(void);
void sync_all(void), destroy_all(void);

static void act_on(const char *command)
{
    switch (command[0]) {
    case 's':
        sync_all();
        break;
    case 'D':
        destroy_all();
        break;
    }
}

/* verdict: live */
int command_that_only_some_may_give(const char __user *text, size_t n)
{
    char command[32], first;
    if (n == 0 || n > sizeof command || get_user(&first, text, 1))
        return -EINVAL;
    if (first == 'D' && !may_destroy())
        return -EINVAL;
    if (copy_from_user(command, text, n))
        return -EFAULT;
    act_on(command);
    return 0;
}

/* verdict: safe overridden */
int command_with_its_first_byte_put_back(const char __user *text, size_t n)
{
    char command[32], first;
    if (n == 0 || n > sizeof command || get_user(&first, text, 1))
        return -EINVAL;
    if (first == 'D' && !may_destroy())
        return -EINVAL;
    if (copy_from_user(command, text, n))
        return -EFAULT;
    command[0] = first;
    act_on(command);
    return 0;
}

/* Pieces that a function asks one by one for each of them. */
struct piece {
    u8 first, last;
};
struct pieces {
    struct piece *shared;
    u8 map[512];
};

int begin_pieces(struct pieces *p, void *handle)
{
    p->shared = dma_alloc_coherent(NULL, 4096, handle, GFP_KERNEL);
    return p->shared ? 0 : -ENOMEM;
}

static int is_wrong(u8 first, u8 last)
{
    return first > last || last >= 8;
}

static int all_fit(const struct piece *piece)
{
    for (u32 i = 0; i < 64; i++)
        if (is_wrong(piece[i].first, piece[i].last))
            return -EINVAL;
    return 0;
}

static void mark_all(struct pieces *p, const struct piece *piece)
{
    for (u32 i = 0; i < 64; i++)
        for (u32 at = piece[i].first; at <= piece[i].last; at++)
            p->map[i * 8 + at] = 1;
}

static int mark_what_fits(struct pieces *p, const struct piece *piece)
{
    for (u32 i = 0; i < 64; i++) {
        u8 first = *(const volatile u8 *)&piece[i].first, last = *(const volatile u8 *)&piece[i].last;
        if (is_wrong(first, last))
            return -EINVAL;
        for (u32 at = first; at <= last; at++)
            p->map[i * 8 + at] = 1;
    }
    return 0;
}

/* verdict: live */
int asked_one_by_one(struct pieces *p)
{
    if (all_fit(p->shared))
        return -EINVAL;
    mark_all(p, p->shared);
    return 0;
}

/* verdict: safe rechecked */
int asked_one_by_one_again(struct pieces *p)
{
    if (all_fit(p->shared))
        return -EINVAL;
    return mark_what_fits(p, p->shared);
}
