/* LYNX-2 gigabit MAC - descriptor handling. Stand-alone extract. */

typedef unsigned char      u8;
typedef unsigned short     u16, __le16;
typedef unsigned int       u32, __le32;
typedef unsigned long long u64, __le64, dma_addr_t;
typedef unsigned long      size_t;

#define EIO     5
#define ENOMEM 12
#define EINVAL 22
#define ENODATA 61

#define le16_to_cpu(x) ((u16)(x))
#define le32_to_cpu(x) ((u32)(x))
#define le64_to_cpu(x) ((u64)(x))
#define READ_ONCE(x)   (*(const volatile __typeof__(x) *)&(x))
#define BIT(n)         (1u << (n))

struct device;
void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *h, unsigned gfp);
void  dma_rmb(void);
void  cpu_relax(void);
void  udelay(unsigned long us);
void *memcpy(void *d, const void *s, size_t n);
void *kzalloc(size_t n, unsigned gfp);
void  netdev_err(const char *fmt, ...);

#define LX_NRX     256
#define LX_NTX     256
#define LX_BUFSZ   2048
#define LX_NQ      4
#define LX_NSTAT   32
#define LX_OWN     BIT(31)
#define LX_ERR     BIT(15)
#define LX_NVLAN   16

struct lx_rxd {
	__le32 ctl;
	__le16 len;
	__le16 hdr_len;
	__le64 addr;
};

struct lx_cqe {
	u32 qid    : 6;
	u32 idx    : 10;
	u32 status : 16;
	u32 stamp;
};

struct lx_stats {
	u32 n;
	u32 val[LX_NSTAT * 2];
};

struct lx_event {
	__le32 w0;
	__le32 w1;
	u8 payload[56];
};

struct lx_pkt { u8 *data; u32 len; };

struct lx_txq { u32 done[1024]; };

struct lx_priv {
	struct device *dev;
	struct lx_rxd *rx;
	struct lx_cqe *cq;
	struct lx_stats *stats;
	struct lx_event *ev;
	dma_addr_t rx_dma, cq_dma, st_dma, ev_dma;
	u8 *rxbuf[LX_NRX];
	struct lx_txq *txq;
	u32 ntxq;
	u32 rx_next, cq_next;
	u32 shadow[LX_NSTAT];
	u32 vlan_hits[LX_NVLAN];
	struct lx_rxd *tmpl;     /* ordinary memory */
};

int lx_alloc_rings(struct lx_priv *p)
{
	p->rx = dma_alloc_coherent(p->dev, LX_NRX * sizeof *p->rx, &p->rx_dma, 0);
	p->cq = dma_alloc_coherent(p->dev, 512 * sizeof *p->cq, &p->cq_dma, 0);
	p->stats = dma_alloc_coherent(p->dev, sizeof *p->stats, &p->st_dma, 0);
	p->ev = dma_alloc_coherent(p->dev, 64 * sizeof *p->ev, &p->ev_dma, 0);
	p->tmpl = kzalloc(sizeof *p->tmpl, 0);
	if (!p->rx || !p->cq || !p->stats || !p->ev || !p->tmpl)
		return -ENOMEM;
	return 0;
}

/* expect: double-load live */ /* byte-swapped length read for the test and for the copy */
int lx_rx_one(struct lx_priv *p, struct lx_pkt *out)
{
	struct lx_rxd *d = &p->rx[p->rx_next % LX_NRX];

	if (le32_to_cpu(d->ctl) & LX_OWN)
		return -ENODATA;
	dma_rmb();
	if (le16_to_cpu(d->len) > LX_BUFSZ)
		return -EIO;
	memcpy(out->data, p->rxbuf[p->rx_next % LX_NRX], le16_to_cpu(d->len));
	p->rx_next++;
	return 0;
}

/* expect: double-load safe snapshot */
int lx_rx_one_local(struct lx_priv *p, struct lx_pkt *out)
{
	struct lx_rxd *d = &p->rx[p->rx_next % LX_NRX];
	u32 len;

	if (le32_to_cpu(READ_ONCE(d->ctl)) & LX_OWN)
		return -ENODATA;
	dma_rmb();
	len = le16_to_cpu(READ_ONCE(d->len));
	if (len > LX_BUFSZ)
		return -EIO;
	memcpy(out->data, p->rxbuf[p->rx_next % LX_NRX], len);
	out->len = len;
	p->rx_next++;
	return 0;
}

