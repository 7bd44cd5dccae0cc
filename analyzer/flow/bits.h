/* Sets of small numbers as arrays of 64-bit words. Owned by the caller (g_free). */
#ifndef FLOW_BITS_H
#define FLOW_BITS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline size_t bits_words(uint32_t n)
{
    return ((size_t)n + 63) / 64;
}

static inline uint64_t *bits_new(uint32_t n)
{
    return g_new0(uint64_t, MAX(bits_words(n), 1));
}

static inline bool bits_has(const uint64_t *bits, uint32_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

static inline void bits_add(uint64_t *bits, uint32_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline void bits_remove(uint64_t *bits, uint32_t i)
{
    bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

static inline void bits_copy(uint64_t *to, const uint64_t *from, uint32_t n)
{
    memcpy(to, from, bits_words(n) * sizeof *to);
}

/* True when `into` grew. */
static inline bool bits_join(uint64_t *into, const uint64_t *from, uint32_t n)
{
    uint64_t grown = 0;
    for (size_t i = 0; i < bits_words(n); i++) {
        grown |= from[i] & ~into[i];
        into[i] |= from[i];
    }
    return grown != 0;
}

#endif
