/* Part of probe.bpf.c: the programs at the entry and the return of a watched function. */

static __always_inline void fill_call(struct bpf_call *record, struct scratch *work, const struct bpf_setup *setup,
                                      const struct pt_regs *kernel, unsigned int abi)
{
    struct task_struct *task = bpf_get_current_task_btf();
    record->kind = FRAME_CALL;
    record->range = NOWHERE;
    record->has_bytes = 0;
    record->sequence = __sync_fetch_and_add(&next_sequence, 1);
    record->entry_ns = bpf_ktime_get_ns();
    record->leave_ns = 0;
    record->result = 0;
    record->flags = 0;
    fill_current(&record->task, task);
    record->cpu = bpf_get_smp_processor_id();
    record->abi = abi;
    record->number = work->user.orig_ax;
    fill_pkru(&record->pkru, &record->pkru_source, task);
    fill_registers(&record->registers, &work->user);
    own_arguments(work, setup, kernel, abi);
    for (unsigned int i = 0; i < TRACE_ARGUMENTS; i++) {
        record->evidence[i] = EVIDENCE_NONE;
        record->sizes[i] = 0;
        if (i < setup->n_arguments)
            record->values[i] = own_argument(work, setup->arguments[i].position);
    }
    for (unsigned int i = 0; i < TRACE_ARGUMENTS; i++)
        if (i < setup->n_arguments)
            look_at_entry(record, setup, i);
    record->stack_size = read_stack(record->stack, work->user.sp);
    if (record->stack_size < TRACE_STACK)
        record->flags |= CALL_STACK_SHORT;
    record->is_inside = 1;
}

static __always_inline void send_call(struct bpf_call *record)
{
    record->is_inside = 0;
    send(record, record->has_bytes ? sizeof *record : __builtin_offsetof(struct bpf_call, bytes));
}

static __always_inline unsigned long long flight_key(unsigned int at)
{
    return bpf_get_current_pid_tgid() << 32 | at;
}

/* Where the thread's call is kept. NULL when there is no room: the return will be unpaired. */
static __always_inline struct bpf_call *place_of(unsigned int at, const struct scratch *work)
{
    unsigned long long key = flight_key(at);
    struct bpf_call *place = bpf_map_lookup_elem(&in_flight, &key);
    if (place)
        return place;
    bpf_map_update_elem(&in_flight, &key, &work->blank, BPF_NOEXIST);
    return bpf_map_lookup_elem(&in_flight, &key);
}

static __always_inline void control_seen(unsigned int index, bool at_return)
{
    struct bpf_control *control = bpf_map_lookup_elem(&controls, &index);
    if (control)
        __sync_fetch_and_add(at_return ? &control->returned : &control->entered, 1);
}

/* The current thread passes the entry of a point. `kernel`: the probed function's own registers. */
static __always_inline int enter(unsigned int at, struct pt_regs *kernel)
{
    unsigned int zero = 0, index = 0;
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
    struct bpf_call *record = place_of(at, work);
    if (!record)
        return 0;
    if (record->is_inside) { /* none of the functions calls itself: the return of the one before was lost */
        record->flags |= CALL_ENTRY_ONLY;
        __sync_fetch_and_add(&lost_unpaired, 1);
        send_call(record);
    }
    record->setup = index;
    fill_call(record, work, setup, kernel, abi);
    return 0;
}

SEC("kprobe")
int entry(struct pt_regs *kernel)
{
    return enter(bpf_get_attach_cookie(kernel), kernel);
}

static __always_inline void finish(struct bpf_call *record, unsigned long result)
{
    struct bpf_setup *setup = bpf_map_lookup_elem(&setups, &record->setup);
    record->leave_ns = bpf_ktime_get_ns();
    record->result = record->abi == ABI_I386 ? (int)result : (long long)result;
    for (unsigned int i = 0; setup && i < TRACE_ARGUMENTS; i++)
        if (i < setup->n_arguments)
            look_at_return(record, setup, i);
    send_call(record);
}

static __always_inline int come_back(unsigned int at, unsigned long result)
{
    unsigned int zero = 0, index = 0;
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
    if (record && record->is_inside) {
        finish(record, result);
        return 0;
    }
    if (!user_registers(&work->user) || !setup_of(at, work, abi_of(bpf_get_current_task_btf(), &work->user), &index))
        return 0;
    if (watch == WATCH_CONTROL)
        control_seen(index, true);
    else if (armed)
        __sync_fetch_and_add(&lost_unpaired, 1);
    return 0;
}

SEC("kretprobe")
int leave(struct pt_regs *kernel)
{
    return come_back(bpf_get_attach_cookie(kernel), kernel->ax);
}

/* For kernels whose i386 calls go through no function that can be probed (they have no ia32_sys_call() yet): every
 * system call of the machine comes by here, and all but those of that ABI leave at once. */
static __always_inline bool is_compat_call(void)
{
    return bpf_get_current_task_btf()->thread_info.status & TS_COMPAT;
}

/* (registers, number) */
SEC("raw_tp/sys_enter")
int compat_entered(struct bpf_raw_tracepoint_args *context)
{
    return is_compat_call() ? enter(compat_point, NULL) : 0;
}

/* (registers, result) */
SEC("raw_tp/sys_exit")
int compat_left(struct bpf_raw_tracepoint_args *context)
{
    return is_compat_call() ? come_back(compat_point, context->args[1]) : 0;
}
