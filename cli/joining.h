/* A trace on its way into the database: joined with the scan's sites, judged by the rules over events. For trace and
 * import. */
#ifndef CLI_JOINING_H
#define CLI_JOINING_H

#include "dynamic/dynamic.h"
#include "join/joined.h"
#include "options.h"
#include "trace/trace.h"

struct joining {
    struct join *join; /* NULL: nothing is stored */
    struct dynamic *dynamic;
    uint64_t findings; /* that the rules over events told */
    GError *error;     /* what went wrong while they were told */
};

/* Whether there is a scan to join with. Without --db its absence is a note on stderr, with it an error. */
bool joining_is_possible(const struct options *options, bool *ret_possible, GError **error);
/* `label`: what the trace is called in reports. Nobody else can write the database until joining_pause or
 * joining_close. */
bool joining_open(struct joining *joining, const struct options *options, const char *label, GError **error);

/* What takes the records, with the joining as its data. Stores nothing where there is nothing to join with. */
struct trace_sink joining_sink(struct joining *joining);
/* Where the event that was told last comes from; NULL unknown. */
const struct joined *joining_last(const struct joining *joining);

/* Stores what was told so far: for a trace that is read while it happens, whose next event may be long in coming. */
bool joining_pause(struct joining *joining, GError **error);

/* Commits, and says on stderr what came of it unless --quiet. */
bool joining_commit(struct joining *joining, const struct options *options, const struct trace_totals *totals,
                    GError **error);
/* What was not committed is as if it had never been. */
void joining_close(struct joining *joining);

#endif
