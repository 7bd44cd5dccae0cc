/* The readers, one a format. Each reads the stream to its end, or until the delivery is stopped; what is wrong with a
 * record goes into the totals. False and an error only when nothing of it can be read. */
#ifndef TRACE_READERS_H
#define TRACE_READERS_H

#include "trace/delivery.h"
#include "trace/stream.h"

bool binary_read(struct stream *stream, struct delivery *delivery, GError **error);
bool jsonl_read(struct stream *stream, struct delivery *delivery, GError **error);
bool tracee_read(struct stream *stream, struct delivery *delivery, GError **error);
bool perf_read(struct stream *stream, struct delivery *delivery, GError **error);
bool ftrace_read(struct stream *stream, struct delivery *delivery, GError **error);
bool trace_cmd_read(struct stream *stream, struct delivery *delivery, GError **error);
bool strace_read(struct stream *stream, struct delivery *delivery, GError **error);

/* Whether a line, NUL-terminated, can be one of that format. */
bool perf_knows(const char *line);
bool ftrace_knows(const char *line);
bool strace_knows(const char *line);

/* The next line for a text reader: counts it; false at the end, or when the sink wants no more. Lines without text are
 * passed on (they end a sample of perf), giant ones are counted as bad and skipped. */
bool readers_line(struct stream *stream, struct delivery *delivery, struct line *ret_line);

#endif
