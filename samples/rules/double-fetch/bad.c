/* A driver that fetches twice from user space and believes the first copy. */
#define __user __attribute__((btf_type_tag("user")))
#define EFAULT 14
#define EINVAL 22

typedef unsigned int u32;

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
void *memdup_user(const void __user *from, unsigned long n);
int device_send(void *request);

struct request {
    u32 size, command;
    u32 slots[30];
};

static u32 registers[16];

int request_read(struct request __user *arg)
{
    struct request request;
    u32 size;

    if (copy_from_user(&size, &arg->size, sizeof size))
        return -EFAULT;
    if (size > sizeof request)
        return -EINVAL;
    if (copy_from_user(&request, arg, sizeof request)) /* expect: double-fetch high */
        return -EFAULT;
    return copy_to_user(arg, &request, request.size);
}

int request_register(struct request __user *arg)
{
    struct request request;

    if (copy_from_user(&request, arg, 8))
        return -EFAULT;
    if (request.command >= 16)
        return -EINVAL;
    if (copy_from_user(&request, arg, request.size > sizeof request ? sizeof request : request.size)) /* expect: double-fetch high */
        return -EFAULT;
    return registers[request.command];
}

int request_send(struct request __user *arg)
{
    u32 size;

    if (copy_from_user(&size, &arg->size, sizeof size))
        return -EFAULT;
    void *request = memdup_user(arg, size); /* expect: double-fetch medium */
    return device_send(request);
}

int request_sum(u32 __user *list, u32 n)
{
    u32 value;
    int sum = 0;

    for (u32 i = 0; i < n; i++) {
        if (copy_from_user(&value, &list[i], sizeof value))
            return -EFAULT;
        if (value > 15)
            return -EINVAL;
    }
    for (u32 i = 0; i < n; i++) {
        u32 again;
        if (copy_from_user(&again, &list[i], sizeof again)) /* expect: double-fetch high */
            return -EFAULT;
        sum += registers[again];
    }
    return sum;
}
