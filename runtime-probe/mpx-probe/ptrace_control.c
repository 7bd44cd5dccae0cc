/* The positive control of the ptrace back end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mpx-probe/filter.h"
#include "mpx-probe/ptrace.h"

static void call_native(uint64_t number, const uint64_t raw[6])
{
    register uint64_t r10 __asm__("r10") = raw[3], r8 __asm__("r8") = raw[4], r9 __asm__("r9") = raw[5];
    uint64_t result = number;
    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(raw[0]), "S"(raw[1]), "d"(raw[2]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
}

/* rbx and the rest are the i386 argument registers; all arguments but `when`'s are 0, and that is one of the first. */
static void call_i386(uint64_t number, const uint64_t raw[6])
{
    uint64_t result = number;
    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"(raw[0]), "c"(raw[1]), "d"(raw[2]), "S"(raw[3]), "D"(raw[4])
                     : "r8", "r9", "r10", "r11", "memory");
}

/* i386 comes last: where the kernel has no i386 entry, the first such call ends the child. */
static _Noreturn void make_calls(const struct plan *plan)
{
    for (int is_i386 = 0; is_i386 < 2; is_i386++)
        for (unsigned i = 0; i < plan->n; i++) {
            const struct plan_call *call = &plan->calls[i];
            uint64_t raw[6] = {0};
            if (call->is_hook || call->number < 0 || (call->abi == ABI_I386) != is_i386)
                continue;
            if (call->when_position >= 0)
                raw[call->when_position] = call->when_value;
            (is_i386 ? call_i386 : call_native)((uint64_t)call->number, raw);
        }
    _exit(0);
}

/* Waits at the gate, then installs the filter and calls. */
static _Noreturn void be_controlled(const struct plan *plan, int gate)
{
    char byte;
    if (read(gate, &byte, 1) != 1 || filter_install(plan) < 0)
        _exit(1);
    make_calls(plan);
}

/* Notes the call that the child stands before, and turns it into none: number -1 is skipped by the kernel. */
static void note(const struct plan *plan, pid_t child, bool *seen)
{
    struct __ptrace_syscall_info info;
    struct syscall_stop stop;
    if (ptrace_info(child, &info) && ptrace_syscall(&info, &stop)) {
        const struct plan_call *call = plan_find(plan, stop.abi, stop.number, stop.raw);
        if (call)
            seen[call - plan->calls] = true;
    }
    ptrace(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, orig_rax), (void *)-1L);
}

/* Until the child is gone; a signal of its own ends it. */
static void follow(const struct plan *plan, pid_t child, bool *seen)
{
    int status;
    while (waitpid(child, &status, __WALL) == child || errno == EINTR) {
        if (WIFEXITED(status) || WIFSIGNALED(status))
            return;
        bool is_call = status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
        if (is_call)
            note(plan, child, seen);
        int number = is_call || status >> 16 ? 0 : WSTOPSIG(status);
        ptrace(PTRACE_CONT, child, NULL, (void *)(long)number);
    }
}

int ptrace_control(struct session *session, bool seen[PLAN_CALLS], char ret_reason[REASON])
{
    int gate[2];
    if (pipe2(gate, O_CLOEXEC) < 0) {
        snprintf(ret_reason, REASON, "%s", strerror(errno));
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        be_controlled(&session->plan, gate[0]);
    }
    close(gate[0]);
    long seized =
        child < 0 ? -1 : ptrace(PTRACE_SEIZE, child, NULL, (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL));
    if (seized < 0)
        snprintf(ret_reason, REASON, "the kernel refuses to trace: %s", strerror(errno));
    else if (write(gate[1], "", 1) == 1)
        follow(&session->plan, child, seen);
    close(gate[1]);
    if (child > 0 && seized < 0)
        waitpid(child, NULL, __WALL);
    return seized < 0 ? -1 : 0;
}
