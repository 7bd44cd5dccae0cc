/* The kernel's side, with just enough of its headers to be read without them. */
typedef unsigned int u32;
typedef unsigned long size_t;
#define __user __attribute__((btf_type_tag("user")))
#define EFAULT 14
#define EINVAL 22
#define ENOMEM 12

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
void *kmalloc(size_t size, unsigned int flags);
void kfree(const void *p);

struct request {
    u32 size;
    u32 command;
    char data[];
};

int handle(const struct request *request);

/* The second fetch takes the head once more, and is held against the first. */
long driver_ioctl(const struct request __user *from)
{
    struct request head;
    if (copy_from_user(&head, from, sizeof head))
        return -EFAULT;
    if (head.size < sizeof head || head.size > 4096)
        return -EINVAL;
    struct request *whole = kmalloc(head.size, 0);
    if (!whole)
        return -ENOMEM;
    long result = -EFAULT;
    if (copy_from_user(whole, from, head.size) == 0)
        result = whole->size == head.size ? handle(whole) : -EINVAL;
    kfree(whole);
    return result;
}
