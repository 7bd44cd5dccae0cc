/*
 * car: crypto accelerator, request/response rings
 *
 * The response ring and the error page are coherent DMA memory; the engine
 * (and whatever firmware it runs today) writes them at any time.
 *
 * Standalone build, see shim below.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u64 dma_addr_t;

#define __user
#define GFP_KERNEL	0u
#define EFAULT	14
#define EINVAL	22
#define ENOMEM	12
#define EAGAIN	11
#define EIO	5
#define EBUSY	16
#define E2BIG	7

#define MIN(a, b)	((a) < (b) ? (a) : (b))
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define LOAD_LE32(p)	(*(const volatile u32 *)(p))

struct device;
struct mutex { long owner; };

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
int get_user_n(void *dst, const void __user *src, unsigned n);
#define get_user(x, p)	get_user_n(&(x), (p), sizeof(*(p)))
bool user_access_begin(const void __user *p, size_t n);
void user_access_end(void);
#define unsafe_get_user(x, p, label) \
	do { if (get_user_n(&(x), (p), sizeof(*(p)))) goto label; } while (0)
void *dma_alloc_coherent(struct device *dev, size_t n, dma_addr_t *h, unsigned gfp);
void *kzalloc(size_t n, unsigned gfp);
void *kcalloc(size_t n, size_t sz, unsigned gfp);
void kfree(const void *p);
void kfree_sensitive(const void *p);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);
void *memcpy(void *d, const void *s, size_t n);
void *memset(void *d, int c, size_t n);
void dev_err(struct device *dev, const char *fmt, ...);
void dev_dbg(struct device *dev, const char *fmt, ...);
void dma_rmb(void);
void cpu_relax(void);

#define CAR_RING	128
#define CAR_NCTX	64
#define CAR_NSLOTS	16
#define CAR_MAX_KEY	64
#define CAR_MAX_OPS	32
#define CAR_MAX_DATA	(256u * 1024)

struct car_resp {
	u32 tag;
	u32 status;
	u32 out_len;
	u32 iv_len;
	u8  iv[16];
	u8  digest[64];
};

struct car_shared {
	u32 head;
	u32 tail;
	u32 err_unit;
	u32 err_code;
	struct car_resp resp[CAR_RING];
};

struct car_ctx {
	void (*done)(struct car_ctx *c, u32 status);
	u8 digest[64];
	u8 iv[16];
	u32 digest_len;
	u32 errors;
	bool busy;
};

struct car_engine {
	struct device *dev;
	struct car_shared *sh;
	dma_addr_t sh_dma;
	struct mutex lock;
	u32 tail;
	u64 completed, spurious;
	u32 unit_errors[CAR_NSLOTS];
	struct car_ctx ctx[CAR_NCTX];
	u8 keys[CAR_NSLOTS][CAR_MAX_KEY];
};

struct car_key {
	u32 keylen;
	u32 slot;
	u32 algo;
	u32 flags;
	u8  key[];
};

struct car_op {
	u32 len;
	u32 kind;
	u64 uaddr;
};

int car_init(struct car_engine *eng, struct device *dev)
{
	eng->dev = dev;
	eng->sh = dma_alloc_coherent(dev, sizeof(*eng->sh), &eng->sh_dma, GFP_KERNEL);
	return eng->sh ? 0 : -ENOMEM;
}

/* expect: double-load live */
static unsigned car_drain(struct car_engine *eng, unsigned budget)
{
	unsigned n = 0;

	while (n < budget) {
		struct car_resp *r = &eng->sh->resp[eng->tail % CAR_RING];
		struct car_ctx *c;
		u32 status = READ_ONCE(r->status);

		if (!(status & 0x80000000u))
			break;
		dma_rmb();

		if (r->tag >= CAR_NCTX) {
			eng->spurious++;
			dev_err(eng->dev, "bogus completion, status %x\n", status);
			goto advance;
		}
		c = &eng->ctx[r->tag];
		if (!c->busy) {
			eng->spurious++;
			goto advance;
		}
		c->busy = false;
		if (status & 0xff)
			c->errors++;
		if (c->done)
			c->done(c, status & 0xff);
		eng->completed++;
advance:
		eng->tail++;
		n++;
	}
	return n;
}

/* expect: double-load live */
static int car_copy_digest(struct car_engine *eng, unsigned idx, struct car_ctx *c)
{
	const struct car_resp *r;
	size_t n;

	if (idx >= CAR_RING)
		return -EINVAL;
	r = &eng->sh->resp[idx];

	memset(c->digest, 0, sizeof(c->digest));
	n = MIN(r->out_len, sizeof(c->digest));
	memcpy(c->digest, r->digest, n);
	c->digest_len = (u32)n;
	dev_dbg(eng->dev, "digest of %u bytes from slot %u\n", c->digest_len, idx);
	return 0;
}

/* expect: double-load safe snapshot */
static void car_error_irq(struct car_engine *eng)
{
	const u32 unit = LOAD_LE32(&eng->sh->err_unit);
	const u32 code = LOAD_LE32(&eng->sh->err_code);

	if (unit >= CAR_NSLOTS) {
		dev_err(eng->dev, "error from unknown unit %u (code %u)\n", unit, code);
		eng->spurious++;
		return;
	}

	eng->unit_errors[unit]++;
	if (eng->unit_errors[unit] > 16) {
		dev_err(eng->dev, "unit %u disabled after code %u\n", unit, code);
		memset(eng->keys[unit], 0, sizeof(eng->keys[unit]));
		eng->unit_errors[unit] = 0;
	}
}

