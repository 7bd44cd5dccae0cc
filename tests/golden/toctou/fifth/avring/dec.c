#include "avring.h"

#include <string.h>

void av_attach(AvDec *d, AvRing *r)
{
    d->in = r;
    d->cur = NULL;
    d->tail = 0;
}

int av_next(AvDec *d)
{
    d->cur = rb_frame(d->in, d->tail);
    d->tail += 4096;
    return 0;
}

static int av_size_ok(const AvFrame *f, size_t size)
{
    return f->bytes <= size && f->bytes <= 4096;
}

/* expect: double-load live */
int av_decode(AvDec *d)
{
    if (!d->cur || !av_size_ok(d->cur, d->pic_size))
        return -1;
    memcpy(d->pic, d->cur->payload, d->cur->bytes);
    return 0;
}

/* expect: double-load live */
int av_plane(AvDec *d, unsigned which)
{
    const AvFrame *f = d->cur;

    if (which >= AV_PLANES)
        return -1;
    if (f->plane_off[which] >= 4096)
        return -1;
    d->pic[0] = f->payload[f->plane_off[which]];
    return 0;
}

/* expect: double-load safe */
int av_skip(AvDec *d)
{
    const AvFrame *f = d->cur;

    if (!av_size_ok(f, d->pic_size))
        return -1;
    d->pic[0] = d->in->data[f->bytes & (AV_RING - 1)];
    return 0;
}
