#ifndef RING_H
#define RING_H
#include <stddef.h>
#include <stdint.h>

#define RL_MAGIC 0x524c4f47u
#define RL_KINDS 4

struct rl_head {
    uint32_t magic;
    uint32_t version;
    uint32_t rec_count;
    uint32_t rec_size;
    uint32_t data_off;
    uint32_t data_len;
};

struct rl_rec {
    uint32_t len;
    uint32_t kind;
    uint8_t body[];
};

/* One attached log; another process writes into it. */
struct rl_view {
    int fd;
    size_t size;
    struct rl_head *head;
    uint8_t *base;
};

struct rl_handler {
    const char *name;
    int (*fn)(const uint8_t *body, size_t cap);
};

extern const struct rl_handler rl_handlers[RL_KINDS];

int rl_open(struct rl_view *v, const char *name);
void rl_close(struct rl_view *v);

int rl_head_ok(const struct rl_head *h, size_t size);
int rl_rec_ok(const struct rl_rec *r, size_t room);
int rl_kind_ok(const struct rl_rec *r);

int rl_copy_one(struct rl_view *v, uint32_t off, void *out, size_t cap);
int rl_copy_snap(struct rl_view *v, uint32_t off, void *out, size_t cap);
uint64_t rl_sum(struct rl_view *v);
int rl_dispatch(struct rl_view *v, uint32_t off, size_t cap);
int rl_tail(struct rl_view *v, void *out, size_t cap);
int rl_replay(const char *path, void *out, size_t cap);

#endif
