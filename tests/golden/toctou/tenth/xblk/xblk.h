#ifndef XBLK_H
#define XBLK_H
/* shared between a guest's front end and this back end; the guest owns the pages */
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u32 grant_ref_t;
struct xenbus_device;

#define barrier()	__asm__ __volatile__("" ::: "memory")
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))

extern int xenbus_map_ring_valloc(struct xenbus_device *dev, grant_ref_t *refs,
				  unsigned int n, void **vaddr);
extern int xenbus_unmap_ring_vfree(struct xenbus_device *dev, void *vaddr);
extern void *memcpy(void *d, const void *s, size_t n);
extern void virt_rmb(void);

#define XBLK_RING	32
#define XBLK_SEGS	11
#define XBLK_ISEGS	128
#define XBLK_SECT_PAGE	8

enum xblk_op { XOP_READ, XOP_WRITE, XOP_FLUSH, XOP_DISCARD, XOP_INDIRECT, XOP_NR };

struct xblk_seg {
	grant_ref_t	gref;
	u8		first, last;
	u16		pad;
};

struct xblk_req {
	u8	op;
	u8	nseg;
	u16	handle;
	u64	id;
	u64	sector;
	union {
		struct xblk_seg seg[XBLK_SEGS];
		struct {
			u32 flag;
			u64 nsect;
		} discard;
		struct {
			u16 nind;
			grant_ref_t gref;
		} ind;
	} u;
};

struct xblk_sring {
	u32 req_prod, rsp_prod;
	u32 req_event, rsp_event;
	u8 pad[48];
	struct xblk_req req[XBLK_RING];
};

struct xblk {
	struct xenbus_device *dev;
	struct xblk_sring *ring;
	struct xblk_seg *iseg;		/* mapped guest page for indirect requests */
	u32 req_cons;
	unsigned long stat[XOP_NR];
	struct { u64 sector; u32 nsect; } bio[XBLK_ISEGS];
	int discard_ok, secure_ok;
};

#define XBLK_REQ(x, i)	(&(x)->ring->req[(i) & (XBLK_RING - 1)])

static inline int xblk_op_ok(const struct xblk_req *rq)
{
	return rq->op < XOP_NR && rq->op != XOP_INDIRECT;
}

static inline int xblk_seg_bad(u8 first, u8 last)
{
	return last >= XBLK_SECT_PAGE || first > last;
}

int xblk_indirect(struct xblk *x, unsigned int n);
int xblk_do_discard(struct xblk *x, u32 idx);
#endif
