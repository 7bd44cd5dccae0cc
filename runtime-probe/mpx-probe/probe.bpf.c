/* The kernel's side of the kprobe back end. One pair of programs serves every probe; the attach cookie says which. A
 * call's record is made at its entry, waits in a hash under its thread and probe, and leaves at its return, so that
 * what is lost between the two is known to be lost.
 *
 * Facts that shape it, of Linux 6.1:
 *  - bpf_probe_read_user() obeys the thread's PKRU and faults no page in: "could not be read" is a state of its own.
 *  - trace_call_bpf() leaves a program out when another one is active on the CPU, and counts nothing, while the probe's
 *    own hit count in kprobe_profile goes up. Hence `entered` and `returned`.
 *  - task->thread.pkru is what the last context switch saved. */
#include "mpx-probe/probe_bpf.h"

#include <linux/bpf.h>
#include <stdbool.h>

#include "mpx-probe/kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define TS_COMPAT 0x2u          /* arch/x86/include/asm/thread_info.h */
#define CODE_SEGMENT_32 0x23u   /* __USER32_CS */
#define X32_BIT 0x40000000u     /* __X32_SYSCALL_BIT */
#define FAULT_BY_KEY 0x20u      /* X86_PF_PK */
#define USER_END (1ull << 56)   /* above any address of user space, below any of the kernel's */
#define NS_PER_TICK 10000000ull /* USER_HZ is 100 */
#define KEY_SHIFT 32            /* VM_PKEY_SHIFT */
#define SIGNAL_SEGV 11
#define CODE_PKUERR 4
#define NOT_FOUND (-2) /* -ENOENT */

char LICENSE[] SEC("license") = "GPL";

const volatile bool watch_all = false;

/* Set by the loader when everything is attached, so that no return comes without its entry. */
volatile bool armed = false;
unsigned int n_points = 0;
unsigned long long next_sequence = 0, lost_full = 0, lost_unpaired = 0;

#define MAP(kind, size, key_type, value_type)                                                                          \
    struct {                                                                                                           \
        __uint(type, kind);                                                                                            \
        __uint(max_entries, size);                                                                                     \
        __type(key, key_type);                                                                                         \
        __type(value, value_type);                                                                                     \
    }

MAP(BPF_MAP_TYPE_ARRAY, BPF_SETUPS, unsigned int, struct bpf_setup) setups SEC(".maps");
MAP(BPF_MAP_TYPE_ARRAY, BPF_SETUPS, unsigned int, struct bpf_control) controls SEC(".maps");
MAP(BPF_MAP_TYPE_ARRAY, BPF_POINTS, unsigned int, struct bpf_point) points SEC(".maps");
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, BPF_POINTS, unsigned int, struct bpf_counts) counts SEC(".maps");
/* Processes, by number; enum bpf_watch. */
MAP(BPF_MAP_TYPE_HASH, BPF_WATCHED, unsigned int, unsigned int) watched SEC(".maps");
/* By thread (upper half) and point (lower half): the functions of two points may call each other. */
MAP(BPF_MAP_TYPE_HASH, BPF_IN_FLIGHT, unsigned long long, struct bpf_call) in_flight SEC(".maps");
/* Where a record is made: it is larger than a program's stack. Programs of kprobes exclude each other on a CPU. */
struct scratch {
    struct bpf_call record;
    struct pt_regs user, kernel;
    unsigned long long own[8]; /* the probed function's arguments, by position; only six are filled */
};
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, 1, unsigned int, struct scratch) scratch SEC(".maps");
/* How many reads of ours are under way on this CPU: a page fault meanwhile is ours. */
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, 1, unsigned int, unsigned int) reading SEC(".maps");
/* Threads to which force_sig_pkuerr() is about to send a signal. */
MAP(BPF_MAP_TYPE_HASH, BPF_IN_FLIGHT, unsigned int, unsigned int) genuine SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 20);
} records SEC(".maps");

