#ifndef PLUGHOST_H
#define PLUGHOST_H

#include <stddef.h>
#include <stdint.h>

#define PH_KINDS  8
#define PH_ITEMS  64
#define PH_ARGMAX 512

/* One per plugin process, in a memfd both have mapped. */
struct ph_item {
    uint16_t size;
    uint16_t tag;
};

struct ph_ctl {
    uint32_t abi;
    uint32_t kind;
    uint32_t arg_len;
    uint32_t commit_len;
    uint8_t arg[PH_ARGMAX];
    char reply[256];
    struct ph_item item[PH_ITEMS];
};

struct ph_args {
    uint32_t kind;
    uint32_t len;
    uint8_t bytes[PH_ARGMAX];
};

struct plug;

struct plug_ops {
    int (*check)(const struct plug *p);
    int (*run)(struct plug *p, uint8_t *out);
    int (*fetch)(const struct plug *p, struct ph_args *a);
    int (*exec)(struct plug *p, const struct ph_args *a, uint8_t *out);
};

struct plug {
    int memfd;
    struct ph_ctl *ctl;
    const struct plug_ops *ops;
    uint8_t *heap;
    size_t heap_len;
    unsigned long calls[PH_KINDS];
};

typedef int (*ph_item_cb)(const struct ph_item *it, void *cx);

static inline uint32_t ctl_commit(const struct plug *p) { return p->ctl->commit_len; }
static inline const char *ctl_reply(const struct plug *p) { return p->ctl->reply; }

int host_map(struct plug *p, size_t heap_len);
int host_protect(void *addr, size_t len, int prot);
size_t ctl_reply_len(const struct plug *p);
int ctl_each_item(const struct plug *p, ph_item_cb cb, void *cx);

#endif
