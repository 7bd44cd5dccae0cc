/* A driver with the interface of the project's first specification, sys_mpx(addr, len, key, op), behind an ioctl. */
#ifdef __KERNEL__
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#else
#include "kernel.h" /* just enough to be read without a kernel's headers */
#endif

#include "mpx.h"

struct domain {
    unsigned long start, end;
    /* Room for whatever `holders` says, so that the planted defect harms nobody's memory. */
    __u8 rights[256];
};

static struct domain domains[MPX_KEYS];
static DEFINE_MUTEX(domains_lock);

long sys_mpx(void __user *addr, int len, unsigned int key, int op);

static long mpx_create(unsigned long start, int len, unsigned int key)
{
    long result = -EBUSY;

    if (len <= 0 || len > MPX_LENGTH_MAX || (start & 4095))
        return -EINVAL;
    mutex_lock(&domains_lock);
    if (!domains[key].end) {
        domains[key].start = start;
        domains[key].end = start + len;
        result = 0;
    }
    mutex_unlock(&domains_lock);
    return result;
}

static long mpx_destroy(unsigned int key)
{
    mutex_lock(&domains_lock);
    memset(&domains[key], 0, sizeof domains[key]);
    mutex_unlock(&domains_lock);
    return 0;
}

/* The defect: the count is fetched and checked, then fetched again with the rest and believed. */
static long mpx_set(const struct mpx_policy __user *from, int len, unsigned int key)
{
    struct mpx_policy policy;
    __u8 holders;
    int i;

    if (len != sizeof policy)
        return -EINVAL;
    if (copy_from_user(&holders, &from->holders, sizeof holders))
        return -EFAULT;
    if (holders > MPX_HOLDERS)
        return -E2BIG;
    mutex_lock(&domains_lock);                          /* keeps other callers out, not the program's own writes */
    if (copy_from_user(&policy, from, sizeof policy)) { /* expect: double-fetch high */
        mutex_unlock(&domains_lock);
        return -EFAULT;
    }
    for (i = 0; i < policy.holders; i++)
        domains[key].rights[i] = policy.rights[i % sizeof policy.rights];
    mutex_unlock(&domains_lock);
    return policy.holders;
}

/* One fetch of everything, checked in the copy: the same, done right. */
static long mpx_get(void __user *to, int len, unsigned int key)
{
    __u8 rights;

    if (len != sizeof rights)
        return -EINVAL;
    mutex_lock(&domains_lock);
    rights = domains[key].rights[0];
    mutex_unlock(&domains_lock);
    return copy_to_user(to, &rights, sizeof rights) ? -EFAULT : 0;
}

/* Not static and never inlined: it is what the probe of the catalogue attaches to. */
noinline long sys_mpx(void __user *addr, int len, unsigned int key, int op)
{
    if (op == MPX_WAIT) {
        if (msleep_interruptible(key > 10000 ? 10000 : key))
            return -EINTR;
        return 0;
    }
    if (key >= MPX_KEYS)
        return -EINVAL;
    switch (op) {
    case MPX_CREATE:
        return mpx_create((unsigned long)addr, len, key);
    case MPX_DESTROY:
        return mpx_destroy(key);
    case MPX_SET:
        return mpx_set(addr, len, key);
    case MPX_GET:
        return mpx_get(addr, len, key);
    default:
        return -EINVAL;
    }
}

static long mpx_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
    struct mpx_call call;

    if (command != MPX_CALL)
        return -ENOTTY;
    if (copy_from_user(&call, (const void __user *)argument, sizeof call))
        return -EFAULT;
    return sys_mpx((void __user *)(unsigned long)call.addr, call.len, call.key, call.op);
}

static const struct file_operations mpx_operations = {
    .owner = THIS_MODULE,
    .unlocked_ioctl = mpx_ioctl,
};

static struct miscdevice mpx_device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "mpx",
    .fops = &mpx_operations,
    .mode = 0666,
};

module_misc_device(mpx_device);
MODULE_DESCRIPTION("sys_mpx(addr, len, key, op) with a planted double fetch");
MODULE_LICENSE("GPL");
