/* JSON of Tracee, an object a line: types/trace/trace.go (`eventName`, `args`) until 2025, api/v1beta1/event.proto
 * (`name`, `data`, `workload`) since. Numbers of 64 bits may be strings, names camelCase or snake_case; what is absent
 * has its default. An event is reported when the call returned. */
#include <json-c/json.h>
#include <string.h>

#include "trace/draft.h"
#include "trace/json_fields.h"
#include "trace/readers.h"

struct tracee {
    struct delivery *delivery;
    struct naming *naming;
};

/* A member by either way of writing its name. */
static struct json_object *member(struct json_object *object, const char *snake, const char *camel)
{
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, snake, &value))
        json_object_object_get_ex(object, camel, &value);
    return value;
}

static uint64_t number_of(struct json_object *object, const char *snake, const char *camel)
{
    uint64_t value = 0;
    json_fields_value_u64(member(object, snake, camel), &value);
    return value;
}

static char *text_of(struct json_object *object, const char *name)
{
    const char *text = "";
    json_fields_text(object, name, &text);
    return g_strdup(text);
}

static bool flag_of(struct json_object *object, const char *snake, const char *camel)
{
    struct json_object *value = member(object, snake, camel);
    return json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}

/* Not set says "native", which is x86-64 only where the event's number is the one of that table. */
static enum event_abi abi_of(bool is_compat, int64_t number, const struct named *named)
{
    if (is_compat)
        return EVENT_I386;
    return number >= 0 && naming_number_of(named->interface, EVENT_X86_64) == number ? EVENT_X86_64 : EVENT_ABI_UNKNOWN;
}

/* {seconds, nanos}, or the text of RFC 3339. */
static uint64_t time_of(struct json_object *value)
{
    if (json_object_is_type(value, json_type_object))
        return number_of(value, "seconds", "seconds") * G_GUINT64_CONSTANT(1000000000) +
               number_of(value, "nanos", "nanos");
    if (!json_object_is_type(value, json_type_string))
        return 0;
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(json_object_get_string(value), NULL);
    int64_t seconds = time ? g_date_time_to_unix(time) : 0;
    return seconds > 0 ? (uint64_t)seconds * 1000000000 + (uint64_t)g_date_time_get_microsecond(time) * 1000 : 0;
}

struct values {
    uint64_t value[EVENT_ARGUMENTS];
    bool is_known[EVENT_ARGUMENTS];
    unsigned n;
    bool has_result;
    int64_t result;
};

static void add_value(struct values *values, const char *name, struct json_object *value)
{
    uint64_t number = 0;
    bool is_number = json_fields_value_u64(value, &number);
    if (strcmp(name, "returnValue") == 0 || strcmp(name, "return_value") == 0) {
        values->has_result = is_number;
        values->result = (int64_t)number;
    } else if (values->n < EVENT_ARGUMENTS) {
        values->value[values->n] = number;
        values->is_known[values->n++] = is_number;
    }
}

