#include "trace/jsonl.h"

#include <string.h>

#include "trace/json_text.h"

struct jsonl {
    jsonl_put put;
    void *data;
    GString *line;
};

struct jsonl *jsonl_new(jsonl_put put, void *data)
{
    struct jsonl *jsonl = g_new(struct jsonl, 1);
    *jsonl = (struct jsonl){put, data, g_string_new(NULL)};
    return jsonl;
}

void jsonl_free(struct jsonl *jsonl)
{
    if (!jsonl)
        return;
    g_string_free(jsonl->line, TRUE);
    g_free(jsonl);
}

static void begin(GString *into, const char *type)
{
    g_string_append_printf(into, "{\"type\":\"%s\"", type);
}

static void number(GString *into, const char *name, uint64_t value)
{
    g_string_append_printf(into, ",\"%s\":%" G_GUINT64_FORMAT, name, value);
}

/* Members that are absent mean 0, "" or false. */
static void number_if(GString *into, const char *name, uint64_t value)
{
    if (value)
        number(into, name, value);
}

static void text_if(GString *into, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append_printf(into, ",\"%s\":", name);
    json_text_string(into, text);
}

static void bytes_if(GString *into, const char *name, const uint8_t *bytes, size_t size)
{
    if (!bytes || size == 0)
        return;
    g_string_append_printf(into, ",\"%s\":", name);
    json_text_bytes(into, bytes, size);
}

static void flag_if(GString *into, const char *name, bool is)
{
    if (is)
        g_string_append_printf(into, ",\"%s\":true", name);
}

static void argument(GString *into, const struct event_argument *argument)
{
    g_string_append(into, "{\"name\":");
    json_text_string(into, argument->name);
    if (argument->is_known)
        number(into, "value", argument->value);
    text_if(into, "evidence", evidence_kind_name(argument->evidence));
    if (argument->evidence == SEEN_CHANGED) {
        number(into, "first", argument->first);
        number(into, "last", argument->last);
    }
    bytes_if(into, "entry", argument->entry, argument->size);
    bytes_if(into, "leave", argument->leave, argument->size);
    g_string_append_c(into, '}');
}

static void arguments(GString *into, const struct event *event)
{
    g_string_append(into, ",\"arguments\":[");
    for (unsigned i = 0; i < event->n_arguments; i++) {
        if (i)
            g_string_append_c(into, ',');
        argument(into, &event->arguments[i]);
    }
    g_string_append_c(into, ']');
}

static const char *const register_names[] = {"ip", "sp", "ax",  "bx",  "cx",  "dx",  "si",  "di", "bp",
                                             "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"};
G_STATIC_ASSERT(sizeof(struct event_registers) == G_N_ELEMENTS(register_names) * sizeof(uint64_t));

static void registers(GString *into, const struct event_registers *registers)
{
    const uint64_t *values = &registers->ip;
    g_string_append(into, ",\"registers\":{");
    for (unsigned i = 0; i < G_N_ELEMENTS(register_names); i++)
        g_string_append_printf(into, "%s\"%s\":%" G_GUINT64_FORMAT, i ? "," : "", register_names[i], values[i]);
    g_string_append_c(into, '}');
}

static void call_stack(GString *into, const struct event *event)
{
    if (event->has_registers)
        registers(into, &event->registers);
    bytes_if(into, "stack", event->stack, event->stack_size);
    for (unsigned i = 0; i < event->n_addresses; i++)
        g_string_append_printf(into, "%s%" G_GUINT64_FORMAT, i ? "," : ",\"addresses\":[", event->addresses[i]);
    if (event->n_addresses)
        g_string_append_c(into, ']');
    for (unsigned i = 0; i < event->n_frames; i++) {
        g_string_append(into, i ? "," : ",\"frames\":[");
        json_text_string(into, event->frames[i]);
    }
    if (event->n_frames)
        g_string_append_c(into, ']');
}

static void call_members(GString *into, const struct event *event)
{
    number_if(into, "leave_ns", event->leave_ns);
    text_if(into, "family", event->family);
    text_if(into, "interface", event->interface);
    if (event->number >= 0)
        number(into, "number", (uint64_t)event->number);
    number_if(into, "probe", event->probe);
    arguments(into, event);
    if (event->has_result)
        g_string_append_printf(into, ",\"result\":%" G_GINT64_FORMAT, event->result);
}

static void fault_members(GString *into, const struct event *event)
{
    number(into, "address", event->address);
    g_string_append_printf(into, ",\"key\":%d", event->key);
    flag_if(into, "is_write", event->is_write);
    flag_if(into, "in_kernel", event->in_kernel);
    flag_if(into, "is_forged", event->is_forged);
}

