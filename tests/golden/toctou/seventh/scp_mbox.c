/*
 * scp_mbox - mailbox to the system control processor
 * (self-contained so that it can be looked at without a kernel tree)
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef unsigned long long phys_addr_t;

#define __iomem __attribute__((noderef, address_space(2)))
#define __force
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))

enum { EIO = 5, ENOMEM = 12, EBUSY = 16, EINVAL = 22, ETIMEDOUT = 110, EPROTO = 71 };

struct device;
void __iomem *devm_ioremap(struct device *dev, phys_addr_t off, size_t n);
void *memremap(phys_addr_t off, size_t n, unsigned long flags);
u32 readl(const volatile void __iomem *a);
u32 ioread32(const void __iomem *a);
u16 ioread16(const void __iomem *a);
void writel(u32 v, volatile void __iomem *a);
void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t n);
void *memcpy(void *, const void *, size_t);
void *kmalloc(size_t n, unsigned gfp);
void kfree(const void *);
void cpu_relax(void);

#define MB_CTRL   0x00
#define MB_STAT   0x04
#define MB_LEN    0x08
#define MB_SEQ    0x0c
#define MB_FIFO   0x10
#define MB_CNT_LO 0x20
#define MB_CNT_HI 0x24
#define MB_DATA   0x100
#define MB_MAX    256
#define MB_CH(n)  (0x40 + 8 * (n))
#define MB_NCH    8

struct scp_hdr {
	u32 len;
	u16 chan;
	u16 kind;
};

struct scp_shm {
	u32 version;
	u32 nlog;
	u32 log[64];
	struct { u16 start, len; } region[8];
	u8 text[1024];
};

struct scp_regs {
	u32 ctrl;
	u32 count;
	u32 word[16];
};

struct scp_chan {
	void (*rx)(struct scp_chan *c, const void *data, u32 len);
	u32 nr;
};

struct scp {
	struct device *dev;
	void __iomem *base;
	struct scp_regs __iomem *regs;
	volatile struct scp_hdr *door;
	struct scp_shm *shm;
	struct scp_chan chan[MB_NCH];
	u8 buf[MB_MAX];
	u32 words[16];
	u32 loglocal[64];
};

extern volatile unsigned long jiffies;

int scp_map(struct scp *s, phys_addr_t pa)
{
	s->base = devm_ioremap(s->dev, pa, 0x1000);
	s->regs = devm_ioremap(s->dev, pa + 0x1000, sizeof(struct scp_regs));
	s->shm = memremap(pa + 0x10000, sizeof(*s->shm), 1);
	s->door = (volatile struct scp_hdr *)(__force void *)devm_ioremap(s->dev, pa + 0x2000, 64);
	return s->base && s->regs && s->shm && s->door ? 0 : -ENOMEM;
}

/* expect: double-fetch live gap_ */ /* length register read by two accessor calls */
int scp_recv(struct scp *s)
{
	if (readl(s->base + MB_LEN) > MB_MAX)
		return -EPROTO;
	memcpy_fromio(s->buf, s->base + MB_DATA, readl(s->base + MB_LEN));
	writel(1, s->base + MB_CTRL);
	return 0;
}

/* expect: double-fetch safe snapshot */
int scp_recv_once(struct scp *s)
{
	u32 n = readl(s->base + MB_LEN);

	if (n > MB_MAX)
		n = MB_MAX;
	memcpy_fromio(s->buf, s->base + MB_DATA, n);
	writel(1, s->base + MB_CTRL);
	return n;
}

/* expect: double-fetch live gap_ */ /* channel checked in the copied header, then taken from the window */
int scp_deliver(struct scp *s)
{
	struct scp_hdr h;
	struct scp_chan *c;

	memcpy_fromio(&h, s->base + MB_DATA, sizeof(h));
	if (h.chan >= MB_NCH || h.len > MB_MAX)
		return -EPROTO;
	memcpy_fromio(s->buf, s->base + MB_DATA + sizeof(h), h.len);
	c = &s->chan[ioread16(s->base + MB_DATA + offsetof(struct scp_hdr, chan))];
	c->rx(c, s->buf, h.len);
	return 0;
}

/* expect: double-fetch safe rest-only */
int scp_deliver_copy(struct scp *s)
{
	struct scp_hdr h;
	u8 *body;

	memcpy_fromio(&h, s->base + MB_DATA, sizeof h);
	if (h.chan >= MB_NCH || h.len > MB_MAX)
		return -EPROTO;
	body = kmalloc(h.len, 0);
	if (!body)
		return -ENOMEM;
	memcpy_fromio(body, s->base + MB_DATA + sizeof h, h.len);
	s->chan[h.chan].rx(&s->chan[h.chan], body, h.len);
	kfree(body);
	return 0;
}

/* expect: double-load live */ /* volatile doorbell header: two loads for sure */
int scp_doorbell(struct scp *s, const u8 *slab)
{
	if (!s->door->kind)
		return -EBUSY;
	if (s->door->len <= sizeof(s->buf)) {
		memcpy(s->buf, slab, s->door->len);
		return 0;
	}
	return -EPROTO;
}

/* expect: double-load live */ /* firmware log in shared DRAM; the clamp and the loop both load nlog */
int scp_drain_log(struct scp *s)
{
	struct scp_shm *m = s->shm;
	u32 i;

	if (m->nlog > 64)
		return -EINVAL;
	for (i = 0; i != m->nlog; ++i)
		s->loglocal[i] = m->log[i];
	return i;
}

/* expect: double-load live */ /* end checked in a sum, parts loaded again */
int scp_region_text(struct scp *s, unsigned r, u8 out[1024])
{
	const struct scp_shm *m = s->shm;

	r &= 7;
	if (m->region[r].start + m->region[r].len > sizeof(m->text))
		return -EINVAL;
	memcpy(out, m->text + m->region[r].start, m->region[r].len);
	return 0;
}

/* expect: double-load safe snapshot */ /* member struct copied out, the sum is made of the copy */
int scp_region_text_copy(struct scp *s, unsigned r, u8 out[1024])
{
	__typeof__(s->shm->region[0]) reg = s->shm->region[r & 7];

	if (reg.start + reg.len > sizeof(s->shm->text))
		return -EINVAL;
	memcpy(out, s->shm->text + reg.start, reg.len);
	return 0;
}

/* expect: double-fetch safe */ /* high-low-high until the high half stands still */
u64 scp_counter(struct scp *s)
{
	u32 hi, lo, again;

	hi = readl(s->base + MB_CNT_HI);
	do {
		again = hi;
		lo = readl(s->base + MB_CNT_LO);
		hi = readl(s->base + MB_CNT_HI);
	} while (hi != again);
	return (u64)hi << 32 | lo;
}

/* expect: double-fetch safe disjoint */ /* one register pair per channel */
int scp_scan_channels(struct scp *s)
{
	u32 i, n;

	for (i = 0; i < MB_NCH; i++) {
		n = readl(s->base + MB_CH(i));
		if (n > 16)
			return -EPROTO;
		s->words[n ? n - 1 : 0] = ioread32(s->base + MB_CH(i) + 4);
	}
	return 0;
}

/* expect: none */ /* volatile tick counter: nothing depends on equality of the two loads */
int scp_wait_idle(struct scp *s)
{
	unsigned long end = jiffies + 100;

	while (readl(s->base + MB_STAT) & 1) {
		if ((long)(jiffies - end) > 0)
			return -ETIMEDOUT;
		cpu_relax();
	}
	return 0;
}
