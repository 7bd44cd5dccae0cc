/* Our JSON Lines, as jsonl.c writes them; by hand edited ones as well. */
#include <json-c/json.h>
#include <string.h>

#include "trace/json_fields.h"
#include "trace/naming.h"
#include "trace/readers.h"

enum { BYTES = 4096, FRAMES = 256 };

struct jsonl_reader {
    struct delivery *delivery;
    bool has_origin, has_end;
};

static const char *text_of(struct json_object *object, const char *name)
{
    const char *text = "";
    json_fields_text(object, name, &text);
    return text;
}

/* A word of a closed set; -1 and a bad line when it is none. */
static int word_of(struct jsonl_reader *reader, struct json_object *object, const char *name,
                   int (*parse)(const char *))
{
    const char *text = text_of(object, name);
    int word = parse(text);
    if (word < 0)
        delivery_bad(reader->delivery, "%s is \"%.40s\"", name, text);
    return word;
}

static void read_origin(struct jsonl_reader *reader, struct json_object *object)
{
    struct trace_origin origin = {.format = text_of(object, "format"),
                                  .backend = text_of(object, "backend"),
                                  .tool = text_of(object, "tool"),
                                  .kernel = text_of(object, "kernel"),
                                  .machine = text_of(object, "machine"),
                                  .catalogue = text_of(object, "catalogue")};
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
    struct probe_report probe = {.interface = text_of(object, "interface"),
                                 .symbol = text_of(object, "symbol"),
                                 .reason = text_of(object, "reason")};
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
    struct process_maps maps = {.text = text_of(object, "text")};
    maps.size = (uint32_t)strlen(maps.text);
    json_fields_u32(object, "pid", &maps.pid);
    json_fields_u64(object, "start_time", &maps.start_time);
    json_fields_u64(object, "time_ns", &maps.time_ns);
    json_fields_bool(object, "adds", &maps.adds);
    delivery_maps(reader->delivery, &maps);
}

