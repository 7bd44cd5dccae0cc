/* Part of probe.bpf.c: accesses that a protection key denied. */

#define FAULT_BY_KEY 0x20u    /* X86_PF_PK */
#define USER_END (1ull << 56) /* above any address of user space, below any of the kernel's */
#define KEY_SHIFT 32          /* VM_PKEY_SHIFT */
#define SIGNAL_SEGV 11
#define CODE_PKUERR 4
#define XSTATE_BV 512 /* Intel SDM volume 1, 13.4.2: the XSAVE header's first word */
#define COMPONENT_PKRU (1ull << 9)

/* What is known of the thread when an access of it is denied. NULL never happens. */
static __always_inline struct bpf_fault *fault_of(unsigned long long address, int key, unsigned int error_code)
{
    unsigned int zero = 0;
    struct task_struct *task = bpf_get_current_task_btf();
    struct scratch *work = bpf_map_lookup_elem(&scratch, &zero);
    if (!work)
        return NULL;
    struct bpf_fault *record = &work->fault;
    struct trace_fault *fault = &record->fault;
    clear(record, sizeof *record - TRACE_STACK);
    record->kind = FRAME_FAULT;
    fault->sequence = __sync_fetch_and_add(&next_sequence, 1);
    fault->time_ns = bpf_ktime_get_ns();
    fill_current(&fault->task, task);
    fault->cpu = bpf_get_smp_processor_id();
    fault->address = address;
    fault->key = key;
    fault->error_code = error_code;
    fill_pkru(&fault->pkru, &fault->pkru_source, task);
    if (user_registers(&work->user)) {
        fault->abi = abi_of(task, &work->user);
        fill_registers(&fault->registers, &work->user);
        fault->stack_size = read_stack(record->stack, work->user.sp);
        record->kernel_call = work->user.orig_ax;
    }
    return record;
}

static __always_inline bool is_watched(void)
{
    return armed && watch_of(bpf_get_current_pid_tgid() >> 32) == WATCH_EVENTS;
}

/* Sends what was kept back of the current thread. */
static __always_inline void release_held(void)
{
    unsigned int thread = bpf_get_current_pid_tgid();
    struct bpf_fault *before = bpf_map_lookup_elem(&held, &thread);
    if (!before)
        return;
    send(before, sizeof *before);
    bpf_map_delete_elem(&held, &thread);
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
    release_held();
    struct bpf_fault *record =
        fault_of(kernel->di, (int)kernel->si, BPF_CORE_READ(bpf_get_current_task_btf(), thread.error_code));
    if (record && (!has_frames || bpf_map_update_elem(&held, &thread, record, BPF_ANY)))
        send(record, sizeof *record);
    return 0;
}

/* copy_fpstate_to_sigframe(buf, buf_fx, size): the signal's frame takes the thread's registers as the access found
 * them, PKRU among them, which no program here can read. Without a handler there is no frame. */
SEC("kprobe")
int frame_begins(struct pt_regs *kernel)
{
    unsigned int thread = bpf_get_current_pid_tgid();
    struct bpf_fault *record = bpf_map_lookup_elem(&held, &thread);
    if (record)
        record->frame = kernel->si;
    return 0;
}

SEC("kretprobe")
int frame_written(struct pt_regs *kernel)
{
    unsigned int thread = bpf_get_current_pid_tgid(), pkru = 0;
    unsigned long long components = 0;
    struct bpf_fault *record = bpf_map_lookup_elem(&held, &thread);
    if (!record || !record->frame)
        return 0;
    if ((kernel->ax & 1) && read_user(&components, sizeof components, record->frame + XSTATE_BV) &&
        read_user(&pkru, sizeof pkru, record->frame + pkru_offset)) {
        record->fault.pkru =
            components & COMPONENT_PKRU ? pkru : 0; /* a component in its initial state is not written */
        record->fault.pkru_source = PKRU_FRAME;
    }
    release_held();
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
    struct bpf_fault *record = fault_of(info.address, (int)info.key, 0);
    if (record) {
        record->fault.is_forged = true;
        send(record, sizeof *record);
    }
    return 0;
}

/* (address, registers, error code): a system call touched memory that the thread's rights deny; it will say EFAULT.
 * What a copy could not do in one go the kernel tries byte by byte: one read() may give two of these, which the loader
 * takes for one. */
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
    int key = mapping.state == MAPPING_FOUND ? (int)(mapping.flags >> KEY_SHIFT & 15) : -1;
    struct bpf_fault *record = fault_of(address, key, context->args[2]);
    if (record) {
        record->fault.in_kernel = true;
        record->kernel_ip = BPF_CORE_READ((struct pt_regs *)context->args[1], ip);
        send(record, sizeof *record);
    }
    return 0;
}
