/* From the ring into the trace file: the mappings of a range are judged here, and the maps of each process are written
 * before its first record. */
#include "mpx-probe/kprobe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>

#include "probe.skel.h"

#define KEY_SHIFT 32 /* VM_PKEY_SHIFT */
#define PROT_BITS 7u /* VM_READ, VM_WRITE and VM_EXEC are PROT_* by value */

/* ---- processes -----------------------------------------------------------------------------------------------------
 */

struct kprobe_process {
    uint32_t pid;
    uint64_t start_time;
    struct code code;
    struct kprobe_process *next;
};

static struct kprobe_process *process_of(struct kprobe *kprobe, const struct trace_task *task)
{
    struct kprobe_process *process = kprobe->processes;
    while (process && (process->pid != task->pid || process->start_time != task->start_time))
        process = process->next;
    if (!process && (process = calloc(1, sizeof *process))) {
        *process = (struct kprobe_process){.pid = task->pid, .start_time = task->start_time, .next = kprobe->processes};
        process->code.is_stale = true;
        kprobe->processes = process;
    }
    return process;
}

static void process_over(struct kprobe *kprobe, const struct trace_task *task)
{
    for (struct kprobe_process **place = &kprobe->processes; *place; place = &(*place)->next) {
        struct kprobe_process *process = *place;
        if (process->pid != task->pid || process->start_time != task->start_time)
            continue;
        *place = process->next;
        code_clear(&process->code);
        free(process);
        return;
    }
}

void kprobe_forget(struct kprobe *kprobe)
{
    while (kprobe->processes) {
        struct trace_task task = {.pid = kprobe->processes->pid, .start_time = kprobe->processes->start_time};
        process_over(kprobe, &task);
    }
    images_clear(&kprobe->images);
}

/* The maps in which `ip` is explained. */
static void maps_for(struct kprobe *kprobe, const struct trace_task *task, uint64_t ip)
{
    struct kprobe_process *process = process_of(kprobe, task);
    if (!process || (!process->code.is_stale && code_holds(&process->code, ip)))
        return;
    images_write(&kprobe->images, &kprobe->session->writer, (pid_t)task->tid, (pid_t)task->pid, task->start_time,
                 &process->code);
    process->code.is_stale = false;
}

/* ---- calls ---------------------------------------------------------------------------------------------------------
 */

/* What the call was to leave at the begin of its range, from the mapping before it and its own arguments. */
static uint64_t flags_left(const struct plan_call *plan, const struct bpf_call *record)
{
    const struct trace_call *call = &record->call;
    uint64_t flags = record->before.flags;
    if (plan->effect != PLAN_PROTECT || call->result != 0)
        return flags;
    if (plan->prot >= 0)
        flags = (flags & ~(uint64_t)PROT_BITS) | (call->arguments[plan->prot].value & PROT_BITS);
    if (plan->key >= 0 && (int32_t)call->arguments[plan->key].value >= 0)
        flags = (flags & ~(15ull << KEY_SHIFT)) | (call->arguments[plan->key].value & 15) << KEY_SHIFT;
    return flags;
}

/* The mapping at return against the one that the call itself was to leave: anything else was somebody else's doing. */
static enum evidence judge_range(const struct plan_call *plan, const struct bpf_call *record)
{
    const struct bpf_mapping *before = &record->before, *after = &record->after;
    bool changes_mapping = plan->effect == PLAN_MAP || plan->effect == PLAN_UNMAP || plan->effect == PLAN_MOVE;
    if (changes_mapping)
        return EVIDENCE_NONE;
    if (before->state == MAPPING_NONE && after->state == MAPPING_NONE)
        return EVIDENCE_UNCHANGED;
    if (before->state == MAPPING_UNKNOWN || after->state == MAPPING_UNKNOWN)
        return EVIDENCE_UNREADABLE;
    if (after->state == MAPPING_NONE)
        return EVIDENCE_UNMAPPED;
    if (before->state == MAPPING_NONE || before->file != after->file)
        return EVIDENCE_REMAPPED;
    uint64_t differs = flags_left(plan, record) ^ after->flags;
    if (differs >> KEY_SHIFT & 15)
        return EVIDENCE_KEY;
    return differs & PROT_BITS ? EVIDENCE_PROTECTION : EVIDENCE_UNCHANGED;
}

