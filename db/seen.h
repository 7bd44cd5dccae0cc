/* Reading the traces of a reader's run. Rows are borrowed for the duration of the callback; a callback that answers
 * false ends the reading. Errors as in db/read.h. */
#ifndef DB_SEEN_H
#define DB_SEEN_H

#include "db/traces.h"

struct stored_trace {
    int64_t id;
    const char *label, *stored;
    struct trace_origin origin;
    struct trace_totals totals; /* without notes */
    struct match_totals matches;
};

/* Oldest first. */
bool reader_traces(struct reader *reader, bool (*row)(const struct stored_trace *, void *), void *context,
                   GError **error);
bool reader_trace_notes(struct reader *reader, int64_t trace, bool (*row)(const char *text, void *), void *context,
                        GError **error);
bool reader_probes(struct reader *reader, int64_t trace, bool (*row)(const struct probe_report *, void *),
                   void *context, GError **error);

/* In the order of entry. */
bool reader_events(struct reader *reader, int64_t trace, bool (*row)(const struct stored_event *, void *),
                   void *context, GError **error);
/* One of them, if it is there. */
bool reader_event(struct reader *reader, int64_t trace, uint64_t event,
                  bool (*row)(const struct stored_event *, void *), void *context, GError **error);
/* The newest `limit` events of a site, newest first. */
bool reader_site_events(struct reader *reader, const char *site, uint32_t limit,
                        bool (*row)(const struct stored_event *, void *), void *context, GError **error);

/* Events that no site of the scan explains, one row for each place and reason that they share. */
struct stray {
    int64_t trace;
    const char *interface, *kind; /* kind: enum event_kind's word */
    const char *match;            /* "unresolved", or "" : elsewhere */
    int64_t stack;
    uint64_t events, first; /* how many; the first one's number */
};
bool reader_strays(struct reader *reader, uint32_t limit, bool (*row)(const struct stray *, void *), void *context,
                   GError **error);
bool reader_frames(struct reader *reader, int64_t stack, bool (*row)(const struct frame_place *, void *), void *context,
                   GError **error);
/* Of sites that have any. */
bool reader_hits(struct reader *reader, bool (*row)(const char *site, uint64_t hits, void *), void *context,
                 GError **error);
bool reader_observations(struct reader *reader, int64_t trace, uint32_t limit,
                         bool (*row)(const struct observation *, void *), void *context, GError **error);
bool reader_confirmations(struct reader *reader, int64_t finding, bool (*row)(const struct confirmation *, void *),
                          void *context, GError **error);

#endif
