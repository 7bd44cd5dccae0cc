/* Forced in front of kernel code whose kernel is not at hand: a module in a tree of its own, a single file. What drivers
 * take from <linux/…> as types, macros and functions that give pointers, so that their own code can be read; the rest of
 * the kernel's functions are good enough undeclared. Structures have the members that drivers name, not their layout: no
 * size or offset of them may be relied on. Everything yields to what a header that is there says (asm-generic/int-ll64.h,
 * uapi). Fields and signatures as of Linux 6.1. */
#ifndef MPX_AUDIT_MODEL_ABSENT
#define MPX_AUDIT_MODEL_ABSENT

/* ---- annotations ---- */
#if defined(__has_attribute) && __has_attribute(btf_type_tag)
#define __user __attribute__((btf_type_tag("user")))
#define __iomem __attribute__((btf_type_tag("iomem")))
#define __percpu __attribute__((btf_type_tag("percpu")))
#define __rcu __attribute__((btf_type_tag("rcu")))
#else
#define __user
#define __iomem
#define __percpu
#define __rcu
#endif
#define __kernel
#define __force
#define __bitwise
#define __private
#define __must_check
#define __must_hold(lock)
#define __acquires(lock)
#define __releases(lock)
#define __init
#define __exit
#define __initdata
#define __exitdata
#define __devinit
#define __devexit
#define __refdata
#define __ro_after_init
#define __read_mostly
#define __maybe_unused __attribute__((unused))
#define __always_unused __attribute__((unused))
#define __used __attribute__((used))
#define __packed __attribute__((packed))
#define __aligned(bytes) __attribute__((aligned(bytes)))
#define __always_inline inline __attribute__((always_inline))
#define noinline __attribute__((noinline))
#define __cold
#define __weak __attribute__((weak))
#define __noreturn __attribute__((noreturn))
#define __printf(format, first)
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define asmlinkage
#define fallthrough __attribute__((fallthrough))

/* ---- numbers ---- */
typedef signed char __s8, s8;
typedef unsigned char __u8, u8, u_char, uint8_t, unchar;
typedef short __s16, s16;
typedef unsigned short __u16, u16, u_short, uint16_t, ushort;
typedef int __s32, s32;
typedef unsigned int __u32, u32, u_int, uint32_t, uint;
typedef long long __s64, s64;
typedef unsigned long long __u64, u64;
typedef unsigned long u_long, ulong, uintptr_t;
typedef __u16 __le16, __be16;
typedef __u32 __le32, __be32, __wsum;
typedef __u64 __le64, __be64;
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef _Bool bool;
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef long ssize_t;
typedef long long loff_t, ktime_t, time64_t;
typedef unsigned long long phys_addr_t, dma_addr_t, resource_size_t, sector_t, blkcnt_t;
typedef unsigned int gfp_t, fmode_t, __poll_t, dev_t, uid_t, gid_t, kuid_t, kgid_t;
typedef unsigned short umode_t;
typedef int pid_t, irqreturn_t, vm_fault_t, bool_t;
typedef unsigned long pgoff_t, compat_ulong_t, kernel_ulong_t, vm_flags_t;
typedef unsigned int compat_uptr_t, compat_uint_t, compat_size_t;
typedef int compat_int_t;
typedef __u64 compat_u64;
#if __SIZEOF_LONG__ == 8
typedef long int64_t;
typedef unsigned long uint64_t;
#else
typedef long long int64_t;
typedef unsigned long long uint64_t;
#endif
typedef struct {
    int counter;
} atomic_t;
typedef struct {
    long long counter;
} atomic64_t;
typedef struct {
    int refs;
} refcount_t;
typedef struct {
    int raw;
} spinlock_t, raw_spinlock_t, rwlock_t, seqlock_t, arch_rwlock_t;
typedef struct {
    unsigned long pgprot;
} pgprot_t;
typedef struct {
    unsigned char b[16];
} uuid_t, guid_t;

#ifndef NULL
#define NULL ((void *)0)
#endif
#define true 1
#define false 0
#define U8_MAX 255u
#define U16_MAX 65535u
#define U32_MAX 4294967295u
#define INT_MAX 2147483647
#define INT_MIN (-2147483647 - 1)
#define UINT_MAX 4294967295u
#define LONG_MAX __LONG_MAX__
#define ULONG_MAX (__LONG_MAX__ * 2ul + 1)
#define SIZE_MAX (~(size_t)0)
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(bytes) (((bytes) + PAGE_SIZE - 1) & PAGE_MASK)
#define BITS_PER_LONG (8 * __SIZEOF_LONG__)
#define BIT(n) (1ul << (n))
#define BIT_ULL(n) (1ull << (n))
#define GENMASK(high, low) (((~0ul) << (low)) & (~0ul >> (BITS_PER_LONG - 1 - (high))))
#define HZ 250
#define PATH_MAX 4096

