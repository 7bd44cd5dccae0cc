/* Calls whose return is still to come, by thread. */
#ifndef TRACE_PENDING_H
#define TRACE_PENDING_H

#include "trace/draft.h"

/* At most so many threads are waited for: beyond that the one that waits longest is given up. */
struct pending;
struct pending *pending_new(struct delivery *delivery);
/* Gives up all that wait, in the order of their entry. */
void pending_free(struct pending *pending);
/* The thread enters a call. Takes the draft; what it was in before is given up: delivered without a result and counted
 * as unpaired. */
void pending_enter(struct pending *pending, struct draft *draft);
/* The call that the thread is in, or NULL. Borrowed. */
struct draft *pending_peek(struct pending *pending, uint32_t tid);
/* Takes it out; the caller's then. */
struct draft *pending_take(struct pending *pending, uint32_t tid);
/* The thread ends, or its program is replaced: what it is in will not return. */
void pending_end(struct pending *pending, uint32_t tid);

#endif
