/* What points.c and kprobe.c share. Private to the two. */
#ifndef TRACE_POINTS_P_H
#define TRACE_POINTS_P_H

#include "trace/points.h"

/* An event of this line; the next stack is its own. The caller's until it is handed on. */
struct draft *points_begin(struct points *points, const struct point *point, enum event_kind kind);
/* The thread enters a call. Takes the draft; drops it when another kind of line told of this call. */
void points_enter(struct points *points, const struct point *point, enum draft_source source, const struct named *named,
                  struct draft *draft);
/* The call that it is in returns; `result` NULL: the line does not say with what. */
void points_leave(struct points *points, const struct point *point, enum draft_source source, const uint64_t *result);

/* A kprobe or kretprobe event; false when it is none. */
bool kprobe_event(struct points *points, const struct point *point);

#endif