#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define EBADF 9
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define ENFILE 23
#define ENOTTY 25
#define EFBIG 27
#define ENOSPC 28
#define ESPIPE 29
#define EROFS 30
#define EPIPE 32
#define ERANGE 34
#define ENAMETOOLONG 36
#define ENOSYS 38
#define ENODATA 61
#define ETIME 62
#define EPROTO 71
#define EBADMSG 74
#define EOVERFLOW 75
#define EMSGSIZE 90
#define EOPNOTSUPP 95
#define EADDRINUSE 98
#define ETIMEDOUT 110
#define EINPROGRESS 115
#define ECANCELED 125
#define ESRCH 3
#define ENOEXEC 8
#define ECHILD 10
#define EWOULDBLOCK 11
#define ENOTBLK 15
#define EXDEV 18
#define ENOTDIR 20
#define EISDIR 21
#define EMFILE 24
#define ETXTBSY 26
#define EMLINK 31
#define EDOM 33
#define EDEADLK 35
#define EDEADLOCK 35
#define ENOLCK 37
#define ENOTEMPTY 39
#define ELOOP 40
#define ENOMSG 42
#define EIDRM 43
#define ECHRNG 44
#define EL2NSYNC 45
#define EL3HLT 46
#define EL3RST 47
#define ELNRNG 48
#define EUNATCH 49
#define ENOCSI 50
#define EL2HLT 51
#define EBADE 52
#define EBADR 53
#define EXFULL 54
#define ENOANO 55
#define EBADRQC 56
#define EBADSLT 57
#define EBFONT 59
#define ENOSTR 60
#define ENOSR 63
#define ENONET 64
#define ENOPKG 65
#define EREMOTE 66
#define ENOLINK 67
#define EADV 68
#define ESRMNT 69
#define ECOMM 70
#define EMULTIHOP 72
#define EDOTDOT 73
#define ENOTUNIQ 76
#define EBADFD 77
#define EREMCHG 78
#define ELIBACC 79
#define ELIBBAD 80
#define ELIBSCN 81
#define ELIBMAX 82
#define ELIBEXEC 83
#define EILSEQ 84
#define ERESTART 85
#define ESTRPIPE 86
#define EUSERS 87
#define ENOTSOCK 88
#define EDESTADDRREQ 89
#define EPROTOTYPE 91
#define ENOPROTOOPT 92
#define EPROTONOSUPPORT 93
#define ESOCKTNOSUPPORT 94
#define ENOTSUP 95
#define EPFNOSUPPORT 96
#define EAFNOSUPPORT 97
#define EADDRNOTAVAIL 99
#define ENETDOWN 100
#define ENETUNREACH 101
#define ENETRESET 102
#define ECONNABORTED 103
#define ECONNRESET 104
#define ENOBUFS 105
#define EISCONN 106
#define ENOTCONN 107
#define ESHUTDOWN 108
#define ETOOMANYREFS 109
#define ECONNREFUSED 111
#define EHOSTDOWN 112
#define EHOSTUNREACH 113
#define EALREADY 114
#define ESTALE 116
#define EUCLEAN 117
#define ENOTNAM 118
#define ENAVAIL 119
#define EISNAM 120
#define EREMOTEIO 121
#define EDQUOT 122
#define ENOMEDIUM 123
#define EMEDIUMTYPE 124
#define ENOKEY 126
#define EKEYEXPIRED 127
#define EKEYREVOKED 128
#define EKEYREJECTED 129
#define EOWNERDEAD 130
#define ENOTRECOVERABLE 131
#define ERFKILL 132
#define ERESTARTSYS 512
#define ENOIOCTLCMD 515
#define EPROBE_DEFER 517
#define ENOTSUPP 524
#define EIOCBQUEUED 529

/* ---- macros that are part of the language here ---- */
#define likely(x) (!!(x))
#define unlikely(x) (!!(x))
#define barrier() __asm__ __volatile__("" ::: "memory")
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define offsetof(type, member) __builtin_offsetof(type, member)
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))
#define struct_size(p, member, count) (sizeof(*(p)) + sizeof(*(p)->member) * (count))
#define array_size(a, b) ((a) * (b))
#define min(a, b) ({ __typeof__(a) mpx_a = (a); __typeof__(b) mpx_b = (b); mpx_a < mpx_b ? mpx_a : mpx_b; })
#define max(a, b) ({ __typeof__(a) mpx_a = (a); __typeof__(b) mpx_b = (b); mpx_a > mpx_b ? mpx_a : mpx_b; })
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define clamp(value, low, high) min(max(value, low), high)
#define clamp_t(type, value, low, high) clamp((type)(value), (type)(low), (type)(high))
#define swap(a, b) do { __typeof__(a) mpx_t = (a); (a) = (b); (b) = mpx_t; } while (0)
#define ALIGN(x, to) (((x) + (to)-1) & ~((__typeof__(x))(to)-1))
#define IS_ALIGNED(x, to) (((x) & ((__typeof__(x))(to)-1)) == 0)
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define round_up(x, to) ((((x)-1) | ((__typeof__(x))((to)-1))) + 1)
#define roundup(x, to) ((((x) + (to)-1) / (to)) * (to))
#define lower_32_bits(n) ((u32)(n))
#define upper_32_bits(n) ((u32)((n) >> 16 >> 16))
#define READ_ONCE(x) ({ *(const volatile __typeof__(x) *)&(x); })
#define WRITE_ONCE(x, value) do { *(volatile __typeof__(x) *)&(x) = (value); } while (0)
#define ACCESS_ONCE(x) (*(volatile __typeof__(x) *)&(x))
#define smp_load_acquire(p) ({ *(const volatile __typeof__(*(p)) *)(p); })
#define smp_store_release(p, value) do { *(volatile __typeof__(*(p)) *)(p) = (value); } while (0)
#define WARN_ON(condition) ({ int mpx_w = !!(condition); mpx_w; })
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define BUG() __builtin_trap()
#define BUG_ON(condition) do { if (condition) __builtin_trap(); } while (0)
#define BUILD_BUG_ON(condition) ((void)0)
#define static_assert(...)
#define IS_ENABLED(option) 0
#define cpu_to_le16(x) ((__le16)(x))
#define cpu_to_le32(x) ((__le32)(x))
#define cpu_to_le64(x) ((__le64)(x))
#define le16_to_cpu(x) ((u16)(x))
#define le32_to_cpu(x) ((u32)(x))
#define le64_to_cpu(x) ((u64)(x))
#define cpu_to_be16(x) ((__be16)__builtin_bswap16(x))
#define cpu_to_be32(x) ((__be32)__builtin_bswap32(x))
#define cpu_to_be64(x) ((__be64)__builtin_bswap64(x))
#define be16_to_cpu(x) __builtin_bswap16(x)
#define be32_to_cpu(x) __builtin_bswap32(x)
#define be64_to_cpu(x) __builtin_bswap64(x)
#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(x))
#define IS_ERR_VALUE(x) ((unsigned long)(void *)(x) >= (unsigned long)-4095)
static __always_inline __maybe_unused bool IS_ERR(const void *p)
{
    return IS_ERR_VALUE(p);
}
static __always_inline __maybe_unused bool IS_ERR_OR_NULL(const void *p)
{
    return !p || IS_ERR_VALUE(p);
}
static __always_inline __maybe_unused long PTR_ERR(const void *p)
{
    return (long)p;
}
static __always_inline __maybe_unused void *ERR_PTR(long error)
{
    return (void *)error;
}
static __always_inline __maybe_unused void *ERR_CAST(const void *p)
{
    return (void *)p;
}
static __always_inline __maybe_unused int PTR_ERR_OR_ZERO(const void *p)
{
    return IS_ERR(p) ? (int)PTR_ERR(p) : 0;
}
static __always_inline __maybe_unused void __user *compat_ptr(compat_uptr_t p)
{
    return (void __user *)(unsigned long)p;
}

