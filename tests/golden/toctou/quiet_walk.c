/* A text that is read word by word: each fetch begins where the last word ended. */
#include "kernel.h"

int word_of(const char __user *from, u32 n);

static int digit_at(const char __user *from, u32 *value)
{
    char c;
    if (get_user(&c, from, sizeof c))
        return -EFAULT;
    switch (c) {
    case '0':
        *value = 0;
        return 1;
    case '1':
        *value = 1;
        return 1;
    default:
        return -EINVAL;
    }
}

/* verdict: none */
int word_by_word(const char __user *from, u32 n)
{
    u32 i = 0, value = 0;
    char name[4];
    i += (u32)word_of(from, n);
    if (copy_from_user(name, &from[i], sizeof name))
        return -EFAULT;
    if (name[0] != 'm')
        return -EINVAL;
    i += (u32)word_of(&from[i], n);
    int got = digit_at(&from[i], &value);
    return got < 0 ? got : (int)table[value & 15];
}