/* expect: double-load live */ /* bit-field as queue number */
void lx_tx_complete(struct lx_priv *p)
{
	struct lx_cqe *c = p->cq + (p->cq_next & 511);

	if (c->qid >= p->ntxq) {
		netdev_err("bad queue");
		return;
	}
	p->cq_next++;
	p->txq[c->qid].done[0]++;
}

/* expect: double-load safe snapshot */ /* the whole completion is copied first */
void lx_tx_complete_copy(struct lx_priv *p)
{
	struct lx_cqe c = p->cq[p->cq_next & 511];

	if (c.qid >= p->ntxq) {
		netdev_err("bad queue");
		return;
	}
	p->cq_next++;
	p->txq[c.qid].done[c.idx]++;
}

#define LX_MIN(a, b) ((a) < (b) ? (a) : (b))

/* expect: double-load live */ /* the macro evaluates the shared counter twice */
void lx_fold_stats(struct lx_priv *p)
{
	u32 n = LX_MIN(p->stats->n, LX_NSTAT);

	memcpy(p->shadow, p->stats->val, n * sizeof(u32));
}

/* expect: double-load safe snapshot */ /* same macro, on a local */
void lx_fold_stats_local(struct lx_priv *p)
{
	u32 have = READ_ONCE(p->stats->n);
	u32 n = LX_MIN(have, LX_NSTAT);

	while (n--)
		p->shadow[n] = p->stats->val[n];
}

static inline u32 ev_len(const struct lx_event *e)
{
	return le32_to_cpu(e->w1) & 0xffff;
}

static inline u32 ev_slot(const struct lx_event *e)
{
	return le32_to_cpu(e->w0) >> 24;
}

/* expect: double-load live */ /* both reads hide in the accessor */
int lx_event_copy(struct lx_priv *p, u32 i, u8 out[56])
{
	const struct lx_event *e = &p->ev[i & 63];

	if (ev_len(e) > sizeof(e->payload))
		return -EINVAL;
	memcpy(out, e->payload, ev_len(e));
	return 0;
}

/* expect: double-load safe */ /* two words of the event, each read once into a local */
int lx_event_vlan(struct lx_priv *p, u32 i, u8 out[56])
{
	const struct lx_event *e = &p->ev[i & 63];
	u32 slot = ev_slot(e);
	u32 len;

	if (slot >= LX_NVLAN)
		return -EINVAL;
	len = ev_len(e);
	if (len > sizeof(e->payload))
		return -EINVAL;
	p->vlan_hits[slot]++;
	memcpy(out, e->payload, len);
	return 0;
}

/* expect: double-load live */ /* the snapshot is taken and checked, yet the ring is used */
int lx_rx_header(struct lx_priv *p, u8 hdr[128])
{
	struct lx_rxd *d = &p->rx[p->rx_next % LX_NRX], snap = *d;

	if (snap.ctl & (LX_OWN | LX_ERR))
		return -ENODATA;
	if (snap.hdr_len > 128)
		return -EINVAL;
	memcpy(hdr, p->rxbuf[p->rx_next % LX_NRX], d->hdr_len);
	return 0;
}

/* expect: double-load safe rechecked */ /* refreshed after the wait, and tested again */
int lx_rx_jumbo(struct lx_priv *p, struct lx_pkt *out)
{
	struct lx_rxd *d = &p->rx[p->rx_next % LX_NRX];
	u32 len = READ_ONCE(d->len);

	if (len > LX_BUFSZ)
		return -EIO;
	if (!len) {
		udelay(20);
		len = READ_ONCE(d->len);
		if (len > LX_BUFSZ)
			return -EIO;
	}
	memcpy(out->data, p->rxbuf[p->rx_next % LX_NRX], len);
	out->len = len;
	return 0;
}

/* expect: double-load safe retry */ /* ownership bit is polled, error bit only reported */
int lx_wait_desc(struct lx_priv *p, u32 i)
{
	struct lx_rxd *d = &p->rx[i % LX_NRX];
	int tries = 1000;

	while (READ_ONCE(d->ctl) & LX_OWN) {
		if (!--tries)
			return -EIO;
		cpu_relax();
	}
	return READ_ONCE(d->ctl) & LX_ERR ? -EIO : 0;
}

/* expect: none */ /* the template descriptor is ordinary kernel memory */
int lx_fill_from_template(struct lx_priv *p, struct lx_pkt *out)
{
	if (p->tmpl->len > LX_BUFSZ)
		return -EINVAL;
	memcpy(out->data, p->rxbuf[0], p->tmpl->len);
	out->len = p->tmpl->len;
	return 0;
}
