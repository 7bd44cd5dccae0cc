/* A trace file of whatever form, told to the rules over events and written as JSON Lines: what was written must be read
 * back as the same. */
#include <stdint.h>
#include <string.h>

#include "dynamic/dynamic.h"
#include "trace/jsonl.h"

struct bytes {
    const uint8_t *at;
    size_t left;
};

static ssize_t read_bytes(void *data, void *into, size_t size, GError **error)
{
    (void)error;
    struct bytes *bytes = data;
    size_t n = MIN(size, bytes->left);
    if (n)
        memcpy(into, bytes->at, n);
    bytes->at += n;
    bytes->left -= n;
    return (ssize_t)n;
}

struct listener {
    struct trace_sink written;
    struct dynamic *dynamic;
};

static void told(void *data, const struct dynamic_finding *finding)
{
    (void)data;
    g_assert(finding->n_events > 0 && finding->message && !strchr(finding->message, '\n'));
    for (uint32_t i = 0; i < finding->n_ranges; i++)
        g_assert(finding->ranges[i].start < finding->ranges[i].end);
}

#define LISTEN(what, noun)                                                                                             \
    static bool hear_##what(void *data, const struct noun *it, GError **error)                                         \
    {                                                                                                                  \
        const struct listener *listener = data;                                                                        \
        return listener->written.what(listener->written.data, it, error);                                              \
    }
LISTEN(origin, trace_origin)
LISTEN(probe, probe_report)
LISTEN(maps, process_maps)
LISTEN(object, mapped_object)

static bool hear_process(void *data, const struct process_event *process, GError **error)
{
    const struct listener *listener = data;
    dynamic_process(listener->dynamic, process);
    return listener->written.process(listener->written.data, process, error);
}

static bool hear_event(void *data, const struct event *event, GError **error)
{
    const struct listener *listener = data;
    g_assert(event->n_arguments <= EVENT_ARGUMENTS && event->interface && event->family && event->comm);
    dynamic_event(listener->dynamic, event);
    return listener->written.event(listener->written.data, event, error);
}

static bool put(void *data, const char *line, size_t size, GError **error)
{
    (void)error;
    g_string_append_len(data, line, (gssize)size);
    return true;
}

static bool dump(const struct catalogue *catalogue, const uint8_t *data, size_t size, GString *out)
{
    struct bytes bytes = {data, size};
    struct trace_source source = {read_bytes, &bytes};
    struct jsonl *jsonl = jsonl_new(put, out);
    struct listener listener = {jsonl_sink(jsonl), dynamic_new(told, NULL)};
    struct trace_sink sink = {.data = &listener,
                              .origin = hear_origin,
                              .probe = hear_probe,
                              .maps = hear_maps,
                              .object = hear_object,
                              .process = hear_process,
                              .event = hear_event};
    struct trace_options options = {.assumed_abi = size % 2 ? EVENT_X86_64 : EVENT_ABI_UNKNOWN};
    struct trace_totals totals;
    g_autoptr(GError) error = NULL;
    bool fine = trace_read(&source, catalogue, &options, &sink, &totals, &error);
    g_assert(fine == (error == NULL) && totals.notes);
    dynamic_finish(listener.dynamic);
    dynamic_free(listener.dynamic);
    if (fine)
        g_assert(jsonl_end(jsonl, &totals, NULL));
    trace_totals_release(&totals);
    jsonl_free(jsonl);
    return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct catalogue *catalogue;
    if (!catalogue)
        catalogue = catalogue_load(NULL, NULL);
    g_autoptr(GString) once = g_string_new(NULL), twice = g_string_new(NULL);
    if (!dump(catalogue, data, size, once))
        return 0;
    g_assert(dump(catalogue, (const uint8_t *)once->str, once->len, twice));
    g_assert(strcmp(once->str, twice->str) == 0);
    return 0;
}
