/* One watched call under ptrace: what is there at its entry, what is there at its return, and the record of both. */
#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <time.h>

#include "mpx-probe/layout.h"
#include "mpx-probe/memory.h"
#include "mpx-probe/pkru.h"
#include "mpx-probe/proc.h"
#include "mpx-probe/ptrace.h"

enum { X32_BIT = 0x40000000 };

/* A call that has not returned yet. */
struct pending {
    const struct plan_call *plan;
    struct trace_call record;
    uint8_t stack[TRACE_STACK];
    struct layout *ranges[TRACE_ARGUMENTS]; /* owned; NULL where the argument is none */
};

/* ---- registers --------------------------------------------------------------------------------------------------- */

/* GET_SYSCALL_INFO takes the ABI from how the kernel was entered, so `int $0x80` of 64-bit code is i386. Its arguments
 * are 32 bits wide, whatever the registers hold above. */
bool ptrace_syscall(const struct __ptrace_syscall_info *info, struct syscall_stop *ret_stop)
{
    const uint64_t *raw = info->op == PTRACE_SYSCALL_INFO_SECCOMP ? info->seccomp.args : info->entry.args;
    uint64_t number = info->op == PTRACE_SYSCALL_INFO_SECCOMP ? info->seccomp.nr : info->entry.nr;
    struct syscall_stop stop = {.number = number};
    if (info->op != PTRACE_SYSCALL_INFO_ENTRY && info->op != PTRACE_SYSCALL_INFO_SECCOMP)
        return false;
    if (info->arch == AUDIT_ARCH_I386)
        stop.abi = ABI_I386;
    else if (info->arch == AUDIT_ARCH_X86_64)
        stop.abi = number & X32_BIT ? ABI_X32 : ABI_X86_64;
    for (unsigned i = 0; i < 6; i++)
        stop.raw[i] = stop.abi == ABI_I386 ? (uint32_t)raw[i] : raw[i];
    stop.number = (uint32_t)number;
    *ret_stop = stop;
    return stop.abi != 0;
}

bool ptrace_info(pid_t tid, struct __ptrace_syscall_info *ret_info)
{
    memset(ret_info, 0, sizeof *ret_info);
    return ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof *ret_info, ret_info) > 0;
}

/* Within a call rax already holds -ENOSYS; what user mode had there is the number. */
struct trace_registers ptrace_registers(const struct user_regs_struct *from, bool in_call)
{
    return (struct trace_registers){.ip = from->rip,
                                    .sp = from->rsp,
                                    .ax = in_call ? from->orig_rax : from->rax,
                                    .bx = from->rbx,
                                    .cx = from->rcx,
                                    .dx = from->rdx,
                                    .si = from->rsi,
                                    .di = from->rdi,
                                    .bp = from->rbp,
                                    .r8 = from->r8,
                                    .r9 = from->r9,
                                    .r10 = from->r10,
                                    .r11 = from->r11,
                                    .r12 = from->r12,
                                    .r13 = from->r13,
                                    .r14 = from->r14,
                                    .r15 = from->r15,
                                    .flags = from->eflags};
}

void ptrace_images(struct tracer *tracer, struct thread *thread, uint64_t ip)
{
    struct process *process = thread->process;
    if (!process->code.is_stale && tracer->plan_maps && code_holds(&process->code, ip))
        return;
    images_write(&tracer->images, &tracer->session->writer, thread->tid, process->pid, process->start_time,
                 &process->code);
}

/* ---- entry ------------------------------------------------------------------------------------------------------- */

/* The bytes that the kernel is going to read. Without a pointer there is nothing to see. */
static void snapshot_input(pid_t tid, const struct plan_call *plan, unsigned index, struct trace_argument *arguments)
{
    struct trace_argument *argument = &arguments[index];
    uint64_t size = plan_size(plan, index, arguments);
    size = size < TRACE_SNAPSHOT ? size : TRACE_SNAPSHOT;
    if (!argument->value || !size)
        return;
    argument->size = (uint16_t)memory_read(tid, argument->value, argument->entry, size);
    argument->evidence = argument->size == size ? EVIDENCE_UNCHANGED : EVIDENCE_UNREADABLE;
}

