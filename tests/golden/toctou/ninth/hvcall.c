// SPDX-License-Identifier: GPL-2.0-only
/*
 * In-kernel part of a small paravirtual hypervisor interface: hypercalls that
 * read guest memory, and the control page the VMM shares with us.
 *
 * Compiled stand-alone for the unit tests, so it brings its own world.
 */
#define __user
#define PAGE_SIZE	4096ul
#define FOLL_WRITE	1u
#define VM_MAP		4ul
#define PAGE_KERNEL	0ul
#define GFP_KERNEL	0u
#define EFAULT		14
#define EINVAL		22
#define ENOMEM		12
#define ENXIO		6
#define EAGAIN		11

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long gpa_t;
typedef _Bool bool;
#define true 1
#define false 0

struct page;
struct kvm { int id; };

int kvm_read_guest(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len);
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
int __get_user_bytes(void *dst, const void __user *src, unsigned n);
#define get_user(x, ptr)	__get_user_bytes(&(x), (ptr), sizeof(*(ptr)))
int pin_user_pages_fast(unsigned long start, int nr, unsigned flags, struct page **pages);
void unpin_user_page(struct page *p);
void *vmap(struct page **pages, unsigned count, unsigned long flags, unsigned long prot);
int set_memory_ro(unsigned long addr, int numpages);
void *kmalloc(unsigned long n, unsigned gfp);
void *kzalloc(unsigned long n, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, unsigned long n);
int printk(const char *fmt, ...);

#define HV_MAX_BANKS	64
#define HV_MAX_FLUSH	128
#define HV_NFEAT	16
#define HV_MSG_MAX	240
#define HV_NSINT	16

struct hv_ipi {
	u32 vector;
	u32 nbanks;
	u64 mask[];
};

struct hv_flush {
	u32 flags;
	u32 count;
};

struct hv_clock {
	u32 version;
	u32 slot;
	u64 ticks;
	u32 shift;
	u32 pad;
};

struct hv_feat {
	u32 count;
	u32 abi;
	u32 word[HV_NFEAT];
};

struct hv_msg {
	u32 type;
	u32 sint;
	u32 payload_size;
	u32 rsvd;
	u8  payload[HV_MSG_MAX];
};

/* one page of the VMM, pinned and mapped for the life of the partition */
struct hv_ctl {
	struct hv_msg msg;
	u32 nr_shadow;
	u32 assist_sint;
	u32 assist_level;
};

struct hv_stats {
	u64 ipis, flushes, messages, errors;
};

struct hv_part {
	struct kvm *kvm;
	struct page *ctl_page;
	struct hv_ctl *ctl;
	void *shadow;
	u32 shadow_pages;
	struct hv_stats st;
	u32 feat[HV_NFEAT];
	u8  mbox[HV_NSINT][HV_MSG_MAX];
	u32 level[HV_NSINT];
	u32 abi;
};

int hv_register_ctl(struct hv_part *p, unsigned long uaddr)
{
	if (uaddr & (PAGE_SIZE - 1))
		return -EINVAL;
	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &p->ctl_page) != 1)
		return -EFAULT;
	p->ctl = vmap(&p->ctl_page, 1, VM_MAP, PAGE_KERNEL);
	if (!p->ctl) {
		unpin_user_page(p->ctl_page);
		return -ENOMEM;
	}
	return 0;
}

static int hv_deliver(struct hv_part *p, u32 vector, unsigned bank, u64 mask)
{
	p->st.ipis += __builtin_popcountll(mask);
	return bank < 2 || vector >= 16 ? 0 : -EINVAL;
}

static bool hv_upgrade(struct hv_part *p)
{
	if (p->abi < 2 && p->st.errors == 0) {
		p->abi = 2;
		return true;
	}
	return false;
}

