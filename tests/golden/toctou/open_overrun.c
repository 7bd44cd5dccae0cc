/* A text that ends by itself, but may be longer than the one that was measured. */
#include "kernel.h"

void *strndup_user(const char __user *from, long n);
char *strcpy(char *to, const char *from);
static char owner[16], large[4096];

/* verdict: live */
int longer_than_it_was(const char __user *from)
{
    long n = strnlen_user(from, sizeof owner);
    char *text;
    if (n <= 0 || n > (long)sizeof owner)
        return -EINVAL;
    text = strndup_user(from, 4096);
    if (is_error(text))
        return -ENOMEM;
    strcpy(owner, text);
    kfree(text);
    return 0;
}

/* verdict: safe unused */
int no_longer_than_was_measured(const char __user *from)
{
    long n = strnlen_user(from, sizeof owner);
    char *text;
    if (n <= 0 || n > (long)sizeof owner)
        return -EINVAL;
    text = strndup_user(from, n);
    if (is_error(text))
        return -ENOMEM;
    strcpy(owner, text);
    kfree(text);
    return 0;
}

/* verdict: safe unused */
int no_longer_than_there_is_room(const char __user *from)
{
    long n = strnlen_user(from, sizeof owner);
    char *text;
    if (n <= 0 || n > (long)sizeof owner)
        return -EINVAL;
    text = strndup_user(from, sizeof large);
    if (is_error(text))
        return -ENOMEM;
    strcpy(large, text);
    kfree(text);
    return 0;
}
