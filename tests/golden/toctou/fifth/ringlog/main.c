#include <stdio.h>
#include <stdlib.h>

#include "ring.h"

static int show_text(const uint8_t *body, size_t cap)
{
    return printf("%.*s\n", (int)cap, (const char *)body);
}

static int show_hex(const uint8_t *body, size_t cap)
{
    size_t i;

    for (i = 0; i < cap; i++)
        printf("%02x", body[i]);
    return 0;
}

const struct rl_handler rl_handlers[RL_KINDS] = {
    { "text", show_text },
    { "hex", show_hex },
    { "raw", show_hex },
    { "note", show_text },
};

int main(int argc, char **argv)
{
    static char out[4096];
    struct rl_view v;

    if (argc > 2)
        return rl_replay(argv[2], out, sizeof out) < 0;
    if (argc < 2 || rl_open(&v, argv[1]) < 0)
        return EXIT_FAILURE;
    rl_copy_one(&v, sizeof(struct rl_head), out, sizeof out);
    rl_copy_snap(&v, sizeof(struct rl_head), out, sizeof out);
    rl_dispatch(&v, sizeof(struct rl_head), 16);
    rl_tail(&v, out, sizeof out);
    printf("%llu\n", (unsigned long long)rl_sum(&v));
    rl_close(&v);
    return 0;
}
