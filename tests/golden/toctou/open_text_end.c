/* Shape S, where the end of the text is what is believed. */
#include "kernel.h"

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t n);
char *strcpy(char *to, const char *from);
int print(const char *format, ...);
extern char kept[64];

/* verdict: live */
size_t ends_where_it_ended(const char __user *from)
{
    size_t n = 0;
    long length = strnlen_user(from, 4096);
    char *text = length > 0 && length <= 4096 ? kmalloc((size_t)length, GFP_KERNEL) : NULL;
    if (text && !copy_from_user(text, from, (size_t)length))
        while (text[n])
            n++;
    kfree(text);
    return n;
}

/* verdict: live */
int measured_copied_and_read_on(const char __user *from)
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
    int sum = (int)strlen(text);
    kfree(text);
    return sum;
}

/* verdict: live */
int measured_in_one_copy(const char __user *from)
{
    char one[64], two[64];
    if (copy_from_user(one, from, sizeof one))
        return -EFAULT;
    if (strnlen(one, sizeof one) == sizeof one)
        return -EINVAL;
    if (copy_from_user(two, from, sizeof two))
        return -EFAULT;
    strcpy(kept, two);
    return 0;
}

/* verdict: live */
int last_byte_of_one_copy(const char __user *from, u32 n)
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
    return (int)strlen(two);
}

/* verdict: live */
int measured_and_printed(const char __user *from)
{
    long length = strnlen_user(from, 4096);
    if (length <= 0 || length > 4096)
        return -EINVAL;
    char *text = kmalloc((size_t)length, GFP_KERNEL);
    if (!text || copy_from_user(text, from, (size_t)length))
        return -EFAULT;
    return print("%*d: %s\n", 4, 1, text);
}