void jsonl_event(GString *into, const struct event *event)
{
    begin(into, event_kind_name(event->kind));
    number(into, "sequence", event->sequence);
    number(into, "ts_ns", event->ts_ns);
    number_if(into, "cpu", event->cpu);
    number(into, "pid", event->pid);
    number(into, "tid", event->tid);
    number_if(into, "start_time", event->start_time);
    text_if(into, "comm", event->comm);
    text_if(into, "abi", event_abi_name(event->abi));
    if (event->kind == EVENT_CALL)
        call_members(into, event);
    else
        fault_members(into, event);
    if (event->has_pkru)
        number(into, "pkru", event->pkru);
    text_if(into, "pkru_source", event->pkru_source);
    call_stack(into, event);
    if (event->raw)
        g_string_append_printf(into, ",\"raw\":%s", event->raw);
    g_string_append(into, "}\n");
}

static bool put_line(struct jsonl *jsonl, GError **error)
{
    return jsonl->put(jsonl->data, jsonl->line->str, jsonl->line->len, error);
}

static GString *begin_line(struct jsonl *jsonl, const char *type)
{
    g_string_truncate(jsonl->line, 0);
    if (type)
        begin(jsonl->line, type);
    return jsonl->line;
}

static bool end_line(struct jsonl *jsonl, GError **error)
{
    g_string_append(jsonl->line, "}\n");
    return put_line(jsonl, error);
}

static bool put_origin(void *data, const struct trace_origin *origin, GError **error)
{
    GString *line = begin_line(data, NULL);
    g_string_append(line, "{\"mpx-audit\":\"trace\",\"version\":1");
    text_if(line, "format", origin->format);
    text_if(line, "backend", origin->backend);
    text_if(line, "tool", origin->tool);
    text_if(line, "kernel", origin->kernel);
    text_if(line, "machine", origin->machine);
    text_if(line, "catalogue", origin->catalogue);
    number_if(line, "pid", origin->pid);
    number_if(line, "monotonic_ns", origin->monotonic_ns);
    number_if(line, "realtime_ns", origin->realtime_ns);
    return end_line(data, error);
}

static bool put_probe(void *data, const struct probe_report *probe, GError **error)
{
    GString *line = begin_line(data, "probe");
    number(line, "probe", probe->probe);
    text_if(line, "state", probe_outcome_name(probe->outcome));
    text_if(line, "interface", probe->interface);
    text_if(line, "symbol", probe->symbol);
    text_if(line, "reason", probe->reason);
    number_if(line, "hits", probe->hits);
    number_if(line, "missed", probe->missed);
    number_if(line, "ran", probe->ran);
    return end_line(data, error);
}

static bool put_maps(void *data, const struct process_maps *maps, GError **error)
{
    GString *line = begin_line(data, "maps");
    number(line, "pid", maps->pid);
    number_if(line, "start_time", maps->start_time);
    number_if(line, "time_ns", maps->time_ns);
    flag_if(line, "adds", maps->adds);
    text_if(line, "text", maps->text);
    return end_line(data, error);
}

static bool put_object(void *data, const struct mapped_object *object, GError **error)
{
    GString *line = begin_line(data, "object");
    number_if(line, "pid", object->pid);
    number_if(line, "device", object->device);
    number_if(line, "inode", object->inode);
    text_if(line, "path", object->path);
    bytes_if(line, "build_id", object->build_id, object->build_id_size);
    return end_line(data, error);
}

static bool put_process(void *data, const struct process_event *process, GError **error)
{
    GString *line = begin_line(data, "process");
    text_if(line, "step", process_step_name(process->step));
    number(line, "time_ns", process->time_ns);
    number(line, "pid", process->pid);
    number(line, "tid", process->tid);
    number_if(line, "parent", process->parent);
    number_if(line, "start_time", process->start_time);
    text_if(line, "comm", process->comm);
    return end_line(data, error);
}

static bool put_event(void *data, const struct event *event, GError **error)
{
    jsonl_event(begin_line(data, NULL), event);
    return put_line(data, error);
}

struct trace_sink jsonl_sink(struct jsonl *jsonl)
{
    return (struct trace_sink){.data = jsonl,
                               .origin = put_origin,
                               .probe = put_probe,
                               .maps = put_maps,
                               .object = put_object,
                               .process = put_process,
                               .event = put_event};
}

bool jsonl_end(struct jsonl *jsonl, const struct trace_totals *totals, GError **error)
{
    if (totals->is_truncated)
        return true;
    GString *line = begin_line(jsonl, "end");
    number(line, "events", MAX(totals->stated, totals->calls + totals->faults));
    const struct trace_losses *losses = &totals->losses;
    number_if(line, "missed", losses->missed);
    number_if(line, "skipped", losses->skipped);
    number_if(line, "full", losses->full);
    number_if(line, "not_written", losses->not_written);
    number_if(line, "unpaired", losses->unpaired);
    number_if(line, "dropped", losses->dropped);
    number_if(line, "bad", totals->bad);
    number_if(line, "ambiguous", totals->ambiguous);
    number_if(line, "others", totals->others);
    if (totals->has_status)
        g_string_append_printf(line, ",\"status\":%d", totals->status);
    return end_line(jsonl, error);
}