static void read_object(struct jsonl_reader *reader, struct json_object *object)
{
    struct mapped_object mapped = {.path = text_of(object, "path")};
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
    struct process_event process = {.comm = text_of(object, "comm")};
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

/* What an event of a line points to besides the JSON object itself. */
struct held {
    GByteArray *stack, *entry[EVENT_ARGUMENTS], *leave[EVENT_ARGUMENTS];
    uint64_t addresses[FRAMES];
    const char *frames[FRAMES];
    char *raw;
};

static void held_release(struct held *held)
{
    g_clear_pointer(&held->stack, g_byte_array_unref);
    for (unsigned i = 0; i < EVENT_ARGUMENTS; i++) {
        g_clear_pointer(&held->entry[i], g_byte_array_unref);
        g_clear_pointer(&held->leave[i], g_byte_array_unref);
    }
    g_free(held->raw);
}

static const char *read_snapshots(struct json_object *object, struct event_argument *argument, struct held *held,
                                  unsigned index)
{
    GByteArray *entry = held->entry[index] = json_fields_bytes(object, "entry", BYTES);
    GByteArray *leave = held->leave[index] = json_fields_bytes(object, "leave", BYTES);
    if (!entry && !leave)
        return NULL;
    if (entry && leave && entry->len != leave->len)
        return "entry and leave of an argument differ in size";
    argument->size = entry ? entry->len : leave->len;
    argument->entry = entry && entry->len ? entry->data : NULL;
    argument->leave = leave && leave->len ? leave->data : NULL;
    return NULL;
}

/* NULL, or what is wrong. */
static const char *read_argument(struct json_object *object, struct event_argument *argument, struct held *held,
                                 unsigned index)
{
    *argument = (struct event_argument){.name = naming_argument(NULL, index)};
    json_fields_text(object, "name", &argument->name);
    argument->is_known = json_fields_u64(object, "value", &argument->value);
    int evidence = evidence_kind_parse(text_of(object, "evidence"));
    if (evidence < 0)
        return "an argument's evidence is no word for it";
    argument->evidence = (enum evidence_kind)evidence;
    const char *fault = read_snapshots(object, argument, held, index);
    if (fault || argument->evidence != SEEN_CHANGED)
        return fault;
    if (!json_fields_u32(object, "first", &argument->first) || !json_fields_u32(object, "last", &argument->last) ||
        argument->first > argument->last || (argument->size && argument->last >= argument->size))
        return "an argument that changed does not say which bytes";
    return NULL;
}

static const char *read_arguments(struct json_object *object, struct event *event, struct held *held)
{
    struct json_object *all = json_object_object_get(object, "arguments");
    if (!json_object_is_type(all, json_type_array))
        return NULL;
    if (json_object_array_length(all) > EVENT_ARGUMENTS)
        return "more arguments than a call has";
    event->n_arguments = (uint32_t)json_object_array_length(all);
    for (unsigned i = 0; i < event->n_arguments; i++) {
        const char *fault = read_argument(json_object_array_get_idx(all, i), &event->arguments[i], held, i);
        if (fault)
            return fault;
    }
    return NULL;
}

static void read_registers(struct json_object *object, struct event *event)
{
    struct json_object *all = json_object_object_get(object, "registers");
    static const char *const names[] = {"ip", "sp", "ax",  "bx",  "cx",  "dx",  "si",  "di", "bp",
                                        "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"};
    uint64_t *values = &event->registers.ip;
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        event->has_registers |= json_fields_u64(all, names[i], &values[i]);
}

static void read_addresses(struct json_object *object, struct event *event, struct held *held)
{
    struct json_object *addresses = json_object_object_get(object, "addresses");
    if (json_object_is_type(addresses, json_type_array))
        for (size_t i = 0; i < MIN(json_object_array_length(addresses), (size_t)FRAMES); i++)
            event->n_addresses +=
                json_fields_value_u64(json_object_array_get_idx(addresses, i), &held->addresses[event->n_addresses]);
    event->addresses = held->addresses;
    struct json_object *frames = json_object_object_get(object, "frames");
    if (json_object_is_type(frames, json_type_array))
        for (size_t i = 0; i < MIN(json_object_array_length(frames), (size_t)FRAMES); i++) {
            const char *frame = json_object_get_string(json_object_array_get_idx(frames, i));
            held->frames[event->n_frames++] = frame ? frame : "";
        }
    event->frames = held->frames;
}

static void read_stack(struct json_object *object, struct event *event, struct held *held)
{
    read_registers(object, event);
    held->stack = json_fields_bytes(object, "stack", BYTES);
    if (held->stack) {
        event->stack = held->stack->data;
        event->stack_size = held->stack->len;
    }
    read_addresses(object, event, held);
}

/* Members that nobody knows join those that were kept before. */
static char *read_raw(struct json_object *object)
{
    static const char *const known[] = {"type",      "sequence",   "ts_ns",  "leave_ns",    "cpu",       "pid",
                                        "tid",       "start_time", "comm",   "abi",         "family",    "interface",
                                        "number",    "arguments",  "result", "address",     "key",       "is_write",
                                        "in_kernel", "is_forged",  "pkru",   "pkru_source", "registers", "stack",
                                        "addresses", "frames",     "raw",    NULL};
    static const char *const none[] = {NULL};
    struct json_object *raw = json_object_object_get(object, "raw");
    g_autofree char *others = json_fields_others(object, known);
    g_autofree char *kept = json_object_is_type(raw, json_type_object) ? json_fields_others(raw, none) : NULL;
    if (!others || !kept)
        return others ? g_steal_pointer(&others) : g_steal_pointer(&kept);
    kept[strlen(kept) - 1] = '\0';
    return g_strconcat(kept, ",", others + 1, NULL);
}

static void read_pkru(struct json_object *object, struct event *event)
{
    static const char *const sources[] = {"exact", "switch", "frame"};
    const char *source = text_of(object, "pkru_source");
    event->has_pkru = json_fields_u32(object, "pkru", &event->pkru);
    for (unsigned i = 0; i < G_N_ELEMENTS(sources); i++)
        if (event->has_pkru && strcmp(source, sources[i]) == 0)
            event->pkru_source = sources[i];
}

static const char *read_call_members(struct json_object *object, struct event *event, struct held *held)
{
    uint64_t value;
    event->number = -1;
    if (json_fields_u64(object, "number", &value) && value <= INT64_MAX)
        event->number = (int64_t)value;
    event->interface = text_of(object, "interface");
    event->family = text_of(object, "family");
    if (!*event->interface)
        return "a call without interface";
    json_fields_u64(object, "leave_ns", &event->leave_ns);
    event->has_result = json_fields_u64(object, "result", &value);
    event->result = event->has_result ? (int64_t)value : 0;
    return read_arguments(object, event, held);
}

static void read_fault_members(struct json_object *object, struct event *event)
{
    uint64_t key;
    event->number = -1;
    event->family = event->interface = "";
    json_fields_u64(object, "address", &event->address);
    event->key = json_fields_u64(object, "key", &key) ? (int32_t)key : -1;
    json_fields_bool(object, "is_write", &event->is_write);
    json_fields_bool(object, "in_kernel", &event->in_kernel);
    json_fields_bool(object, "is_forged", &event->is_forged);
}

static const char *read_event_members(struct json_object *object, struct event *event, struct held *held)
{
    if (!json_fields_u64(object, "sequence", &event->sequence) || !json_fields_u32(object, "pid", &event->pid) ||
        !json_fields_u32(object, "tid", &event->tid))
        return "an event without sequence, pid and tid";
    int abi = event_abi_parse(text_of(object, "abi"));
    if (abi < 0)
        return "the abi is no word for it";
    event->abi = (enum event_abi)abi;
    event->comm = text_of(object, "comm");
    json_fields_u64(object, "ts_ns", &event->ts_ns);
    json_fields_u32(object, "cpu", &event->cpu);
    json_fields_u64(object, "start_time", &event->start_time);
    event->key = -1;
    read_pkru(object, event);
    if (event->kind == EVENT_CALL)
        return read_call_members(object, event, held);
    read_fault_members(object, event);
    return NULL;
}

static void read_event(struct jsonl_reader *reader, struct json_object *object, enum event_kind kind)
{
    struct held held = {0};
    struct event event = {.kind = kind};
    const char *fault = read_event_members(object, &event, &held);
    if (fault) {
        delivery_bad(reader->delivery, "%s", fault);
    } else {
        read_stack(object, &event, &held);
        event.raw = held.raw = read_raw(object);
        delivery_event(reader->delivery, &event);
    }
    held_release(&held);
}

static void read_call(struct jsonl_reader *reader, struct json_object *object)
{
    read_event(reader, object, EVENT_CALL);
}

static void read_fault(struct jsonl_reader *reader, struct json_object *object)
{
    read_event(reader, object, EVENT_FAULT);
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
    const char *type = text_of(object, "type");
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
