#include "pool.h"

#include <string.h>

/* expect: double-load live */
static int argb_blit(pool_t *p, unsigned i, uint8_t *dst, size_t cap)
{
	frame_t *f;

	if (!frame_in_pool(p->hdr, i, p->len))
		return -1;
	f = &p->hdr->frames[i];
	if (!frame_fits(f, cap))
		return -1;
	memcpy(dst, p->base + f->offset, f->size);
	return 0;
}

/* expect: double-load safe */
static int rgb_blit(pool_t *p, unsigned i, uint8_t *dst, size_t cap)
{
	pool_hdr_t h;

	memcpy(&h, p->hdr, sizeof h);
	if (!frame_in_pool(&h, i, p->len))
		return -1;
	if (!frame_fits(&h.frames[i], cap))
		return -1;
	memcpy(dst, p->base + h.frames[i].offset, h.frames[i].size);
	return 0;
}

static int gray_blit(pool_t *p, unsigned i, uint8_t *dst, size_t cap)
{
	uint8_t *src = frame_ptr(p, i);

	if (!src)
		return -1;
	memcpy(dst, src, cap < 4096 ? cap : 4096);
	return 0;
}

const struct blit_ops argb_ops = { "argb", argb_blit };
const struct blit_ops rgb_ops = { .name = "rgb", .blit = rgb_blit };
const struct blit_ops gray_ops = { .name = "gray", .blit = gray_blit };
