/* Part of probe.bpf.c: processes that come and go. */

static __always_inline void send_process(struct task_struct *task, unsigned int change)
{
    struct bpf_process record;
    clear(&record, sizeof record);
    record.kind = FRAME_PROCESS;
    record.process.time_ns = bpf_ktime_get_ns();
    record.process.change = change;
    record.process.parent = BPF_CORE_READ(task, real_parent, tgid);
    fill_task(&record.process.task, task);
    send(&record, sizeof record);
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
        if (record->is_inside) {
            record->flags |= CALL_NO_RETURN;
            record->leave_ns = bpf_ktime_get_ns();
            send_call(record);
        }
        bpf_map_delete_elem(&in_flight, &key);
    }
    release_held();
    if (BPF_CORE_READ(task, signal, live.counter) == 0) {
        bpf_map_delete_elem(&watched, &pid);
        send_process(task, PROCESS_EXIT);
    }
    return 0;
}