/* expect: double-fetch live */
static int hv_send_ipi(struct hv_part *p, gpa_t gpa)
{
	struct hv_ipi h, *req;
	unsigned long bytes;
	u32 i;
	int r;

	r = kvm_read_guest(p->kvm, gpa, &h, sizeof(h));
	if (r)
		return r;
	if (h.vector < 16 || h.vector > 255)
		return -EINVAL;
	if (h.nbanks > HV_MAX_BANKS)
		return -EINVAL;

	bytes = sizeof(h) + h.nbanks * sizeof(u64);
	req = kmalloc(bytes, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	r = kvm_read_guest(p->kvm, gpa, req, bytes);
	if (r) {
		p->st.errors++;
		goto out;
	}

	for (i = 0; i != req->nbanks; i++) {
		if (!req->mask[i])
			continue;
		r = hv_deliver(p, h.vector, i, req->mask[i]);
		if (r)
			break;
	}
out:
	kfree(req);
	return r;
}

/* expect: double-fetch safe rest-only */
static int hv_flush_list(struct hv_part *p, gpa_t gpa)
{
	u64 list[HV_MAX_FLUSH];
	struct hv_flush f;
	u32 i, pages = 0;
	int r;

	r = kvm_read_guest(p->kvm, gpa, &f, sizeof(f));
	if (r)
		goto bad;
	if (f.flags & ~3u || f.count > HV_MAX_FLUSH) {
		r = -EINVAL;
		goto bad;
	}
	r = kvm_read_guest(p->kvm, gpa + sizeof(f), list, f.count * sizeof(list[0]));
	if (r)
		goto bad;

	for (i = 0; i < f.count; i++)
		pages += 1 + (list[i] & 0xfff);
	p->st.flushes++;
	printk("hv%d: flush of %u pages\n", p->kvm->id, pages);
	return 0;
bad:
	p->st.errors++;
	return r;
}

/* expect: double-load live */
static int hv_post_message(struct hv_part *p, u32 sint)
{
	struct hv_msg *m;
	u8 *box;

	if (!p->ctl)
		return -ENXIO;
	if (sint >= HV_NSINT)
		return -EINVAL;
	m = &p->ctl->msg;
	box = p->mbox[sint];

	if (!m->payload_size)
		return 0;
	if (m->payload_size > HV_MSG_MAX) {
		printk("hv%d: oversized message\n", p->kvm->id);
		p->st.errors++;
		return -EINVAL;
	}
	p->st.messages++;
	__builtin_memset(box, 0, HV_MSG_MAX);
	memcpy(box, m->payload, m->payload_size);
	return 1;
}

/* expect: double-load safe snapshot */
static int hv_assist(struct hv_part *p)
{
	u32 sint, level;

	if (!p->ctl)
		return -ENXIO;

	sint = __atomic_load_n(&p->ctl->assist_sint, __ATOMIC_ACQUIRE);
	level = __atomic_load_n(&p->ctl->assist_level, __ATOMIC_RELAXED);
	if (sint >= HV_NSINT || level > 15) {
		printk("hv%d: assist for sint %u level %u\n", p->kvm->id, sint, level);
		p->st.errors++;
		return -EINVAL;
	}
	if (p->level[sint] == level)
		return 0;
	p->level[sint] = level;
	return 1;
}

/* expect: double-fetch live */
static int hv_set_features(struct hv_part *p, struct hv_feat __user *uf)
{
	bool wide = p->abi >= 2;
	struct hv_feat req;
	u32 count = 0, i;

	if (!wide) {
		/* old layout: nothing but the count and narrow words */
		if (get_user(count, &uf->count))
			return -EFAULT;
		if (!count || count > HV_NFEAT)
			return -EINVAL;
		if (hv_upgrade(p))
			wide = true;
		else
			p->feat[0] = count;
	}

	if (wide) {
		if (copy_from_user(&req, uf, sizeof(req)))
			return -EFAULT;
		/* not seen yet when we came here directly */
		if (!count && req.count > HV_NFEAT)
			return -EINVAL;
		for (i = 0; i < req.count; i++)
			p->feat[i] = req.word[i];
		printk("hv%d: %u feature words\n", p->kvm->id, i);
	}
	return 0;
}

/* expect: double-fetch safe */
static int hv_read_clock(struct hv_part *p, gpa_t gpa)
{
	struct hv_clock c;
	u32 after;
	int r, tries = 0;

	do {
		if (++tries > 16)
			return -EAGAIN;
		r = kvm_read_guest(p->kvm, gpa, &c, sizeof(c));
		if (r)
			return r;
		if (c.slot >= HV_NSINT || c.shift > 31) {
			p->st.errors++;
			return -EINVAL;
		}
		r = kvm_read_guest(p->kvm, gpa, &after, sizeof(after));
		if (r)
			return r;
	} while ((c.version & 1) || c.version != after);

	p->level[c.slot] = (u32)(c.ticks >> c.shift);
	return 0;
}

/* expect: double-fetch safe exclusive-paths */
static int hv_debug_call(struct hv_part *p, unsigned code, gpa_t gpa)
{
	char text[128];
	struct hv_flush f;
	int r;

	switch (code) {
	case 0x69:
		r = kvm_read_guest(p->kvm, gpa, &f, sizeof(f));
		if (r)
			return r;
		if (f.count >= sizeof(text))
			return -EINVAL;
		p->level[0] = f.count;
		break;
	case 0x6a:
		r = kvm_read_guest(p->kvm, gpa, text, sizeof(text) - 1);
		if (r)
			return r;
		text[sizeof(text) - 1] = 0;
		if ((u8)text[0] < HV_NSINT)
			p->level[(u8)text[0]]++;
		printk("hv%d: guest says %s\n", p->kvm->id, text + 1);
		break;
	default:
		p->st.errors++;
		return -EINVAL;
	}
	return 0;
}

/* expect: shared-argument live */
static int hv_seal_shadow(struct hv_part *p)
{
	int r;

	if (!p->ctl || !p->shadow)
		return -ENXIO;

	printk("hv%d: sealing shadow tables at %p\n", p->kvm->id, p->shadow);
	r = set_memory_ro((unsigned long)p->shadow, (int)p->ctl->nr_shadow);
	if (r) {
		p->st.errors++;
		return r;
	}
	p->st.flushes++;
	return 0;
}

int hv_hypercall(struct hv_part *p, unsigned code, gpa_t in)
{
	switch (code) {
	case 0x0b:
		return hv_send_ipi(p, in);
	case 0x03:
		return hv_flush_list(p, in);
	case 0x04:
		return hv_read_clock(p, in);
	case 0x5c:
		return hv_post_message(p, (u32)in);
	case 0x5d:
		return hv_assist(p);
	case 0x5e:
		return hv_seal_shadow(p);
	default:
		return hv_debug_call(p, code, in);
	}
}

int hv_ioctl(struct hv_part *p, void __user *arg)
{
	return hv_set_features(p, arg);
}
