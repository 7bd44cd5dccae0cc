/* Our JSON Lines, as jsonl.c writes them; by hand edited ones as well. */
#include <json-c/json.h>
#include <string.h>

#include "trace/json_fields.h"
#include "trace/jsonl_event.h"
#include "trace/readers.h"

enum { BYTES = 4096 };

struct jsonl_reader {
    struct delivery *delivery;
    bool has_origin, has_end;
};

/* A word of a closed set; -1 and a bad line when it is none. */
static int word_of(struct jsonl_reader *reader, struct json_object *object, const char *name,
                   int (*parse)(const char *))
{
    const char *text = json_fields_text_of(object, name);
    int word = parse(text);
    if (word < 0)
        delivery_bad(reader->delivery, "%s is \"%.40s\"", name, text);
    return word;
}

static void read_origin(struct jsonl_reader *reader, struct json_object *object)
{
    struct trace_origin origin = {.format = json_fields_text_of(object, "format"),
                                  .backend = json_fields_text_of(object, "backend"),
                                  .tool = json_fields_text_of(object, "tool"),
                                  .kernel = json_fields_text_of(object, "kernel"),
                                  .machine = json_fields_text_of(object, "machine"),
                                  .catalogue = json_fields_text_of(object, "catalogue")};
    json_fields_u32(object, "pid", &origin.pid);
    json_fields_u64(object, "monotonic_ns", &origin.monotonic_ns);
    json_fields_u64(object, "realtime_ns", &origin.realtime_ns);
    if (!*origin.format)
        origin.format = "json-lines";
    /* A dump of another tool's trace has an end record and still says nothing on what that tool lost. */
    reader->delivery->is_foreign = strcmp(origin.format, "mpx-audit") != 0;
    delivery_origin(reader->delivery, &origin);
    reader->has_origin = true;
}

static void read_probe(struct jsonl_reader *reader, struct json_object *object)
{
    struct probe_report probe = {.interface = json_fields_text_of(object, "interface"),
                                 .symbol = json_fields_text_of(object, "symbol"),
                                 .reason = json_fields_text_of(object, "reason")};
    int outcome = word_of(reader, object, "state", probe_outcome_parse);
    if (outcome < 0)
        return;
    probe.outcome = (enum probe_outcome)outcome;
    json_fields_u32(object, "probe", &probe.probe);
    json_fields_u64(object, "hits", &probe.hits);
    json_fields_u64(object, "missed", &probe.missed);
    json_fields_u64(object, "ran", &probe.ran);
    delivery_probe(reader->delivery, &probe);
}

static void read_maps(struct jsonl_reader *reader, struct json_object *object)
{
    struct process_maps maps = {.text = json_fields_text_of(object, "text")};
    maps.size = (uint32_t)strlen(maps.text);
    json_fields_u32(object, "pid", &maps.pid);
    json_fields_u64(object, "start_time", &maps.start_time);
    json_fields_u64(object, "time_ns", &maps.time_ns);
    json_fields_bool(object, "adds", &maps.adds);
    delivery_maps(reader->delivery, &maps);
}

static void read_object(struct jsonl_reader *reader, struct json_object *object)
{
    struct mapped_object mapped = {.path = json_fields_text_of(object, "path")};
    g_autoptr(GByteArray) id = json_fields_bytes(object, "build_id", BYTES);
    if (id) {
        mapped.build_id = id->data;
        mapped.build_id_size = id->len;
    }
    json_fields_u32(object, "pid", &mapped.pid);
    json_fields_u64(object, "device", &mapped.device);
    json_fields_u64(object, "inode", &mapped.inode);
    delivery_object(reader->delivery, &mapped);
}

static void read_process(struct jsonl_reader *reader, struct json_object *object)
{
    struct process_event process = {.comm = json_fields_text_of(object, "comm")};
    int step = word_of(reader, object, "step", process_step_parse);
    if (step < 0)
        return;
    process.step = (enum process_step)step;
    json_fields_u64(object, "time_ns", &process.time_ns);
    json_fields_u32(object, "pid", &process.pid);
    json_fields_u32(object, "tid", &process.tid);
    json_fields_u32(object, "parent", &process.parent);
    json_fields_u64(object, "start_time", &process.start_time);
    delivery_process(reader->delivery, &process);
}

