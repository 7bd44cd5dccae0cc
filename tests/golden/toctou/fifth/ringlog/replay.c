/* Replays a log that was saved to a file: all memory here is our own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ring.h"

/* expect: double-load safe */
static int put_rec(const struct rl_rec *r, void *out, size_t cap)
{
    if (!rl_rec_ok(r, cap) || !rl_kind_ok(r))
        return -1;
    memcpy(out, r->body, r->len);
    return rl_handlers[r->kind].fn(out, cap);
}

int rl_replay(const char *path, void *out, size_t cap)
{
    FILE *f = fopen(path, "rb");
    char *buf;
    size_t n;
    int ret = -1;

    if (!f)
        return -1;
    buf = malloc(65536);
    if (buf) {
        n = fread(buf, 1, 65536, f);
        if (n >= sizeof(struct rl_rec))
            ret = put_rec((struct rl_rec *)buf, out, cap < n ? cap : n - sizeof(struct rl_rec));
    }
    free(buf);
    fclose(f);
    return ret;
}
