/* Bytes of an object. */
#ifndef FACTS_BYTES_H
#define FACTS_BYTES_H

#include <stdbool.h>
#include <stdint.h>

/* From low up to but not including high. */
struct bytes {
    int64_t low, high; /* high INT64_MAX: not bounded */
};

static inline bool bytes_overlap(struct bytes a, struct bytes b)
{
    return a.low < b.high && b.low < a.high;
}

#endif