/* ---- flags ---- */
#define GFP_KERNEL 0xcc0u
#define GFP_ATOMIC 0xa20u
#define GFP_NOWAIT 0x800u
#define GFP_NOIO 0xc00u
#define GFP_NOFS 0xc40u
#define GFP_USER 0x100cc0u
#define GFP_DMA 1u
#define GFP_DMA32 4u
#define GFP_KERNEL_ACCOUNT 0x400cc0u
#define __GFP_ZERO 0x100u
#define __GFP_NOWARN 0x2000u
#define KERN_EMERG "0"
#define KERN_ALERT "1"
#define KERN_CRIT "2"
#define KERN_ERR "3"
#define KERN_WARNING "4"
#define KERN_NOTICE "5"
#define KERN_INFO "6"
#define KERN_DEBUG "7"
#define KERN_CONT "c"
#define VERIFY_READ 0
#define VERIFY_WRITE 1
#define IRQ_NONE 0
#define IRQ_HANDLED 1
#define IRQF_SHARED 0x80
#define NETDEV_TX_OK 0
#define MISC_DYNAMIC_MINOR 255
#define VM_READ 1ul
#define VM_WRITE 2ul
#define VM_EXEC 4ul
#define VM_SHARED 8ul
#define VM_IO 0x4000ul
#define VM_DONTEXPAND 0x40000ul
#define VM_DONTDUMP 0x4000000ul
#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_NONBLOCK 04000
#define FMODE_READ 1u
#define FMODE_WRITE 2u
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IRUGO 0444
#define S_IWUGO 0222
#define EPOLLIN 1u
#define EPOLLPRI 2u
#define EPOLLOUT 4u
#define EPOLLERR 8u
#define EPOLLHUP 16u
#define EPOLLRDNORM 64u
#define EPOLLWRNORM 256u
#define CAP_SYS_ADMIN 21
#define CAP_SYS_RAWIO 17
#define CAP_NET_ADMIN 12
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define DMA_BIDIRECTIONAL 0
#define DMA_TO_DEVICE 1
#define DMA_FROM_DEVICE 2
#define LINUX_VERSION_CODE 0x60100
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#ifndef _IOC
#define _IOC(direction, type, number, size) (((direction) << 30) | ((size) << 16) | ((type) << 8) | (number))
#define _IO(type, number) _IOC(0u, type, number, 0)
#define _IOR(type, number, size) _IOC(2u, type, number, sizeof(size))
#define _IOW(type, number, size) _IOC(1u, type, number, sizeof(size))
#define _IOWR(type, number, size) _IOC(3u, type, number, sizeof(size))
#define _IOC_DIR(command) (((command) >> 30) & 3)
#define _IOC_TYPE(command) (((command) >> 8) & 255)
#define _IOC_NR(command) ((command)&255)
#define _IOC_SIZE(command) (((command) >> 16) & 16383)
#define _IOC_READ 2u
#define _IOC_WRITE 1u
#endif

/* ---- modules ---- */
struct module;
#define THIS_MODULE ((struct module *)0)
#define MODULE_LICENSE(text)
#define MODULE_AUTHOR(text)
#define MODULE_DESCRIPTION(text)
#define MODULE_VERSION(text)
#define MODULE_ALIAS(text)
#define MODULE_ALIAS_MISCDEV(minor)
#define MODULE_FIRMWARE(text)
#define MODULE_SOFTDEP(text)
#define MODULE_INFO(tag, text)
#define MODULE_IMPORT_NS(space)
#define MODULE_DEVICE_TABLE(type, name)
#define MODULE_PARM_DESC(name, text)
#define module_param(name, type, mode)
#define module_param_named(name, value, type, mode)
#define module_param_string(name, string, length, mode)
#define module_param_array(name, type, count, mode)
#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)
/* What is handed to one of these is used: an object of its own says so. */
#define MPX_AUDIT_USES(name, at) static const void *const mpx_audit_uses_##at##_##name __attribute__((used)) = (const void *)&name
#define module_init(function) MPX_AUDIT_USES(function, init);
#define module_exit(function) MPX_AUDIT_USES(function, exit);
#define subsys_initcall(function) MPX_AUDIT_USES(function, init);
#define device_initcall(function) MPX_AUDIT_USES(function, init);
#define late_initcall(function) MPX_AUDIT_USES(function, init);
#define core_initcall(function) MPX_AUDIT_USES(function, init);
#define module_misc_device(device) MPX_AUDIT_USES(device, misc);
#define module_platform_driver(driver) MPX_AUDIT_USES(driver, platform);
#define module_pci_driver(driver) MPX_AUDIT_USES(driver, pci);
#define module_i2c_driver(driver) MPX_AUDIT_USES(driver, i2c);
#define module_spi_driver(driver) MPX_AUDIT_USES(driver, spi);
#define module_usb_driver(driver) MPX_AUDIT_USES(driver, usb);

