/* The back end that needs no privilege: ptrace, with a seccomp filter so that only watched calls stop. What is attached
 * to (-P) gets no filter, because that would have to be injected: it stops at every call.
 *
 * When mpx-probe is killed, a command that it started dies with it (PTRACE_O_EXITKILL): its filter would otherwise turn
 * every watched call into ENOSYS, as SECCOMP_RET_TRACE does without a tracer. A process that was attached to goes on.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "mpx-probe/filter.h"
#include "mpx-probe/proc.h"
#include "mpx-probe/ptrace.h"

enum {
    OPTIONS =
        PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC,
    STARTED_OPTIONS = OPTIONS | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL
};

/* ---- threads ----------------------------------------------------------------------------------------------------- */

static void process_write(struct tracer *tracer, const struct thread *thread, enum process_change change)
{
    uint32_t cpu;
    struct trace_process record = {.time_ns = clock_ns(CLOCK_MONOTONIC),
                                   .task = tasks_describe(thread, &cpu),
                                   .change = change,
                                   .parent = (uint32_t)thread->process->parent};
    writer_record(&tracer->session->writer, FRAME_PROCESS, &record, sizeof record, NULL, 0);
}

/* The thread, which may show itself before its parent's stop tells of it. NULL when it is gone. */
static struct thread *thread_of(struct tracer *tracer, pid_t tid)
{
    struct thread *thread = tasks_find(&tracer->tasks, tid);
    if (thread)
        return thread;
    thread = tasks_add(&tracer->tasks, tid);
    if (thread && tracer->has_begun)
        process_write(tracer, thread, tid == thread->process->pid ? PROCESS_START : PROCESS_THREAD);
    return thread;
}

static void thread_end(struct tracer *tracer, struct thread *thread)
{
    ptrace_abandon(tracer, thread, CALL_NO_RETURN);
    if (thread->process->threads == 1 && tracer->has_begun)
        process_write(tracer, thread, PROCESS_EXIT);
    tasks_remove(&tracer->tasks, thread);
}

struct others {
    struct tracer *tracer;
    const struct thread *survivor;
};

static void end_other(struct thread *thread, void *context)
{
    struct others *others = context;
    if (thread->process == others->survivor->process && thread != others->survivor)
        thread_end(others->tracer, thread);
}

/* exec(2) ends all other threads, and whichever called it takes the process's id: ptrace(2), "execve(2) under ptrace".
 */
static void on_exec(struct tracer *tracer, struct thread *thread)
{
    struct session *session = tracer->session;
    tracer->has_begun |= thread->tid == session->pid;
    tasks_each(&tracer->tasks, end_other, &(struct others){tracer, thread});
    ptrace_abandon(tracer, thread, CALL_NO_RETURN);
    thread->process->code.is_stale = true;
    if (!tracer->has_begun)
        return;
    process_write(tracer, thread, PROCESS_EXEC);
    images_write(&tracer->images, &session->writer, thread->tid, thread->process->pid, thread->process->start_time,
                 &thread->process->code);
}

static void on_birth(struct tracer *tracer, pid_t parent)
{
    unsigned long child = 0;
    if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &child) == 0 && child)
        thread_of(tracer, (pid_t)child);
}

/* ---- stops ------------------------------------------------------------------------------------------------------- */

/* Only when a call is to come back, or nothing filters, the next stop may be at any system call. */
static void resume(struct tracer *tracer, const struct thread *thread, int number)
{
    bool at_calls = !tracer->has_filter || thread->call;
    ptrace(at_calls ? PTRACE_SYSCALL : PTRACE_CONT, thread->tid, NULL, (void *)(long)number);
}

static void on_syscall(struct tracer *tracer, struct thread *thread)
{
    struct __ptrace_syscall_info info;
    if (!tracer->has_begun || !ptrace_info(thread->tid, &info))
        return;
    if (info.op == PTRACE_SYSCALL_INFO_EXIT)
        ptrace_leave(tracer, thread, &info);
    else if (!thread->call)
        ptrace_enter(tracer, thread, &info);
}

