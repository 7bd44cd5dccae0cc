#include "trace/stream.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

static ssize_t read_fd(void *data, void *into, size_t size, GError **error)
{
    ssize_t n;
    do
        n = read(*(int *)data, into, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        g_set_error_literal(error, G_IO_ERROR, (int)g_io_error_from_errno(errno), g_strerror(errno));
    return n;
}

struct trace_source trace_source_fd(int *fd)
{
    return (struct trace_source){.read = read_fd, .data = fd};
}

void stream_init(struct stream *stream, const struct trace_source *source)
{
    *stream = (struct stream){.source = *source, .buffer = g_byte_array_sized_new(2 * CHUNK)};
}

void stream_release(struct stream *stream)
{
    g_byte_array_unref(stream->buffer);
    g_clear_error(&stream->error);
}

static size_t available(const struct stream *stream)
{
    return stream->buffer->len - stream->start;
}

/* Moves what is left to the front only when that is less than what was taken, so that each byte moves once on average.
 */
static void make_room(struct stream *stream)
{
    size_t left = available(stream);
    if (stream->start == 0 || stream->start < left)
        return;
    memmove(stream->buffer->data, stream->buffer->data + stream->start, left);
    g_byte_array_set_size(stream->buffer, (guint)left);
    stream->start = 0;
}

static bool fill(struct stream *stream)
{
    if (stream->is_at_end)
        return false;
    make_room(stream);
    guint had = stream->buffer->len;
    g_byte_array_set_size(stream->buffer, had + CHUNK + 1);
    ssize_t n = stream->source.read(stream->source.data, stream->buffer->data + had, CHUNK, &stream->error);
    g_assert(n <= CHUNK);
    if (n <= 0)
        stream->is_at_end = true;
    g_byte_array_set_size(stream->buffer, had + (n > 0 ? (guint)n : 0));
    return n > 0;
}

const uint8_t *stream_peek(struct stream *stream, size_t wanted, size_t *ret_have)
{
    g_assert(wanted <= STREAM_RECORD + 8);
    while (available(stream) < wanted && fill(stream))
        ;
    *ret_have = MIN(available(stream), wanted);
    return stream->buffer->data + stream->start;
}

void stream_take(struct stream *stream, size_t n)
{
    g_assert(n <= available(stream));
    stream->start += n;
    stream->offset += n;
}

/* How many bytes from `start` on are before a newline, or SIZE_MAX; `from` were looked at already. */
static size_t newline(const struct stream *stream, size_t from)
{
    const uint8_t *begin = stream->buffer->data + stream->start;
    const uint8_t *found = available(stream) > from ? memchr(begin + from, '\n', available(stream) - from) : NULL;
    return found ? (size_t)(found - begin) : SIZE_MAX;
}

/* The rest of a line that is too long, but for the newline. */
static void skip_rest(struct stream *stream)
{
    do {
        size_t size = newline(stream, 0);
        if (size != SIZE_MAX) {
            stream_take(stream, size + 1);
            return;
        }
        stream_take(stream, available(stream));
    } while (fill(stream));
}

/* A NUL behind the last byte of the source. */
static char *terminate(struct stream *stream, size_t size)
{
    if (stream->start + size == stream->buffer->len) {
        g_byte_array_append(stream->buffer, (const guint8 *)"", 1);
        g_byte_array_set_size(stream->buffer, stream->buffer->len - 1);
    }
    char *text = (char *)stream->buffer->data + stream->start;
    text[size] = '\0';
    return text;
}

static bool giant_line(struct stream *stream, struct line *ret_line)
{
    static char beginning[] = "";
    skip_rest(stream);
    *ret_line = (struct line){.text = beginning, .is_giant = true};
    return true;
}

bool stream_line(struct stream *stream, struct line *ret_line)
{
    size_t looked = 0, size;
    while ((size = newline(stream, looked)) == SIZE_MAX) {
        looked = available(stream);
        if (looked > STREAM_RECORD)
            return giant_line(stream, ret_line);
        if (!fill(stream))
            break;
    }
    bool is_cut = size == SIZE_MAX;
    if (is_cut)
        size = available(stream);
    if (is_cut && size == 0)
        return false;
    *ret_line = (struct line){.text = terminate(stream, size), .size = size, .is_cut = is_cut};
    stream_take(stream, size + !is_cut);
    if (!is_cut && size > 0 && ret_line->text[size - 1] == '\r')
        ret_line->text[--ret_line->size] = '\0';
    return true;
}
