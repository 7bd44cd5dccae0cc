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

static int blanks_of(const char __user *from, u32 n)
{
    u32 i;
    for (i = 0; i < n; i++) {
        char c;
        if (get_user(&c, &from[i], sizeof c))
            return -EFAULT;
        if (c != ' ')
            break;
    }
    return (int)i;
}

/* verdict: none */
int digit_behind_blanks(const char __user *from, u32 n, int has_sign)
{
    u32 value = 0;
    int i = blanks_of(from, n);
    if (i < 0)
        return i;
    if (has_sign)
        i++;
    int got = digit_at(&from[i], &value);
    return got < 0 ? got : (int)table[value & 15];
}

/* verdict: safe rest-only */
int blanks_and_then_a_word(const char __user *from, u32 n, int goes_on)
{
    char c;
    u32 at = 0;
    if (get_user(&c, from++, sizeof c))
        return -EFAULT;
    n--;
    if (!goes_on)
        while (n && table[c & 15]) {
            if (get_user(&c, from++, sizeof c))
                return -EFAULT;
            n--;
        }
    while (n && !table[c & 15]) {
        table[at++ & 15] = (u32)c;
        if (get_user(&c, from++, sizeof c))
            return -EFAULT;
        n--;
    }
    return 0;
}

/* verdict: none */
int pointer_after_pointer(u64 at, const u32 *kinds)
{
    while (*kinds) {
        if (*kinds == 1) {
            if (copy_from_user(&at, (void __user *)at, sizeof at))
                return -EFAULT;
        } else if (copy_from_user(&at, (void __user *)(at + 0), sizeof at)) {
            return -EFAULT;
        }
        kinds++;
    }
    return (int)at;
}
