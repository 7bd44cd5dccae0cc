/*
 * ivs: mailbox between virtual machines over the shared BAR of an
 * ivshmem-style PCI function.  All peers write to all of it.
 *
 * BAR 2 layout:  ivs_super | directory | slots | heap
 */
#define IVS_NDIR	32
#define IVS_NSLOT	16
#define IVS_SLOT_DATA	240
#define IVS_FIFO	1024

typedef unsigned char		u8;
typedef unsigned short		u16;
typedef unsigned int		u32;
typedef unsigned long long	u64;
typedef unsigned long		ulong;
typedef ulong			size_t;
typedef long			ssize_t;
typedef long long		loff_t;

struct pci_dev;
struct file { void *private_data; };

#define __user
#define MEMREMAP_WB	1
#define EPROTO		71
#define EFAULT		14
#define EBUSY		16
#define ENXIO		6
#define EINVAL		22
#define ENOENT		2

u64 pci_resource_start(struct pci_dev *pdev, int bar);
u64 pci_resource_len(struct pci_dev *pdev, int bar);
void *memremap(u64 pa, size_t len, ulong flags);
ulong copy_to_user(void __user *to, const void *from, ulong n);
void *memcpy(void *, const void *, size_t);
void mb(void);

#define READ_ONCE(x)	 (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

struct ivs_ent {
	u64	off;
	u64	len;
	u32	owner;
	u32	kind;
};

struct ivs_slot {
	u16	vector;
	u16	len;
	u32	owner;
	u32	a, b;
	u8	data[IVS_SLOT_DATA];
};

struct ivs_fifo {
	u32	wr;
	u32	rd;
	u8	byte[IVS_FIFO];
};

struct ivs_bar {
	u32		magic, npeers;
	struct ivs_ent	dir[IVS_NDIR];
	struct ivs_slot	slot[IVS_NSLOT];
	struct ivs_fifo	fifo;
	u8		route[64];
};

struct ivs_vec {
	void	(*fn)(void *arg);
	void	*arg;
};

struct ivs {
	struct pci_dev	*pdev;
	struct ivs_bar	*bar;
	size_t		bar_len;
	u32		me;
	u32		nvec;
	struct ivs_vec	*vec;
	u8		in[IVS_SLOT_DATA];
	u8		line[IVS_FIFO];
	u8		route[64];
	u32		hops[8];
};

int ivs_probe(struct ivs *iv, struct pci_dev *pdev)
{
	iv->pdev = pdev;
	iv->bar_len = pci_resource_len(pdev, 2);
	if (iv->bar_len < sizeof *iv->bar)
		return -ENXIO;
	iv->bar = memremap(pci_resource_start(pdev, 2), iv->bar_len, MEMREMAP_WB);
	return iv->bar ? 0 : -ENXIO;
}

/* expect: double-load live */
int ivs_recv(struct ivs *iv, unsigned int which)
{
	struct ivs_slot *sl = &iv->bar->slot[which % IVS_NSLOT];

	if (sl->owner != iv->me)
		return -EBUSY;
	mb();
	if (sl->len > sizeof iv->in)
		return -EPROTO;
	memcpy(iv->in, sl->data, sl->len);
	WRITE_ONCE(sl->owner, 0);
	return 0;
}

/* expect: double-load live */
ssize_t ivs_fifo_read(struct ivs *iv)
{
	struct ivs_fifo *f = &iv->bar->fifo;
	u32 rd = READ_ONCE(f->rd) % IVS_FIFO;
	u32 at = 0;

	if (READ_ONCE(f->wr) >= IVS_FIFO)
		return -EPROTO;
	while (rd != READ_ONCE(f->wr)) {
		iv->line[at++] = f->byte[rd];
		rd = (rd + 1) % IVS_FIFO;
	}
	WRITE_ONCE(f->rd, rd);
	return at;
}

/* expect: double-load safe snapshot */
ssize_t ivs_fifo_read_stop(struct ivs *iv)
{
	struct ivs_fifo *f = &iv->bar->fifo;
	u32 rd = READ_ONCE(f->rd) % IVS_FIFO;
	u32 wr = READ_ONCE(f->wr);
	u32 at = 0;

	if (wr >= IVS_FIFO)
		return -EPROTO;
	while (rd != wr) {
		iv->line[at++] = f->byte[rd];
		rd = (rd + 1) % IVS_FIFO;
	}
	WRITE_ONCE(f->rd, rd);
	return at;
}