/* The keys stand in smaps only, which costs more. */
static int read_maps(struct maps *maps, pid_t tid)
{
    return maps_read(maps, tid, pkru_is_there() ? "smaps" : "maps");
}

static bool has_range(const struct plan_call *plan)
{
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (plan->arguments[i].pointee == PLAN_RANGE)
            return true;
    return false;
}

static void snapshot_ranges(pid_t tid, struct pending *pending)
{
    const struct plan_call *plan = pending->plan;
    struct trace_argument *arguments = pending->record.arguments;
    struct maps maps = {0};
    bool is_read = has_range(plan) && read_maps(&maps, tid) == 0;
    for (unsigned i = 0; i < plan->n_arguments; i++) {
        if (plan->arguments[i].pointee != PLAN_RANGE)
            continue;
        arguments[i].evidence = EVIDENCE_UNREADABLE;
        pending->ranges[i] = is_read ? malloc(sizeof *pending->ranges[i]) : NULL;
        if (pending->ranges[i])
            layout_take(pending->ranges[i], &maps, arguments[i].value, plan_size(plan, i, arguments));
    }
    maps_clear(&maps);
}

static void take_arguments(struct pending *pending, const struct syscall_stop *stop)
{
    const struct plan_call *plan = pending->plan;
    pending->record.n_arguments = plan->n_arguments;
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (plan->arguments[i].position >= 0)
            pending->record.arguments[i].value = stop->raw[plan->arguments[i].position];
}

static void take_state(pid_t tid, struct pending *pending)
{
    struct trace_call *record = &pending->record;
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, tid, NULL, &registers) < 0)
        return;
    record->registers = ptrace_registers(&registers, true);
    record->stack_size = (uint32_t)memory_read(tid, registers.rsp, pending->stack, sizeof pending->stack);
    if (record->stack_size < sizeof pending->stack)
        record->flags |= CALL_STACK_SHORT;
    if (pkru_read(tid, &record->pkru))
        record->pkru_source = PKRU_EXACT;
}

void ptrace_enter(struct tracer *tracer, struct thread *thread, const struct __ptrace_syscall_info *info)
{
    struct session *session = tracer->session;
    struct syscall_stop stop;
    const struct plan_call *plan =
        ptrace_syscall(info, &stop) ? plan_find(&session->plan, stop.abi, stop.number, stop.raw) : NULL;
    struct pending *pending = plan ? calloc(1, sizeof *pending) : NULL;
    if (!plan)
        return;
    tracer->ran[plan - session->plan.calls]++;
    if (!pending) {
        session->writer.loss.skipped++;
        return;
    }
    pending->plan = plan;
    pending->record.sequence = writer_sequence(&session->writer);
    pending->record.entry_ns = clock_ns(CLOCK_MONOTONIC);
    pending->record.task = tasks_describe(thread, &pending->record.cpu);
    pending->record.abi = stop.abi;
    pending->record.probe = plan->probe;
    pending->record.number = stop.number;
    take_arguments(pending, &stop);
    take_state(thread->tid, pending);
    ptrace_images(tracer, thread, pending->record.registers.ip);
    thread->call = pending;
    /* Last, so that the window in which a change is seen is no wider than need be. */
    snapshot_ranges(thread->tid, pending);
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (plan->arguments[i].pointee == PLAN_INPUT)
            snapshot_input(thread->tid, plan, i, pending->record.arguments);
}

/* ---- return ------------------------------------------------------------------------------------------------------ */

