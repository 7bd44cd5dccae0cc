/* The trace file's writer: frames by event.h, buffered, whole or not at all. What could not be written is counted;
 * nothing here fails, because a probe that cannot write must not disturb what it watches. */
#ifndef MPX_PROBE_WRITER_H
#define MPX_PROBE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "mpx-probe/event.h"

enum { WRITER_BUFFER = 64 << 10 };

struct writer {
    int fd;
    bool is_file;           /* regular: what was half written can be taken back */
    bool is_broken;         /* a pipe without reader: nothing is tried any more */
    uint64_t calls, faults; /* frames that were handed over, written or not */
    struct trace_loss loss; /* back ends add theirs */
    uint64_t sequence;      /* of the next call or fault, writer_sequence */
    size_t used;
    unsigned frames; /* in the buffer */
    uint8_t buffer[WRITER_BUFFER];
};

/* Takes over the descriptor's place, not the descriptor; writes the magic. */
void writer_init(struct writer *writer, int fd);
uint64_t writer_sequence(struct writer *writer);

/* One frame, its payload in up to four parts. */
void writer_frame(struct writer *writer, enum frame_kind kind, const struct iovec *parts, unsigned n);
/* One frame that is a struct and perhaps a tail behind it. */
void writer_record(struct writer *writer, enum frame_kind kind, const void *head, size_t head_size, const void *tail,
                   size_t tail_size);
/* Everything up to here reaches the file: before each wait for what may take long. */
void writer_flush(struct writer *writer);
/* FRAME_END with all counts, and flushes. False when anything was not written. */
bool writer_finish(struct writer *writer, int32_t exit_status);

#endif
