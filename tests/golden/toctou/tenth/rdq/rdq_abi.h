#ifndef RDQ_ABI_H
#define RDQ_ABI_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef u64 dma_addr_t;

struct device;
struct vm_area_struct;

struct ib_udata {
	const void *inbuf;
	void *outbuf;
	size_t inlen, outlen;
};

extern int ib_copy_from_udata(void *dest, struct ib_udata *udata, size_t len);
extern void *vmalloc_user(size_t n);
extern int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);
extern void *dma_alloc_coherent(struct device *dev, size_t n, dma_addr_t *h, unsigned int gfp);
extern void *kvcalloc(size_t n, size_t size, unsigned int gfp);
extern void kvfree(const void *p);
extern void *memcpy(void *d, const void *s, size_t n);
extern void dma_rmb(void);

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)

#define RDQ_SGE		16
#define RDQ_INLINE	128
#define RDQ_MAX_WR	8192u
#define RDQ_NQP		256

struct rdq_sge { u64 addr; u32 len, lkey; };

/* written by the process into the mapped queue */
struct rdq_wqe {
	u64 wr_id;
	u32 opcode, flags;
	u32 nsge, inl_len;
	union {
		struct rdq_sge sge[RDQ_SGE];
		u8 inl[RDQ_INLINE];
	};
};

struct rdq_uqueue {
	u32 prod, cons, mask, pad;
	struct rdq_wqe wqe[];
};

/* written by the adapter */
struct rdq_cqe {
	u32 qpn_status;			/* 24 bits of number, 8 of status */
	u32 len;
	u16 wqe_idx, flags;
	u32 owner;
};

struct rdq_create_qp {
	u32 sq_wr, rq_wr;
	u64 db_addr;
	u32 flags, comp_mask;
};

struct rdq_wr {
	u64 wr_id;
	u32 nsge;
	struct rdq_sge sge[RDQ_SGE];
	u8 inl[RDQ_INLINE];
};

struct rdq_qp {
	u32 qpn;
	struct rdq_uqueue *sq;		/* mapped by the process as well */
	struct rdq_uqueue *rq;
	u32 sq_at, rq_at, depth;
	u64 *sq_wrid;
	u32 nsq;
	u64 bytes;
};

struct rdq_dev {
	struct device *dev;
	struct rdq_qp *qp[RDQ_NQP];
	struct rdq_cqe *cq;
	dma_addr_t cq_dma;
	u32 cq_at, cq_size;
};

static inline u32 rdq_cqe_qpn(const struct rdq_cqe *c)
{
	return c->qpn_status >> 8;
}

static inline int rdq_cqe_valid(const struct rdq_dev *d, const struct rdq_cqe *c)
{
	return rdq_cqe_qpn(c) < RDQ_NQP && d->qp[rdq_cqe_qpn(c) & (RDQ_NQP - 1)];
}

#endif
