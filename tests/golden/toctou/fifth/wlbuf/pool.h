#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_FRAMES 16

typedef struct frame_s {
	uint32_t offset;
	uint32_t size;
	uint32_t stride;
	uint32_t height;
} frame_t;

typedef struct pool_hdr_s {
	uint32_t total;
	uint32_t nframes;
	frame_t frames[POOL_FRAMES];
} pool_hdr_t;

typedef struct pool_s {
	int fd;
	pool_hdr_t *hdr;
	uint8_t *base;
	size_t len;
} pool_t;

typedef int (*frame_fn)(frame_t *f, void *arg);

struct blit_ops {
	const char *name;
	int (*blit)(pool_t *p, unsigned i, uint8_t *dst, size_t cap);
};

extern const struct blit_ops argb_ops, rgb_ops, gray_ops;

/* pool.c */
int pool_import(int sock, pool_t *p);
void pool_drop(pool_t *p);
void pool_close(pool_t *p);

/* bounds.c */
bool frame_in_pool(const pool_hdr_t *h, unsigned i, size_t len);
bool frame_fits(const frame_t *f, size_t cap);
uint8_t *frame_ptr(pool_t *p, unsigned i);

/* iter.c */
int pool_foreach(pool_t *p, frame_fn fn, void *arg);
int pool_collect(pool_t *p, uint8_t *buf, size_t room);
size_t pool_tally(pool_t *p);