static bool is_stopping(int number)
{
    return number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

/* What a stop was and the signal to go on with; false: the thread stays stopped, as job control wants it. */
static bool on_stop(struct tracer *tracer, struct thread *thread, int status, int *ret_number)
{
    int number = WSTOPSIG(status);
    *ret_number = 0;
    switch (status >> 16) {
    case PTRACE_EVENT_SECCOMP:
        on_syscall(tracer, thread);
        return true;
    case PTRACE_EVENT_EXEC:
        on_exec(tracer, thread);
        return true;
    case PTRACE_EVENT_CLONE:
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
        on_birth(tracer, thread->tid);
        return true;
    case PTRACE_EVENT_STOP:
        return !is_stopping(number);
    case 0:
        break;
    default:
        return true;
    }
    if (number == (SIGTRAP | 0x80)) {
        on_syscall(tracer, thread);
        return true;
    }
    if (number == SIGSEGV && tracer->has_begun)
        ptrace_fault(tracer, thread);
    *ret_number = number;
    return true;
}

static void on_end(struct tracer *tracer, pid_t tid, int status)
{
    struct thread *thread = tasks_find(&tracer->tasks, tid);
    if (tid == tracer->session->pid && tracer->has_filter)
        tracer->session->exit_status = status;
    if (thread)
        thread_end(tracer, thread);
}

static void on_status(struct tracer *tracer, pid_t tid, int status)
{
    int number = 0;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        on_end(tracer, tid, status);
        return;
    }
    struct thread *thread = thread_of(tracer, tid);
    if (!thread)
        return; /* killed meanwhile: its end will be reported */
    bool was_inside = thread->call != NULL, goes_on = on_stop(tracer, thread, status, &number);
    bool has_entered = !was_inside && thread->call; /* it stops again: at the call's end, or as it was interrupted */
    if (tracer->is_leaving && !has_entered) {
        ptrace_abandon(tracer, thread, CALL_ENTRY_ONLY);
        ptrace(PTRACE_DETACH, tid, NULL, (void *)(long)number);
        tasks_remove(&tracer->tasks, thread);
    } else if (goes_on) {
        resume(tracer, thread, number);
    } else {
        ptrace(PTRACE_LISTEN, tid, NULL, NULL);
    }
}

/* ---- the loop ---------------------------------------------------------------------------------------------------- */

static void interrupt(struct thread *thread, void *context)
{
    (void)context;
    ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL);
}

/* Asked to stop: a command gets the signal, and the second time we end, and it with us. A process that we attached to
 * is left, thread by thread as they stand still. False: at once. */
static bool on_request(struct tracer *tracer, unsigned *requests)
{
    struct session *session = tracer->session;
    if (!tracer->has_filter) {
        tracer->is_leaving = true;
        tasks_each(&tracer->tasks, interrupt, NULL);
        return true;
    }
    bool is_over = session->exit_status != -1;
    if (!is_over && ++*requests == 1)
        kill(session->pid, (int)*session->stop);
    return !is_over && *requests == 1;
}

/* The next status; what was recorded reaches the file before we sleep. 0: asked to stop; -1: nobody is left. */
static pid_t next_status(struct session *session, int *ret_status)
{
    pid_t tid = waitpid(-1, ret_status, __WALL | WNOHANG);
    if (tid == 0) {
        writer_flush(&session->writer);
        tid = waitpid(-1, ret_status, __WALL);
    }
    return tid < 0 && errno == EINTR ? 0 : tid;
}

static void loop(struct tracer *tracer)
{
    struct session *session = tracer->session;
    unsigned requests = 0;
    int handled = 0;
    for (int status; !tracer->is_leaving || session->pid;) {
        pid_t tid = next_status(session, &status);
        if (tid < 0)
            return;
        if (tid > 0)
            on_status(tracer, tid, status);
        if (*session->stop == handled)
            continue;
        handled = *session->stop;
        if (!on_request(tracer, &requests))
            return;
    }
}

/* ---- start and attach -------------------------------------------------------------------------------------------- */

static int start(struct tracer *tracer, char *ret_reason)
{
    struct session *session = tracer->session;
    tracer->has_filter = true;
    if (ptrace(PTRACE_SEIZE, session->pid, NULL, (void *)(long)STARTED_OPTIONS) < 0) {
        snprintf(ret_reason, REASON, "the command cannot be traced: %s", strerror(errno));
        return -1;
    }
    launch_release(&session->launch);
    return 0;
}

struct attaching {
    struct tracer *tracer;
    unsigned n;
    int error;
};

