/* Private to symbols/: from one frame to its caller's, by call frame information. */
#ifndef SYMBOLS_UNWIND_H
#define SYMBOLS_UNWIND_H

#include "symbols/evaluate.h"
#include "symbols/object.h"

/* The state that the thread was in; false when the event has no registers. */
bool unwind_start(const struct event *event, struct state *ret_state, uint64_t *ret_pc);

/* `spot` is that of the frame. *ret_is_exact: the caller's pc is an instruction that was interrupted, not the one
 * behind a call. False when the chain ends here, for whatever reason. */
bool unwind_step(struct state *state, const struct spot *spot, uint64_t *ret_pc, bool *ret_is_exact);

#endif
