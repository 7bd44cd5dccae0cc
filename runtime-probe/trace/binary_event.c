#include "trace/binary_event.h"

#include <string.h>

#include "mpx-probe/event.h"
#include "trace/naming.h"

/* A field of fixed size as a string. */
#define TEXT(field) g_strndup(field, sizeof(field))

G_STATIC_ASSERT((int)EVIDENCE_PROTECTION == (int)SEEN_PROTECTION);
G_STATIC_ASSERT((int)ABI_X32 == (int)EVENT_X32);
G_STATIC_ASSERT((int)TRACE_ARGUMENTS == (int)EVENT_ARGUMENTS);

static const char *pkru_name(uint32_t source)
{
    static const char *const names[] = {[PKRU_EXACT] = "exact", [PKRU_SWITCH] = "switch", [PKRU_FRAME] = "frame"};
    return source < G_N_ELEMENTS(names) ? names[source] : NULL;
}

static void set_registers(struct event *event, const struct trace_registers *from)
{
    event->has_registers = from->ip != 0 || from->sp != 0;
    G_STATIC_ASSERT(sizeof event->registers <= sizeof *from);
    memcpy(&event->registers, from, sizeof event->registers);
}

static void set_task(struct event *event, const struct trace_task *task, uint32_t cpu, uint32_t abi)
{
    event->pid = task->pid;
    event->tid = task->tid;
    event->start_time = task->start_time;
    event->cpu = cpu;
    event->abi = (enum event_abi)abi;
}

static void set_pkru(struct event *event, uint32_t pkru, uint32_t source)
{
    event->pkru_source = pkru_name(source);
    event->has_pkru = event->pkru_source != NULL;
    event->pkru = event->has_pkru ? pkru : 0;
}

static bool set_argument(struct event_argument *argument, const struct trace_argument *from)
{
    if (from->evidence > EVIDENCE_PROTECTION || from->size > TRACE_SNAPSHOT)
        return false;
    if (from->evidence == EVIDENCE_CHANGED && (from->first > from->last || from->last >= from->size))
        return false;
    argument->value = from->value;
    argument->is_known = true;
    argument->evidence = (enum evidence_kind)from->evidence;
    argument->first = from->first;
    argument->last = from->last;
    argument->size = from->size;
    argument->entry = from->size ? from->entry : NULL;
    argument->leave = from->size ? from->leave : NULL;
    return true;
}

/* Flags that struct event has no member for. */
static char *flags_as_raw(uint32_t flags)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } rows[] = {{CALL_NO_RETURN, "no-return"},
                {CALL_STACK_SHORT, "stack-short"},
                {CALL_ENTRY_ONLY, "entry-only"},
                {CALL_SECCOMP_ERRNO, "refused-by-filter"}};
    if (!(flags & (CALL_NO_RETURN | CALL_STACK_SHORT | CALL_ENTRY_ONLY | CALL_SECCOMP_ERRNO)))
        return NULL;
    g_autoptr(GString) raw = g_string_new("{");
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (flags & rows[i].flag)
            g_string_append_printf(raw, "%s\"%s\":true", raw->len > 1 ? "," : "", rows[i].name);
    return g_strdup(g_string_append_c(raw, '}')->str);
}

static bool set_arguments(struct event *event, const struct interface *interface, const struct trace_call *call)
{
    if (call->n_arguments > TRACE_ARGUMENTS)
        return false;
    event->n_arguments = call->n_arguments;
    for (unsigned i = 0; i < call->n_arguments; i++) {
        if (!set_argument(&event->arguments[i], &call->arguments[i]))
            return false;
        event->arguments[i].name = naming_argument(interface, i);
    }
    return true;
}

bool binary_call(struct delivery *delivery, GHashTable *interfaces, const uint8_t *payload, uint32_t size)
{
    struct trace_call call;
    if (size < sizeof call)
        return false;
    memcpy(&call, payload, sizeof call);
    if (call.stack_size > size - sizeof call || call.abi > ABI_X32)
        return false;
    const char *name = g_hash_table_lookup(interfaces, GUINT_TO_POINTER(call.probe));
    if (!name)
        return false;
    const struct interface *interface = catalogue_interface(delivery->catalogue, name);
    g_autofree char *comm = TEXT(call.task.comm), *raw = flags_as_raw(call.flags);
    struct event event = {.sequence = call.sequence,
                          .ts_ns = call.entry_ns,
                          .leave_ns = call.leave_ns,
                          .comm = comm,
                          .kind = EVENT_CALL,
                          .family = interface ? interface->family : "",
                          .interface = name,
                          .number = (int64_t)call.number,
                          .probe = call.probe,
                          .has_result = !(call.flags & (CALL_NO_RETURN | CALL_ENTRY_ONLY)),
                          .key = -1,
                          .stack = payload + sizeof call,
                          .stack_size = call.stack_size,
                          .raw = raw};
    event.result = event.has_result ? call.result : 0;
    set_task(&event, &call.task, call.cpu, call.abi);
    set_pkru(&event, call.pkru, call.pkru_source);
    set_registers(&event, &call.registers);
    if (!set_arguments(&event, interface, &call))
        return false;
    delivery_event(delivery, &event);
    return true;
}

bool binary_fault(struct delivery *delivery, const uint8_t *payload, uint32_t size)
{
    struct trace_fault fault;
    if (size < sizeof fault)
        return false;
    memcpy(&fault, payload, sizeof fault);
    if (fault.stack_size > size - sizeof fault || fault.abi > ABI_X32)
        return false;
    g_autofree char *comm = TEXT(fault.task.comm), *raw = g_strdup_printf("{\"error_code\":%u}", fault.error_code);
    struct event event = {.sequence = fault.sequence,
                          .ts_ns = fault.time_ns,
                          .comm = comm,
                          .kind = EVENT_FAULT,
                          .family = "",
                          .interface = "",
                          .number = -1,
                          .address = fault.address,
                          .key = fault.key,
                          .is_write = (fault.error_code & 2) != 0,
                          .in_kernel = fault.in_kernel != 0,
                          .is_forged = fault.is_forged != 0,
                          .stack = payload + sizeof fault,
                          .stack_size = fault.stack_size,
                          .raw = raw};
    set_task(&event, &fault.task, fault.cpu, fault.abi);
    set_pkru(&event, fault.pkru, fault.pkru_source);
    set_registers(&event, &fault.registers);
    delivery_event(delivery, &event);
    return true;
}
