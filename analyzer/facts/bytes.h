/* Bytes of an object, or some bits of them. */
#ifndef FACTS_BYTES_H
#define FACTS_BYTES_H

#include <stdbool.h>
#include <stdint.h>

/* From low up to but not including high. */
struct bytes {
    int64_t low, high; /* high INT64_MAX: not bounded */
    uint64_t apart;    /* bits of the first eight that are not meant, the lowest of the lowest byte first; 0: none */
};

static inline struct bytes bytes_between(int64_t low, int64_t high)
{
    return (struct bytes){.low = low, .high = high};
}

/* The same, so much further on. */
static inline struct bytes bytes_behind(struct bytes bytes, int64_t distance)
{
    bool has_end = bytes.high != INT64_MAX;
    if (__builtin_add_overflow(bytes.low, distance, &bytes.low) ||
        (has_end && __builtin_add_overflow(bytes.high, distance, &bytes.high)))
        return bytes_between(INT64_MIN, INT64_MAX);
    return bytes;
}

/* Of an integer of at most eight bytes that begins at its lowest bit, no more than those bits. A value that lies in no
 * memory has no bytes, and its bits count from 0. */
static inline struct bytes bytes_masked(struct bytes bytes, uint64_t bits)
{
    int64_t n = bytes.high != INT64_MAX && bytes.low >= 0 ? bytes.high - bytes.low : INT64_MAX;
    if (n > 0 && n < 8)
        bits |= UINT64_MAX << 8 * n; /* there is nothing that could be left out */
    if (n <= 8)
        bytes.apart |= ~bits;
    return bytes;
}

/* Of byte `at`, which is one of them. */
static inline unsigned bytes_bits(struct bytes bytes, int64_t at)
{
    return at - bytes.low < 8 ? (unsigned)(~bytes.apart >> 8 * (at - bytes.low) & 0xff) : 0xff;
}

/* Whether there are bits that both mean. */
static inline bool bytes_overlap(struct bytes a, struct bytes b)
{
    int64_t low = a.low > b.low ? a.low : b.low, high = a.high < b.high ? a.high : b.high;
    for (int64_t at = low; at < high && at - low < 8; at++)
        if (bytes_bits(a, at) & bytes_bits(b, at))
            return true;
    return high > low && (uint64_t)high - (uint64_t)low > 8;
}

#endif
