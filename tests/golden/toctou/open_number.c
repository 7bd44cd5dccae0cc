/* A letter of the text is looked at, and then the number that the text says. */
#include "kernel.h"

int sscanf(const char *text, const char *format, ...);
void *memdup_user_nul(const void __user *from, size_t n);
enum { ENTRIES = 16 };

/* verdict: safe rechecked */
int number_that_is_bounded(const char __user *from, size_t n)
{
    char letter, *text;
    u32 entry;
    int found;
    if (get_user(&letter, from, 1))
        return -EFAULT;
    if (letter < '0' || letter > '9')
        return -EINVAL;
    text = memdup_user_nul(from, n);
    if (is_error(text))
        return -ENOMEM;
    found = sscanf(text, "%u", &entry);
    kfree(text);
    if (found != 1 || entry >= ENTRIES)
        return -EINVAL;
    table[entry] = 1;
    return 0;
}

/* verdict: live */
int number_that_is_believed(const char __user *from, size_t n)
{
    char letter, *text;
    u32 entry;
    if (get_user(&letter, from, 1))
        return -EFAULT;
    if (letter < '0' || letter > '9')
        return -EINVAL;
    text = memdup_user_nul(from, n);
    if (is_error(text))
        return -ENOMEM;
    sscanf(text, "%u", &entry);
    kfree(text);
    return (int)table[entry];
}

/* verdict: live */
int two_numbers_of_which_one_is_bounded(const char __user *from, size_t n)
{
    char letter, *text;
    u32 entry, other;
    int found;
    if (get_user(&letter, from, 1))
        return -EFAULT;
    if (letter < '0' || letter > '9')
        return -EINVAL;
    text = memdup_user_nul(from, n);
    if (is_error(text))
        return -ENOMEM;
    found = sscanf(text, "%u %u", &entry, &other);
    kfree(text);
    if (found != 2 || other >= ENTRIES)
        return -EINVAL;
    return (int)table[entry];
}
