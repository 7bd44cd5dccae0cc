/*
 * vmshare - paravirtual transport between a confidential guest and its host
 */
#pragma once

typedef unsigned char  u8;
typedef unsigned short u16;
typedef unsigned int   u32;
typedef unsigned long long u64;
typedef unsigned long  size_t;
typedef _Bool bool;
#define NULL ((void *)0)

#define READ_ONCE(x)     (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define virt_rmb()       __asm__ __volatile__("" ::: "memory")
#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))

enum { EIO = 5, EAGAIN = 11, ENOMEM = 12, EINVAL = 22, EPROTO = 71, EMSGSIZE = 90 };

/* environment */
unsigned long __get_free_pages(unsigned gfp, unsigned order);
int set_memory_decrypted(unsigned long addr, int npages);
struct xenbus_device;
int xenbus_map_ring_valloc(struct xenbus_device *dev, u32 *refs, unsigned n, void **vaddr);
struct device;
void *dma_alloc_coherent(struct device *dev, size_t size, u64 *handle, unsigned gfp);
void *kmalloc(size_t n, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, size_t n);

#define VMS_NREQ   64
#define VMS_NSEG   11
#define VMS_PAYLOAD 2048
#define VMS_NTAG   128
#define VMS_NOPS   5

struct vms_seg { u32 gref; u16 first, last; };

struct vms_req {
	u8  op;
	u8  nseg;
	u16 tag;
	u32 len;
	struct vms_seg seg[VMS_NSEG];
};

struct vms_rsp { u16 tag; u16 status; u32 len; };

/* one shared page set, host may scribble at any time */
struct vms_page {
	u32 req_prod, req_cons;
	u32 rsp_prod, rsp_cons;
	struct vms_req req[VMS_NREQ];
	struct vms_rsp rsp[VMS_NREQ];
	u8 payload[VMS_PAYLOAD];
};

struct vring_used_elem { u32 id; u32 len; };
struct vring_used {
	u16 flags, idx;
	struct vring_used_elem ring[];
};

struct vms_queue {
	struct vring_used *used;    /* device writes here */
	u16 last_used;
	u16 num;
	void *token[256];
	u32 buflen[256];
};

struct vms_chan {
	struct device *dev;
	struct vms_page *sh;        /* decrypted pages: the host sees them */
	struct vms_page *peer;      /* granted by another domain */
	struct vms_queue q;
	u64 q_dma;
	u32 cons;
	u8  bounce[VMS_PAYLOAD];
	struct vms_seg segs[VMS_NSEG];
	u32 inflight[VMS_NTAG];
};

struct vms_handler {
	int (*fn)(struct vms_chan *c, const struct vms_req *r);
};

static inline struct vms_req *vms_req_slot(struct vms_page *p, u32 i)
{
	return &p->req[i % VMS_NREQ];
}

/* fits the payload area? */
static inline bool vms_len_ok(const struct vms_req *r)
{
	return r->len <= VMS_PAYLOAD;
}

int vms_take_segs(struct vms_chan *c, const struct vms_req *r);
int vms_take_payload(struct vms_chan *c, u32 len);
int vms_check_tag(const struct vms_rsp *r);
extern const struct vms_handler vms_handlers[VMS_NOPS];
