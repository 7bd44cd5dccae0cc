/* Shared memory that helpers look at: checked in one function, read again in another. */
#include "user.h"

int channel_open(struct channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

static int validate(const struct ring *r)
{
    return r->len > 256 ? -1 : 0;
}

static u32 length(const struct ring *r)
{
    return r->len;
}

static void take(u8 *out, const struct ring *r)
{
    memcpy(out, r->data, r->len);
}

static int is_valid_channel(const struct channel *c)
{
    return c->ring->len <= 256;
}

/* verdict: live */
int validated_in_place(struct channel *c, u8 *out)
{
    if (validate(c->ring))
        return -1;
    memcpy(out, c->ring->data, c->ring->len);
    return 0;
}

/* verdict: live */
int validated_behind_a_pointer(struct channel *c, u8 *out)
{
    if (!is_valid_channel(c))
        return -1;
    memcpy(out, c->ring->data, c->ring->len);
    return 0;
}

/* verdict: live */
int asked_twice(struct channel *c, u8 *out)
{
    if (length(c->ring) > 256)
        return -1;
    memcpy(out, c->ring->data, length(c->ring));
    return 0;
}

/* verdict: live */
int relied_on_by_a_callee(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    take(out, c->ring);
    return 0;
}

/* verdict: live */
int checked_and_used_by_callees(struct channel *c, u8 *out)
{
    if (validate(c->ring) < 0)
        return -1;
    take(out, c->ring);
    return 0;
}

static int protect(void *base, const struct ring *r)
{
    return mprotect(base, r->len, PROT_READ);
}

/* verdict: live */
int protected_by_a_callee(struct channel *c, void *base)
{
    if (c->ring->len > 4096)
        return -1;
    return protect(base, c->ring);
}

struct named {
    char text[32];
};
static struct named *shared_name;
int system(const char *command);

void open_shared_name(int fd)
{
    shared_name = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
}

/* verdict: live */
int compared_then_run(void)
{
    if (strcmp(shared_name->text, "date") && strcmp(shared_name->text, "uptime"))
        return -1;
    return system(shared_name->text);
}

/* verdict: live */
int compared_with_two_words(void)
{
    if (strcmp(shared_name->text, "date"))
        return -1;
    if (strcmp(shared_name->text, "uptime"))
        return -1;
    return system(shared_name->text);
}

/* verdict: live */
int copied_whole_and_used_later(struct named *out, u32 which)
{
    if (strlen(shared_name->text) > 8)
        return -1;
    struct named copy = *shared_name;
    if (which)
        memcpy(out, copy.text, strlen(copy.text));
    return 0;
}

struct frame {
    u32 wide, high;
};
struct picture {
    struct frame frame;
    u8 bytes[4096];
};

static int fits(struct frame frame)
{
    return frame.wide <= 64 && frame.high <= 64;
}

/* verdict: live */
int shows_the_helper_a_record(int fd, u8 *to)
{
    struct picture *p = mmap(NULL, sizeof *p, PROT_READ, MAP_SHARED, fd, 0);
    if (!fits(p->frame))
        return -1;
    memcpy(to, p->bytes, p->frame.wide);
    return 0;
}

static int refuses(const struct channel *c)
{
    return c->ring->len > sizeof c->ring->data;
}

static void takes_all(const struct channel *c, u8 *out)
{
    memcpy(out, c->ring->data, c->ring->len);
}

/* verdict: live */
int one_helper_asks_and_another_takes(const struct channel *c, u8 *out)
{
    if (refuses(c))
        return -1;
    takes_all(c, out);
    return 0;
}
