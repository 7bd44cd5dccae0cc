/*
 * memdom - memory domains for driver images and user mappings
 *
 * Keeps a table of loaded images, seals their text, and offers an ioctl to set
 * the protection of a range of the caller in one go with its key.
 */
#include <stddef.h>

typedef unsigned int u32;
typedef unsigned long ulong;
typedef _Bool bool;

#define __user
#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ul << PAGE_SHIFT)
#define GFP_KERNEL	0u
#define PROT_READ	1
#define PROT_WRITE	2
#define PROT_EXEC	4
#define EPERM	1
#define ENOENT	2
#define EAGAIN	11
#define ENOMEM	12
#define EFAULT	14
#define EBUSY	16
#define EINVAL	22
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))

struct mutex { long owner; };
struct work_struct { void (*func)(struct work_struct *); };
struct vm_area_struct;

ulong copy_from_user(void *to, const void __user *from, ulong n);
int do_mprotect_pkey(ulong start, size_t len, ulong prot, int pkey);
int set_memory_ro(ulong addr, int numpages);
int set_memory_rw(ulong addr, int numpages);
void *vmalloc(ulong n);
void *vmalloc_user(ulong n);
void vfree(const void *p);
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, ulong pgoff);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);
void *memcpy(void *d, const void *s, size_t n);
int printk(const char *fmt, ...);
bool schedule_work(struct work_struct *w);
ulong msleep_interruptible(u32 ms);

#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define INIT_WORK(w, f)		((w)->func = (f))

#define MD_NIMG		32
#define MD_MAX_PAGES	512

enum md_state { MD_EMPTY, MD_LOADED, MD_SEALED, MD_DEAD };

struct md_image {
	u32 id;
	enum md_state state;
	void *text;
	int npages;
	u32 faults;
};

struct md_ring {
	u32 opcode;
	u32 npages;
	u32 image;
	u32 pad;
};

struct md_range {
	ulong start;
	ulong len;
	u32 prot;
	u32 key;
};

struct md_batch {
	struct md_range r;
	char tag[32];
};

struct md_domain {
	struct mutex lock;
	struct mutex stat_lock;
	struct work_struct evict;
	struct md_image img[MD_NIMG];
	struct md_ring *ring;
	void *pool;
	int pool_pages;
	u32 nr_seal, nr_evict, nr_denied;
};

static struct md_image *md_find(struct md_domain *d, u32 id)
{
	int i;

	for (i = 0; i < MD_NIMG; i++)
		if (d->img[i].state != MD_EMPTY && d->img[i].id == id)
			return &d->img[i];
	return NULL;
}

static void md_evict_work(struct work_struct *w)
{
	struct md_domain *d = container_of(w, struct md_domain, evict);
	int i;

	mutex_lock(&d->lock);
	for (i = 0; i < MD_NIMG; i++) {
		struct md_image *img = &d->img[i];

		if (img->state != MD_DEAD)
			continue;
		vfree(img->text);
		img->text = NULL;
		img->npages = 0;
		img->state = MD_EMPTY;
		d->nr_evict++;
	}
	mutex_unlock(&d->lock);
}

void md_init(struct md_domain *d)
{
	INIT_WORK(&d->evict, md_evict_work);
}

int md_mmap(struct md_domain *d, struct vm_area_struct *vma)
{
	if (!d->ring)
		d->ring = vmalloc_user(PAGE_SIZE);
	if (!d->ring)
		return -ENOMEM;
	return remap_vmalloc_range(vma, d->ring, 0);
}

static void md_discard(struct md_image *img)
{
	vfree(img->text);
	img->faults = 0;
}

static int md_relocate(struct md_image *img, const ulong *rel, u32 nrel)
{
	ulong max = ((ulong)img->npages << PAGE_SHIFT) - sizeof(ulong);
	u32 i;

	for (i = 0; i < nrel; i++) {
		if (rel[i] > max)
			return -EINVAL;
		*(ulong *)((char *)img->text + rel[i]) += (ulong)img->text;
	}
	return nrel ? 0 : -EAGAIN;
}

/* expect: double-fetch live */
int md_ioctl_protect(struct md_domain *d, struct md_range __user *ur)
{
	struct md_range r;
	int err, tries = 0;

	if (copy_from_user(&r, ur, sizeof(r)))
		return -EFAULT;
	if ((r.prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC)) {
		d->nr_denied++;
		return -EPERM;
	}
	if ((r.start | r.len) & (PAGE_SIZE - 1) || r.len > MD_MAX_PAGES * PAGE_SIZE)
		return -EINVAL;
	if (r.key > 15)
		return -EINVAL;

	while ((err = do_mprotect_pkey(r.start, r.len, r.prot, (int)r.key)) == -EAGAIN) {
		if (++tries > 5 || msleep_interruptible(20))
			break;
		/* the mapping moved, see where the caller has it now */
		if (copy_from_user(&r, ur, sizeof(r)))
			return -EFAULT;
		if ((r.start | r.len) & (PAGE_SIZE - 1))
			return -EINVAL;
		if (r.len > MD_MAX_PAGES * PAGE_SIZE || r.key > 15)
			return -EINVAL;
	}
	if (err)
		printk("memdom: protect %lx+%lx failed: %d\n", r.start, r.len, err);
	return err;
}

