/* Private to thread_*.c: where threads, handlers and processes begin, and where somebody waits for their end. */
#ifndef FACTS_THREAD_STARTS_H
#define FACTS_THREAD_STARTS_H

#include "facts/threads_p.h"

/* Which entries there are, where they are started and waited for. */
void threads_find_starts(struct threads *t);
/* Its context bit; 0 when there are too many. */
uint64_t threads_add_entry(struct threads *t, const struct thread_entry *entry);
void threads_add_start(struct threads *t, uint32_t function, uint32_t inst, uint64_t entries);
/* thread_given.c: what the call lets run. */
void threads_find_given(struct threads *t, const struct use *use);
/* Whether the function has begun entries when it returns: context bits. */
uint64_t threads_begun(struct threads *t, uint32_t function);
/* For whom it has waited when it returns, of those that it has not begun itself: enum wait, as bits. */
unsigned threads_waits(struct threads *t, uint32_t function);

/* Whether the wait is for every process that there is, one after the other. */
bool threads_waits_for_all(struct threads *t, uint32_t function, const struct thread_wait *wait);
/* The entries begun there that the wait behind it is for: context bits. */
uint64_t threads_awaited(struct threads *t, uint32_t function, const struct thread_start *start,
                         const struct thread_wait *wait);

#endif
