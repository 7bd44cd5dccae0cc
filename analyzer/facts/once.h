/* Private to thread_*.c: functions that run once, by the catalogue's <once>. */
#ifndef FACTS_ONCE_H
#define FACTS_ONCE_H

#include "facts/threads_p.h"

/* Whether the unit has calls that run a function once. */
bool once_some(const struct threads *t);
/* Whether `writer` runs in no other way than once and for all, and has run when the reader comes by the instruction. */
bool once_is_over(struct threads *t, uint32_t writer, uint32_t reader, uint32_t inst);

#endif