#define MPX_AUDIT_SYSCALL(name, ...) long sys_##name(__VA_ARGS__)
#define SYSCALL_DEFINE0(name) MPX_AUDIT_SYSCALL(name, void)
#define SYSCALL_DEFINE1(name, t1, a1) MPX_AUDIT_SYSCALL(name, t1 a1)
#define SYSCALL_DEFINE2(name, t1, a1, t2, a2) MPX_AUDIT_SYSCALL(name, t1 a1, t2 a2)
#define SYSCALL_DEFINE3(name, t1, a1, t2, a2, t3, a3) MPX_AUDIT_SYSCALL(name, t1 a1, t2 a2, t3 a3)
#define SYSCALL_DEFINE4(name, t1, a1, t2, a2, t3, a3, t4, a4) MPX_AUDIT_SYSCALL(name, t1 a1, t2 a2, t3 a3, t4 a4)
#define SYSCALL_DEFINE5(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5) \
    MPX_AUDIT_SYSCALL(name, t1 a1, t2 a2, t3 a3, t4 a4, t5 a5)
#define SYSCALL_DEFINE6(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6) \
    MPX_AUDIT_SYSCALL(name, t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6)
#define COMPAT_SYSCALL_DEFINE1(name, ...) SYSCALL_DEFINE1(compat_##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE2(name, ...) SYSCALL_DEFINE2(compat_##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE3(name, ...) SYSCALL_DEFINE3(compat_##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE4(name, ...) SYSCALL_DEFINE4(compat_##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE5(name, ...) SYSCALL_DEFINE5(compat_##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE6(name, ...) SYSCALL_DEFINE6(compat_##name, __VA_ARGS__)

/* ---- lists, locks, work ---- */
struct list_head {
    struct list_head *next, *prev;
};
struct hlist_node {
    struct hlist_node *next, **pprev;
};
struct hlist_head {
    struct hlist_node *first;
};
struct rb_node {
    struct rb_node *rb_left, *rb_right;
};
struct rb_root {
    struct rb_node *rb_node;
};
#define LIST_HEAD_INIT(name) {&(name), &(name)}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)
#define INIT_LIST_HEAD(head) ((head)->next = (head)->prev = (head))
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_for_each(at, head) for ((at) = (head)->next; (at) != (head); (at) = (at)->next)
#define list_for_each_safe(at, n, head) \
    for ((at) = (head)->next, (n) = (at)->next; (at) != (head); (at) = (n), (n) = (at)->next)
#define list_for_each_entry(at, head, member)                                                                          \
    for ((at) = list_entry((head)->next, __typeof__(*(at)), member); &(at)->member != (head);                          \
         (at) = list_entry((at)->member.next, __typeof__(*(at)), member))
#define list_for_each_entry_safe(at, n, head, member)                                                                  \
    for ((at) = list_entry((head)->next, __typeof__(*(at)), member),                                                   \
        (n) = list_entry((at)->member.next, __typeof__(*(at)), member);                                                \
         &(at)->member != (head); (at) = (n), (n) = list_entry((n)->member.next, __typeof__(*(n)), member))
#define list_for_each_entry_rcu(at, head, member, ...) list_for_each_entry(at, head, member)

struct mutex {
    int mpx_audit;
};
struct rw_semaphore {
    int mpx_audit;
};
struct semaphore {
    int mpx_audit;
};
struct completion {
    unsigned int done;
};
struct lock_class_key {
    int mpx_audit;
};
struct rcu_head {
    struct rcu_head *next;
};
struct kref {
    refcount_t refcount;
};
struct wait_queue_head {
    int mpx_audit;
};
typedef struct wait_queue_head wait_queue_head_t;
struct wait_queue_entry {
    int mpx_audit;
};
typedef struct wait_queue_entry wait_queue_entry_t, wait_queue_t;
struct work_struct {
    void (*func)(struct work_struct *);
};
struct delayed_work {
    struct work_struct work;
};
struct timer_list {
    unsigned long expires;
    void (*function)(struct timer_list *);
};
struct tasklet_struct {
    unsigned long data;
};
struct workqueue_struct;
struct idr {
    int mpx_audit;
};
struct ida {
    int mpx_audit;
};
struct srcu_struct {
    int mpx_audit;
};
#define DEFINE_MUTEX(name) struct mutex name
#define DEFINE_SPINLOCK(name) spinlock_t name
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name
#define DEFINE_RWLOCK(name) rwlock_t name
#define DECLARE_RWSEM(name) struct rw_semaphore name
#define DECLARE_COMPLETION(name) struct completion name
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name
#define DECLARE_WAITQUEUE(name, task) wait_queue_entry_t name
#define DEFINE_WAIT(name) wait_queue_entry_t name
#define DECLARE_WORK(name, f) struct work_struct name = {.func = (f)}
#define DEFINE_IDR(name) struct idr name
#define DEFINE_IDA(name) struct ida name
#define DECLARE_BITMAP(name, bits) unsigned long name[DIV_ROUND_UP(bits, BITS_PER_LONG)]
#define DEFINE_PER_CPU(type, name) type name
#define DECLARE_PER_CPU(type, name) extern type name
#define ATOMIC_INIT(n) {(n)}
#define __SPIN_LOCK_UNLOCKED(name) {0}
#define __MUTEX_INITIALIZER(name) {0}
#define INIT_WORK(work, f) ((work)->func = (f))
#define INIT_DELAYED_WORK(work, f) ((work)->work.func = (f))
#define spin_lock_irqsave(lock, flags) ((flags) = 0, spin_lock_irq(lock))
#define spin_unlock_irqrestore(lock, flags) spin_unlock_irq(lock)
#define read_lock_irqsave(lock, flags) ((flags) = 0, read_lock(lock))
#define wait_event_interruptible(queue, condition) ({ while (!(condition)) mpx_audit_wait(&(queue)); mpx_audit_wait(&(queue)); })
#define wait_event(queue, condition) do { while (!(condition)) mpx_audit_wait(&(queue)); } while (0)
#define wait_event_interruptible_timeout(queue, condition, time) \
    ({ while (!(condition)) mpx_audit_wait(&(queue)); (long)mpx_audit_wait(&(queue)); })
