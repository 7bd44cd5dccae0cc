/* From the ring into the trace file: the mappings of a range are judged here, and the maps of each process are written
 * before its first record. */
#include "mpx-probe/kprobe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "mpx-probe/judge.h"
#include "probe.skel.h"

#define READ_AGAIN_NS 1000000000u

enum { ACCESS_BYTES = 4096 };

/* ---- processes --------------------------------------------------------------------------------------------------- */

struct kprobe_process {
    uint32_t pid;
    uint64_t start_time;
    uint64_t read_ns;
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

static void forget(struct kprobe *kprobe, const struct trace_task *task)
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

static void process_ended(struct kprobe *kprobe, const struct trace_task *task)
{
    forget(kprobe, task);
    mapped_exit(&kprobe->notices.mapped, task->pid);
}

void kprobe_forget(struct kprobe *kprobe)
{
    while (kprobe->processes) {
        struct trace_task task = {.pid = kprobe->processes->pid, .start_time = kprobe->processes->start_time};
        forget(kprobe, &task);
    }
    images_clear(&kprobe->images);
    notices_close(&kprobe->notices);
}

/* Of a process that was seen from its exec on, what the kernel told of its mappings is as of the call; /proc is of now,
 * and of the dead it is empty. */
static void maps_write(struct kprobe *kprobe, struct kprobe_process *process, const struct trace_task *task)
{
    struct mapped_process *mapped = mapped_find(&kprobe->notices.mapped, task->pid);
    struct writer *writer = &kprobe->session->writer;
    struct maps maps;
    if (!mapped || !mapped->is_whole || mapped_text(mapped, &maps) < 0) {
        images_write(&kprobe->images, writer, (pid_t)task->tid, (pid_t)task->pid, task->start_time, &process->code);
        return;
    }
    images_write_maps(&kprobe->images, writer, &maps, (pid_t)task->tid, (pid_t)task->pid, task->start_time,
                      &process->code);
    maps_clear(&maps);
}

/* The maps by which the addresses of a record are explained. Without notices of mappings, /proc is read again after a
 * while: code may have been loaded. */
static void maps_for(struct kprobe *kprobe, const struct trace_task *task, uint64_t ip, uint64_t time_ns)
{
    struct kprobe_process *process = process_of(kprobe, task);
    notices_read(&kprobe->notices, time_ns);
    const struct mapped_process *mapped = mapped_find(&kprobe->notices.mapped, task->pid);
    if (!process)
        return;
    bool is_changed = mapped ? mapped->is_changed : time_ns > process->read_ns + READ_AGAIN_NS;
    if (!process->code.is_stale && !is_changed && code_holds(&process->code, ip))
        return;
    maps_write(kprobe, process, task);
    process->code.is_stale = false;
    process->read_ns = time_ns;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static void take_arguments(const struct kprobe *kprobe, const struct bpf_call *record, struct trace_call *call)
{
    call->probe = kprobe->session->plan.calls[record->setup].probe;
    call->n_arguments = kprobe->calls[record->setup].n_arguments;
    for (unsigned i = 0; i < call->n_arguments; i++)
        call->arguments[i].value = record->values[i];
}

static void write_call(struct kprobe *kprobe, const struct bpf_call *record, bool has_bytes)
{
    const struct plan *plan = &kprobe->session->plan;
    struct trace_call call;
    if (record->setup >= plan->n || record->stack_size > TRACE_STACK)
        return;
    judge_call(record, has_bytes, &call);
    take_arguments(kprobe, record, &call);
    if (!(call.flags & (CALL_NO_RETURN | CALL_ENTRY_ONLY)))
        judge_arguments(&plan->calls[record->setup], record, &call);
    maps_for(kprobe, &call.task, call.registers.ip, call.leave_ns ? call.leave_ns : call.entry_ns);
    writer_record(&kprobe->session->writer, FRAME_CALL, &call, sizeof call, record->stack, call.stack_size);
}

/* A copy that fails is tried again byte by byte, from another place in the kernel: the same access of the same call.
 * The next call's begins where that of the one before began. */
static bool is_tried_again(struct kprobe *kprobe, const struct bpf_fault *record)
{
    const struct trace_fault *fault = &record->fault;
    struct kprobe_access now = {.tid = fault->task.tid,
                                .page = fault->address / ACCESS_BYTES,
                                .ip = fault->registers.ip,
                                .sp = fault->registers.sp,
                                .kernel_call = record->kernel_call,
                                .kernel_ip = record->kernel_ip};
    struct kprobe_access *last = &kprobe->accesses[fault->task.tid % KPROBE_ACCESSES];
    bool is_same = last->tid == now.tid && last->page == now.page && last->ip == now.ip && last->sp == now.sp &&
                   last->kernel_call == now.kernel_call && last->kernel_ip != now.kernel_ip;
    if (!is_same)
        *last = now;
    return is_same;
}

static void write_fault(struct kprobe *kprobe, const struct bpf_fault *record)
{
    const struct trace_fault *fault = &record->fault;
    if (fault->stack_size > TRACE_STACK || (fault->in_kernel && is_tried_again(kprobe, record)))
        return;
    maps_for(kprobe, &fault->task, fault->registers.ip, fault->time_ns);
    writer_record(&kprobe->session->writer, FRAME_FAULT, fault, sizeof *fault, record->stack, fault->stack_size);
}

static void write_process(struct kprobe *kprobe, const struct bpf_process *record)
{
    const struct trace_process *process = &record->process;
    notices_read(&kprobe->notices, process->time_ns);
    struct kprobe_process *known = process->change == PROCESS_EXEC ? process_of(kprobe, &process->task) : NULL;
    if (known)
        known->code.is_stale = true;
    writer_record(&kprobe->session->writer, FRAME_PROCESS, process, sizeof *process, NULL, 0);
    if (process->change == PROCESS_EXIT)
        process_ended(kprobe, &process->task);
}

int kprobe_record(void *context, void *data, size_t size)
{
    struct kprobe *kprobe = context;
    const struct bpf_call *call = data;
    uint64_t kind;
    memcpy(&kind, data, sizeof kind);
    if (kind == FRAME_CALL && size >= offsetof(struct bpf_call, bytes))
        write_call(kprobe, call, size >= sizeof *call && call->has_bytes);
    else if (kind == FRAME_FAULT && size >= sizeof(struct bpf_fault))
        write_fault(kprobe, data);
    else if (kind == FRAME_PROCESS && size >= sizeof(struct bpf_process))
        write_process(kprobe, data);
    return 0;
}

static void flush_call(struct kprobe *kprobe, struct bpf_call *record)
{
    if (!record->is_inside)
        return;
    record->flags |= CALL_ENTRY_ONLY;
    kprobe->session->writer.loss.unpaired++;
    write_call(kprobe, record, record->has_bytes);
}

void kprobe_flush(struct kprobe *kprobe)
{
    int calls = bpf_map__fd(kprobe->bpf->maps.in_flight), held = bpf_map__fd(kprobe->bpf->maps.held);
    uint64_t key;
    uint32_t thread;
    struct bpf_call call;
    struct bpf_fault fault;
    while (bpf_map_get_next_key(calls, NULL, &key) == 0) {
        bool is_read = bpf_map_lookup_elem(calls, &key, &call) == 0;
        if (bpf_map_delete_elem(calls, &key) < 0)
            break;
        if (is_read)
            flush_call(kprobe, &call);
    }
    while (bpf_map_get_next_key(held, NULL, &thread) == 0) {
        if (bpf_map_lookup_elem(held, &thread, &fault) == 0)
            write_fault(kprobe, &fault);
        if (bpf_map_delete_elem(held, &thread) < 0)
            return;
    }
}
