/* A device that completes into coherent memory. */
#include "os.h"

struct done { u16 id, bytes; u32 flags; u8 sense[56]; };
struct card { struct device *dev; struct done *ring; u64 bus; u32 at; void *cookies[64]; u8 sense[56]; };

int card_up(struct card *c)
{
    c->ring = dma_alloc_coherent(c->dev, 64 * sizeof(*c->ring), &c->bus, 0);
    return c->ring ? 0 : -ENOMEM;
}

/* expect: double-load live */
int card_sense(struct card *c)
{
    struct done *d = &c->ring[c->at & 63];

    if (d->bytes > sizeof(c->sense))
        return -EINVAL;
    memcpy(c->sense, d->sense, d->bytes);
    return 0;
}

/* expect: double-load safe any */
int card_sense_once(struct card *c)
{
    struct done *d = &c->ring[c->at & 63];
    u16 bytes = READ_ONCE(d->bytes);

    if (bytes > sizeof(c->sense))
        return -EINVAL;
    memcpy(c->sense, d->sense, bytes);
    return 0;
}

/* expect: double-load live */
void *card_cookie(struct card *c)
{
    const struct done *d = c->ring + (c->at & 63);

    return d->id < 64 ? c->cookies[d->id] : NULL;
}

/* expect: double-load safe any */
void *card_cookie_copied(struct card *c)
{
    struct done d = c->ring[c->at & 63];

    return d.id < 64 ? c->cookies[d.id] : NULL;
}

static int fits(const struct done *d) { return d->bytes <= sizeof(d->sense); }

/* expect: double-load live */ /* the check stands in a helper */
int card_report(struct card *c)
{
    struct done *d = &c->ring[c->at++ & 63];

    if (!fits(d))
        return -EINVAL;
    return submit(d->sense, d->bytes);
}

/* expect: double-load safe any */
int card_report_masked(struct card *c)
{
    struct done *d = &c->ring[c->at++ & 63];

    if (d->bytes > 31)
        return -EINVAL;
    return submit(d->sense, d->bytes & 31);
}