static bool attach_one(pid_t tid, void *context)
{
    struct attaching *attaching = context;
    if (tasks_find(&attaching->tracer->tasks, tid))
        return true;
    if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(long)OPTIONS) < 0) {
        attaching->error = errno;
        return true;
    }
    struct thread *thread = thread_of(attaching->tracer, tid);
    if (thread) {
        attaching->n++;
        interrupt(thread, NULL);
    }
    return true;
}

/* Threads are born while we look: until a round finds none that is new. */
static int attach(struct tracer *tracer, char *ret_reason)
{
    struct session *session = tracer->session;
    struct attaching attaching = {.tracer = tracer};
    unsigned before;
    tracer->has_begun = true;
    do {
        before = attaching.n;
        proc_threads(session->pid, attach_one, &attaching);
    } while (attaching.n != before);
    if (attaching.n)
        return 0;
    snprintf(ret_reason, REASON, "process %d cannot be attached to: %s", session->pid,
             strerror(attaching.error ? attaching.error : ESRCH));
    return -1;
}

/* ---- the back end ------------------------------------------------------------------------------------------------ */

static const char *refuses(enum target_kind target)
{
    return target == TARGET_SYSTEM ? "the whole system cannot be watched with ptrace; --backend kprobe can" : NULL;
}

static int prepare(const void *session)
{
    return filter_install(&((const struct session *)session)->plan);
}

/* What a kernel function would tell of denied accesses, the signal tells as well (ptrace_fault). */
static bool is_seen_as_signal(const struct plan_call *call)
{
    return strstr(call->symbols, "force_sig_pkuerr") != NULL;
}

static void probe_write(struct session *session, const struct plan_call *call, bool is_seen)
{
    if (call->is_hook && is_seen_as_signal(call))
        session_probe(session, call, PROBE_ATTACHED, "", "by its signal", NULL);
    else if (call->is_hook)
        session_probe(session, call, PROBE_REFUSED, "", "ptrace sees system calls only", NULL);
    else if (call->number < 0)
        session_probe(session, call, PROBE_REFUSED, "", "the catalogue has no number of it for this ABI", NULL);
    else
        session_probe(session, call, is_seen ? PROBE_SEEN : PROBE_SILENT, "", "", NULL);
}

static int open_ptrace(struct session *session, char ret_reason[REASON])
{
    struct tracer *tracer = calloc(1, sizeof *tracer);
    bool seen[PLAN_CALLS] = {false};
    if (!tracer) {
        snprintf(ret_reason, REASON, "no memory");
        return -1;
    }
    session->state = tracer;
    tracer->session = session;
    if (ptrace_control(session, seen, ret_reason) < 0)
        return -1;
    for (unsigned i = 0; i < session->plan.n; i++) {
        tracer->seen[i] = seen[i];
        tracer->plan_maps |= session->plan.calls[i].effect == PLAN_MAP;
        probe_write(session, &session->plan.calls[i], seen[i]);
    }
    return 0;
}

static int run(struct session *session, char ret_reason[REASON])
{
    struct tracer *tracer = session->state;
    int result = session->target == TARGET_COMMAND ? start(tracer, ret_reason) : attach(tracer, ret_reason);
    if (result == 0)
        loop(tracer);
    return result;
}

static void abandon(struct thread *thread, void *context)
{
    ptrace_abandon(context, thread, CALL_ENTRY_ONLY);
}

static void close_ptrace(struct session *session)
{
    struct tracer *tracer = session->state;
    if (!tracer)
        return;
    tasks_each(&tracer->tasks, abandon, tracer);
    for (unsigned i = 0; i < session->plan.n; i++) {
        const struct plan_call *call = &session->plan.calls[i];
        if (!call->is_hook && call->number >= 0)
            session_probe(session, call, tracer->seen[i] ? PROBE_SEEN : PROBE_SILENT, "", "",
                          (uint64_t[3]){0, 0, tracer->ran[i]});
    }
    tasks_clear(&tracer->tasks);
    images_clear(&tracer->images);
    free(tracer);
    session->state = NULL;
}

const struct backend backend_ptrace = {.name = "ptrace",
                                       .kind = BACKEND_PTRACE,
                                       .refuses = refuses,
                                       .prepare = prepare,
                                       .open = open_ptrace,
                                       .run = run,
                                       .close = close_ptrace};