#define wait_event_timeout(queue, condition, time) wait_event_interruptible_timeout(queue, condition, time)
int mpx_audit_wait(wait_queue_head_t *queue);
extern unsigned long volatile jiffies;

/* ---- what drivers are handed ---- */
struct inode;
struct dentry;
struct page;
struct pt_regs;
struct poll_table_struct;
typedef struct poll_table_struct poll_table;
struct cred;
struct class;
struct bus_type;
struct device_driver {
    const char *name;
    struct module *owner;
    const void *of_match_table, *pm, *acpi_match_table;
};
struct device_node;
struct fwnode_handle;
struct attribute {
    const char *name;
    umode_t mode;
};
struct attribute_group {
    const char *name;
    struct attribute **attrs;
};
struct kobject {
    const char *name;
    struct kobject *parent;
};
struct device {
    struct kobject kobj;
    struct device *parent;
    struct device_driver *driver;
    void *platform_data, *driver_data;
    struct device_node *of_node;
    struct class *class;
    dev_t devt;
};
struct device_attribute {
    struct attribute attr;
};
struct resource {
    resource_size_t start, end;
    const char *name;
    unsigned long flags;
};
struct mm_struct;
struct nsproxy;
struct task_struct {
    pid_t pid, tgid;
    char comm[16];
    struct mm_struct *mm;
    struct task_struct *group_leader;
    unsigned int flags;
};
extern struct task_struct *const mpx_audit_current;
#define current mpx_audit_current

struct iov_iter;
struct kiocb;
struct vm_operations_struct;
struct file;
struct vm_area_struct {
    unsigned long vm_start, vm_end, vm_pgoff, vm_flags;
    pgprot_t vm_page_prot;
    void *vm_private_data;
    struct file *vm_file;
    struct mm_struct *vm_mm;
    const struct vm_operations_struct *vm_ops;
};
struct vm_fault {
    struct vm_area_struct *vma;
    pgoff_t pgoff;
    unsigned long address;
    struct page *page;
    unsigned int flags;
};
struct vm_operations_struct {
    void (*open)(struct vm_area_struct *);
    void (*close)(struct vm_area_struct *);
    vm_fault_t (*fault)(struct vm_fault *);
};
struct file_operations {
    struct module *owner;
    loff_t (*llseek)(struct file *, loff_t, int);
    ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
    ssize_t (*write)(struct file *, const char __user *, size_t, loff_t *);
    ssize_t (*read_iter)(struct kiocb *, struct iov_iter *);
    ssize_t (*write_iter)(struct kiocb *, struct iov_iter *);
    __poll_t (*poll)(struct file *, struct poll_table_struct *);
    long (*unlocked_ioctl)(struct file *, unsigned int, unsigned long);
    long (*compat_ioctl)(struct file *, unsigned int, unsigned long);
    int (*ioctl)(struct inode *, struct file *, unsigned int, unsigned long);
    int (*mmap)(struct file *, struct vm_area_struct *);
    int (*open)(struct inode *, struct file *);
    int (*flush)(struct file *, void *);
    int (*release)(struct inode *, struct file *);
    int (*fsync)(struct file *, loff_t, loff_t, int);
    int (*fasync)(int, struct file *, int);
};
struct proc_ops {
    unsigned int proc_flags;
    int (*proc_open)(struct inode *, struct file *);
    ssize_t (*proc_read)(struct file *, char __user *, size_t, loff_t *);
    ssize_t (*proc_write)(struct file *, const char __user *, size_t, loff_t *);
    loff_t (*proc_lseek)(struct file *, loff_t, int);
    int (*proc_release)(struct inode *, struct file *);
    long (*proc_ioctl)(struct file *, unsigned int, unsigned long);
};
struct cdev {
    struct module *owner;
    const struct file_operations *ops;
    dev_t dev;
};
struct super_block;
struct address_space;
struct inode {
    umode_t i_mode;
    kuid_t i_uid;
    kgid_t i_gid;
    unsigned int i_flags;
    unsigned long i_ino;
    dev_t i_rdev;
    loff_t i_size;
    struct super_block *i_sb;
    struct address_space *i_mapping;
    const struct file_operations *i_fop;
    struct cdev *i_cdev;
    void *i_private;
};
struct path {
    struct dentry *dentry;
};
struct file {
    struct path f_path;
    struct inode *f_inode;
    const struct file_operations *f_op;
    unsigned int f_flags;
    fmode_t f_mode;
    loff_t f_pos;
    void *private_data;
    struct address_space *f_mapping;
    const struct cred *f_cred;
};
struct miscdevice {
    int minor;
    const char *name;
    const struct file_operations *fops;
    struct list_head list;
    struct device *parent, *this_device;
    const struct attribute_group **groups;
    const char *nodename;
    umode_t mode;
};
struct of_device_id {
    char compatible[128];
    const void *data;
};
struct platform_device {
    const char *name;
    int id;
    struct device dev;
    u32 num_resources;
    struct resource *resource;
};
struct platform_driver {
    int (*probe)(struct platform_device *);
    int (*remove)(struct platform_device *);
    struct device_driver driver;
};
struct pci_device_id {
    u32 vendor, device, subvendor, subdevice, class, class_mask;
    kernel_ulong_t driver_data;
};
struct pci_dev {
    struct device dev;
    unsigned int irq;
    unsigned short vendor, device;
    struct resource resource[17];
};
struct pci_driver {
    const char *name;
    const struct pci_device_id *id_table;
    int (*probe)(struct pci_dev *, const struct pci_device_id *);
    void (*remove)(struct pci_dev *);
    struct device_driver driver;
};
#define PCI_DEVICE(v, d) .vendor = (v), .device = (d), .subvendor = ~0u, .subdevice = ~0u
#define PCI_ANY_ID (~0u)
struct seq_file {
    char *buf;
    size_t size, count;
    void *private;
};
struct page {
    unsigned long flags;
};
struct scatterlist {
    unsigned int offset, length;
    dma_addr_t dma_address;
};
struct notifier_block {
    int (*notifier_call)(struct notifier_block *, unsigned long, void *);
    int priority;
};

