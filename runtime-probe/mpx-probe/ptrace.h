/* The ptrace back end's own pieces; nothing outside of ptrace*.c includes this. */
#ifndef MPX_PROBE_PTRACE_H
#define MPX_PROBE_PTRACE_H

#include <sys/ptrace.h>
#include <sys/user.h>

#include "mpx-probe/backend.h"
#include "mpx-probe/tasks.h"

struct tracer {
    struct session *session;
    struct tasks tasks;
    struct images images;
    bool has_filter;       /* we started the command: only watched calls stop */
    bool has_begun;        /* the command has been exec'd: what our own child did before is nobody's business */
    bool is_leaving;       /* detaching from what we attached to */
    bool plan_maps;        /* the plan watches a call that maps: new code is seen at once */
    bool seen[PLAN_CALLS]; /* by the control */
    uint64_t ran[PLAN_CALLS];
};

/* The call that a stopped thread makes or comes back from. */
struct syscall_stop {
    uint32_t abi;
    uint64_t number, raw[6];
};

/* At the entry of a system call (of a seccomp stop too): false when it is not one. */
bool ptrace_syscall(const struct __ptrace_syscall_info *info, struct syscall_stop *ret_stop);
/* PTRACE_GET_SYSCALL_INFO; false when the thread is gone, or the kernel older than Linux 5.3. */
bool ptrace_info(pid_t tid, struct __ptrace_syscall_info *ret_info);
struct trace_registers ptrace_registers(const struct user_regs_struct *registers, bool in_call);

/* Entry and return of a call; whether it is watched is found out. */
void ptrace_enter(struct tracer *tracer, struct thread *thread, const struct __ptrace_syscall_info *info);
void ptrace_leave(struct tracer *tracer, struct thread *thread, const struct __ptrace_syscall_info *info);
/* The thread will not come back from a call it may be in. `flags`: CALL_NO_RETURN or CALL_ENTRY_ONLY. */
void ptrace_abandon(struct tracer *tracer, struct thread *thread, uint32_t flags);
/* A thread stands before a SIGSEGV: writes FRAME_FAULT when a protection key is said to be the reason. */
void ptrace_fault(struct tracer *tracer, struct thread *thread);
/* Writes the maps of a process when code at `ip`, or code mapped since, is in none that were written. */
void ptrace_images(struct tracer *tracer, struct thread *thread, uint64_t ip);

/* The positive control: a child of ours makes every planned call, and none is carried out. Fills seen[] for the calls
 * of the plan. -1 and the reason when tracing is refused altogether. */
int ptrace_control(struct session *session, bool seen[PLAN_CALLS], char ret_reason[REASON]);

#endif
