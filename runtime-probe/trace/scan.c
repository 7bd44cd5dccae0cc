#include "trace/scan.h"

#include <string.h>

void scan_spaces(const char **at)
{
    while (**at == ' ' || **at == '\t')
        ++*at;
}

bool scan_text(const char **at, const char *text)
{
    size_t size = strlen(text);
    if (strncmp(*at, text, size) != 0)
        return false;
    *at += size;
    return true;
}

bool scan_digits(const char **at, unsigned base, uint64_t *ret_value)
{
    const char *p = *at;
    uint64_t value = 0;
    for (int digit; (digit = g_ascii_xdigit_value(*p)) >= 0 && (unsigned)digit < base; p++)
        if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, (unsigned)digit, &value))
            return false;
    if (p == *at)
        return false;
    *at = p;
    *ret_value = value;
    return true;
}

bool scan_u32(const char **at, uint32_t *ret_value)
{
    const char *p = *at;
    uint64_t value;
    if (!scan_digits(&p, 10, &value) || value > UINT32_MAX)
        return false;
    *at = p;
    *ret_value = (uint32_t)value;
    return true;
}

bool scan_number(const char **at, bool is_octal, uint64_t *ret_value)
{
    const char *p = *at;
    bool is_negative = scan_text(&p, "-");
    unsigned base = 10;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && g_ascii_isxdigit(p[2])) {
        p += 2;
        base = 16;
    } else if (is_octal && p[0] == '0' && g_ascii_isdigit(p[1])) {
        base = 8;
    }
    uint64_t value;
    if (!scan_digits(&p, base, &value))
        return false;
    *at = p;
    *ret_value = is_negative ? -value : value;
    return true;
}

bool scan_time(const char **at, uint64_t *ret_ns)
{
    const char *p = *at;
    uint64_t whole, fraction = 0;
    if (!scan_digits(&p, 10, &whole))
        return false;
    if (*p == '.') {
        const char *digits = ++p;
        if (!scan_digits(&p, 10, &fraction) || p - digits > 9)
            return false;
        for (ptrdiff_t i = p - digits; i < 9; i++)
            fraction *= 10;
        if (__builtin_mul_overflow(whole, G_GUINT64_CONSTANT(1000000000), &whole) ||
            __builtin_add_overflow(whole, fraction, &whole))
            return false;
    }
    *at = p;
    *ret_ns = whole;
    return true;
}

char *scan_name(const char **at)
{
    const char *p = *at;
    while (g_ascii_isalnum(*p) || *p == '_')
        p++;
    if (p == *at)
        return NULL;
    char *name = g_strndup(*at, (gsize)(p - *at));
    *at = p;
    return name;
}

int64_t scan_result(uint64_t value)
{
    /* linux/err.h: MAX_ERRNO. */
    if (value <= UINT32_MAX && value > UINT32_MAX - 4095)
        return (int32_t)value;
    return (int64_t)value;
}
