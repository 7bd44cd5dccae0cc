/* Takes a trace as it is read, finds the source line behind each event and the site of the scan that stands there, and
 * stores both; says at the end what of the scan was seen and what of the trace the scan does not explain.
 *
 * All of it is one transaction, unless join_pause divides it: a trace is stored whole or not at all. Memory does not grow with the number of events.
 * The functions from join_origin to join_event have the types of trace/trace.h's struct trace_sink, so that they can
 * stand in one, with the join as its data. Whoever wants to see the events as well calls them from functions of his
 * own. Each returns false and an error when the database failed; only join_close is of use then. */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "db/traces.h"
#include "dynamic/dynamic.h"

struct join;

struct join_options {
    const char *database;
    int64_t run;                  /* whose sites; 0: the newest */
    const char *label;            /* for the reports: the file that is read, or the command that is traced */
    const char *stored;           /* the date, ISO 8601 */
    const char *const *path_maps; /* "OLD=NEW": paths of the debug information that start with OLD; NULL-terminated, or
                                     NULL. Without one, files are recognised by the end of their paths */
    const char *const *debug_folders; /* searched for separate debug files before /usr/lib/debug, or NULL */
};

/* NULL and an error when the database cannot be opened or holds no run. DB_ERROR of db/error.h, or JOIN_ERROR for a
 * path map that is none. */
struct join *join_open(const struct join_options *options, GError **error);

bool join_origin(void *join, const struct trace_origin *origin, GError **error);
bool join_probe(void *join, const struct probe_report *probe, GError **error);
bool join_maps(void *join, const struct process_maps *maps, GError **error);
bool join_object(void *join, const struct mapped_object *object, GError **error);
bool join_process(void *join, const struct process_event *process, GError **error);
bool join_event(void *join, const struct event *event, GError **error);

/* What the rules over events say; behind the event that it ends with, or before. */
bool join_finding(struct join *join, const struct dynamic_finding *finding, GError **error);

struct join_totals {
    int64_t trace, run;
    uint64_t events;
    struct match_totals matches;
    uint32_t sites;            /* of the run that events could be joined with */
    uint32_t seen;             /* of these, by this trace */
    uint32_t confirmed;        /* findings that events of this trace support */
    uint64_t unresolved_files; /* objects of the trace that could not be used: gone, or of another build */
    const char *const *notes;  /* on these, "PATH: why"; NULL-terminated, lives as long as the join */
};

/* Commits what was told so far, for whoever waits long for more: others may write meanwhile, and what was told stays
 * when we are killed. Does nothing when nothing was told. */
bool join_pause(struct join *join, GError **error);

/* Stores the totals and commits. */
bool join_commit(struct join *join, const struct trace_totals *totals, struct join_totals *ret_totals, GError **error);
/* What was not committed is as if it had never been. Accepts NULL. */
bool join_close(struct join *join, GError **error);

#define JOIN_ERROR join_error_quark()
GQuark join_error_quark(void);

#endif
