/* kv.h - record cache shared by all workers of a site through one file */
#ifndef KV_H
#define KV_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct kv_rec {
        uint32_t        next;           /* offset of the next in the chain, 0 ends */
        uint16_t        klen;
        uint16_t        vlen;
        uint32_t        flags;
        uint8_t         data[];         /* key, value */
} kv_rec_t;

typedef struct kv {
        int             fd;
        uint8_t        *base;
        size_t          size;
} kv_t;

#define KV_VMAX         4096u
#define KV_FIRST        64u

static inline kv_rec_t *
kv_at(const kv_t *db, uint32_t off)
{
        return (kv_rec_t *)(db->base + off);
}

/* room for a record with the largest key and value */
static inline int
kv_off_ok(const kv_t *db, uint32_t off)
{
        return off >= KV_FIRST && off % 8 == 0 && off < db->size &&
            db->size - off >= sizeof(kv_rec_t) + 2 * KV_VMAX;
}

static inline uint16_t
kv_vlen(const kv_rec_t *r)
{
        return r->vlen;
}

int              kv_open(kv_t *, const char *);
kv_rec_t        *kv_checked(const kv_t *, uint32_t);
int              kv_copy_value(const kv_rec_t *, void *, size_t);

#endif
