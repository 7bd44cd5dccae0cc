/* Memory of a device: what it has handed over, what the driver keeps there for itself, and what functions of ours do alike. */
#include "kernel.h"

void *dma_alloc_coherent(void *dev, size_t size, u64 *handle, unsigned flags);

struct link {
    struct link *next, *prev;
};
struct done {
    u32 id, status;
};
struct command {
    struct link link;
    void *owner;
    u32 slot;
    struct done done;
};
struct session {
    struct link link;
    u32 state;
};
struct board {
    struct command *commands;
    struct done *queue;
    struct link running, sessions;
    u64 handle;
    u32 head, phase;
};

static void link_add(struct link *new, struct link *list)
{
    new->next = list->next;
    list->next = new;
}

int board_open(struct board *b)
{
    b->commands = dma_alloc_coherent(b, 4096, &b->handle, GFP_KERNEL);
    b->queue = dma_alloc_coherent(b, 4096, &b->handle, GFP_KERNEL);
    link_add(&b->commands->link, &b->running);
    return 0;
}

void command_give(struct board *b, u32 i, u32 slot, void *owner)
{
    b->commands[i].slot = slot;
    b->commands[i].owner = owner;
}

/* verdict: latent */
int slot_of_the_driver(struct board *b, u32 i)
{
    struct command *c = &b->commands[i & 7];
    return c->slot < 16 ? table[c->slot] : -EINVAL;
}

/* verdict: live */
int status_of_the_device(struct board *b, u32 i)
{
    struct command *c = &b->commands[i & 7];
    return c->done.status < 16 ? table[c->done.status] : -EINVAL;
}

/* verdict: safe disjoint */
int handed_over_by_a_bit(struct board *b)
{
    struct done *d = &b->queue[b->head];
    if ((d->id & 0x8000) != b->phase)
        return -EINVAL;
    return table[d->id & 0x7fff];
}

/* verdict: none */
int session_of_another_list(struct board *b)
{
    struct session *s = (struct session *)b->sessions.next;
    return s->state < 16 ? table[s->state] : -EINVAL;
}

static int finish(struct done *d)
{
    return d->id < 16 ? table[d->id] : -EINVAL;
}

/* verdict: none */
int finished_twice(struct board *b)
{
    if (finish(b->queue) < 0)
        return -EINVAL;
    return finish(b->queue);
}

static int has(const struct done *d, u32 bits)
{
    return (d->status & bits) != 0;
}

static int entry_of(const struct done *d)
{
    return table[d->status >> 8];
}

/* verdict: none */
int handed_over_by_a_bit_of_the_caller(struct board *b)
{
    if (!has(b->queue, 1))
        return -EINVAL;
    return entry_of(b->queue);
}
