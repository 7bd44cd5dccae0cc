#ifndef AVRING_H
#define AVRING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define AV_RING 65536u
#define AV_PLANES 4

typedef struct AvRing {
    _Atomic uint32_t head;      /* producer process */
    _Atomic uint32_t tail;      /* this process */
    uint8_t data[AV_RING];
} AvRing;

typedef struct AvFrame {
    uint16_t planes;
    uint16_t flags;
    uint32_t bytes;
    uint32_t plane_off[AV_PLANES];
    uint8_t payload[];
} AvFrame;

typedef struct AvDec {
    AvRing *in;
    const AvFrame *cur;
    uint8_t *pic;
    size_t pic_size;
    uint32_t tail;
} AvDec;

/* ring.c */
AvRing *av_ring_open(const char *name);
uint32_t rb_avail(AvRing *r);
const AvFrame *rb_frame(AvRing *r, uint32_t at);

/* pull.c */
int rb_pull(AvRing *r, void *out, size_t cap);
int rb_pull_once(AvRing *r, void *out, size_t cap);

/* dec.c */
void av_attach(AvDec *d, AvRing *r);
int av_next(AvDec *d);
int av_decode(AvDec *d);
int av_plane(AvDec *d, unsigned which);
int av_skip(AvDec *d);
int av_still(const AvFrame *own, uint8_t *pic, size_t size);

#endif
