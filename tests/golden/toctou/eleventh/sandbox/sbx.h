#ifndef SBX_H_
#define SBX_H_
#include <stddef.h>
#include <stdint.h>

#define SBX_NOP   6
#define SBX_MAX   (8u << 20)
#define SBX_PG(x) (((x) & 0xfffu) == 0)

/* One request record; the sandboxed child writes it while we look at it. */
struct sbx_req {
    uint32_t op;
    uint32_t prot;
    union {
        struct { uint64_t off, len; } range;
        struct { uint32_t slot, pad; uint64_t val; } poke;
    } u;
};

struct sbx_page {
    uint32_t       seq;
    uint32_t       done;
    struct sbx_req req;
    uint32_t       nslots;
    uint32_t       slots[];
};

struct sbx_box {
    int              memfd;
    struct sbx_page *page;      /* MAP_SHARED with the child */
    uint8_t         *base;      /* the child's heap, our view */
    size_t           size;
    uint64_t         regs[16];
    unsigned         denied;
};

struct sbx_op {
    const char *name;
    int (*run)(struct sbx_box *b);
};

/* policy.c */
int  policy_range(const struct sbx_box *b, const struct sbx_req *rq);
int  policy_prot(uint32_t prot);
int  box_drop(struct sbx_box *b, const struct sbx_req *rq);
int  box_drop_vetted(struct sbx_box *b, const struct sbx_req *rq);
void box_scrap(struct sbx_box *b);
int  box_regrow(struct sbx_box *b);

/* broker.c */
int  sbx_open(struct sbx_box *b, int fd, size_t size);
int  sbx_serve(struct sbx_box *b);
#endif
