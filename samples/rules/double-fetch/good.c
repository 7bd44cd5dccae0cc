/* The same driver, repaired in each of the usual ways. */
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

int request_overridden(struct request __user *arg)
{
    struct request request;
    u32 size;

    if (copy_from_user(&size, &arg->size, sizeof size))
        return -EFAULT;
    if (size > sizeof request)
        return -EINVAL;
    if (copy_from_user(&request, arg, sizeof request))
        return -EFAULT;
    request.size = size;
    return copy_to_user(arg, &request, request.size);
}

int request_compared(struct request __user *arg)
{
    struct request request;
    u32 command;

    if (copy_from_user(&command, &arg->command, sizeof command))
        return -EFAULT;
    if (command >= 16)
        return -EINVAL;
    if (copy_from_user(&request, arg, sizeof request))
        return -EFAULT;
    if (request.command != command)
        return -EINVAL;
    return registers[request.command];
}

int request_rechecked(struct request __user *arg)
{
    u32 command, again;

    if (copy_from_user(&command, &arg->command, sizeof command) || command >= 16)
        return -EFAULT;
    if (copy_from_user(&again, &arg->command, sizeof again) || again >= 16)
        return -EFAULT;
    return registers[again];
}

int request_rest_only(struct request __user *arg)
{
    struct request request;

    if (copy_from_user(&request.size, arg, 4))
        return -EFAULT;
    if (request.size > sizeof request || request.size < 4)
        return -EINVAL;
    if (copy_from_user(&request.command, (char __user *)arg + 4, request.size - 4))
        return -EFAULT;
    return device_send(&request);
}

int request_single(struct request __user *arg)
{
    struct request *request = memdup_user(arg, sizeof *request);

    if (request->size > sizeof *request)
        return -EINVAL;
    return copy_to_user(arg, request, request->size);
}

int request_either(struct request __user *arg, int compat)
{
    u32 command = 0;

    if (compat)
        if (copy_from_user(&command, &arg->command, sizeof command) || command >= 16)
            return -EFAULT;
    if (!compat)
        if (copy_from_user(&command, &arg->command, sizeof command))
            return -EFAULT;
    return registers[command & 15];
}
