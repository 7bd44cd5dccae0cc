#pragma once
/* tiny program loader, bpf(2) in miniature */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef _Bool bool;
#define __user __attribute__((btf_type_tag("user")))
#define NULL ((void *)0)
#define EFAULT 14
#define EINVAL 22
#define E2BIG 7
#define ENOMEM 12
#define EPERM 1
#define GFP_USER 0x100cc0u

extern unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
extern long strnlen_user(const char __user *s, long n);
extern void *kvmalloc(size_t n, unsigned int gfp);
extern void *kvcalloc(size_t n, size_t sz, unsigned int gfp);
extern void kvfree(const void *p);
extern int memcmp(const void *a, const void *b, size_t n);
extern void *memcpy(void *d, const void *s, size_t n);
extern int strcmp(const char *a, const char *b);
extern size_t strlen(const char *s);
extern char *strcpy(char *d, const char *s);
extern bool capable(int cap);

#define BPFL_BTF_MAX (1u << 20)
#define BPFL_BATCH_MAX 4096u
#define BPFL_LICENSE 128

struct bpfl_btf_hdr {
	u16 magic;
	u8 version, flags;
	u32 hdr_len;
	u32 type_off, type_len;
	u32 str_off, str_len;
};

struct bpfl_btf {
	u8 *data;
	u32 size;
	const char *strings;
	u32 *types;
};

union bpfl_attr {
	struct {
		u32 map, count;
		u64 keys, values;
	} batch;
	struct {
		u32 type, insn_cnt;
		u64 insns, license;
		u32 flags, level;
	} prog;
};

struct bpfl_map {
	u32 max;
	u64 *slot;
	u64 version;
};

#define u64_to_user_ptr(x) ((void __user *)(size_t)(x))

int bpfl_get(void *dst, const void __user *src, size_t off, size_t n);
int bpfl_batch_count(const union bpfl_attr __user *ua, u32 *n);
int bpfl_batch_fetch(const union bpfl_attr __user *ua, union bpfl_attr *a);
