/* Writing and reading traces: what was seen at run time, joined with the sites of a run. A trace is one transaction
 * from store_trace to store_trace_commit, or, with store_trace_pause between, several; a trace that was not committed says
 * so of itself. Errors as in db/store.h and db/read.h. */
#ifndef DB_TRACES_H
#define DB_TRACES_H

#include "db/observed.h"
#include "db/read.h"
#include "db/store.h"
#include "model/event.h"
#include "model/trace.h"

/* How many events are at each level of sureness. */
struct match_totals {
    uint64_t matched[MATCH_UNRESOLVED + 1]; /* by enum match */
    uint64_t elsewhere;                     /* ran at a known line that is no site of the scan */
    uint64_t repeated;                      /* dropped: another event had their number */
};

struct stored_event {
    const struct event *event;   /* from a reader: without registers, stack, addresses, frames */
    const char *args, *evidence; /* JSON, as schema 004 describes; NULL when storing: made of the event */
    int64_t trace;               /* when read */
    int64_t stack;               /* 0: none */
    const char *site;            /* fingerprint, or NULL */
    int match;                   /* enum match, or -1: elsewhere */
};

/* Begins a trace of `run` (0: the newest). DB_ERROR_OPEN when there is none. */
bool store_trace(struct store *store, int64_t run, const char *label, const char *stored, GError **error);
/* The trace that is being written. */
int64_t store_trace_number(const struct store *store);
bool store_origin(struct store *store, const struct trace_origin *origin, GError **error);
/* The last word on a probe stays. */
bool store_probe(struct store *store, const struct probe_report *probe, GError **error);
bool store_stack(struct store *store, const struct frame_place *places, uint32_t n, int64_t *ret_stack, GError **error);
/* *ret_stored false: its number was taken, nothing was stored. */
bool store_event(struct store *store, const struct stored_event *event, bool *ret_stored, GError **error);
/* The fingerprint that an event of the trace was stored with; NULL when it has none, or is not there. g_free. */
bool store_event_site(struct store *store, uint64_t event, char **ret_site, GError **error);
bool store_hits(struct store *store, const char *site, uint64_t hits, GError **error);

/* Commits what was told so far, so that others may write; the next that is told begins anew. */
bool store_trace_pause(struct store *store, uint64_t calls, uint64_t faults, const struct match_totals *matches,
                       GError **error);
bool store_trace_commit(struct store *store, const struct trace_totals *totals, const struct match_totals *matches,
                        GError **error);
#endif
