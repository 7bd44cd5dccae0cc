/* From an event to the chain of source lines that made it: by the registers and the stack bytes that were saved with
 * it, else by return addresses, else by what another tool resolved. Processes may be long gone; what was mapped where
 * the trace tells, and the files are looked at now, where they still are what they were (build-id).
 *
 * A trace is anybody's: only files are opened that the trace says were mapped, and their debug files; only regular
 * ones; nothing is asked for over the network. Memory does not grow with the number of events. */
#ifndef SYMBOLS_SYMBOLS_H
#define SYMBOLS_SYMBOLS_H

#include <glib.h>

#include "model/event.h"
#include "model/trace.h"

struct symbols_options {
    const char *const *debug_folders; /* searched for debug files before /usr/lib/debug; NULL-terminated, or NULL */
};

struct symbols;

/* The options are borrowed. */
struct symbols *symbols_new(const struct symbols_options *options);
void symbols_free(struct symbols *symbols);

void symbols_maps(struct symbols *symbols, const struct process_maps *maps);
void symbols_object(struct symbols *symbols, const struct mapped_object *object);
void symbols_process(struct symbols *symbols, const struct process_event *process);

struct call_chain {
    const struct frame_place *places; /* innermost first */
    uint32_t n_places;
    /* Two chains with the same key have the same places. */
    const uint64_t *key;
    uint32_t n_key;
};

/* Borrowed until the next call. Places of files whose build-id the trace does not tell have none. */
const struct call_chain *symbols_chain(struct symbols *symbols, const struct event *event);

/* Files that could not be used: "PATH: why", sorted; at most 64. The container is the caller's. */
GPtrArray *symbols_refused(const struct symbols *symbols);

#endif