/* expect: double-fetch safe overridden */
int md_ioctl_protect_tagged(struct md_domain *d, struct md_batch __user *ub)
{
	struct md_range r;
	struct md_batch b;
	int err;

	if (copy_from_user(&r, &ub->r, sizeof(r)))
		return -EFAULT;
	if (r.prot & PROT_EXEC || r.prot & ~7u)
		return -EPERM;
	if ((r.start | r.len) & (PAGE_SIZE - 1) || r.len > MD_MAX_PAGES * PAGE_SIZE)
		return -EINVAL;
	if (r.key > 15)
		return -EINVAL;

	if (copy_from_user(&b, ub, sizeof(b)))
		return -EFAULT;
	b.r = r;
	b.tag[sizeof(b.tag) - 1] = '\0';
	printk("memdom: %s: %lx+%lx prot %u\n", b.tag, b.r.start, b.r.len, b.r.prot);

	err = do_mprotect_pkey(b.r.start, b.r.len, b.r.prot, (int)b.r.key);
	if (err) {
		d->nr_denied++;
		return err;
	}
	return 0;
}

/* expect: range-race live */
int md_load_and_seal(struct md_domain *d, struct md_image *img, const ulong *rel, u32 nrel)
{
	int err;

	mutex_lock(&d->lock);
	err = md_relocate(img, rel, nrel);
	if (err) {
		printk("memdom: image %u: relocation: %d\n", img->id, err);
		md_discard(img);
		if (err != -EAGAIN)
			goto out;
		/* position independent, nothing had to be patched */
	}
	err = set_memory_ro((ulong)img->text, img->npages);
	if (err)
		goto out;
	img->state = MD_SEALED;
	d->nr_seal++;
out:
	mutex_unlock(&d->lock);
	return err;
}

/* expect: range-race safe */
int md_reload_and_seal(struct md_domain *d, struct md_image *img, const void *src, int pages)
{
	int err = -ENOMEM;

	if (pages <= 0 || pages > MD_MAX_PAGES)
		return -EINVAL;

	mutex_lock(&d->lock);
	if (img->state == MD_SEALED) {
		err = set_memory_rw((ulong)img->text, img->npages);
		if (err)
			goto out;
	}
	md_discard(img);
	img->state = MD_EMPTY;
	img->npages = pages;
	img->text = vmalloc((ulong)pages << PAGE_SHIFT);
	if (!img->text)
		goto out;
	memcpy(img->text, src, (size_t)pages << PAGE_SHIFT);
	img->state = MD_LOADED;

	err = set_memory_ro((ulong)img->text, img->npages);
	if (!err) {
		img->state = MD_SEALED;
		d->nr_seal++;
	}
out:
	mutex_unlock(&d->lock);
	return err;
}

/* expect: range-race live gap_ */
int md_reseal(struct md_domain *d, u32 id)
{
	struct md_image *img;
	void *text;
	int npages, err;

	mutex_lock(&d->lock);
	img = md_find(d, id);
	if (!img || img->state == MD_EMPTY || !img->text) {
		mutex_unlock(&d->lock);
		return -ENOENT;
	}
	text = img->text;
	npages = img->npages;
	img->faults++;
	mutex_unlock(&d->lock);

	/* may sleep in the TLB shootdown, so not under the table lock */
	err = set_memory_ro((ulong)text, npages);
	if (err) {
		printk("memdom: image %u: %d\n", id, err);
		return err;
	}
	mutex_lock(&d->stat_lock);
	d->nr_seal++;
	mutex_unlock(&d->stat_lock);
	return 0;
}

/* expect: range-race safe */
int md_unseal(struct md_domain *d, u32 id)
{
	struct md_image *img;
	int err = -ENOENT;

	mutex_lock(&d->lock);
	img = md_find(d, id);
	if (!img || img->state != MD_SEALED)
		goto out;
	err = set_memory_rw((ulong)img->text, img->npages);
	if (err) {
		printk("memdom: image %u stays sealed: %d\n", id, err);
		goto out;
	}
	img->state = MD_DEAD;
	schedule_work(&d->evict);
out:
	mutex_unlock(&d->lock);
	return err;
}

/* expect: shared-argument safe snapshot */
int md_ring_kick(struct md_domain *d)
{
	u32 n, op;
	int err;

	if (!d->ring || !d->pool)
		return -ENOENT;
	op = READ_ONCE(d->ring->opcode);
	n = READ_ONCE(d->ring->npages);
	if (n == 0 || n > (u32)d->pool_pages) {
		d->nr_denied++;
		return -EINVAL;
	}

	switch (op) {
	case 1:
		err = set_memory_ro((ulong)d->pool, (int)n);
		break;
	case 2:
		err = set_memory_rw((ulong)d->pool, (int)n);
		break;
	default:
		err = -EINVAL;
	}
	if (err)
		printk("memdom: ring op %u on %u pages: %d\n", op, n, err);
	return err;
}
