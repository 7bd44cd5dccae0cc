/* Private to symbols/: functions that left by a jump have no frame. Call site entries (DWARF 5, §3.4) say what the
 * caller called and by which jumps one gets from there to the function that has the next frame. */
#ifndef SYMBOLS_TAIL_H
#define SYMBOLS_TAIL_H

#include "symbols/object.h"

/* `caller` is in `object`, the call returns to address `back`; the next inner frame is that of `inner` (its function's
 * name; in another object unless `is_inside`). Appends the addresses (uint64_t, of `object`) of the jumps, innermost
 * first; nothing when there was no jump, or more than one way. */
void tail_recover(struct object *object, uint64_t back, const char *inner, bool is_inside, GArray *addresses);

#endif
