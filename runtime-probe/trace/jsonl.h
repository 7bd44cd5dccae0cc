/* A trace as JSON Lines: one object a line, told apart by `type`; docs/trace-format.md lists the members. trace_read
 * takes it back. 64-bit numbers stand as they are: readers that keep numbers as doubles round them. */
#ifndef TRACE_JSONL_H
#define TRACE_JSONL_H

#include "trace/trace.h"

/* Takes a whole line with its newline. False and an error when it could not be put. */
typedef bool (*jsonl_put)(void *data, const char *line, size_t size, GError **error);

struct jsonl;
struct jsonl *jsonl_new(jsonl_put put, void *data);
void jsonl_free(struct jsonl *jsonl);

/* Writes everything that it is told; borrows `jsonl`. */
struct trace_sink jsonl_sink(struct jsonl *jsonl);
/* The end record; none for a trace that was cut, so that it stays one. */
bool jsonl_end(struct jsonl *jsonl, const struct trace_totals *totals, GError **error);

/* One event as a line, for programs that show events while they happen. */
void jsonl_event(GString *into, const struct event *event);

#endif