/* memset() of this size is no instruction, and the compiler must not make a call of it again. */
static __always_inline void clear(void *at, unsigned int size)
{
    for (unsigned int i = 0; i < size / 8; i++) {
        ((volatile unsigned long long *)at)[i] = 0;
    }
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static __always_inline unsigned int watch_of(unsigned int pid)
{
    unsigned int *watch = bpf_map_lookup_elem(&watched, &pid);
    if (watch)
        return *watch;
    return watch_all ? WATCH_EVENTS : 0;
}

static __always_inline bool read_user(void *to, unsigned int size, unsigned long long from)
{
    unsigned int zero = 0;
    unsigned int *depth = bpf_map_lookup_elem(&reading, &zero);
    if (!depth)
        return false;
    *depth += 1;
    long failed = bpf_probe_read_user(to, size, (const void *)from);
    *depth -= 1;
    return failed == 0;
}

/* As much of the stack as can be read in one go: a read that meets an absent page fails as a whole. */
static __always_inline unsigned int read_stack(unsigned char *to, unsigned long long sp)
{
    if (read_user(to, TRACE_STACK, sp))
        return TRACE_STACK;
    if (read_user(to, TRACE_STACK / 2, sp))
        return TRACE_STACK / 2;
    if (read_user(to, TRACE_STACK / 4, sp))
        return TRACE_STACK / 4;
    return 0;
}

/* The registers with which the current thread came into the kernel. */
static __always_inline bool user_registers(struct pt_regs *to)
{
    struct task_struct *task = bpf_get_current_task_btf();
    const void *frame = (const void *)bpf_task_pt_regs(task);
    return bpf_probe_read_kernel(to, sizeof *to, frame) == 0;
}

/* Behind an exception orig_ax is -1 and TS_COMPAT old: the code segment tells. */
static __always_inline unsigned int abi_of(struct task_struct *task, const struct pt_regs *user)
{
    if ((long)user->orig_ax < 0)
        return (user->cs & 0xffff) == CODE_SEGMENT_32 ? ABI_I386 : ABI_X86_64;
    if (BPF_CORE_READ(task, thread_info.status) & TS_COMPAT)
        return ABI_I386;
    return user->orig_ax & X32_BIT ? ABI_X32 : ABI_X86_64;
}

static __always_inline void fill_task(struct trace_task *to, struct task_struct *task)
{
    to->pid = BPF_CORE_READ(task, tgid);
    to->tid = BPF_CORE_READ(task, pid);
    to->start_time = BPF_CORE_READ(task, group_leader, start_boottime) / NS_PER_TICK;
    bpf_core_read(to->comm, sizeof to->comm, &task->comm);
}

static __always_inline void fill_pkru(unsigned int *value, unsigned int *source, struct task_struct *task)
{
    *value = 0;
    *source = PKRU_UNKNOWN;
    if (bpf_core_field_exists(task->thread.pkru)) {
        *value = BPF_CORE_READ(task, thread.pkru);
        *source = PKRU_SWITCH;
    }
}

static __always_inline void fill_registers(struct trace_registers *to, const struct pt_regs *user)
{
    to->ip = user->ip, to->sp = user->sp, to->flags = user->flags;
    to->ax = user->ax, to->bx = user->bx, to->cx = user->cx, to->dx = user->dx;
    to->si = user->si, to->di = user->di, to->bp = user->bp;
    to->r8 = user->r8, to->r9 = user->r9, to->r10 = user->r10, to->r11 = user->r11;
    to->r12 = user->r12, to->r13 = user->r13, to->r14 = user->r14, to->r15 = user->r15;
}

/* ---- Arguments --------------------------------------------------------------------------------------------------- */

/* Native system calls and C functions differ in the fourth: rcx is what `syscall` itself overwrites. */
static __always_inline void native_arguments(unsigned long long *own, const struct pt_regs *from, unsigned long fourth)
{
    own[0] = from->di, own[1] = from->si, own[2] = from->dx;
    own[3] = fourth, own[4] = from->r8, own[5] = from->r9;
}

static __always_inline void compat_arguments(unsigned long long *own, const struct pt_regs *user)
{
    own[0] = (unsigned int)user->bx, own[1] = (unsigned int)user->cx, own[2] = (unsigned int)user->dx;
    own[3] = (unsigned int)user->si, own[4] = (unsigned int)user->di, own[5] = (unsigned int)user->bp;
}

/* (file, buffer, size, position) of the device's functions: number, low, high. Reading, the halves are not there yet. */
static __always_inline void msr_arguments(unsigned long long *own, const struct pt_regs *kernel)
{
    unsigned int halves[2] = {0};
    unsigned long long number = 0;
    bpf_probe_read_kernel(&number, sizeof number, (const void *)kernel->cx);
    read_user(halves, sizeof halves, kernel->si);
    own[0] = number, own[1] = halves[0], own[2] = halves[1];
}

static __always_inline void syscall_arguments(struct scratch *work, unsigned int abi)
{
    if (abi == ABI_I386)
        compat_arguments(work->own, &work->user);
    else
        native_arguments(work->own, &work->user, work->user.r10);
}

static __always_inline void own_arguments(struct scratch *work, const struct bpf_setup *setup, const struct pt_regs *kernel,
                                          unsigned int abi)
{
    if (setup->convention == ARGUMENTS_OF_SYSCALL) {
        syscall_arguments(work, abi);
        return;
    }
    /* A copy: one load from either the context or a map would be refused. */
    bpf_probe_read_kernel(&work->kernel, sizeof work->kernel, kernel);
    if (setup->convention == ARGUMENTS_OF_MSR)
        msr_arguments(work->own, &work->kernel);
    else
        native_arguments(work->own, &work->kernel, work->kernel.cx);
}

static __always_inline unsigned long long own_argument(const struct scratch *work, unsigned int position)
{
    return position < TRACE_ARGUMENTS ? work->own[position & 7] : 0;
}

/* Whether the thread's call is the one of the plan. Asked again at return, when a function's own parameters are gone. */
static __always_inline bool is_wanted(const struct bpf_setup *setup, const struct scratch *work, unsigned int abi)
{
    if (setup->abi && setup->abi != abi)
        return false;
    if (setup->convention != ARGUMENTS_OF_SYSCALL)
        return true;
    if (setup->number >= 0 && (unsigned int)work->user.orig_ax != setup->number)
        return false;
    return setup->when < 0 || (unsigned int)own_argument(work, setup->when) == setup->wanted;
}

/* The call of the plan that the thread makes here, or NULL. */
static __always_inline struct bpf_setup *setup_of(unsigned int at, struct scratch *work, unsigned int abi,
                                                  unsigned int *ret_index)
{
    syscall_arguments(work, abi);
    struct bpf_point *point = bpf_map_lookup_elem(&points, &at);
    if (!point)
        return NULL;
    for (unsigned int i = 0; i < BPF_SETUPS_PER_POINT && i < point->n; i++) {
        *ret_index = point->setups[i];
        struct bpf_setup *setup = bpf_map_lookup_elem(&setups, ret_index);
        if (setup && is_wanted(setup, work, abi))
            return setup;
    }
    return NULL;
}

static long mapping_found(struct task_struct *task, struct vm_area_struct *area, void *context)
{
    struct bpf_mapping *mapping = context;
    mapping->start = BPF_CORE_READ(area, vm_start);
    mapping->end = BPF_CORE_READ(area, vm_end);
    mapping->flags = BPF_CORE_READ(area, vm_flags);
    mapping->file = (unsigned long long)BPF_CORE_READ(area, vm_file);
    mapping->state = MAPPING_FOUND;
    return 0;
}

static __always_inline void find_mapping(struct bpf_mapping *to, unsigned long long address)
{
    struct bpf_mapping found = {0};
    long failed = bpf_find_vma(bpf_get_current_task_btf(), address, mapping_found, &found, 0);
    if (failed)
        found.state = failed == NOT_FOUND ? MAPPING_NONE : MAPPING_UNKNOWN;
    *to = found;
}

static __always_inline void look_at_entry(struct bpf_call *record, const struct bpf_setup *setup, unsigned int which)
{
    struct trace_argument *argument = &record->call.arguments[which];
    const struct bpf_argument *how = &setup->arguments[which];
    if (how->look == LOOK_RANGE) {
        record->range = which;
        find_mapping(&record->before, argument->value);
    } else if (how->look == LOOK_BYTES && argument->value) {
        unsigned long long size = how->size;
        if (how->length < TRACE_ARGUMENTS)
            size = record->call.arguments[how->length].value;
        if (size > TRACE_SNAPSHOT)
            size = TRACE_SNAPSHOT;
        bool could = read_user(argument->entry, size, argument->value);
        argument->evidence = could ? EVIDENCE_UNCHANGED : EVIDENCE_UNREADABLE;
        argument->size = could ? size : 0;
    }
}

static __always_inline void look_at_return(struct bpf_call *record, const struct bpf_setup *setup, unsigned int which)
{
    struct trace_argument *argument = &record->call.arguments[which];
    const struct bpf_argument *how = &setup->arguments[which];
    unsigned int size = argument->size;
    if (how->look == LOOK_RANGE) {
        find_mapping(&record->after, argument->value);
    } else if (argument->evidence == EVIDENCE_UNCHANGED && size <= TRACE_SNAPSHOT) {
        if (!read_user(argument->leave, size, argument->value))
            argument->evidence = EVIDENCE_UNREADABLE;
    }
}

/* ---- Calls ------------------------------------------------------------------------------------------------------- */

static __always_inline void fill_call(struct scratch *work, const struct bpf_setup *setup,
                                      const struct pt_regs *kernel, unsigned int abi)
{
    struct bpf_call *record = &work->record;
    struct trace_call *call = &record->call;
    struct task_struct *task = bpf_get_current_task_btf();
    clear(record, sizeof *record - TRACE_STACK);
    record->kind = FRAME_CALL;
    record->range = NOWHERE;
    call->sequence = __sync_fetch_and_add(&next_sequence, 1);
    call->entry_ns = bpf_ktime_get_ns();
    fill_task(&call->task, task);
    call->cpu = bpf_get_smp_processor_id();
    call->abi = abi;
    call->probe = setup->probe;
    call->number = work->user.orig_ax;
    fill_pkru(&call->pkru, &call->pkru_source, task);
    fill_registers(&call->registers, &work->user);
    call->n_arguments = setup->n_arguments;
    own_arguments(work, setup, kernel, abi);
    for (unsigned int i = 0; i < TRACE_ARGUMENTS; i++)
        if (i < setup->n_arguments)
            call->arguments[i].value = own_argument(work, setup->arguments[i].position);
    for (unsigned int i = 0; i < TRACE_ARGUMENTS; i++)
        if (i < setup->n_arguments)
            look_at_entry(record, setup, i);
    call->stack_size = read_stack(record->stack, work->user.sp);
    if (call->stack_size < TRACE_STACK)
        call->flags |= CALL_STACK_SHORT;
}

static __always_inline void send_call(const struct bpf_call *record)
{
    if (bpf_ringbuf_output(&records, (void *)record, sizeof *record, 0))
        __sync_fetch_and_add(&lost_full, 1);
}

static __always_inline unsigned long long flight_key(unsigned int at)
{
    return bpf_get_current_pid_tgid() << 32 | at;
}

static __always_inline void control_seen(unsigned int index, bool at_return)
{
    struct bpf_control *control = bpf_map_lookup_elem(&controls, &index);
    if (control)
        __sync_fetch_and_add(at_return ? &control->returned : &control->entered, 1);
}

SEC("kprobe")
int entry(struct pt_regs *kernel)
{
    unsigned int at = bpf_get_attach_cookie(kernel), zero = 0, index = 0;
    struct bpf_counts *count = bpf_map_lookup_elem(&counts, &at);
    struct scratch *work = bpf_map_lookup_elem(&scratch, &zero);
    if (!count || !work)
        return 0;
    count->entered++;

    unsigned int watch = watch_of(bpf_get_current_pid_tgid() >> 32);
    if (!watch || watch == WATCH_NOT || !user_registers(&work->user))
        return 0;
    unsigned int abi = abi_of(bpf_get_current_task_btf(), &work->user);
    struct bpf_setup *setup = setup_of(at, work, abi, &index);
    if (!setup)
        return 0;
    if (watch == WATCH_CONTROL)
        control_seen(index, false);
    if (watch != WATCH_EVENTS || !armed)
        return 0;
    fill_call(work, setup, kernel, abi);
    work->record.setup = index;
    unsigned long long key = flight_key(at);
    struct bpf_call *before = bpf_map_lookup_elem(&in_flight, &key);
    if (before) { /* none of the functions calls itself: the return of the one before was lost */
        before->call.flags |= CALL_ENTRY_ONLY;
        __sync_fetch_and_add(&lost_unpaired, 1);
        send_call(before);
    }
    bpf_map_update_elem(&in_flight, &key, &work->record, BPF_ANY); /* where it fails, the return will be unpaired */
    return 0;
}

static __always_inline void finish(struct bpf_call *record, const struct pt_regs *kernel)
{
    struct bpf_setup *setup = bpf_map_lookup_elem(&setups, &record->setup);
    record->call.leave_ns = bpf_ktime_get_ns();
    record->call.result = record->call.abi == ABI_I386 ? (int)kernel->ax : (long long)kernel->ax;
    for (unsigned int i = 0; setup && i < TRACE_ARGUMENTS; i++)
        if (i < setup->n_arguments)
            look_at_return(record, setup, i);
    send_call(record);
}

SEC("kretprobe")
int leave(struct pt_regs *kernel)
{
    unsigned int at = bpf_get_attach_cookie(kernel), zero = 0, index = 0;
    struct bpf_counts *count = bpf_map_lookup_elem(&counts, &at);
    struct scratch *work = bpf_map_lookup_elem(&scratch, &zero);
    if (!count || !work)
        return 0;
    count->returned++;

    unsigned int watch = watch_of(bpf_get_current_pid_tgid() >> 32);
    if (!watch || watch == WATCH_NOT)
        return 0;
    unsigned long long key = flight_key(at);
    struct bpf_call *record = bpf_map_lookup_elem(&in_flight, &key);
    if (record) {
        finish(record, kernel);
        bpf_map_delete_elem(&in_flight, &key);
        return 0;
    }
    if (!user_registers(&work->user) ||
        !setup_of(at, work, abi_of(bpf_get_current_task_btf(), &work->user), &index))
        return 0;
    if (watch == WATCH_CONTROL)
        control_seen(index, true);
    else if (armed)
        __sync_fetch_and_add(&lost_unpaired, 1);
    return 0;
}

/* ---- Denied accesses --------------------------------------------------------------------------------------------- */

static __always_inline void send_fault(unsigned long long address, int key, unsigned int error_code, bool in_kernel,
                                       bool is_forged)
{
    struct task_struct *task = bpf_get_current_task_btf();
    struct pt_regs user;
    struct bpf_fault *record = bpf_ringbuf_reserve(&records, sizeof *record, 0);
    if (!record) {
        __sync_fetch_and_add(&lost_full, 1);
        return;
    }
    struct trace_fault *fault = &record->fault;
    clear(record, sizeof *record);
    record->kind = FRAME_FAULT;
    fault->sequence = __sync_fetch_and_add(&next_sequence, 1);
    fault->time_ns = bpf_ktime_get_ns();
    fill_task(&fault->task, task);
    fault->cpu = bpf_get_smp_processor_id();
    fault->address = address;
    fault->key = key;
    fault->error_code = error_code;
    fault->in_kernel = in_kernel;
    fault->is_forged = is_forged;
    fill_pkru(&fault->pkru, &fault->pkru_source, task);
    if (user_registers(&user)) {
        fault->abi = abi_of(task, &user);
        fill_registers(&fault->registers, &user);
        fault->stack_size = read_stack(record->stack, user.sp);
    }
    bpf_ringbuf_submit(record, 0);
}

static __always_inline bool is_watched(void)
{
    return armed && watch_of(bpf_get_current_pid_tgid() >> 32) == WATCH_EVENTS;
}

/* force_sig_pkuerr(address, key): an access of the program itself. error_code was stored by set_signal_archinfo(). */
SEC("kprobe")
int denied(struct pt_regs *kernel)
{
    unsigned int at = bpf_get_attach_cookie(kernel), thread = bpf_get_current_pid_tgid(), one = 1;
    struct bpf_counts *count = bpf_map_lookup_elem(&counts, &at);
    struct bpf_point *point = bpf_map_lookup_elem(&points, &at);
    if (!count || !point)
        return 0;
    count->entered++;
    if (watch_of(bpf_get_current_pid_tgid() >> 32) == WATCH_CONTROL)
        control_seen(point->setups[0], false);
    if (!is_watched())
        return 0;
    bpf_map_update_elem(&genuine, &thread, &one, BPF_ANY);
    send_fault(kernel->di, (int)kernel->si, BPF_CORE_READ(bpf_get_current_task_btf(), thread.error_code), false, false);
    return 0;
}

/* Of struct siginfo only what all architectures promise to programs: si_signo, si_code, si_addr, si_pkey. */
struct signal_info {
    int signal, error, code, pad;
    unsigned long long address, lower;
    unsigned int key;
};

/* (signal, info, task, group, result): the same signal without force_sig_pkuerr() was made by the program itself. */
SEC("raw_tp/signal_generate")
int signal_made(struct bpf_raw_tracepoint_args *context)
{
    unsigned int thread = bpf_get_current_pid_tgid();
    struct signal_info info;
    if (context->args[0] != SIGNAL_SEGV || !is_watched())
        return 0;
    if (context->args[1] < 2 || bpf_probe_read_kernel(&info, sizeof info, (const void *)context->args[1]))
        return 0; /* 0 and 1 stand for "no information" */
    if (info.code != CODE_PKUERR || bpf_map_delete_elem(&genuine, &thread) == 0)
        return 0;
    send_fault(info.address, (int)info.key, 0, false, true);
    return 0;
}

/* (address, registers, error code): a system call touched memory that the thread's rights deny; it will say EFAULT. What
 * a copy could not do in one go the kernel tries byte by byte: one read() may give two of these. */
SEC("raw_tp/page_fault_kernel")
int denied_to_kernel(struct bpf_raw_tracepoint_args *context)
{
    unsigned int zero = 0;
    unsigned int *depth = bpf_map_lookup_elem(&reading, &zero);
    unsigned long long address = context->args[0];
    if (!(context->args[2] & FAULT_BY_KEY) || address >= USER_END || !depth || *depth || !is_watched())
        return 0;
    struct bpf_mapping mapping;
    find_mapping(&mapping, address);
    send_fault(address, mapping.state == MAPPING_FOUND ? (int)(mapping.flags >> KEY_SHIFT & 15) : -1, context->args[2],
               true, false);
    return 0;
}

/* ---- Processes --------------------------------------------------------------------------------------------------- */

static __always_inline void send_process(struct task_struct *task, unsigned int change)
{
    struct bpf_process *record = bpf_ringbuf_reserve(&records, sizeof *record, 0);
    if (!record) {
        __sync_fetch_and_add(&lost_full, 1);
        return;
    }
    clear(record, sizeof *record);
    record->kind = FRAME_PROCESS;
    record->process.time_ns = bpf_ktime_get_ns();
    record->process.change = change;
    record->process.parent = BPF_CORE_READ(task, real_parent, tgid);
    fill_task(&record->process.task, task);
    bpf_ringbuf_submit(record, 0);
}

/* (parent, child): what a watched process starts is watched. */
SEC("raw_tp/sched_process_fork")
int forked(struct bpf_raw_tracepoint_args *context)
{
    struct task_struct *parent = (struct task_struct *)context->args[0];
    struct task_struct *child = (struct task_struct *)context->args[1];
    unsigned int pid = BPF_CORE_READ(child, tgid), from = BPF_CORE_READ(parent, tgid);
    unsigned int watch = watch_of(from);
    if (!watch || watch == WATCH_NOT)
        return 0;
    if (pid != from)
        bpf_map_update_elem(&watched, &pid, &watch, BPF_ANY);
    if (watch == WATCH_EVENTS && armed)
        send_process(child, pid == from ? PROCESS_THREAD : PROCESS_START);
    return 0;
}

SEC("raw_tp/sched_process_exec")
int executed(struct bpf_raw_tracepoint_args *context)
{
    if (is_watched())
        send_process((struct task_struct *)context->args[0], PROCESS_EXEC);
    return 0;
}

/* (task): what the thread was in does not return; its process is over when no thread of it is alive. */
SEC("raw_tp/sched_process_exit")
int ended(struct bpf_raw_tracepoint_args *context)
{
    struct task_struct *task = (struct task_struct *)context->args[0];
    unsigned int pid = bpf_get_current_pid_tgid() >> 32;
    if (!is_watched())
        return 0;
    for (unsigned int at = 0; at < BPF_POINTS && at < n_points; at++) {
        unsigned long long key = flight_key(at);
        struct bpf_call *record = bpf_map_lookup_elem(&in_flight, &key);
        if (!record)
            continue;
        record->call.flags |= CALL_NO_RETURN;
        record->call.leave_ns = bpf_ktime_get_ns();
        send_call(record);
        bpf_map_delete_elem(&in_flight, &key);
    }
    if (BPF_CORE_READ(task, signal, live.counter) == 0) {
        bpf_map_delete_elem(&watched, &pid);
        send_process(task, PROCESS_EXIT);
    }
    return 0;
}
