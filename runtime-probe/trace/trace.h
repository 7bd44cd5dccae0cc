/* Reads a trace, record by record: the file that mpx-probe writes, our JSON Lines, and what other tools write (Tracee,
 * perf script, ftrace, trace-cmd report, strace). Which it is shows in its first bytes. The bytes are anybody's: sizes
 * are checked, a record that makes no sense is counted and named and the next one is read, and the memory in use does
 * not grow with the number of events. */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "catalogue/catalogue.h"
#include "model/event.h"
#include "model/trace.h"

#define TRACE_ERROR trace_error_quark()
GQuark trace_error_quark(void);

/* Where the bytes come from. `read` gives how many it put at `into`, 0 at the end, -1 and an error; it may block, so
 * that a trace can be read while it is written. */
struct trace_source {
    ssize_t (*read)(void *data, void *into, size_t size, GError **error);
    void *data;
};
/* A file, pipe or socket; `fd` is borrowed and must live as long as the source. */
struct trace_source trace_source_fd(int *fd);

/* Who is told. Any of them may be NULL. What a call is handed lives until it returns. False ends the reading: `error`
 * may be set then, and trace_read returns false with it.
 *
 * Events come in the order of the file: that of their returns, as far as the tool that wrote it kept it; `sequence`
 * counts in the order of entry. Maps and objects of a process come before the events that need them where the trace has
 * them in that order. */
struct trace_sink {
    void *data;
    bool (*origin)(void *data, const struct trace_origin *origin, GError **error); /* first, once */
    bool (*probe)(void *data, const struct probe_report *probe, GError **error);
    bool (*maps)(void *data, const struct process_maps *maps, GError **error);
    bool (*object)(void *data, const struct mapped_object *object, GError **error);
    bool (*process)(void *data, const struct process_event *process, GError **error);
    bool (*event)(void *data, const struct event *event, GError **error);
};

struct trace_options {
    /* Of system calls that a trace names by number only: EVENT_ABI_UNKNOWN leaves them out and counts them. */
    enum event_abi assumed_abi;
};

/* Reads all of it. False and an error when it could not be read, is no trace of a known form, was written by a later
 * version, or the sink said so; a trace that was cut is no error. `options` may be NULL. `ret_totals` is filled in
 * either way; release it with trace_totals_release. */
bool trace_read(const struct trace_source *source, const struct catalogue *catalogue,
                const struct trace_options *options, const struct trace_sink *sink, struct trace_totals *ret_totals,
                GError **error);
void trace_totals_release(struct trace_totals *totals);

#endif
