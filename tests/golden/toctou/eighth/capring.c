/*
 * capring: user half of the capture ring (/dev/capring%d).  Ring and slab are
 * mapped from the ring fd; the other side fills them from its own context.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint8_t  u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define CAP_OFF_RING	0UL
#define CAP_OFF_SLAB	0x10000000UL
#define CAP_RING_MAX	512u
#define CAP_NBUF	300u
#define CAP_MTU		9216u

#define READ_ONCE(v)		(*(volatile __typeof__(v) *)&(v))
#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define min(a, b)		((a) < (b) ? (a) : (b))
#define min_once(a, b)		({ __auto_type _a = (a); __auto_type _b = (b); \
				   _a < _b ? _a : _b; })

union cap_cookie {
	u32 raw;
	struct {
		u32 id:10;
		u32 queue:6;
		u32 gen:16;
	} f;
};

struct cap_desc {
	u64 off;
	u32 len;
	u32 gen;
	union cap_cookie ck;
	u32 rsvd;
};

struct cap_stat {
	u32 seq;
	u32 name_len;
	char name[32];
};

struct cap_khdr {
	u32 head;
	u32 tail;
	u32 mask;
	u32 flags;
	struct cap_stat stat;
	struct cap_desc desc[];
};

struct cap_seg {
	u32 len;
	u32 proto;
};

struct cap_buf {
	void *mem;
	u32 used;
};

struct cap_ring {
	int fd;
	size_t ring_sz, slab_sz;
	struct cap_khdr *k;
	u8 *slab;
	u32 mask;			/* ours, from the requested size */
	u32 age[CAP_RING_MAX];
	struct cap_buf bufs[CAP_NBUF];
};

int cap_setup(struct cap_ring *r, const char *dev, u32 order)
{
	if (order > 9)
		return -EINVAL;
	r->fd = open(dev, O_RDWR | O_CLOEXEC);
	if (r->fd < 0)
		return -errno;
	r->mask = (1u << order) - 1;
	r->ring_sz = sizeof(*r->k) + (r->mask + 1) * sizeof(struct cap_desc);
	r->slab_sz = 1u << 22;
	r->k = mmap(NULL, r->ring_sz, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_POPULATE, r->fd, CAP_OFF_RING);
	if (r->k == MAP_FAILED)
		goto err;
	r->slab = mmap(NULL, r->slab_sz, PROT_READ, MAP_SHARED, r->fd, CAP_OFF_SLAB);
	if (r->slab == MAP_FAILED) {
		munmap(r->k, r->ring_sz);
		goto err;
	}
	return 0;
err:
	close(r->fd);
	return -ENOMEM;
}

static inline struct cap_desc *cap_desc_at(struct cap_ring *r, u32 pos)
{
	return &r->k->desc[pos & r->mask];
}

/* expect: double-load live */ /* the mask itself comes from the ring, and twice */
u32 cap_slot_age(struct cap_ring *r, u32 pos)
{
	struct cap_khdr *k = r->k;

	if (smp_load_acquire(&k->mask) >= CAP_RING_MAX)
		return 0;
	return r->age[pos & smp_load_acquire(&k->mask)];
}

/* expect: double-load live */ /* raw word checked, bitfield of the same union indexes */
struct cap_buf *cap_buf_of(struct cap_ring *r, u32 pos)
{
	struct cap_desc *d = cap_desc_at(r, pos);

	if ((d->ck.raw & 0x3ff) >= CAP_NBUF)
		return NULL;
	r->bufs[d->ck.f.id].used++;
	return r->bufs;
}

/* expect: double-load safe snapshot */ /* one load of the word, bitfields taken from the local union */
struct cap_buf *cap_buf_get(struct cap_ring *r, u32 pos)
{
	struct cap_desc *d = cap_desc_at(r, pos);
	union cap_cookie ck = { .raw = READ_ONCE(d->ck.raw) };

	if (ck.f.id >= CAP_NBUF)
		return NULL;
	r->bufs[ck.f.id].used++;
	return &r->bufs[ck.f.id];
}

/* expect: double-load live */ /* the sequence is validated too late: the copy has happened */
int cap_iface_name(struct cap_ring *r, char out[33])
{
	struct cap_stat *st = &r->k->stat;
	u32 seq;

	do {
		while ((seq = smp_load_acquire(&st->seq)) & 1)
			;
		if (st->name_len > sizeof(st->name))
			return -EIO;
		memcpy(out, st->name, st->name_len);
		smp_rmb();
	} while (READ_ONCE(st->seq) != seq);
	out[32] = '\0';
	return 0;
}

