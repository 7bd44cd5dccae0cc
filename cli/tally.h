/* What a trace that was read holds, counted while it is read and told on stderr afterwards. */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include "trace/trace.h"

struct tally {
    GHashTable *interfaces; /* name → count */
    char *format;
    uint64_t further; /* events of interfaces beyond those that are told apart */
};

void tally_init(struct tally *tally);
void tally_clear(struct tally *tally);
void tally_origin(struct tally *tally, const struct trace_origin *origin);
void tally_event(struct tally *tally, const struct event *event);
/* "FILE: 125 calls (…), 3 denied accesses …", the notes, what was lost. */
void tally_print(const struct tally *tally, const char *label, const struct trace_totals *totals);
/* Whether the trace was cut, or anything of it is missing. */
bool tally_lost(const struct trace_totals *totals);

#endif
