#include "kv.h"

#include <stdlib.h>
#include <string.h>

/* expect: double-load live */ /* length vetted in kvopen.c, loaded again by the accessor */
int
kv_get(const kv_t *db, uint32_t off, uint8_t out[KV_VMAX])
{
        const kv_rec_t *r = kv_checked(db, off);

        if (r == NULL)
                return -1;
        memcpy(out, r->data, kv_vlen(r));
        return 0;
}

/* expect: double-load safe rechecked */ /* the callee bounds its own load by the caller's room */
int
kv_get_bounded(const kv_t *db, uint32_t off, uint8_t *out, size_t room)
{
        const kv_rec_t *r;

        if (!kv_off_ok(db, off))
                return -1;
        r = kv_at(db, off);
        if (kv_vlen(r) > room)
                return -1;
        return kv_copy_value(r, out, room);
}

/* expect: double-load live */ /* link checked, then followed by another load of it */
const kv_rec_t *
kv_find(const kv_t *db, uint32_t bucket, const void *key, uint16_t klen)
{
        const kv_rec_t *r;

        if (klen > KV_VMAX || !kv_off_ok(db, bucket))
                return NULL;
        for (r = kv_at(db, bucket);; r = kv_at(db, r->next)) {
                if (r->klen == klen && memcmp(r->data, key, klen) == 0)
                        return r;
                if (!kv_off_ok(db, r->next))
                        return NULL;
        }
}

/* expect: double-load safe */ /* one load of each link into "off", which is checked and followed */
const kv_rec_t *
kv_lookup(const kv_t *db, uint32_t off, const void *key, uint16_t klen)
{
        if (klen > KV_VMAX)
                return NULL;
        while (kv_off_ok(db, off)) {
                const kv_rec_t *r = kv_at(db, off);

                if (r->klen == klen && memcmp(r->data, key, klen) == 0)
                        return r;
                off = *(const volatile uint32_t *)&r->next;
        }
        return NULL;
}

static uint32_t
value_sum(const kv_rec_t *own)
{
        uint32_t s = 0;

        for (unsigned i = 0; i < own->vlen; i++)
                s = s * 31 + own->data[i];
        return s;
}

/* expect: double-load live */ /* the private copy brings a second vlen, walked by the callee */
uint32_t
kv_checksum(const kv_t *db, uint32_t off)
{
        const kv_rec_t *r;
        kv_rec_t *own;
        uint16_t vlen;
        uint32_t s;

        if (!kv_off_ok(db, off))
                return 0;
        r = kv_at(db, off);
        vlen = kv_vlen(r);
        if (vlen > KV_VMAX || (own = malloc(sizeof(*own) + vlen)) == NULL)
                return 0;
        memcpy(own, r, sizeof(*own) + vlen);
        s = value_sum(own);
        free(own);
        return s;
}

/* expect: double-load safe overridden */ /* as above, but vlen is set from the first load */
uint32_t
kv_digest(const kv_t *db, uint32_t off)
{
        const kv_rec_t *r;
        kv_rec_t *own;
        uint16_t vlen;
        uint32_t s;

        if (!kv_off_ok(db, off))
                return 0;
        r = kv_at(db, off);
        vlen = kv_vlen(r);
        if (vlen > KV_VMAX || (own = malloc(sizeof(*own) + vlen)) == NULL)
                return 0;
        memcpy(own, r, sizeof(*own) + vlen);
        own->vlen = vlen;
        s = value_sum(own);
        free(own);
        return s;
}

/* expect: double-load safe unused */ /* the second copy serves for its flags only */
int
kv_get_flagged(const kv_t *db, uint32_t off, uint8_t out[KV_VMAX], uint32_t *fl)
{
        const kv_rec_t *r;
        kv_rec_t again;
        uint16_t vlen;

        if (!kv_off_ok(db, off))
                return -1;
        r = kv_at(db, off);
        vlen = kv_vlen(r);
        if (vlen > KV_VMAX)
                return -1;
        memcpy(out, r->data, vlen);
        memcpy(&again, r, sizeof(again));
        *fl = again.flags;
        return vlen;
}

/* expect: double-load safe */ /* first load grows the buffer, the copy's own load is checked last */
int
kv_get_grow(const kv_t *db, uint32_t off, uint8_t **buf, size_t *cap)
{
        const kv_rec_t *r;
        uint16_t n;

        if (!kv_off_ok(db, off))
                return -1;
        r = kv_at(db, off);
        n = kv_vlen(r);
        if (n > *cap) {
                uint8_t *p = realloc(*buf, n);

                if (p == NULL)
                        return -1;
                *buf = p;
                *cap = n;
        }
        n = kv_vlen(r);
        if (n > *cap || n > KV_VMAX)
                return -1;
        memcpy(*buf, r->data, n);
        return n;
}

int
main(int argc, char **argv)
{
        static uint8_t out[KV_VMAX];
        kv_t db;
        uint8_t *buf = NULL;
        size_t cap = 0;
        uint32_t off, fl;

        if (argc < 4 || kv_open(&db, argv[1]) == -1)
                return 1;
        off = (uint32_t)strtoul(argv[3], NULL, 0);
        switch (argv[2][0]) {
        case 'g': return kv_get(&db, off, out);
        case 'b': return kv_get_bounded(&db, off, out, 100) < 0;
        case 'f': return kv_find(&db, off, "k", 1) == NULL;
        case 'l': return kv_lookup(&db, off, "k", 1) == NULL;
        case 'c': return (int)kv_checksum(&db, off);
        case 'd': return (int)kv_digest(&db, off);
        case 'F': return kv_get_flagged(&db, off, out, &fl) < 0;
        case 'w': return kv_get_grow(&db, off, &buf, &cap) < 0;
        }
        return 2;
}
