/* Memory that another process maps too: what is checked in it is read again. */
#include "user.h"

static struct ring *one;

int channel_open(struct channel *c)
{
    one = shmat(c->fd, NULL, 0);
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

/* verdict: live */
int length_of_a_copy(struct channel *c, u8 *out)
{
    if (c->ring->len > sizeof c->ring->data)
        return -1;
    memcpy(out, c->ring->data, c->ring->len);
    return 0;
}

/* verdict: live */
int through_a_local_pointer(struct channel *c)
{
    struct ring *r = c->ring;
    if (r->kind >= 16)
        return -1;
    return table[r->kind];
}

/* verdict: live */
int attached_by_a_global(void)
{
    if (one->kind >= 16)
        return -1;
    return table[one->kind];
}

/* verdict: live */
int mapped_here(int fd, u8 *out)
{
    int flags = MAP_SHARED;
    u32 *length = mmap(NULL, 4096, PROT_READ, flags, fd, 0);
    if (length == MAP_FAILED || *length > 128)
        return -1;
    memcpy(out, length + 1, *length);
    return 0;
}

/* verdict: live */
int element_of_an_array(struct channel *c, u32 i, u8 *out)
{
    struct ring *r = c->ring;
    if (i >= 16 || r->slots[i].offset > 128 || r->slots[i].length > 128)
        return -1;
    memcpy(out, r->data + r->slots[i].offset, r->slots[i].length);
    return 0;
}

/* verdict: live */
int element_by_an_offset(struct channel *c, u8 *out)
{
    struct slot *slot = (struct slot *)((u8 *)c->ring + 16);
    if (c->ring->slots[0].length > 128)
        return -1;
    memcpy(out, c->ring->data, slot->length);
    return 0;
}

/* verdict: live */
int selects_twice(struct channel *c)
{
    if (c->ring->kind > 1)
        return -1;
    switch (c->ring->kind) {
    case 0:
        return start();
    case 1:
        return stop();
    }
    return consume(0);
}

/* verdict: live */
int handler_of_a_kind(struct channel *c)
{
    u32 *kind = &c->ring->kind;
    if (*kind < 16 && handlers[*kind])
        return handlers[*kind]();
    return -1;
}

#define MIN(a, b) ((a) < (b) ? (a) : (b))

/* verdict: live */
int macro_that_reads_twice(struct channel *c, u8 *out)
{
    memcpy(out, c->ring->data, MIN(c->ring->len, 256));
    return 0;
}

/* verdict: live */
int size_then_copy(struct channel *c)
{
    u8 *copy = malloc(c->ring->len);
    if (!copy)
        return -1;
    memcpy(copy, c->ring->data, c->ring->len);
    return consume(copy[0]);
}

/* verdict: live */
int header_copied_then_the_original(struct channel *c, u8 *out)
{
    struct ring copy;
    memcpy(&copy, c->ring, sizeof copy);
    if (copy.len > sizeof copy.data)
        return -1;
    memcpy(out, copy.data, c->ring->len);
    return 0;
}

/* verdict: live */
int original_then_a_copy(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    struct ring copy = *c->ring;
    memcpy(out, copy.data, copy.len);
    return 0;
}

/* verdict: live */
int bound_of_a_loop(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    for (u32 i = 0; i < c->ring->len; i++)
        out[i] = c->ring->data[i];
    return 0;
}

/* verdict: live */
int protection_of_a_range(struct channel *c, void *base)
{
    if (c->ring->len > 4096)
        return -1;
    return mprotect(base, c->ring->len, PROT_READ);
}

/* verdict: live */
int text_measured_then_copied(struct channel *c)
{
    char name[32];
    if (strlen(c->ring->name) >= sizeof name)
        return -1;
    memcpy(name, c->ring->name, strlen(c->ring->name) + 1);
    return strcmp(name, "x");
}

/* verdict: unproven */
int handed_to_somebody(struct channel *c)
{
    if (c->ring->kind > 15)
        return -1;
    return consume(c->ring->kind);
}

/* verdict: latent */
int only_kept(struct channel *c)
{
    if (c->ring->kind > 15)
        return -1;
    c->last = c->ring->kind;
    return 0;
}

/* verdict: live */
int two_passes(struct channel *c, u8 *out)
{
    struct ring *r = c->ring;
    u32 sum = 0, at = 0;
    for (u32 i = 0; i < 16; i++) {
        if (r->slots[i].length > 16)
            return -1;
        sum += i;
    }
    for (u32 k = 0; k < 16; k++) {
        memcpy(out + at, r->data, r->slots[k].length);
        at += 16;
    }
    return sum;
}

static struct ring *map_it(int fd)
{
    struct ring *r = mmap(NULL, sizeof *r, PROT_READ, MAP_SHARED, fd, 0);
    return r == MAP_FAILED ? NULL : r;
}

/* verdict: live */
int given_by_a_helper(int fd)
{
    struct ring *r = map_it(fd);
    if (!r || r->kind >= 16)
        return -1;
    return table[r->kind];
}

static int map_into(struct ring **out, int fd)
{
    *out = mmap(NULL, sizeof **out, PROT_READ, MAP_SHARED, fd, 0);
    return *out == MAP_FAILED;
}

/* verdict: live */
int written_by_a_helper(int fd)
{
    struct ring *r;
    if (map_into(&r, fd) || r->kind >= 16)
        return -1;
    return table[r->kind];
}

/* verdict: live */
static int handed_to_this_one(const struct slot *slot, u8 *out, const u8 *data)
{
    if (slot->length > 64)
        return -1;
    memcpy(out, data, slot->length);
    return 0;
}

int hands_it_on(struct channel *c, u8 *out)
{
    return handed_to_this_one(&c->ring->slots[3], out, c->ring->data);
}

/* verdict: live */
int checked_under_a_lock_of_ours(struct channel *c, pthread_mutex_t *mutex, u8 *out)
{
    int bad = 0;
    pthread_mutex_lock(mutex);
    if (c->ring->len > 256)
        bad = -1;
    else
        memcpy(out, c->ring->data, c->ring->len);
    pthread_mutex_unlock(mutex);
    return bad;
}

/* verdict: live */
int name_measured_then_copied(int id)
{
    char *shared = shmat(id, NULL, 0), name[32] = "";
    if (strlen(shared) >= sizeof name)
        return -1;
    strcpy(name, shared);
    return name[0];
}

static void *map_or_leave(int fd, size_t n, int flags)
{
    void *area = mmap(NULL, n, PROT_READ, flags, fd, 0);
    return area == MAP_FAILED ? NULL : area;
}

/* verdict: live */
int mapped_as_the_caller_says(int fd, u8 *to)
{
    struct ring *r = map_or_leave(fd, sizeof *r, MAP_SHARED);
    if (!r || r->len > sizeof r->data)
        return -1;
    memcpy(to, r->data, r->len);
    return 0;
}

/* verdict: none */
int mapped_for_itself(int fd, u8 *to)
{
    struct ring *r = map_or_leave(fd, sizeof *r, MAP_PRIVATE);
    if (!r || r->len > sizeof r->data)
        return -1;
    memcpy(to, r->data, r->len);
    return 0;
}

/* verdict: live */
u32 position_by_a_shared_mask(int fd, const u32 *table, u32 position)
{
    struct ring *r = mmap(NULL, sizeof *r, PROT_READ, MAP_SHARED, fd, 0);
    if (r->len >= 256)
        return 0;
    return table[position & r->len];
}

/* verdict: live */
u32 our_limit_is_a_wider_one(struct channel *c)
{
    u32 sum = 0;
    if (c->ring->len > 100)
        return 0;
    for (u32 i = 0; i < c->ring->len && i < 256; i++)
        sum += c->ring->data[i];
    return sum;
}

/* verdict: live */
u32 our_limit_is_of_something_else(struct channel *c, const u8 *skip)
{
    u32 sum = 0, taken = 0;
    if (c->ring->len > 256)
        return 0;
    for (u32 i = 0; i < c->ring->len && taken < 256; i++)
        if (!skip[i])
            sum += c->ring->data[i], taken++;
    return sum;
}

struct masked_ring {
    u32 tail, mask;
};
struct own_side {
    struct masked_ring *ring;
    u32 head, mask, entries[16];
};

/* verdict: live */
u32 shared_mask_is_compared(struct own_side *own, int id)
{
    own->ring = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, id, 0);
    if (own->ring->mask != own->mask)
        return 0;
    return own->entries[own->head & own->ring->mask];
}

/* verdict: live */
u32 our_limit_lets_one_more_through(struct channel *c, u32 most)
{
    u32 sum = 0;
    if (c->ring->len > most)
        return 0;
    for (u32 i = 0; i < c->ring->len && i <= most; i++)
        sum += c->ring->data[i];
    return sum;
}