/* ---- messages, sockets, packets ---- */
#if __has_include(<linux/uio.h>)
#include <linux/uio.h>
#else
struct iovec {
    void *iov_base;
    size_t iov_len;
};
#endif
struct kvec {
    void *iov_base;
    size_t iov_len;
};
struct compat_iovec {
    compat_uptr_t iov_base;
    compat_size_t iov_len;
};
struct iov_iter {
    size_t iov_offset, count;
    unsigned long nr_segs;
};
struct kiocb {
    struct file *ki_filp;
    loff_t ki_pos;
    int ki_flags;
    void *private;
};
typedef struct {
    union {
        void *kernel;
        void __user *user;
    };
    bool is_kernel : 1;
} sockptr_t;
struct timespec64 {
    time64_t tv_sec;
    long tv_nsec;
};
struct sockaddr {
    unsigned short sa_family;
    char sa_data[14];
};
struct msghdr {
    void *msg_name;
    int msg_namelen;
    struct iov_iter msg_iter;
    void *msg_control;
    void __user *msg_control_user;
    unsigned int msg_flags;
    size_t msg_controllen;
    struct kiocb *msg_iocb;
};
struct user_msghdr {
    void __user *msg_name;
    int msg_namelen;
    struct iovec __user *msg_iov;
    size_t msg_iovlen;
    void __user *msg_control;
    size_t msg_controllen;
    unsigned int msg_flags;
};
struct net;
struct sock;
struct sk_buff;
struct net_device;
struct socket;
struct ifreq;
struct proto_ops {
    int family;
    struct module *owner;
    int (*release)(struct socket *);
    int (*bind)(struct socket *, struct sockaddr *, int);
    int (*connect)(struct socket *, struct sockaddr *, int, int);
    int (*ioctl)(struct socket *, unsigned int, unsigned long);
    int (*compat_ioctl)(struct socket *, unsigned int, unsigned long);
    int (*setsockopt)(struct socket *, int, int, sockptr_t, unsigned int);
    int (*getsockopt)(struct socket *, int, int, char __user *, int __user *);
    int (*sendmsg)(struct socket *, struct msghdr *, size_t);
    int (*recvmsg)(struct socket *, struct msghdr *, size_t, int);
};
struct socket {
    int state;
    short type;
    unsigned long flags;
    struct file *file;
    struct sock *sk;
    const struct proto_ops *ops;
};
struct sk_buff_head {
    struct sk_buff *next, *prev;
    __u32 qlen;
    spinlock_t lock;
};
struct sock {
    unsigned short sk_family, sk_type, sk_protocol;
    int sk_bound_dev_if, sk_rcvbuf, sk_sndbuf, sk_err, sk_err_soft, sk_state;
    u8 sk_shutdown;
    unsigned long sk_flags;
    long sk_rcvtimeo, sk_sndtimeo;
    void *sk_user_data;
    struct socket *sk_socket;
    struct sk_buff_head sk_receive_queue, sk_write_queue;
    void (*sk_state_change)(struct sock *);
    void (*sk_data_ready)(struct sock *);
    unsigned int sk_priority, sk_mark, sk_max_ack_backlog;
};
struct sk_buff {
    struct sk_buff *next, *prev;
    struct sock *sk;
    struct net_device *dev;
    char cb[48];
    unsigned int len, data_len, truesize, priority, mark, hash;
    __u16 mac_len, protocol, queue_mapping, transport_header, network_header, mac_header, vlan_tci;
    __u8 ip_summed, pkt_type, cloned;
    unsigned char *head, *data;
    unsigned int tail, end;
};
typedef int netdev_tx_t;
typedef u64 netdev_features_t;
struct net_device_stats {
    unsigned long rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped;
    unsigned long multicast, collisions, rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors;
    unsigned long rx_fifo_errors, rx_missed_errors, tx_aborted_errors, tx_carrier_errors, tx_fifo_errors;
};
struct net_device_ops {
    int (*ndo_init)(struct net_device *);
    void (*ndo_uninit)(struct net_device *);
    int (*ndo_open)(struct net_device *);
    int (*ndo_stop)(struct net_device *);
    netdev_tx_t (*ndo_start_xmit)(struct sk_buff *, struct net_device *);
    void (*ndo_set_rx_mode)(struct net_device *);
    int (*ndo_set_mac_address)(struct net_device *, void *);
    int (*ndo_validate_addr)(struct net_device *);
    int (*ndo_do_ioctl)(struct net_device *, struct ifreq *, int);
    int (*ndo_eth_ioctl)(struct net_device *, struct ifreq *, int);
    int (*ndo_siocdevprivate)(struct net_device *, struct ifreq *, void __user *, int);
    int (*ndo_change_mtu)(struct net_device *, int);
};
struct net_device {
    char name[16];
    unsigned long base_addr, state, features_word;
    int irq, ifindex, watchdog_timeo;
    netdev_features_t features, hw_features;
    struct net_device_stats stats;
    const struct net_device_ops *netdev_ops;
    const void *ethtool_ops, *header_ops;
    unsigned int flags, priv_flags, mtu, min_mtu, max_mtu, num_tx_queues, real_num_tx_queues;
    unsigned short type, hard_header_len, needed_headroom;
    unsigned char addr_len, perm_addr[32];
    unsigned char *dev_addr, *broadcast;
    void *ml_priv;
    struct device dev;
    unsigned long tx_queue_len, trans_start;
    bool needs_free_netdev;
};

