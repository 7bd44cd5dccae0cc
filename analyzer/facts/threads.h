/* Private to facts: what other threads of the unit, and its signal handlers, write while a function runs; and which
 * locks keep them out.
 *
 * A function given to pthread_create and its kind (the catalogue's <thread>) begins a thread; so runs what it calls.
 * All else runs in the main thread. Main reads and writes at the same time as a thread only behind the call that starts
 * it, and not behind one that waits for its end. A signal handler stops who it interrupts: nobody writes meanwhile what
 * it reads. */
#ifndef FACTS_THREADS_H
#define FACTS_THREADS_H

#include "facts/homes.h"
#include "facts/uses.h"

struct threads;

/* The arguments must outlive the result. NULL when the unit starts no thread. Owned by the caller (threads_free). */
struct threads *threads_new(const struct ir_unit *unit, const GArray *uses, const struct homes *homes);
void threads_free(struct threads *threads);

struct thread_write {
    const struct ir_function *function;
    uint32_t inst;
    bool is_handler; /* by a signal handler */
};

/* Whether somebody may write the memory at `address` while instruction `inst` reads it; who, first in the unit. */
bool threads_write(struct threads *threads, const struct ir_function *function, uint32_t inst, struct ir_ref address,
                   struct thread_write *ret_write);
/* Whether one lock is held from `first` to `second`, and at every such write. */
bool threads_excluded(struct threads *threads, const struct ir_function *function, uint32_t first, uint32_t second,
                      struct ir_ref address);

#endif
