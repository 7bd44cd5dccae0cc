/* The second copy of a text is ended, or its end is found, again. */
#include "kernel.h"

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t n);
char *strcpy(char *to, const char *from);
void *kzalloc(size_t n, unsigned flags);
int print(const char *format, ...);
extern char kept[64];

/* verdict: safe overridden */
int cut_again(const char __user *from)
{
    long length = strnlen_user(from, 4096);
    if (length <= 0 || length > 4096)
        return -EINVAL;
    char *text = kmalloc((size_t)length, GFP_KERNEL);
    if (!text)
        return -ENOMEM;
    if (copy_from_user(text, from, (size_t)length)) {
        kfree(text);
        return -EFAULT;
    }
    text[length - 1] = 0;
    int sum = (int)strlen(text);
    kfree(text);
    return sum;
}

/* verdict: safe overridden */
int room_for_the_end(const char __user *from)
{
    long length = strnlen_user(from, 4096);
    if (length <= 0 || length > 4096)
        return -EINVAL;
    char *text = kzalloc((size_t)length + 1, GFP_KERNEL);
    if (!text)
        return -ENOMEM;
    if (copy_from_user(text, from, (size_t)length)) {
        kfree(text);
        return -EFAULT;
    }
    int sum = (int)strlen(text);
    kfree(text);
    return sum;
}

/* verdict: safe rechecked */
int measured_in_both_copies(const char __user *from)
{
    char one[64], two[64];
    if (copy_from_user(one, from, sizeof one))
        return -EFAULT;
    if (strnlen(one, sizeof one) == sizeof one)
        return -EINVAL;
    if (copy_from_user(two, from, sizeof two))
        return -EFAULT;
    if (strnlen(two, sizeof two) == sizeof two)
        return -EINVAL;
    strcpy(kept, two);
    return 0;
}

/* verdict: safe rechecked */
int last_byte_of_both_copies(const char __user *from, u32 n)
{
    char one[64], two[64];
    if (n == 0 || n > 64)
        return -EINVAL;
    if (copy_from_user(one, from, n))
        return -EFAULT;
    if (one[n - 1])
        return -EINVAL;
    if (copy_from_user(two, from, n))
        return -EFAULT;
    if (two[n - 1])
        return -EINVAL;
    return (int)strlen(two);
}

/* verdict: safe unused */
int first_byte_says_nothing_of_the_end(const char __user *from)
{
    char one[64], two[64];
    if (copy_from_user(one, from, 1))
        return -EFAULT;
    if (one[0] == 0)
        return -EINVAL;
    if (copy_from_user(two, from, sizeof two - 1))
        return -EFAULT;
    two[63] = 0;
    return (int)strlen(two);
}

/* verdict: safe overridden */
int cut_and_printed(const char __user *from)
{
    long length = strnlen_user(from, 4096);
    if (length <= 0 || length > 4096)
        return -EINVAL;
    char *text = kmalloc((size_t)length, GFP_KERNEL);
    if (!text || copy_from_user(text, from, (size_t)length))
        return -EFAULT;
    text[length - 1] = 0;
    return print("%s\n", text);
}

/* verdict: safe unused */
int printed_to_its_length(const char __user *from)
{
    long length = strnlen_user(from, 4096);
    if (length <= 0 || length > 4096)
        return -EINVAL;
    char *text = kmalloc((size_t)length, GFP_KERNEL);
    if (!text || copy_from_user(text, from, (size_t)length))
        return -EFAULT;
    return print("%.*s %p\n", (int)length, text, text);
}
