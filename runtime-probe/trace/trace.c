#include "trace/trace.h"

#include <string.h>

#include "mpx-probe/event.h"
#include "trace/readers.h"

G_DEFINE_QUARK(mpx - audit - trace - error - quark, trace_error)

enum {
    LOOKED_AT = 16 << 10, /* bytes of the beginning that tell the format */
    LINES_LOOKED_AT = 64
};

typedef bool (*reader)(struct stream *stream, struct delivery *delivery, GError **error);

bool readers_line(struct stream *stream, struct delivery *delivery, struct line *ret_line)
{
    while (!delivery->is_stopped && stream_line(stream, ret_line)) {
        delivery->totals.records++;
        delivery->is_cut = ret_line->is_cut;
        if (!ret_line->is_giant)
            return true;
        delivery_bad(delivery, "too long");
    }
    return false;
}

/* What only stands at the beginning of one format. */
static const struct {
    const char *prefix;
    reader read;
} beginnings[] = {
    {TRACE_MAGIC, binary_read},     {"{\"mpx-audit\"", jsonl_read},    {"{", tracee_read},
    {"# tracer:", ftrace_read},     {"# ========", perf_read},         {"cpus=", trace_cmd_read},
    {"version = ", trace_cmd_read}, {"strace: Process ", strace_read},
};

static reader by_beginning(const char *text)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(text, beginnings[i].prefix))
            return beginnings[i].read;
    return NULL;
}

/* The first line that only one of them can have written decides. */
static reader by_lines(char *text)
{
    char *rest = text;
    for (unsigned i = 0; i < LINES_LOOKED_AT && *rest; i++) {
        char *line = rest, *end = strchr(line, '\n');
        rest = end ? end + 1 : line + strlen(line);
        if (end)
            *end = '\0';
        if (ftrace_knows(line))
            return ftrace_read;
        if (perf_knows(line))
            return perf_read;
        if (strace_knows(line))
            return strace_read;
    }
    return NULL;
}

/* Our own files show it in their first bytes: more is not waited for, because they may be read while they grow. */
static reader recognise(struct stream *stream)
{
    size_t have;
    const uint8_t *bytes = stream_peek(stream, strlen(TRACE_MAGIC), &have);
    if (have == strlen(TRACE_MAGIC) && memcmp(bytes, TRACE_MAGIC, have) == 0)
        return binary_read;
    bytes = stream_peek(stream, LOOKED_AT, &have);
    g_autofree char *copy = g_strndup((const char *)bytes, have);
    const char *text = copy + strspn(copy, " \t\r\n");
    reader found = by_beginning(text);
    return found ? found : by_lines(copy);
}

static bool read_all(struct stream *stream, struct delivery *delivery, GError **error)
{
    reader read = recognise(stream);
    if (!read && !stream->error) {
        g_set_error_literal(error, TRACE_ERROR, 0,
                            "this is no trace of a known form: a file of mpx-probe, JSON Lines of mpx-audit, JSON of "
                            "Tracee, or text of perf script, ftrace, trace-cmd report or strace");
        return false;
    }
    if (read && !read(stream, delivery, error))
        return false;
    if (!stream->error)
        return true;
    g_propagate_error(error, g_steal_pointer(&stream->error));
    return false;
}

bool trace_read(const struct trace_source *source, const struct catalogue *catalogue,
                const struct trace_options *options, const struct trace_sink *sink, struct trace_totals *ret_totals,
                GError **error)
{
    struct stream stream;
    struct delivery delivery;
    stream_init(&stream, source);
    delivery_init(&delivery, catalogue, options, sink);
    bool fine = read_all(&stream, &delivery, error);
    if (delivery.error && fine) {
        g_propagate_error(error, delivery.error);
        fine = false;
    } else {
        g_clear_error(&delivery.error);
    }
    delivery_finish(&delivery, ret_totals);
    stream_release(&stream);
    return fine;
}
