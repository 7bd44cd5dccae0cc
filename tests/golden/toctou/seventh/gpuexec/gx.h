/* SPDX-License-Identifier: MIT */
#ifndef __GX_H__
#define __GX_H__

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define GX_MAX_CHUNKS	8
#define GX_MAX_DW	1024
#define GX_MAX_OBJ	64
#define GX_MAX_RELOC	256
#define GX_NSYNC	48
#define GX_PKT_DW	30

/* ioctl argument, already copied by the core */
struct gx_exec_args {
	__u64 chunks;		/* array of __u64, each a struct gx_chunk */
	__u64 objects;
	__u32 nchunks;
	__u32 nobjects;
	__u32 flags;
	__u32 pad;
};

struct gx_chunk {
	__u32 id;
	__u32 length_dw;
	__u64 data;
};

struct gx_obj {
	__u32 handle;
	__u32 nreloc;
	__u64 relocs;
	__u64 offset;
};

struct gx_reloc {
	__u32 target;
	__u32 delta;
};

struct gx_fence {
	__u32 handle;
	__u32 flags;
};

enum gx_query_kind { GX_Q_CAPS, GX_Q_CLOCK, GX_Q_TOPOLOGY, GX_Q_COUNT };

struct gx_query {
	__u32 kind;
	__u32 pad;
	union {
		__u32 cap;
		__u64 clock[2];
		__u8 topo[120];
	};
};

/* user queue, mapped by the client */
struct gx_pkt {
	__u16 op;
	__u16 count;
	__u32 dw[GX_PKT_DW];
};

struct gx_uq {
	u32 wptr;
	u32 flags;
	struct gx_pkt pkt[64];
};

struct gx_ctx {
	struct gx_uq *uq;		/* vmalloc_user() */
	u32 rptr;
	u32 ib[GX_MAX_DW];
	u32 hw[GX_PKT_DW];
	void *sync[GX_NSYNC];
	u8 caps[GX_Q_COUNT];
	u64 topo_sum;
	const struct gx_uq_funcs *funcs;
};

struct gx_uq_funcs {
	int (*parse)(struct gx_ctx *ctx, const struct gx_pkt *pkt);
	void (*emit)(struct gx_ctx *ctx, const struct gx_pkt *pkt);
};

extern const struct gx_uq_funcs gx_uq_v1;

static inline struct gx_pkt *gx_uq_next(struct gx_ctx *ctx)
{
	return &ctx->uq->pkt[ctx->rptr & 63];
}

static inline u32 gx_pkt_count(const struct gx_pkt *pkt)
{
	return READ_ONCE(pkt->count);
}

int gx_scan_chunks(const u64 __user *uptr, u32 n, u32 *len);
int gx_load_chunk(struct gx_ctx *ctx, const struct gx_chunk __user *uc);
int gx_load_chunk_exact(struct gx_ctx *ctx, const struct gx_chunk __user *uc, u32 expect);
int gx_sync_wait(void *sync, u32 flags);
long gx_query_size(u32 kind);

#endif
