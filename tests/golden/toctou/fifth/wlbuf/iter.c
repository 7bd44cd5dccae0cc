#include "pool.h"

#include <string.h>

struct acc {
	const uint8_t *from;
	uint8_t *buf;
	size_t room;
	size_t used;
};

int pool_foreach(pool_t *p, frame_fn fn, void *arg)
{
	unsigned i;
	int r;

	for (i = 0; i < POOL_FRAMES; i++) {
		r = fn(&p->hdr->frames[i], arg);
		if (r)
			return r;
	}
	return 0;
}

/* expect: double-load live */
static int collect_frame(frame_t *f, void *arg)
{
	struct acc *a = arg;

	if (!frame_fits(f, a->room - a->used))
		return -1;
	memcpy(a->buf + a->used, a->from, f->size);
	a->used += 64;
	return 0;
}

/* expect: double-load safe */
static int tally_frame(frame_t *f, void *arg)
{
	struct acc *a = arg;
	frame_t own = *(volatile frame_t *)f;

	if (!frame_fits(&own, a->room))
		return 1;
	a->used += own.size;
	a->room -= own.size;
	return 0;
}

int pool_collect(pool_t *p, uint8_t *buf, size_t room)
{
	struct acc a = { p->base, buf, room, 0 };

	return pool_foreach(p, collect_frame, &a);
}

size_t pool_tally(pool_t *p)
{
	struct acc a = { NULL, NULL, 1u << 20, 0 };

	pool_foreach(p, tally_frame, &a);
	return a.used;
}
