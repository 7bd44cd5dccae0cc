#include "mpx-probe/judge.h"

#include <string.h>

#define KEY_SHIFT 32 /* VM_PKEY_SHIFT */
#define PROT_BITS 7u /* VM_READ, VM_WRITE and VM_EXEC are PROT_* by value */

/* Such a call succeeds and changes nothing (mprotect(2) of no bytes). */
static bool is_empty(const struct plan_call *plan, const struct bpf_call *record, const struct trace_call *call)
{
    int size_from = record->range < TRACE_ARGUMENTS ? plan->arguments[record->range].size_from : -1;
    return size_from >= 0 && call->arguments[size_from].value == 0;
}

/* What the call was to leave at the begin of its range, from the mapping before it and its own arguments. */
static uint64_t flags_left(const struct plan_call *plan, const struct bpf_call *record, const struct trace_call *call)
{
    uint64_t flags = record->before.flags;
    if (plan->effect != PLAN_PROTECT || call->result != 0 || is_empty(plan, record, call))
        return flags;
    if (plan->prot >= 0)
        flags = (flags & ~(uint64_t)PROT_BITS) | (call->arguments[plan->prot].value & PROT_BITS);
    if (plan->key >= 0 && (int32_t)call->arguments[plan->key].value >= 0)
        flags = (flags & ~(15ull << KEY_SHIFT)) | (call->arguments[plan->key].value & 15) << KEY_SHIFT;
    return flags;
}

/* The mapping at return against the one that the call itself was to leave: anything else was somebody else's doing. */
static enum evidence judge_range(const struct plan_call *plan, const struct bpf_call *record,
                                 const struct trace_call *call)
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
    uint64_t differs = flags_left(plan, record, call) ^ after->flags;
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

static void take_bytes(const struct bpf_call *record, unsigned index, struct trace_argument *argument)
{
    const struct bpf_bytes *bytes = &record->bytes[index];
    argument->size = record->sizes[index] < TRACE_SNAPSHOT ? record->sizes[index] : TRACE_SNAPSHOT;
    memcpy(argument->entry, bytes->entry, argument->size);
    memcpy(argument->leave, bytes->leave, argument->size);
}

void judge_call(const struct bpf_call *record, bool has_bytes, struct trace_call *ret_call)
{
    *ret_call = (struct trace_call){.sequence = record->sequence,
                                    .entry_ns = record->entry_ns,
                                    .leave_ns = record->leave_ns,
                                    .task = record->task,
                                    .cpu = record->cpu,
                                    .abi = record->abi,
                                    .flags = record->flags,
                                    .number = record->number,
                                    .result = record->result,
                                    .pkru = record->pkru,
                                    .pkru_source = record->pkru_source,
                                    .stack_size = record->stack_size,
                                    .registers = record->registers};
    for (unsigned i = 0; i < TRACE_ARGUMENTS; i++) {
        ret_call->arguments[i].evidence = record->evidence[i];
        if (has_bytes)
            take_bytes(record, i, &ret_call->arguments[i]);
    }
}

void judge_arguments(const struct plan_call *plan, const struct bpf_call *record, struct trace_call *call)
{
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (call->arguments[i].evidence == EVIDENCE_UNCHANGED)
            compare(&plan->arguments[i], &call->arguments[i]);
    if (record->range < plan->n_arguments)
        call->arguments[record->range].evidence = (uint16_t)judge_range(plan, record, call);
}
