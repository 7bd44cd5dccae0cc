#include "dynamic/spans.h"

struct spans {
    GArray *all; /* struct span */
    unsigned max;
};

struct spans *spans_new(unsigned max)
{
    struct spans *spans = g_new(struct spans, 1);
    *spans = (struct spans){g_array_new(FALSE, FALSE, sizeof(struct span)), max};
    return spans;
}

struct spans *spans_copy(const struct spans *spans)
{
    struct spans *copy = spans_new(spans->max);
    g_array_append_vals(copy->all, spans->all->data, spans->all->len);
    return copy;
}

void spans_free(struct spans *spans)
{
    g_array_unref(spans->all);
    g_free(spans);
}

unsigned spans_count(const struct spans *spans)
{
    return spans->all->len;
}

const struct span *spans_at(const struct spans *spans, unsigned index)
{
    return &g_array_index(spans->all, struct span, index);
}

/* The first one that ends behind the address. */
static unsigned first_behind(const struct spans *spans, uint64_t address)
{
    unsigned low = 0, high = spans->all->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (spans_at(spans, middle)->end > address)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

const struct span *spans_find(const struct spans *spans, uint64_t address)
{
    unsigned i = first_behind(spans, address);
    return i < spans->all->len && spans_at(spans, i)->start <= address ? spans_at(spans, i) : NULL;
}

GArray *spans_within(const struct spans *spans, uint64_t start, uint64_t end)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct span));
    for (unsigned i = first_behind(spans, start); i < spans->all->len && spans_at(spans, i)->start < end; i++) {
        struct span cut = *spans_at(spans, i);
        cut.start = MAX(cut.start, start);
        cut.end = MIN(cut.end, end);
        g_array_append_val(found, cut);
    }
    return found;
}

void spans_remove(struct spans *spans, uint64_t start, uint64_t end)
{
    if (start >= end)
        return;
    unsigned i = first_behind(spans, start), last = i;
    while (last < spans->all->len && spans_at(spans, last)->start < end)
        last++;
    if (i == last)
        return;
    struct span before = *spans_at(spans, i), after = *spans_at(spans, last - 1);
    g_array_remove_range(spans->all, i, last - i);
    if (after.end > end) {
        after.start = end;
        g_array_insert_val(spans->all, i, after);
    }
    if (before.start < start) {
        before.end = start;
        g_array_insert_val(spans->all, i, before);
    }
}

static bool is_continued(const struct span *left, const struct span *right)
{
    return left->end == right->start && left->key == right->key && left->event == right->event &&
           left->lost == right->lost && left->lost_event == right->lost_event;
}

bool spans_put(struct spans *spans, const struct span *span)
{
    spans_remove(spans, span->start, span->end);
    if (span->start >= span->end)
        return true;
    unsigned i = first_behind(spans, span->start);
    if (i > 0 && is_continued(spans_at(spans, i - 1), span)) {
        g_array_index(spans->all, struct span, i - 1).end = span->end;
        return true;
    }
    if (spans->all->len >= spans->max)
        return false;
    g_array_insert_val(spans->all, i, *span);
    return true;
}
