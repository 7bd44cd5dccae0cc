#include "trace/jsonl_event.h"

#include <json-c/json.h>
#include <string.h>

#include "trace/json_fields.h"
#include "trace/naming.h"

enum { BYTES = 4096, FRAMES = 256 };

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
    int evidence = evidence_kind_parse(json_fields_text_of(object, "evidence"));
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
                                        "addresses", "frames",     "raw",    "probe",       NULL};
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
    const char *source = json_fields_text_of(object, "pkru_source");
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
    json_fields_u32(object, "probe", &event->probe);
    event->interface = json_fields_text_of(object, "interface");
    event->family = json_fields_text_of(object, "family");
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
    int abi = event_abi_parse(json_fields_text_of(object, "abi"));
    if (abi < 0)
        return "the abi is no word for it";
    event->abi = (enum event_abi)abi;
    event->comm = json_fields_text_of(object, "comm");
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

void jsonl_event_read(struct json_object *object, enum event_kind kind, struct delivery *delivery)
{
    struct held held = {0};
    struct event event = {.kind = kind};
    const char *fault = read_event_members(object, &event, &held);
    if (fault) {
        delivery_bad(delivery, "%s", fault);
    } else {
        read_stack(object, &event, &held);
        event.raw = held.raw = read_raw(object);
        delivery_event(delivery, &event);
    }
    held_release(&held);
}
