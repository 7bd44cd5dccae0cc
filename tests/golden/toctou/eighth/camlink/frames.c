#include "camlink.h"
#include <stdlib.h>
#include <string.h>

/* expect: double-load live */ /* the rectangle went to the check by value, the loop reads the original */
int cam_crop(const cam_t *c, unsigned i, uint8_t *dst)
{
	const cam_frame *f = cam_at(c, i);

	if (!rect_inside(f->h.crop))
		return -1;
	for (uint32_t y = 0; y < f->h.crop.h; y++) {
		const uint8_t *row = f->px + (f->h.crop.y + y) * CAM_W;
		memcpy(dst + y * CAM_W, row + f->h.crop.x, f->h.crop.w);
	}
	return 0;
}

/* expect: double-load safe snapshot */ /* the rectangle is copied first, check and loop take the copy */
int cam_crop_stable(const cam_t *c, unsigned i, uint8_t *dst)
{
	const cam_frame *f = cam_at(c, i);
	const cam_rect r = f->h.crop;

	if (!rect_inside(r))
		return -1;
	for (uint32_t y = 0; y < r.h; y++) {
		const uint8_t *row = f->px + (r.y + y) * CAM_W;
		memcpy(dst + y * CAM_W, row + r.x, r.w);
	}
	return 0;
}

/* expect: double-load live */ /* record length checked, then loaded for copy and step */
int cam_meta_find(const cam_t *c, unsigned i, uint8_t type, uint8_t out[64])
{
	const uint8_t *p = cam_at(c, i)->meta, *end = p + CAM_META;

	while (end - p >= (ptrdiff_t)sizeof(cam_tlv)) {
		const cam_tlv *t = (const cam_tlv *)p;

		if (t->len > 64 || t->len > end - p - (ptrdiff_t)sizeof *t)
			break;
		if (t->type == type) {
			memcpy(out, t + 1, t->len);
			return 0;
		}
		p += sizeof *t + t->len;
	}
	return -1;
}

/* expect: double-load safe rest-only */ /* head copied, pointer stepped behind it, body by the copy */
int cam_meta_get(const cam_t *c, unsigned i, uint8_t type, uint8_t out[64])
{
	const uint8_t *p = cam_at(c, i)->meta, *end = p + CAM_META;
	cam_tlv t;

	while (end - p >= (ptrdiff_t)sizeof t) {
		memcpy(&t, p, sizeof t);
		p += sizeof t;
		if (t.len > 64 || t.len > end - p)
			break;
		if (t.type == type) {
			memcpy(out, p, t.len);
			return t.len;
		}
		p += t.len;
	}
	return -1;
}

static int rle_expand(uint8_t *dst, const uint8_t *src, uint32_t n)
{
	uint32_t o = 0;

	for (uint32_t k = 0; k + 1 < n; k += 2) {
		uint8_t cnt = src[k], val = src[k + 1];
		if (cnt > CAM_PX - o)
			return -1;
		memset(dst + o, val, cnt);
		o += cnt;
	}
	return 0;
}

/* expect: double-load live */ /* bounds chosen by one load of fmt, the decoder by another */
int cam_convert(const cam_t *c, unsigned i, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	uint32_t n = *(const volatile uint32_t *)&f->h.bytes;

	if (n > CAM_PX && f->h.fmt != CAM_JPEG)
		return -1;              /* a JPEG is never copied, so may say what it likes */
	switch (f->h.fmt) {
	case CAM_GREY:
		memcpy(dst, f->px, n);
		return 0;
	case CAM_RLE:
		return rle_expand(dst, f->px, n);
	default:
		memset(dst, 0, CAM_PX);
		return 1;
	}
}

/* expect: double-load safe exclusive-paths */ /* bytes is loaded and bounded in each case by itself */
int cam_decode(const cam_t *c, unsigned i, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	const enum cam_fmt fmt = *(const volatile uint32_t *)&f->h.fmt;
	uint32_t n;

	switch (fmt) {
	case CAM_GREY:
		if (f->h.bytes != CAM_PX)
			return -1;
		memcpy(dst, f->px, CAM_PX);
		return 0;
	case CAM_RLE:
		n = f->h.bytes;
		if (n > CAM_PX)
			n = CAM_PX;
		return rle_expand(dst, f->px, n);
	default:
		return -1;
	}
}

/* expect: double-load live */ /* put back from the first copy in strict mode only */
int cam_grab(const cam_t *c, unsigned i, cam_frame *mine, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	cam_hdr h = f->h;

	if (h.bytes > CAM_PX)
		return -1;
	*mine = *f;
	if (c->strict)
		mine->h.bytes = h.bytes;
	memcpy(dst, mine->px, mine->h.bytes);
	return 0;
}

/* expect: double-load safe overridden */ /* header put back on every path, through a cast */
int cam_grab_fixed(const cam_t *c, unsigned i, cam_frame *mine, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	cam_hdr h = f->h;

	if (h.bytes > CAM_PX)
		return -1;
	*mine = *f;
	*(cam_hdr *)mine = h;
	memcpy(dst, mine->px, mine->h.bytes);
	return 0;
}

/* expect: double-load live */ /* the retry loop validates n, the copy takes another load */
int cam_wait(const cam_t *c, unsigned i, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	uint32_t n;

	do {
		n = *(const volatile uint32_t *)&f->h.bytes;
	} while (n == 0 || n > CAM_PX);
	memcpy(dst, f->px, f->h.bytes);
	return (int)n;
}

/* expect: double-load safe retry */ /* loops until a load is good, then copies by that one */
int cam_wait_n(const cam_t *c, unsigned i, uint8_t dst[CAM_PX])
{
	const cam_frame *f = cam_at(c, i);
	uint32_t n;

	do {
		n = *(const volatile uint32_t *)&f->h.bytes;
	} while (n == 0 || n > CAM_PX);
	memcpy(dst, f->px, n);
	return (int)n;
}

int main(int argc, char **argv)
{
	static uint8_t dst[CAM_PX];
	static cam_frame mine;
	cam_t c = { .strict = argc > 3 };
	int rc = 2;

	if (argc < 3 || cam_attach(&c, atoi(argv[1])) < 0)
		return 1;
	switch (argv[2][0]) {
	case 'c': rc = cam_crop(&c, 0, dst); break;
	case 'C': rc = cam_crop_stable(&c, 0, dst); break;
	case 'm': rc = cam_meta_find(&c, 0, 7, dst); break;
	case 'M': rc = cam_meta_get(&c, 0, 7, dst); break;
	case 'v': rc = cam_convert(&c, 1, dst); break;
	case 'V': rc = cam_decode(&c, 1, dst); break;
	case 'g': rc = cam_grab(&c, 2, &mine, dst); break;
	case 'G': rc = cam_grab_fixed(&c, 2, &mine, dst); break;
	case 'w': rc = cam_wait(&c, 3, dst); break;
	case 'W': rc = cam_wait_n(&c, 3, dst); break;
	}
	cam_detach(&c);
	return rc;
}