/* expect: double-load live */
void *ivs_lookup(struct ivs *iv, u32 kind, size_t *len)
{
	struct ivs_ent *e;

	for (e = iv->bar->dir; e < iv->bar->dir + IVS_NDIR; e++) {
		if (READ_ONCE(e->kind) != kind)
			continue;
		if (e->off > iv->bar_len || e->len > iv->bar_len - e->off)
			return 0;
		*len = e->len;
		return (u8 *)iv->bar + e->off;
	}
	return 0;
}

/* expect: double-load safe snapshot */
void *ivs_lookup_ent(struct ivs *iv, u32 kind, size_t *len)
{
	int i;

	for (i = 0; i < IVS_NDIR; i++) {
		struct ivs_ent e;

		memcpy(&e, &iv->bar->dir[i], sizeof e);
		__asm__ __volatile__("" ::: "memory");
		if (e.kind != kind)
			continue;
		if (e.off > iv->bar_len || e.len > iv->bar_len - e.off)
			return 0;
		*len = e.len;
		return (u8 *)iv->bar + e.off;
	}
	return 0;
}

/* expect: double-load live */
void ivs_doorbell(struct ivs *iv, unsigned int which)
{
	struct ivs_slot *sl = &iv->bar->slot[which % IVS_NSLOT];
	struct ivs_vec *v = sl->vector < iv->nvec ? &iv->vec[sl->vector] : 0;

	if (v && v->fn)
		v->fn(v->arg);
}

/* expect: double-load safe snapshot */
void ivs_doorbell_volatile(struct ivs *iv, unsigned int which)
{
	struct ivs_slot *sl = &iv->bar->slot[which % IVS_NSLOT];
	const u16 vector = *(volatile u16 *)&sl->vector;
	struct ivs_vec *v = vector < iv->nvec ? &iv->vec[vector] : 0;

	if (v && v->fn)
		v->fn(v->arg);
}

/* expect: double-load safe compared */
int ivs_claim(struct ivs *iv, unsigned int which)
{
	struct ivs_slot *sl = &iv->bar->slot[which % IVS_NSLOT];
	u16 vector = READ_ONCE(sl->vector);

	if (vector >= iv->nvec)
		return -EINVAL;
	WRITE_ONCE(sl->owner, iv->me);
	mb();
	/* somebody may have rerouted the slot while we took it */
	if (READ_ONCE(sl->vector) != vector)
		return -EBUSY;
	if (iv->vec[vector].fn)
		iv->vec[vector].fn(iv->vec[vector].arg);
	return 0;
}

static int route_ok(const u8 *r)
{
	int i;

	for (i = 0; i < 64; i++)
		if (r[i] >= 8)
			return 0;
	return 1;
}

static void route_apply(struct ivs *iv)
{
	int i;

	for (i = 0; i < 64; i++)
		iv->hops[iv->route[i]]++;
}

/* expect: double-load live */
int ivs_route_update(struct ivs *iv)
{
	if (!route_ok(iv->bar->route))
		return -EPROTO;
	memcpy(iv->route, iv->bar->route, sizeof iv->route);
	route_apply(iv);
	return 0;
}

/* expect: none */
int ivs_route_update_late(struct ivs *iv)
{
	memcpy(iv->route, iv->bar->route, sizeof iv->route);
	if (!route_ok(iv->route)) {
		iv->route[0] = 0;
		return -EPROTO;
	}
	route_apply(iv);
	return 0;
}

/* the two words of a slot come from different writers */
/* expect: double-load safe disjoint */
ssize_t ivs_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
{
	struct ivs *iv = f->private_data;
	struct ivs_slot *sl = &iv->bar->slot[0];
	u32 out[2];

	if (READ_ONCE(sl->a) > 1000)
		return -ENOENT;
	out[0] = READ_ONCE(sl->b);
	if (out[0] >= iv->nvec)
		return -EINVAL;
	out[1] = iv->vec[out[0]].fn != 0;
	if (n < sizeof out || copy_to_user(buf, out, sizeof out))
		return -EFAULT;
	*pos += sizeof out;
	return sizeof out;
}