/* expect: double-load safe */ /* sequence loop, clamped local length in each round */
int cap_iface_label(struct cap_ring *r, char out[32])
{
	struct cap_stat *st = &r->k->stat;
	u32 seq, n;

	do {
		while ((seq = smp_load_acquire(&st->seq)) & 1)
			;
		n = READ_ONCE(st->name_len);
		if (n > 31)
			n = 31;
		memcpy(out, st->name, n);
		smp_rmb();
	} while (READ_ONCE(st->seq) != seq);
	out[n] = '\0';
	return (int)n;
}

/* expect: double-load live */ /* on retry the new length jumps behind the check */
int cap_gather(struct cap_ring *r, u32 pos, void *dst)
{
	struct cap_desc *d = cap_desc_at(r, pos);
	u32 gen = READ_ONCE(d->gen);
	u32 len = READ_ONCE(d->len);
	u64 off = READ_ONCE(d->off);
	int tries = 8;

	if (len > CAP_MTU || off > r->slab_sz - CAP_MTU)
		return -EIO;
copy:
	memcpy(dst, r->slab + off, len);
	smp_rmb();
	if (READ_ONCE(d->gen) != gen && tries-- > 0) {
		gen = READ_ONCE(d->gen);
		len = READ_ONCE(d->len);
		goto copy;
	}
	return (int)len;
}

/* expect: double-load safe retry */ /* the label stands before loads and checks */
int cap_gather_stable(struct cap_ring *r, u32 pos, void *dst)
{
	struct cap_desc *d = cap_desc_at(r, pos);
	int tries = 8;
	u32 gen, len;
	u64 off;

again:
	gen = READ_ONCE(d->gen);
	len = READ_ONCE(d->len);
	off = READ_ONCE(d->off);
	if (len > CAP_MTU || off > r->slab_sz - CAP_MTU)
		return -EIO;
	memcpy(dst, r->slab + off, len);
	smp_rmb();
	if (READ_ONCE(d->gen) != gen) {
		if (tries-- > 0)
			goto again;
		return -EAGAIN;
	}
	return (int)len;
}

/* expect: double-load safe rest-only */ /* the second copy starts behind the copied header */
int cap_read_seg(struct cap_ring *r, u64 off, void *dst, size_t room)
{
	const u8 *p = r->slab;
	struct cap_seg h;

	if (off > r->slab_sz - CAP_MTU)
		return -EINVAL;
	p += off;
	memcpy(&h, p, sizeof(h));
	if (h.len > room || h.len > CAP_MTU - sizeof(h))
		return -EMSGSIZE;
	memcpy(dst, p + sizeof(h), h.len);
	return (int)h.len;
}

/* expect: double-load live */ /* min() names the shared field twice */
u32 cap_fill(struct cap_ring *r, u32 pos, u8 *dst, u32 room)
{
	struct cap_desc *d = cap_desc_at(r, pos);
	u32 n = min(d->len, room);

	memcpy(dst, r->slab, n);
	return n;
}

/* expect: double-load safe snapshot */ /* min_once() keeps each operand in a local */
u32 cap_fill_head(struct cap_ring *r, u32 pos, u8 *dst, u32 room)
{
	struct cap_desc *d = cap_desc_at(r, pos);
	u32 n = min_once(d->len, room);

	memcpy(dst, r->slab, n);
	return n;
}

/* expect: double-load safe retry */ /* polls for a new tail; the later load is checked by itself */
int cap_wait(struct cap_ring *r, u32 head, unsigned spins)
{
	u32 n;

	while (smp_load_acquire(&r->k->tail) == head)
		if (!spins--)
			return 0;
	n = smp_load_acquire(&r->k->tail) - head;
	return n > r->mask + 1 ? -EIO : (int)n;
}

int main(int argc, char **argv)
{
	static struct cap_ring r;
	static u8 buf[CAP_MTU];
	char nm[33];

	if (argc < 3 || cap_setup(&r, argv[1], 8) < 0)
		return 1;
	switch (argv[2][0]) {
	case 'a': return (int)cap_slot_age(&r, 1);
	case 'b': return !cap_buf_of(&r, 1);
	case 'B': return !cap_buf_get(&r, 1);
	case 'n': return cap_iface_name(&r, nm);
	case 'N': return cap_iface_label(&r, nm) < 0;
	case 'g': return cap_gather(&r, 1, buf) < 0;
	case 'G': return cap_gather_stable(&r, 1, buf) < 0;
	case 's': return cap_read_seg(&r, 4096, buf, sizeof(buf)) < 0;
	case 'f': return !cap_fill(&r, 1, buf, sizeof(buf));
	case 'F': return !cap_fill_head(&r, 1, buf, sizeof(buf));
	case 'w': return cap_wait(&r, 0, 1000) < 0;
	}
	return 2;
}