/* Which bytes differ, but for those that the call writes itself. */
static void compare(const struct plan_argument *plan, struct trace_argument *argument)
{
    for (int i = 0; i < argument->size && i < TRACE_SNAPSHOT; i++) {
        if ((i >= plan->written_from && i <= plan->written_to) || argument->entry[i] == argument->leave[i])
            continue;
        if (argument->evidence != EVIDENCE_CHANGED)
            argument->first = (uint16_t)i;
        argument->last = (uint16_t)i;
        argument->evidence = EVIDENCE_CHANGED;
    }
}

/* What became of the memory behind the arguments between entry and return. */
static void judge(const struct plan_call *plan, struct bpf_call *record)
{
    struct trace_call *call = &record->call;
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (call->arguments[i].evidence == EVIDENCE_UNCHANGED)
            compare(&plan->arguments[i], &call->arguments[i]);
    if (record->range < plan->n_arguments)
        call->arguments[record->range].evidence = (uint16_t)judge_range(plan, record);
}

static void write_call(struct kprobe *kprobe, struct bpf_call *record)
{
    const struct plan *plan = &kprobe->session->plan;
    struct trace_call *call = &record->call;
    if (record->setup >= plan->n || call->stack_size > TRACE_STACK)
        return;
    if (!(call->flags & (CALL_NO_RETURN | CALL_ENTRY_ONLY)))
        judge(&plan->calls[record->setup], record);
    maps_for(kprobe, &call->task, call->registers.ip);
    writer_record(&kprobe->session->writer, FRAME_CALL, call, sizeof *call, record->stack, call->stack_size);
}

static void write_fault(struct kprobe *kprobe, const struct bpf_fault *record)
{
    if (record->fault.stack_size > TRACE_STACK)
        return;
    maps_for(kprobe, &record->fault.task, record->fault.registers.ip);
    writer_record(&kprobe->session->writer, FRAME_FAULT, &record->fault, sizeof record->fault, record->stack,
                  record->fault.stack_size);
}

static void write_process(struct kprobe *kprobe, const struct bpf_process *record)
{
    const struct trace_process *process = &record->process;
    struct kprobe_process *known = process->change == PROCESS_EXEC ? process_of(kprobe, &process->task) : NULL;
    if (known)
        known->code.is_stale = true;
    writer_record(&kprobe->session->writer, FRAME_PROCESS, process, sizeof *process, NULL, 0);
    if (process->change == PROCESS_EXIT)
        process_over(kprobe, &process->task);
}

int kprobe_record(void *context, void *data, size_t size)
{
    struct kprobe *kprobe = context;
    uint64_t kind;
    memcpy(&kind, data, sizeof kind);
    if (kind == FRAME_CALL && size >= sizeof(struct bpf_call)) {
        struct bpf_call record; /* the ring is mapped to be read only */
        memcpy(&record, data, sizeof record);
        write_call(kprobe, &record);
    } else if (kind == FRAME_FAULT && size >= sizeof(struct bpf_fault))
        write_fault(kprobe, data);
    else if (kind == FRAME_PROCESS && size >= sizeof(struct bpf_process))
        write_process(kprobe, data);
    return 0;
}

void kprobe_flush(struct kprobe *kprobe)
{
    int map = bpf_map__fd(kprobe->bpf->maps.in_flight);
    uint64_t key;
    struct bpf_call record;
    while (bpf_map_get_next_key(map, NULL, &key) == 0) {
        bool is_read = bpf_map_lookup_elem(map, &key, &record) == 0;
        if (bpf_map_delete_elem(map, &key) < 0)
            return;
        if (!is_read)
            continue;
        record.call.flags |= CALL_ENTRY_ONLY;
        kprobe->session->writer.loss.unpaired++;
        write_call(kprobe, &record);
    }
}
