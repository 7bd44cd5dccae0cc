/* Part of probe.bpf.c: whether a call is one of the plan, its arguments, and what lies behind them. */

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

/* (file, buffer, size, position) of the device's functions: number, low, high. Reading, the halves are not there yet.
 */
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

static __always_inline void own_arguments(struct scratch *work, const struct bpf_setup *setup,
                                          const struct pt_regs *kernel, unsigned int abi)
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

/* Whether the thread's call is the one of the plan. Asked again at return, when a function's own parameters are gone.
 */
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

#define NOT_FOUND (-2) /* -ENOENT */

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
    const struct bpf_argument *how = &setup->arguments[which];
    unsigned long long address = record->values[which];
    if (how->look == LOOK_RANGE) {
        record->range = which;
        find_mapping(&record->before, address);
    } else if (how->look == LOOK_BYTES && address) {
        unsigned long long size = how->size;
        if (how->length < TRACE_ARGUMENTS)
            size = record->values[how->length];
        if (size > TRACE_SNAPSHOT)
            size = TRACE_SNAPSHOT;
        bool could = read_user(record->bytes[which].entry, size, address);
        record->evidence[which] = could ? EVIDENCE_UNCHANGED : EVIDENCE_UNREADABLE;
        record->sizes[which] = could ? size : 0;
        record->has_bytes = 1;
    }
}

static __always_inline void look_at_return(struct bpf_call *record, const struct bpf_setup *setup, unsigned int which)
{
    unsigned long long address = record->values[which];
    unsigned int size = record->sizes[which];
    if (setup->arguments[which].look == LOOK_RANGE) {
        find_mapping(&record->after, address);
    } else if (record->evidence[which] == EVIDENCE_UNCHANGED && size <= TRACE_SNAPSHOT) {
        if (!read_user(record->bytes[which].leave, size, address))
            record->evidence[which] = EVIDENCE_UNREADABLE;
    }
}