static void add_rows(struct values *values, struct json_object *rows, bool is_old)
{
    if (!json_object_is_type(rows, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        const char *name = "";
        if (!json_object_is_type(row, json_type_object) || !json_fields_text(row, "name", &name))
            continue;
        struct json_object *found = is_old ? json_object_object_get(row, "value") : NULL;
        if (!is_old) {
            json_object_object_foreach(row, key, value)
            {
                if (strcmp(key, "name") != 0)
                    found = value;
            }
        }
        add_value(values, name, found);
    }
}

static void add_addresses(struct draft *draft, struct json_object *rows)
{
    if (!json_object_is_type(rows, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        uint64_t address = 0;
        if (json_object_is_type(row, json_type_object))
            json_fields_u64(row, "address", &address);
        else
            json_fields_value_u64(row, &address);
        if (address)
            draft_address(draft, address);
    }
}

/* sched_process_exec and sched_process_exit: what is known of the process ends there. False when it is neither. */
static bool process_step(struct tracee *tracee, const struct draft *draft, const char *name)
{
    struct process_event process = {
        .time_ns = draft->event.ts_ns, .pid = draft->event.pid, .tid = draft->event.tid, .comm = draft->comm};
    if (strcmp(name, "sched_process_exec") == 0)
        process.step = STEP_EXEC;
    else if (strcmp(name, "sched_process_exit") == 0)
        process.step = STEP_EXIT;
    else
        return false;
    delivery_process(tracee->delivery, &process);
    return true;
}

/* What the two shapes have in common; a name that the catalogue does not know is somebody else's event. */
static void deliver(struct tracee *tracee, struct draft *draft, const char *name, const struct values *values,
                    bool is_compat, int64_t number)
{
    struct named named;
    if (process_step(tracee, draft, name))
        return;
    if (!naming_syscall(tracee->naming, name, values->value[0], &named)) {
        delivery_other(tracee->delivery, name);
        return;
    }
    draft_name(draft, &named);
    draft->event.abi = abi_of(is_compat, number, &named);
    draft->event.number = naming_number_of(named.interface, draft->event.abi);
    naming_arguments(&named, values->value, values->is_known, values->n, &draft->event);
    draft->event.has_result = values->has_result;
    draft->event.result = values->result;
    draft->event.leave_ns = draft->event.ts_ns;
    draft->event.sequence = ++tracee->delivery->sequence;
    draft_deliver(draft, tracee->delivery);
}

/* Members that have no place in an event, as they stand. */
static void keep(struct draft *draft, struct json_object *object, const char *const *known)
{
    g_autofree char *raw = json_fields_others(object, known);
    if (raw)
        g_string_append_len(draft->raw, raw + 1, (gssize)strlen(raw) - 2);
}

static int64_t id_of(struct json_object *object, const char *name)
{
    uint64_t id = UINT64_MAX;
    json_fields_u64(object, name, &id);
    return id <= INT64_MAX ? (int64_t)id : -1;
}

static void read_old(struct tracee *tracee, struct json_object *object)
{
    static const char *const known[] = {
        "timestamp", "processorId", "hostProcessId", "hostThreadId", "processName",    "eventName",       "eventId",
        "args",      "argsNum",     "returnValue",   "syscall",      "stackAddresses", "threadStartTime", NULL};
    struct values values = {0};
    struct draft *draft = draft_new(EVENT_CALL);
    draft->event.ts_ns = number_of(object, "timestamp", "timestamp");
    draft->event.cpu = (uint32_t)number_of(object, "processor_id", "processorId");
    draft->event.pid = (uint32_t)number_of(object, "host_process_id", "hostProcessId");
    draft->event.tid = (uint32_t)number_of(object, "host_thread_id", "hostThreadId");
    draft->comm = text_of(object, "processName");
    add_rows(&values, json_object_object_get(object, "args"), true);
    add_value(&values, "returnValue", json_object_object_get(object, "returnValue"));
    add_addresses(draft, json_object_object_get(object, "stackAddresses"));
    keep(draft, object, known);
    bool is_compat = flag_of(json_object_object_get(object, "contextFlags"), "is_compat", "isCompat");
    deliver(tracee, draft, json_fields_text_of(object, "eventName"), &values, is_compat, id_of(object, "eventId"));
    draft_free(draft);
}

/* {"value": N}, or N. */
static uint32_t wrapped(struct json_object *value)
{
    uint64_t number = 0;
    if (json_object_is_type(value, json_type_object))
        json_fields_u64(value, "value", &number);
    else
        json_fields_value_u64(value, &number);
    return (uint32_t)number;
}

static void read_new(struct tracee *tracee, struct json_object *object)
{
    static const char *const known[] = {"timestamp", "id", "name", "data", NULL};
    struct values values = {0};
    struct json_object *process = json_object_object_get(json_object_object_get(object, "workload"), "process");
    struct json_object *thread = json_object_object_get(process, "thread");
    struct draft *draft = draft_new(EVENT_CALL);
    draft->event.ts_ns = time_of(json_object_object_get(object, "timestamp"));
    draft->event.pid = wrapped(member(process, "host_pid", "hostPid"));
    if (!draft->event.pid)
        draft->event.pid = wrapped(json_object_object_get(process, "pid"));
    draft->event.tid = (uint32_t)number_of(thread, "host_tid", "hostTid");
    if (!draft->event.tid)
        draft->event.tid = (uint32_t)number_of(thread, "tid", "tid");
    draft->comm = text_of(thread, "name");
    add_rows(&values, json_object_object_get(object, "data"), false);
    add_addresses(draft, json_object_object_get(member(thread, "user_stack_trace", "userStackTrace"), "addresses"));
    keep(draft, object, known);
    deliver(tracee, draft, json_fields_text_of(object, "name"), &values, flag_of(thread, "compat", "compat"),
            id_of(object, "id"));
    draft_free(draft);
}

static void read_object(struct tracee *tracee, struct json_object *object)
{
    if (json_object_object_get(object, "eventName"))
        read_old(tracee, object);
    else if (json_object_object_get(object, "name") &&
             (json_object_object_get(object, "data") || json_object_object_get(object, "workload")))
        read_new(tracee, object);
    else
        tracee->delivery->totals.unknown++;
}

static bool read_lines(struct tracee *tracee, struct stream *stream, struct json_tokener *tokener)
{
    struct line line;
    bool has_object = false;
    while (readers_line(stream, tracee->delivery, &line)) {
        if (line.size == 0)
            continue;
        const char *why;
        g_autoptr(json_object) object = json_fields_parse(tokener, line.text, line.size, &why);
        if (object)
            read_object(tracee, object);
        else
            delivery_bad(tracee->delivery, "%s", why);
        has_object = has_object || object;
    }
    return has_object || tracee->delivery->totals.records == 0;
}

bool tracee_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    struct tracee tracee = {.delivery = delivery, .naming = naming_new(delivery->catalogue)};
    struct json_tokener *tokener = json_fields_tokener();
    delivery->is_foreign = true;
    delivery_origin(delivery,
                    &(struct trace_origin){
                        .format = "tracee", .backend = "", .tool = "", .kernel = "", .machine = "", .catalogue = ""});
    bool fine = read_lines(&tracee, stream, tokener) || delivery->is_stopped;
    if (!fine)
        g_set_error_literal(error, TRACE_ERROR, 0, "no line of it is a JSON object, as Tracee writes them");
    json_fields_tokener_free(tokener);
    naming_free(tracee.naming);
    return fine;
}