/* Which bytes differ, but for those that the call writes itself. */
static void compare_input(pid_t tid, const struct plan_argument *plan, struct trace_argument *argument)
{
    if (argument->evidence != EVIDENCE_UNCHANGED)
        return;
    if (memory_read(tid, argument->value, argument->leave, argument->size) != argument->size) {
        argument->evidence = EVIDENCE_UNREADABLE;
        return;
    }
    for (uint16_t i = 0; i < argument->size; i++) {
        if (argument->entry[i] == argument->leave[i] || (i >= plan->written_from && i <= plan->written_to))
            continue;
        if (argument->evidence != EVIDENCE_CHANGED)
            argument->first = i;
        argument->evidence = EVIDENCE_CHANGED;
        argument->last = i;
    }
}

static void compare_range(const struct maps *maps, const struct pending *pending, struct layout_change *change,
                          struct trace_argument *argument)
{
    static struct layout now;
    uint64_t start, size;
    layout_range(change, &start, &size);
    argument->evidence = EVIDENCE_NONE;
    if (!size)
        return;
    layout_take(&now, maps, start, size);
    argument->evidence = (uint16_t)layout_judge(change, pending->ranges[change->index], &now);
}

static void compare_ranges(pid_t tid, struct pending *pending, bool is_error)
{
    const struct plan_call *plan = pending->plan;
    struct maps maps = {0};
    if (!has_range(plan) || read_maps(&maps, tid) < 0)
        return;
    struct layout_change change = {.call = plan,
                                   .arguments = pending->record.arguments,
                                   .result = pending->record.result,
                                   .is_error = is_error,
                                   .reads_execute = proc_personality(tid) & READ_IMPLIES_EXEC};
    for (unsigned i = 0; i < plan->n_arguments; i++)
        if (pending->ranges[i]) {
            change.index = i;
            compare_range(&maps, pending, &change, &pending->record.arguments[i]);
        }
    maps_clear(&maps);
}

/* Whether the call may have made code executable. */
static bool makes_code(const struct pending *pending)
{
    const struct plan_call *plan = pending->plan;
    return plan->effect != PLAN_NO_EFFECT &&
           (plan->prot < 0 || pending->record.arguments[plan->prot].value & PROT_EXEC);
}

static void finish(struct tracer *tracer, struct thread *thread)
{
    struct pending *pending = thread->call;
    writer_record(&tracer->session->writer, FRAME_CALL, &pending->record, sizeof pending->record, pending->stack,
                  pending->record.stack_size);
    for (unsigned i = 0; i < TRACE_ARGUMENTS; i++)
        free(pending->ranges[i]);
    free(pending);
    thread->call = NULL;
}

void ptrace_leave(struct tracer *tracer, struct thread *thread, const struct __ptrace_syscall_info *info)
{
    struct pending *pending = thread->call;
    if (!pending || info->op != PTRACE_SYSCALL_INFO_EXIT)
        return;
    pending->record.leave_ns = clock_ns(CLOCK_MONOTONIC);
    pending->record.result = info->exit.rval;
    for (unsigned i = 0; i < pending->plan->n_arguments; i++)
        if (pending->plan->arguments[i].pointee == PLAN_INPUT)
            compare_input(thread->tid, &pending->plan->arguments[i], &pending->record.arguments[i]);
    compare_ranges(thread->tid, pending, info->exit.is_error);
    thread->process->code.is_stale |= !info->exit.is_error && makes_code(pending);
    finish(tracer, thread);
}

/* Nothing was compared: no evidence, for or against. */
void ptrace_abandon(struct tracer *tracer, struct thread *thread, uint32_t flags)
{
    struct pending *pending = thread->call;
    if (!pending)
        return;
    pending->record.flags |= flags;
    for (unsigned i = 0; i < TRACE_ARGUMENTS; i++)
        pending->record.arguments[i].evidence = EVIDENCE_NONE;
    tracer->session->writer.loss.unpaired += (flags & CALL_ENTRY_ONLY) != 0;
    finish(tracer, thread);
}
