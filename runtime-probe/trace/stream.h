/* A buffer in front of a source: peek, take, lines. Its size is bounded by the largest record, whatever the file's. */
#ifndef TRACE_STREAM_H
#define TRACE_STREAM_H

#include "trace/trace.h"

/* The longest line or frame that is read as one. */
#define STREAM_RECORD (34u << 20)

struct stream {
    struct trace_source source;
    GByteArray *buffer;
    size_t start;    /* of what is not taken yet */
    bool is_at_end;  /* the source has no more */
    uint64_t offset; /* of `start` in the file */
    GError *error;   /* the source failed: what was read before still holds */
};

void stream_init(struct stream *stream, const struct trace_source *source);
void stream_release(struct stream *stream);

/* Up to `wanted` bytes (at most STREAM_RECORD + 8) without taking them; fewer only at the end. Valid until the next
 * call. */
const uint8_t *stream_peek(struct stream *stream, size_t wanted, size_t *ret_have);
/* Takes bytes that were peeked. */
void stream_take(struct stream *stream, size_t n);

struct line {
    char *text; /* without its end, NUL-terminated; it may hold further NULs; may be written to */
    size_t size;
    bool is_cut;   /* the source ends in it, without a newline */
    bool is_giant; /* longer than STREAM_RECORD: it was skipped */
};
/* Takes a line; false at the end. */
bool stream_line(struct stream *stream, struct line *ret_line);

#endif
