#ifndef BLKCMD_BC_H
#define BLKCMD_BC_H
/* blkcmd: vendor commands for block devices. Builds without the kernel tree. */

#define __user __attribute__((noderef, address_space(1)))
#define NULL ((void *)0)
#define offsetof(t, m) __builtin_offsetof(t, m)
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef unsigned long size_t;
typedef _Bool bool;

enum bc_err { BC_EFAULT = 14, BC_ENOMEM = 12, BC_EINVAL = 22, BC_EPERM = 1, BC_E2BIG = 7, BC_EAGAIN = 11 };

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
int __bc_get(void *x, const void __user *p, unsigned long n);
#define get_user(x, p) __bc_get(&(x), (p), sizeof(*(p)))
void *memdup_user(const void __user *src, size_t n);
bool IS_ERR(const void *p);
void *kmalloc(size_t n, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, size_t n);
bool capable(int cap);
static inline void __user *u64_to_user_ptr(uint64_t v) { return (void __user *)(unsigned long)v; }

#define BC_NVERB   10
#define BC_MAXSEC  256
#define BC_MAXRNG  32
#define BC_PAYLOAD 1024

struct bc_hdr {
	uint8_t verb;
	uint8_t ver : 4, prio : 4;
	uint16_t nrange;
	uint32_t paylen;
};

struct bc_range { uint64_t lba; uint32_t nsec; uint32_t flags; };

struct bc_cmd {
	struct bc_hdr h;
	struct bc_range rng[BC_MAXRNG];
};

struct bc_vec { uint32_t n; uint32_t stride; uint64_t base; };

struct bc_dev {
	uint8_t payload[BC_PAYLOAD];
	uint32_t verbs[BC_NVERB];
	uint32_t nsec[BC_MAXRNG];
	uint8_t bitmap[64];
	bool (*filter)(struct bc_dev *, const void __user *);
};

/* a forward-only cursor, unless somebody rewinds it */
struct bc_src { const uint8_t __user *start, *p; size_t left; };

int bc_pull(void *dst, const void __user *src, size_t n);
int bc_pull_u32(const void __user *src, uint32_t *val);
int bc_take(struct bc_src *s, void *dst, size_t n);
int bc_look(const struct bc_src *s, void *dst, size_t n);
void bc_rewind(struct bc_src *s);
int bc_verb_allowed(const struct bc_hdr __user *uh);
int bc_ranges_ok(const struct bc_range __user *ur, unsigned n);
int bc_hdr_valid(const struct bc_hdr *h);

#define BC_FIELD(var, base, type, memb) \
	bc_pull(&(var), (const uint8_t __user *)(base) + offsetof(type, memb), sizeof(var))

#endif
