/* A kernel of its own, get_user as a macro with a body of its own. */
#ifndef K_H
#define K_H
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
typedef int s32; typedef unsigned long size_t; typedef long ssize_t; typedef _Bool bool; typedef long long loff_t;
#define __user __attribute__((noderef, address_space(1)))
#define NULL ((void *)0)
#define EFAULT 14
#define EINVAL 22
#define ENOMEM 12
#define E2BIG 7
#define EBUSY 16
#define GFP_KERNEL 0
#define PAGE_SIZE 4096ul
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
#define get_user(x, ptr) ({ __typeof__(*(ptr)) v__; int e__ = __get_user_impl(&v__, (ptr), sizeof v__); (x) = v__; e__; })
int __get_user_impl(void *to, const void __user *from, unsigned long n);
void *memdup_user(const void __user *from, size_t n);
void *kmalloc(size_t n, int flags); void *kzalloc(size_t n, int flags); void kfree(const void *p);
void *memcpy(void *, const void *, size_t); int memcmp(const void *, const void *, size_t); void *memset(void *, int, size_t);
size_t strlen(const char *); long strncpy_from_user(char *d, const char __user *s, long n); long strnlen_user(const char __user *s, long n);
static inline bool IS_ERR(const void *p) { return (unsigned long)p >= (unsigned long)-4095; }
static inline long PTR_ERR(const void *p) { return (long)p; }
int access_ok(const void __user *p, unsigned long n);
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
struct file; struct device;
void *dma_alloc_coherent(struct device *dev, size_t size, u64 *handle, int gfp);
void mutex_lock(void *m); void mutex_unlock(void *m);
int do_thing(void *buf, size_t n); void consume(u32 v);
extern int table[64];
#endif
