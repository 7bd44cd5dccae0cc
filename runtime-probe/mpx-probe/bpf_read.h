/* Part of probe.bpf.c: what is read of the current thread. */

#define TS_COMPAT 0x2u          /* arch/x86/include/asm/thread_info.h */
#define CODE_SEGMENT_32 0x23u   /* __USER32_CS */
#define X32_BIT 0x40000000u     /* __X32_SYSCALL_BIT */
#define NS_PER_TICK 10000000ull /* USER_HZ is 100 */

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
    if (task->thread_info.status & TS_COMPAT)
        return ABI_I386;
    return user->orig_ax & X32_BIT ? ABI_X32 : ABI_X86_64;
}

/* Of the current thread: its task is one that the verifier knows, and whose members are read by plain loads. A helper
 * call for each of them is most of what a watched call would cost. */
static __always_inline void fill_current(struct trace_task *to, struct task_struct *task)
{
    unsigned long long id = bpf_get_current_pid_tgid();
    to->pid = id >> 32;
    to->tid = (unsigned int)id;
    to->start_time = task->group_leader->start_boottime / NS_PER_TICK;
    bpf_get_current_comm(to->comm, sizeof to->comm);
}

/* Of any task. */
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
        *value = task->thread.pkru;
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