/* ---- blocks, terminals, buses ---- */
struct gendisk;
struct block_device {
    dev_t bd_dev;
    struct inode *bd_inode;
    struct gendisk *bd_disk;
    void *bd_holder;
};
struct block_device_operations {
    int (*open)(struct block_device *, fmode_t);
    void (*release)(struct gendisk *, fmode_t);
    int (*ioctl)(struct block_device *, fmode_t, unsigned int, unsigned long);
    int (*compat_ioctl)(struct block_device *, fmode_t, unsigned int, unsigned long);
    struct module *owner;
};
struct gendisk {
    int major, first_minor, minors;
    char disk_name[32];
    const struct block_device_operations *fops;
    void *private_data, *queue;
    struct block_device *part0;
};
struct tty_struct;
struct tty_port {
    struct tty_struct *tty;
    int count;
    struct mutex mutex;
    unsigned long flags;
};
struct tty_driver {
    const char *driver_name, *name;
    int major, minor_start, num;
    void *driver_state;
};
struct tty_operations {
    int (*open)(struct tty_struct *tty, struct file *file);
    void (*close)(struct tty_struct *tty, struct file *file);
    int (*write)(struct tty_struct *tty, const unsigned char *buf, int count);
    int (*ioctl)(struct tty_struct *tty, unsigned int cmd, unsigned long arg);
};
struct tty_struct {
    int index;
    char name[64];
    const struct tty_operations *ops;
    struct tty_driver *driver;
    void *driver_data, *disc_data;
    struct tty_port *port;
    unsigned long flags;
    int count;
    unsigned int receive_room;
};
struct usb_device {
    int devnum;
    struct device dev;
    int speed;
};
struct usb_interface {
    struct device dev;
    int minor;
};
struct urb {
    int status;
    unsigned int pipe, transfer_flags;
    void *transfer_buffer, *context;
    u32 transfer_buffer_length, actual_length;
    dma_addr_t transfer_dma;
    struct usb_device *dev;
};
struct input_dev {
    const char *name, *phys;
    struct device dev;
    unsigned long evbit[1], keybit[12];
};
enum dma_data_direction { MPX_AUDIT_DMA_DIRECTION };
struct dma_buf {
    size_t size;
    struct file *file;
    void *priv;
};
struct io_uring_sqe {
    u8 opcode, flags;
    u16 ioprio;
    s32 fd;
    u64 off, addr;
    u32 len, rw_flags;
    u64 user_data;
    u16 buf_index, personality;
    s32 splice_fd_in;
    u8 cmd[80];
};
struct io_uring_cmd {
    struct file *file;
    const struct io_uring_sqe *sqe;
    const void *cmd;
    u32 cmd_op, flags;
    u8 pdu[32];
};
#define MAJOR(device) ((unsigned int)((device) >> 20))
#define MINOR(device) ((unsigned int)((device)&0xfffff))
#define MKDEV(major, minor) (((major) << 20) | (minor))

/* ---- functions whose result is more than an int, and those that reach user space ---- */
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long __copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long __copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long clear_user(void __user *to, unsigned long n);
long strncpy_from_user(char *to, const char __user *from, long n);
long strnlen_user(const char __user *from, long n);
void *memdup_user(const void __user *from, size_t n);
void *vmemdup_user(const void __user *from, size_t n);
void *memdup_user_nul(const void __user *from, size_t n);
char *strndup_user(const char __user *from, long n);
ssize_t simple_write_to_buffer(void *to, size_t room, loff_t *at, const void __user *from, size_t n);
ssize_t simple_read_from_buffer(void __user *to, size_t n, loff_t *at, const void *from, size_t room);
const void *io_uring_sqe_cmd(const struct io_uring_sqe *sqe);
int copy_from_sockptr(void *to, sockptr_t from, size_t n);
int copy_from_sockptr_offset(void *to, sockptr_t from, size_t offset, size_t n);
int copy_struct_from_user(void *to, size_t n, const void __user *from, size_t given);
void *memdup_sockptr(sockptr_t from, size_t n);
void *memdup_sockptr_nul(sockptr_t from, size_t n);
int get_timespec64(struct timespec64 *to, const void __user *from);
int import_single_range(int way, void __user *from, size_t n, struct iovec *at, struct iov_iter *to);
ssize_t import_iovec(int way, const struct iovec __user *from, unsigned int n, unsigned int fast, struct iovec **at, struct iov_iter *to);
int kstrtoul_from_user(const char __user *from, size_t n, unsigned int base, unsigned long *to);
int kstrtoint_from_user(const char __user *from, size_t n, unsigned int base, int *to);
int kstrtouint_from_user(const char __user *from, size_t n, unsigned int base, unsigned int *to);
size_t copy_from_iter(void *to, size_t n, struct iov_iter *from);
size_t copy_to_iter(const void *from, size_t n, struct iov_iter *to);

