/* What mpx_driver.c needs of the kernel's headers, for readers that have none: mpx-audit without a kernel tree. */
#ifndef SAMPLE_DRIVER_KERNEL_H
#define SAMPLE_DRIVER_KERNEL_H

#include <stddef.h>

#define __user __attribute__((btf_type_tag("user")))
#define noinline __attribute__((noinline))
#define EINTR 4
#define E2BIG 7
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define ENOTTY 25
#define THIS_MODULE NULL
#define MISC_DYNAMIC_MINOR 255
#define DEFINE_MUTEX(name) struct mutex name
#define MODULE_DESCRIPTION(text) extern int sample_driver_unused
#define MODULE_LICENSE(text) extern int sample_driver_unused
#define module_misc_device(device) int misc_register(struct miscdevice *misc)

struct mutex {
    int owner;
};
struct file;
struct module;
struct file_operations {
    struct module *owner;
    long (*unlocked_ioctl)(struct file *file, unsigned int command, unsigned long argument);
};
struct miscdevice {
    int minor;
    const char *name;
    const struct file_operations *fops;
    unsigned short mode;
};

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
void *memset(void *at, int value, size_t n);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
unsigned long msleep_interruptible(unsigned int milliseconds);

#endif
