/* The ranges of a process that carry a key, or carried one: disjoint, in order of their addresses. */
#ifndef DYNAMIC_SPANS_H
#define DYNAMIC_SPANS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct span {
    uint64_t start, end; /* end is exclusive */
    int32_t key;         /* 0: it carries none any more */
    uint64_t event;      /* that gave it this key */
    uint32_t tid;        /* of that event */
    int32_t lost;        /* the key that it carried before it was mapped anew, 0 none */
    uint64_t lost_event; /* the call that mapped it anew */
};

struct spans;

/* At most `max` of them are kept. */
struct spans *spans_new(unsigned max);
struct spans *spans_copy(const struct spans *spans);
void spans_free(struct spans *spans);

unsigned spans_count(const struct spans *spans);
const struct span *spans_at(const struct spans *spans, unsigned index);
/* The one that holds an address, or NULL. */
const struct span *spans_find(const struct spans *spans, uint64_t address);
/* Those that overlap, in order, as copies cut to the range. Free with g_array_unref. */
GArray *spans_within(const struct spans *spans, uint64_t start, uint64_t end);

/* Takes the range out of whatever it was part of. */
void spans_remove(struct spans *spans, uint64_t start, uint64_t end);
/* Puts one in the place of what was there. False when there is no room: the range is then unknown. */
bool spans_put(struct spans *spans, const struct span *span);

#endif
