#pragma once
// Client of camd. camd owns a System V segment and fills frames at any time.
#include <stdint.h>
#include <stddef.h>

#define CAM_W 320u
#define CAM_H 200u
#define CAM_PX (CAM_W * CAM_H)
#define CAM_META 256

enum cam_fmt { CAM_GREY = 1, CAM_RLE = 2, CAM_JPEG = 3 };

typedef struct { uint32_t x, y, w, h; } cam_rect;

typedef struct {
	uint32_t fmt;
	uint32_t bytes;
	cam_rect crop;
	uint64_t stamp;
} cam_hdr;

typedef struct {
	cam_hdr h;
	uint8_t meta[CAM_META];
	uint8_t px[CAM_PX];
} cam_frame;

typedef struct {
	uint32_t latest;
	uint32_t reserved;
	cam_frame f[4];
} cam_seg;

typedef struct {
	int id;
	cam_seg *seg;
	int strict;
} cam_t;

typedef struct { uint8_t type, len; } cam_tlv;

static inline cam_frame *cam_at(const cam_t *c, unsigned i) { return &c->seg->f[i & 3]; }

static inline int rect_inside(cam_rect r)
{
	return r.w <= CAM_W && r.h <= CAM_H && r.x <= CAM_W - r.w && r.y <= CAM_H - r.h;
}

int  cam_attach(cam_t *c, int key);
void cam_detach(cam_t *c);
