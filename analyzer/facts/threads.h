/* Which functions run at the same time as others, and what keeps them apart: of one unit, with what the other units of
 * the tree tell (facts/tree_threads.h).
 *
 * A function given to pthread_create and its kind (the catalogue's <thread>) begins a thread, or is a signal handler;
 * so runs what it calls. All else runs in the main thread. Main does something at the same time as a thread only behind
 * the call that starts it, and not behind one that waits for its end. A signal handler stops whom it interrupts: nobody
 * writes meanwhile what it reads. Processes that the program begins are one entry, which writes nothing that is
 * followed here (facts/alone.h). */
#ifndef FACTS_THREADS_H
#define FACTS_THREADS_H

#include "facts/callgraph.h"
#include "facts/commons.h"
#include "facts/summary.h"
#include "facts/uses.h"
#include "flow/bodies.h"

struct threads;
struct tree_threads;

struct thread_entry {
    const char *name;        /* of the thread's or the handler's function */
    const char *home;        /* the file that it stands in; NULL: not known */
    uint32_t function;       /* its number in the unit, or IR_NONE */
    const struct use *start; /* the call that lets it run; NULL: it is in another unit */
    struct spot spot;        /* of that call */
    uint64_t signals;        /* of a handler, those that call it (facts/locks.h) */
    bool is_handler;
    bool is_process; /* no function, but whatever runs in copies of the process; it shares only what is mapped so */
    bool is_many;    /* more than one may run at the same time */
    unsigned depth;  /* calls from unit to unit from the entry to this one */
};

/* Whether one of the uses starts a thread, or has a handler called. */
bool threads_start(const GArray *uses);
/* `tree` may be NULL. All must outlive the result. NULL when nothing of the unit has to do with
 * threads. Owned by the caller (threads_free). */
struct threads *threads_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                            struct bodies *bodies, const struct tree_threads *tree);
void threads_free(struct threads *threads);

/* struct thread_entry, at most ENTRIES_MAX. Borrowed. */
const GArray *threads_entries(const struct threads *threads);
/* The number of one that another unit tells of; NO_ENTRY when this one knows nothing of it: it may run at any time. */
struct tree_entry;
enum { ENTRIES_MAX = 62, NO_ENTRY = ENTRIES_MAX };
guint threads_entry(const struct threads *threads, const struct tree_entry *entry);
/* Whether the entry's function is this one or calls it, by however many calls. */
bool threads_runs(const struct threads *threads, guint entry, const struct ir_function *function);
/* Whether the instruction comes when the entry may be running, as far as its function and those that call it tell: not
 * before the start, not behind a wait. *ret_is_sure: they do tell. */
bool threads_meet(struct threads *threads, guint entry, const struct ir_function *function, uint32_t inst,
                  bool *ret_is_sure);

struct thread_write {
    const char *function;
    ir_id loc; /* 0: in another unit, at `spot` */
    struct spot spot;
    bool is_handler; /* by a signal handler */
    bool clears;     /* one of them, in this unit, stores null into that very object */
};
/* Whether somebody may write the memory at `address` while instruction `inst` reads it; who, first in the unit. */
bool threads_write(struct threads *threads, const struct ir_function *function, uint32_t inst, struct ir_ref address,
                   struct thread_write *ret_write);
/* Whether locks that are held from `first` to `second` keep out every such write. */
bool threads_excluded(struct threads *threads, const struct ir_function *function, uint32_t first, uint32_t second,
                      struct ir_ref address);

struct commons *threads_commons(struct threads *threads);

#endif
