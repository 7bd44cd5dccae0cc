/* A small kernel for the third set: accessors are functions, ERR_PTR as Linux has it. */
#ifndef OS_H
#define OS_H
#define __user __attribute__((noderef, address_space(1)))
#define NULL ((void *)0)
#define READ_ONCE(v) (*(const volatile __typeof__(v) *)&(v))
#define min_t(type, a, b) ({ type a_ = (a), b_ = (b); a_ < b_ ? a_ : b_; })
enum { EFAULT = 14, EINVAL = 22, ENOMEM = 12, E2BIG = 7, EPERM = 1, ENOTTY = 25 };
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
void *memdup_user(const void __user *from, size_t n);
void *kmalloc(size_t n, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *to, const void *from, size_t n);
int memcmp(const void *a, const void *b, size_t n);
struct device;
struct file;
void *dma_alloc_coherent(struct device *dev, size_t n, u64 *bus, unsigned gfp);
int submit(const void *bytes, size_t n);
static inline int IS_ERR(const void *p) { return (unsigned long)p >= (unsigned long)-4095; }
static inline long PTR_ERR(const void *p) { return (long)p; }
#endif
