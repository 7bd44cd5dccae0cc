#include "mpx-probe/writer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* All of it, or -1. A full pipe is waited for: whoever reads decides how fast we are. */
static int write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n > 0) {
            bytes += n;
            size -= (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        } else if (n == 0 || errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

/* Writes bytes that are `frames` whole frames. After a failure a file ends where it ended before, so that it holds
 * whole frames only, and later frames are tried again; a pipe is lost. */
static void put(struct writer *writer, const uint8_t *bytes, size_t size, unsigned frames)
{
    off_t before = writer->is_file ? lseek(writer->fd, 0, SEEK_CUR) : 0;
    if (!writer->is_broken && write_all(writer->fd, bytes, size) == 0)
        return;
    writer->loss.not_written += frames;
    if (!writer->is_file || ftruncate(writer->fd, before) < 0 || lseek(writer->fd, before, SEEK_SET) < 0)
        writer->is_broken = true;
}

void writer_flush(struct writer *writer)
{
    if (writer->used)
        put(writer, writer->buffer, writer->used, writer->frames);
    writer->used = 0;
    writer->frames = 0;
}

static size_t padding(uint32_t size)
{
    return -(size_t)size & 7;
}

void writer_init(struct writer *writer, int fd)
{
    struct stat status;
    memset(writer, 0, sizeof *writer);
    writer->fd = fd;
    writer->is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    memcpy(writer->buffer, TRACE_MAGIC, sizeof TRACE_MAGIC - 1);
    writer->used = sizeof TRACE_MAGIC - 1;
}

uint64_t writer_sequence(struct writer *writer)
{
    return writer->sequence++;
}

/* Copies a frame, its payload padded with zeros. */
static void copy_frame(uint8_t *at, const struct frame *frame, const struct iovec *parts, unsigned n)
{
    memcpy(at, frame, sizeof *frame);
    at += sizeof *frame;
    for (unsigned i = 0; i < n; i++) {
        if (parts[i].iov_len)
            memcpy(at, parts[i].iov_base, parts[i].iov_len);
        at += parts[i].iov_len;
    }
    memset(at, 0, padding(frame->size));
}

/* A frame larger than the buffer: the text of a process with very many mappings. */
static void put_large(struct writer *writer, const struct frame *frame, size_t size, const struct iovec *parts,
                      unsigned n)
{
    uint8_t *whole = malloc(size);
    if (whole) {
        copy_frame(whole, frame, parts, n);
        put(writer, whole, size, 1);
    } else {
        writer->loss.not_written++;
    }
    free(whole);
}

void writer_frame(struct writer *writer, enum frame_kind kind, const struct iovec *parts, unsigned n)
{
    struct frame frame = {.kind = kind};
    for (unsigned i = 0; i < n; i++)
        frame.size += (uint32_t)parts[i].iov_len;
    size_t size = sizeof frame + frame.size + padding(frame.size);
    writer->calls += kind == FRAME_CALL;
    writer->faults += kind == FRAME_FAULT;
    if (writer->used + size > sizeof writer->buffer)
        writer_flush(writer);
    if (size > sizeof writer->buffer) {
        put_large(writer, &frame, size, parts, n);
        return;
    }
    copy_frame(writer->buffer + writer->used, &frame, parts, n);
    writer->used += size;
    writer->frames++;
}

void writer_record(struct writer *writer, enum frame_kind kind, const void *head, size_t head_size, const void *tail,
                   size_t tail_size)
{
    struct iovec parts[] = {{(void *)head, head_size}, {(void *)tail, tail_size}};
    writer_frame(writer, kind, parts, 2);
}

bool writer_finish(struct writer *writer, int32_t exit_status)
{
    struct timespec now;
    writer_flush(writer);
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct trace_end end = {.time_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
                            .calls = writer->calls,
                            .faults = writer->faults,
                            .loss = writer->loss,
                            .exit_status = exit_status};
    writer_record(writer, FRAME_END, &end, sizeof end, NULL, 0);
    writer_flush(writer);
    return !writer->is_broken && writer->loss.not_written == 0;
}
