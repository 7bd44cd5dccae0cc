#include "pool.h"

bool frame_in_pool(const pool_hdr_t *h, unsigned i, size_t len)
{
	uint64_t end;

	if (i >= POOL_FRAMES)
		return false;
	end = (uint64_t)h->frames[i].offset + h->frames[i].size;
	return end <= len;
}

bool frame_fits(const frame_t *f, size_t cap)
{
	return f->size <= cap;
}

/* expect: double-load live */
uint8_t *frame_ptr(pool_t *p, unsigned i)
{
	if (i >= POOL_FRAMES || p->hdr->frames[i].offset > p->len - 4096)
		return NULL;
	return p->base + p->hdr->frames[i].offset;
}
