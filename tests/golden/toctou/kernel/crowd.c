/* A driver whose every function works on one large record: what is told of that loses detail, an entry beside it not. */
#include "kernel.h"

typedef u64 dma_addr_t;
void *dma_alloc_coherent(void *dev, size_t size, dma_addr_t *handle, unsigned flags);

#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define TWO_HUNDRED(X)                                                                                                 \
    TEN(X, 10) TEN(X, 11) TEN(X, 12) TEN(X, 13) TEN(X, 14) TEN(X, 15) TEN(X, 16) TEN(X, 17) TEN(X, 18) TEN(X, 19)      \
    TEN(X, 20) TEN(X, 21) TEN(X, 22) TEN(X, 23) TEN(X, 24) TEN(X, 25) TEN(X, 26) TEN(X, 27) TEN(X, 28) TEN(X, 29)
#define COUNTER(n) u32 seen_##n, most_##n, place_##n;

struct entry {
    u32 address, length, status, control; /* control: 1: whose it is; from bit 10: its kind. status: from bit 24 */
};
struct controller {
    struct entry *ring;
    u32 at, phase;
    dma_addr_t handle;
    TWO_HUNDRED(COUNTER)
};
extern u32 kinds[64];

int begin_ring(struct controller *c)
{
    c->ring = dma_alloc_coherent(c, 64 * sizeof(struct entry), &c->handle, GFP_KERNEL);
    return c->ring ? 0 : -ENOMEM;
}

#define COUNT(n)                                                                                                       \
    if (c->seen_##n < c->most_##n)                                                                                     \
        table[c->place_##n & 15]++;

static void account(struct controller *c)
{
    TWO_HUNDRED(COUNT)
}

static void handle(struct controller *c, struct entry *entry)
{
    account(c);
    switch (entry->control >> 10 & 63) {
    case 1:
        c->at = entry->address;
        break;
    case 2:
        c->at = entry->length;
        break;
    case 3:
        switch (entry->status >> 24) {
        case 1:
            c->phase = !c->phase;
            break;
        case 2:
            c->at = 0;
            break;
        }
        break;
    }
}

static void handle_by_length(struct controller *c, struct entry *entry)
{
    account(c);
    kinds[entry->length] = c->at;
}

/* verdict: none */
void own_bit_beside_the_kind(struct controller *c)
{
    for (;;) {
        struct entry *entry = &c->ring[c->at & 63];
        if ((entry->control & 1) != c->phase)
            break;
        handle(c, entry);
        c->at++;
    }
}

/* verdict: live */
int length_in_a_crowd(struct controller *c)
{
    struct entry *entry = &c->ring[c->at & 63];
    if (entry->length > 63)
        return 0;
    handle_by_length(c, entry);
    return 1;
}