void *kmalloc(size_t n, gfp_t flags);
void *kzalloc(size_t n, gfp_t flags);
void *kcalloc(size_t n, size_t size, gfp_t flags);
void *kmalloc_array(size_t n, size_t size, gfp_t flags);
void *krealloc(const void *p, size_t n, gfp_t flags);
void *kmemdup(const void *from, size_t n, gfp_t flags);
char *kstrdup(const char *from, gfp_t flags);
char *kstrndup(const char *from, size_t n, gfp_t flags);
char *kasprintf(gfp_t flags, const char *format, ...);
void *kvmalloc(size_t n, gfp_t flags);
void *kvzalloc(size_t n, gfp_t flags);
void *kvmalloc_array(size_t n, size_t size, gfp_t flags);
void *kvcalloc(size_t n, size_t size, gfp_t flags);
void *vmalloc(unsigned long n);
void *vzalloc(unsigned long n);
void *vmalloc_user(unsigned long n);
void *devm_kmalloc(struct device *device, size_t n, gfp_t flags);
void *devm_kzalloc(struct device *device, size_t n, gfp_t flags);
void *devm_kcalloc(struct device *device, size_t n, size_t size, gfp_t flags);
void kfree(const void *p);
void kvfree(const void *p);
void vfree(const void *p);
unsigned long __get_free_page(gfp_t flags);
unsigned long __get_free_pages(gfp_t flags, unsigned int order);
unsigned long get_zeroed_page(gfp_t flags);
struct page *alloc_page(gfp_t flags);
struct page *alloc_pages(gfp_t flags, unsigned int order);
void *page_address(const struct page *page);
void *kmap(struct page *page);
void *kmap_atomic(struct page *page);
void *dma_alloc_coherent(struct device *device, size_t n, dma_addr_t *handle, gfp_t flags);
void *dmam_alloc_coherent(struct device *device, size_t n, dma_addr_t *handle, gfp_t flags);
void __iomem *ioremap(phys_addr_t at, size_t n);
void __iomem *devm_ioremap(struct device *device, resource_size_t at, resource_size_t n);
void __iomem *devm_ioremap_resource(struct device *device, const struct resource *resource);
void __iomem *pci_iomap(struct pci_dev *device, int bar, unsigned long n);
void *memremap(resource_size_t at, size_t n, unsigned long flags);
phys_addr_t virt_to_phys(volatile void *p);
void *phys_to_virt(phys_addr_t p);

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
size_t strlcpy(char *to, const char *from, size_t n);
ssize_t strscpy(char *to, const char *from, size_t n);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *part);
char *strsep(char **s, const char *ends);
char *strim(char *s);
unsigned long simple_strtoul(const char *s, char **end, unsigned int base);
u64 ktime_get_ns(void);
ktime_t ktime_get(void);
void *dev_get_drvdata(const struct device *device);
void *platform_get_drvdata(const struct platform_device *device);
void *pci_get_drvdata(struct pci_dev *device);
struct inode *file_inode(const struct file *file);
void *netdev_priv(const struct net_device *device);
unsigned char *skb_put(struct sk_buff *skb, unsigned int n);
unsigned char *skb_push(struct sk_buff *skb, unsigned int n);
unsigned char *skb_pull(struct sk_buff *skb, unsigned int n);
struct sk_buff *alloc_skb(unsigned int n, gfp_t flags);
struct sk_buff *dev_alloc_skb(unsigned int n);
struct sk_buff *netdev_alloc_skb(struct net_device *device, unsigned int n);
struct net *sock_net(const struct sock *sk);
void *usb_get_intfdata(struct usb_interface *interface);
void *input_get_drvdata(struct input_dev *device);
struct resource *platform_get_resource(struct platform_device *device, unsigned int type, unsigned int n);
struct workqueue_struct *create_singlethread_workqueue(const char *name);
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int active, ...);
struct class *class_create(struct module *owner, const char *name);
struct device *device_create(struct class *class, struct device *parent, dev_t device, void *data, const char *name, ...);
struct task_struct *kthread_run(int (*function)(void *), void *data, const char *name, ...);
struct task_struct *kthread_create(int (*function)(void *), void *data, const char *name, ...);
unsigned long msecs_to_jiffies(unsigned int ms);
long schedule_timeout(long time);
unsigned long wait_for_completion_timeout(struct completion *done, unsigned long time);
void *idr_find(const struct idr *idr, unsigned long id);
loff_t no_llseek(struct file *file, loff_t at, int whence);
loff_t noop_llseek(struct file *file, loff_t at, int whence);
int nonseekable_open(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char __user *to, size_t n, loff_t *at);
loff_t seq_lseek(struct file *file, loff_t at, int whence);
int single_release(struct inode *inode, struct file *file);
long compat_ptr_ioctl(struct file *file, unsigned int command, unsigned long argument);

/* ---- accessors that exist as macros only, as in linux-uaccess.h ---- */
int(get_user)(void *to, const volatile void __user *from, unsigned long size);
int(__get_user)(void *to, const volatile void __user *from, unsigned long size);
int(unsafe_get_user)(void *to, const volatile void __user *from, unsigned long size);
int(put_user)(volatile void __user *to, const void *from, unsigned long size);
int(__put_user)(volatile void __user *to, const void *from, unsigned long size);
#define mpx_audit_pointee(ptr) __typeof__((void)0, *(ptr))
#define mpx_audit_fetch(function, x, ptr)                                                                              \
    ({                                                                                                                 \
        mpx_audit_pointee(ptr) mpx_audit_value;                                                                        \
        int mpx_audit_result =                                                                                         \
            function(&mpx_audit_value, (const volatile void __user *)(ptr), sizeof(mpx_audit_value));                  \
        (x) = mpx_audit_value;                                                                                         \
        mpx_audit_result;                                                                                              \
    })
#define mpx_audit_store(function, x, ptr)                                                                              \
    ({                                                                                                                 \
        mpx_audit_pointee(ptr) mpx_audit_value = (x);                                                                  \
        function((volatile void __user *)(ptr), &mpx_audit_value, sizeof(mpx_audit_value));                            \
    })
#define get_user(x, ptr) mpx_audit_fetch(get_user, x, ptr)
#define __get_user(x, ptr) mpx_audit_fetch(__get_user, x, ptr)
#define put_user(x, ptr) mpx_audit_store(put_user, x, ptr)
#define __put_user(x, ptr) mpx_audit_store(__put_user, x, ptr)
#define unsafe_get_user(x, ptr, label)                                                                                 \
    do {                                                                                                               \
        if (mpx_audit_fetch(unsafe_get_user, x, ptr))                                                                  \
            goto label;                                                                                                \
    } while (0)

#endif
