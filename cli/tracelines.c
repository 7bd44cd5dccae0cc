#include "tracelines.h"

#include <string.h>

#include "db/seen.h"
#include "options.h"
#include "trace/jsonl.h"

enum { MOST_FRAMES = 128 };

struct writing {
    struct reader *reader;
    struct jsonl *jsonl;
    struct trace_sink sink;
    int64_t trace; /* the newest; 0: there is none */
    struct trace_totals totals;
    int64_t stack; /* whose frames these are: events in a row often share theirs */
    GPtrArray *frames;
    GError **error;
    bool failed;
};

static bool put(void *data, const char *line, size_t size, GError **error)
{
    (void)error;
    fwrite(line, 1, size, data);
    return true;
}

static bool find_newest(const struct stored_trace *trace, void *context)
{
    ((struct writing *)context)->trace = trace->id;
    return true;
}

/* Notes are remarks on how it was read; they are not of the trace. */
static bool write_origin(const struct stored_trace *trace, void *context)
{
    struct writing *writing = context;
    if (trace->id != writing->trace)
        return true;
    writing->totals = trace->totals;
    writing->totals.incomplete = NULL;
    writing->failed = !writing->sink.origin(writing->sink.data, &trace->origin, writing->error);
    return !writing->failed;
}

static bool write_probe(const struct probe_report *probe, void *context)
{
    struct writing *writing = context;
    writing->failed = !writing->sink.probe(writing->sink.data, probe, writing->error);
    return !writing->failed;
}

/* As strace prints frames: one for each return address. The offset is that of the call, the address lies behind it;
 * inlined functions and those that jumped away are found again from it. */
static bool add_frame(const struct frame_place *place, void *context)
{
    struct writing *writing = context;
    if (place->is_inlined || place->is_tail || !*place->object || writing->frames->len >= MOST_FRAMES)
        return true;
    g_ptr_array_add(writing->frames, g_strdup_printf("%s(%s) [0x%" G_GINT64_MODIFIER "x]", place->object,
                                                     place->function, place->offset + 1));
    return true;
}

static bool load_frames(struct writing *writing, int64_t stack)
{
    if (stack == writing->stack)
        return true;
    g_ptr_array_set_size(writing->frames, 0);
    writing->stack = stack;
    return reader_frames(writing->reader, stack, add_frame, writing, writing->error);
}

static bool write_event(const struct stored_event *stored, void *context)
{
    struct writing *writing = context;
    struct event event = *stored->event;
    writing->failed = !load_frames(writing, stored->stack);
    if (writing->failed)
        return false;
    event.frames = (const char *const *)writing->frames->pdata;
    event.n_frames = writing->frames->len;
    writing->failed = !writing->sink.event(writing->sink.data, &event, writing->error);
    return !writing->failed;
}

static bool write_all(struct writing *writing, GError **error)
{
    struct reader *reader = writing->reader;
    if (!reader_traces(reader, find_newest, writing, error))
        return false;
    if (!writing->trace) {
        g_set_error(error, OPTIONS_ERROR, 0, "the run has no trace; make one with mpx-audit trace or import");
        return false;
    }
    return reader_traces(reader, write_origin, writing, error) && !writing->failed &&
           reader_probes(reader, writing->trace, write_probe, writing, error) && !writing->failed &&
           reader_events(reader, writing->trace, write_event, writing, error) && !writing->failed &&
           jsonl_end(writing->jsonl, &writing->totals, error);
}

bool tracelines_write(const char *database, FILE *out, GError **error)
{
    struct writing writing = {.reader = reader_open(database, 0, error), .error = error};
    if (!writing.reader)
        return false;
    writing.jsonl = jsonl_new(put, out);
    writing.sink = jsonl_sink(writing.jsonl);
    writing.frames = g_ptr_array_new_with_free_func(g_free);
    bool written = write_all(&writing, error);
    g_ptr_array_unref(writing.frames);
    jsonl_free(writing.jsonl);
    reader_close(writing.reader);
    return written;
}
