/* Private to symbols/: functions that left by a jump have no frame. Call site entries (DWARF 5, §3.4) say what the
 * caller called and by which jumps one gets from there to the function that has the next frame. */
#ifndef SYMBOLS_TAIL_H
#define SYMBOLS_TAIL_H

#include "symbols/object.h"

/* What lies between a frame and the one that is found below it. */
struct tails {
    unsigned n;
    uint64_t jumps[4];  /* addresses of the object, innermost first */
    const char *called; /* what the call says that it calls, when that is not the function below and no jumps explain
                           how it came to be there; else NULL */
};

/* The call returns to address `back` of `object`; the frame below is that of the function `inner` (in another object
 * unless `is_inside`). No jumps when there was none, or more than one way. Kept with the object until object_trim. */
const struct tails *tail_recover(struct object *object, uint64_t back, const char *inner, bool is_inside);

#endif