/* expect: double-load live */
static int car_peek_head(struct car_engine *eng, struct car_resp *out)
{
	struct car_shared *sh = eng->sh;
	u32 head;

	head = READ_ONCE(sh->head);
	if (head >= CAR_RING) {
		dev_err(eng->dev, "ring head %u out of range\n", head);
		return -EIO;
	}
	if (head == eng->tail % CAR_RING)
		return -EAGAIN;
	dma_rmb();

	*out = sh->resp[sh->head];
	if (!(out->status & 0x80000000u))
		return -EAGAIN;
	return 0;
}

/* expect: double-load safe disjoint */
static int car_load_iv(struct car_engine *eng, unsigned idx, struct car_ctx *c)
{
	const struct car_resp *r;

	if (idx >= CAR_RING)
		return -EINVAL;
	r = &eng->sh->resp[idx];

	/* only AEAD modes hand back an IV, and it is always a full one */
	if (r->iv_len != sizeof(c->iv)) {
		dev_dbg(eng->dev, "slot %u carries no iv\n", idx);
		return 0;
	}
	memcpy(c->iv, r->iv, sizeof(c->iv));
	if (r->status & 0xff) {
		memset(c->iv, 0, sizeof(c->iv));
		c->errors++;
		return -EIO;
	}
	return sizeof(c->iv);
}

static int car_write_key(struct car_engine *eng, u32 slot, const u8 *key, u32 len)
{
	mutex_lock(&eng->lock);
	memset(eng->keys[slot], 0, CAR_MAX_KEY);
	memcpy(eng->keys[slot], key, len);
	mutex_unlock(&eng->lock);
	return 0;
}

/* expect: double-fetch live */
static int car_import_key(struct car_engine *eng, struct car_key __user *uk)
{
	struct car_key *k;
	u32 keylen, slot;
	int ret;

	if (!user_access_begin(uk, sizeof(*uk)))
		return -EFAULT;
	unsafe_get_user(keylen, &uk->keylen, efault);
	unsafe_get_user(slot, &uk->slot, efault);
	user_access_end();
	if (keylen < 16 || keylen > CAR_MAX_KEY)
		return -EINVAL;
	if (slot >= CAR_NSLOTS)
		return -EINVAL;

	k = kzalloc(sizeof(*k) + keylen, GFP_KERNEL);
	if (!k)
		return -ENOMEM;

	/* what we have checked is what goes to the engine */
	k->keylen = keylen;
	k->slot = slot;
	if (copy_from_user(k, uk, sizeof(*k) + keylen)) {
		ret = -EFAULT;
		goto out;
	}
	if (k->algo > 3 || k->flags) {
		ret = -EINVAL;
		goto out;
	}
	ret = car_write_key(eng, slot, k->key, k->keylen);
out:
	kfree_sensitive(k);
	return ret;
efault:
	user_access_end();
	return -EFAULT;
}

/* expect: double-fetch safe compared */
static int car_batch(struct car_engine *eng, struct car_op __user *uops, unsigned n)
{
	struct car_op *ops = NULL;
	u8 *data = NULL, *p;
	u64 total = 0, again = 0;
	unsigned i;
	u32 len;
	int ret;

	if (!n || n > CAR_MAX_OPS)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (get_user(len, &uops[i].len))
			return -EFAULT;
		total += len;
	}
	if (total > CAR_MAX_DATA)
		return -E2BIG;

	ret = -ENOMEM;
	ops = kcalloc(n, sizeof(*ops), GFP_KERNEL);
	data = kzalloc(total + 1, GFP_KERNEL);
	if (!ops || !data)
		goto out;

	ret = -EFAULT;
	if (copy_from_user(ops, uops, n * sizeof(*ops)))
		goto out;
	for (i = 0; i < n; i++)
		again += ops[i].len;
	if (again != total) {
		ret = -EAGAIN;
		goto out;
	}

	for (i = 0, p = data; i < n; i++) {
		if (copy_from_user(p, (const void __user *)(uintptr_t)ops[i].uaddr,
				   ops[i].len))
			goto out;
		p += ops[i].len;
	}
	mutex_lock(&eng->lock);
	eng->completed += n;
	mutex_unlock(&eng->lock);
	ret = 0;
out:
	kfree(data);
	kfree(ops);
	return ret;
}

long car_ioctl(struct car_engine *eng, unsigned cmd, void __user *arg)
{
	if (cmd == 0x6301)
		return car_import_key(eng, arg);
	if ((cmd & ~0xffu) == 0x6400)
		return car_batch(eng, arg, cmd & 0xff);
	return -EINVAL;
}

unsigned car_poll(struct car_engine *eng, unsigned budget)
{
	return car_drain(eng, budget);
}

int car_finish(struct car_engine *eng, unsigned idx, struct car_ctx *c)
{
	switch (c->digest_len) {
	case 0:
		return car_load_iv(eng, idx, c);
	default:
		return car_copy_digest(eng, idx, c);
	}
}

int car_irq(struct car_engine *eng, struct car_resp *out)
{
	car_error_irq(eng);
	return car_peek_head(eng, out);
}