static void read_call(struct jsonl_reader *reader, struct json_object *object)
{
    jsonl_event_read(object, EVENT_CALL, reader->delivery);
}

static void read_fault(struct jsonl_reader *reader, struct json_object *object)
{
    jsonl_event_read(object, EVENT_FAULT, reader->delivery);
}

static void read_end(struct jsonl_reader *reader, struct json_object *object)
{
    struct trace_totals *totals = &reader->delivery->totals;
    uint64_t bad = 0, status;
    json_fields_u64(object, "events", &totals->stated);
    json_fields_u64(object, "missed", &totals->losses.missed);
    json_fields_u64(object, "skipped", &totals->losses.skipped);
    json_fields_u64(object, "full", &totals->losses.full);
    json_fields_u64(object, "not_written", &totals->losses.not_written);
    json_fields_u64(object, "unpaired", &totals->losses.unpaired);
    json_fields_u64(object, "dropped", &totals->losses.dropped);
    json_fields_u64(object, "ambiguous", &totals->ambiguous);
    json_fields_u64(object, "others", &totals->others);
    json_fields_u64(object, "bad", &bad);
    totals->bad += bad;
    totals->has_status = json_fields_u64(object, "status", &status);
    totals->status = totals->has_status ? (int32_t)status : 0;
    reader->has_end = true;
}

static const struct {
    const char *type;
    void (*read)(struct jsonl_reader *reader, struct json_object *object);
} types[] = {
    {"probe", read_probe}, {"maps", read_maps},   {"object", read_object}, {"process", read_process},
    {"call", read_call},   {"fault", read_fault}, {"end", read_end},
};

/* The first line may be what makes no sense. */
static void unknown_origin(struct jsonl_reader *reader)
{
    if (reader->has_origin)
        return;
    reader->delivery->is_foreign = reader->has_origin = true;
    delivery_origin(
        reader->delivery,
        &(struct trace_origin){
            .format = "json-lines", .backend = "", .tool = "", .kernel = "", .machine = "", .catalogue = ""});
}

static void read_line(struct jsonl_reader *reader, struct json_object *object)
{
    const char *type = json_fields_text_of(object, "type");
    if (!reader->has_origin && json_object_object_get(object, "mpx-audit")) {
        read_origin(reader, object);
        return;
    }
    unknown_origin(reader);
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(type, types[i].type) == 0) {
            types[i].read(reader, object);
            return;
        }
    reader->delivery->totals.unknown++;
}

static bool version_fits(struct json_object *object, GError **error)
{
    uint64_t version = 0;
    if (!json_object_object_get(object, "mpx-audit") || (json_fields_u64(object, "version", &version) && version == 1))
        return true;
    g_set_error(error, TRACE_ERROR, 0, "the trace has version %" G_GUINT64_FORMAT "; this program reads version 1",
                version);
    return false;
}

static bool read_lines(struct jsonl_reader *reader, struct stream *stream, struct json_tokener *tokener, GError **error)
{
    struct line line;
    while (!reader->has_end && readers_line(stream, reader->delivery, &line)) {
        if (line.size == 0)
            continue;
        const char *why;
        g_autoptr(json_object) object = json_fields_parse(tokener, line.text, line.size, &why);
        if (!object)
            delivery_bad(reader->delivery, "%s", why);
        else if (object && !reader->has_origin && !version_fits(object, error))
            return false;
        else if (object)
            read_line(reader, object);
    }
    return true;
}

bool jsonl_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    struct jsonl_reader reader = {.delivery = delivery};
    struct json_tokener *tokener = json_fields_tokener();
    bool fine = read_lines(&reader, stream, tokener, error);
    if (fine)
        unknown_origin(&reader);
    delivery->totals.is_truncated = !reader.has_end && !delivery->is_stopped;
    json_fields_tokener_free(tokener);
    return fine;
}
