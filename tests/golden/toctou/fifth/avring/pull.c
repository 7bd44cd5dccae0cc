#include "avring.h"

#include <string.h>

/* expect: double-load live */
int rb_pull(AvRing *r, void *out, size_t cap)
{
    if (rb_avail(r) > cap || rb_avail(r) > AV_RING)
        return -1;
    memcpy(out, r->data, rb_avail(r));
    return 0;
}

/* expect: double-load safe */
int rb_pull_once(AvRing *r, void *out, size_t cap)
{
    uint32_t n = rb_avail(r);

    if (n > cap || n > AV_RING)
        return -1;
    memcpy(out, r->data, n);
    return (int)n;
}
