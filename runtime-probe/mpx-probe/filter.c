#include "mpx-probe/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct program {
    struct sock_filter *code;
    unsigned n;
};

static void add(struct program *program, struct sock_filter instruction)
{
    program->code[program->n++] = instruction;
}

static void load(struct program *program, size_t offset)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* Jumps over `otherwise` instructions unless the loaded word equals `value`. */
static void unless_equal(struct program *program, uint32_t value, unsigned otherwise)
{
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, (uint8_t)otherwise));
}

static void answer(struct program *program, uint32_t action)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* The number is loaded before and behind it. The low half of an argument comes first on x86. */
static void match(struct program *program, const struct plan_call *call)
{
    if (call->when_position < 0) {
        unless_equal(program, (uint32_t)call->number, 1);
        answer(program, SECCOMP_RET_TRACE);
        return;
    }
    unless_equal(program, (uint32_t)call->number, 4);
    load(program, offsetof(struct seccomp_data, args) + 8 * (unsigned)call->when_position);
    unless_equal(program, call->when_value, 1);
    answer(program, SECCOMP_RET_TRACE);
    load(program, offsetof(struct seccomp_data, nr));
}

/* A block for one architecture; a jump's reach is 255 instructions, so it is passed over with a long one. x32 is x86-64
 * with bit 30 in its numbers. */
static void block(struct program *program, const struct plan *plan, uint32_t architecture, bool is_i386)
{
    load(program, offsetof(struct seccomp_data, arch));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
    unsigned over = program->n;
    add(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    load(program, offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < plan->n; i++) {
        const struct plan_call *call = &plan->calls[i];
        if (!call->is_hook && call->number >= 0 && (call->abi == ABI_I386) == is_i386)
            match(program, call);
    }
    answer(program, SECCOMP_RET_ALLOW);
    program->code[over].k = program->n - over - 1;
}

_Static_assert(PLAN_CALLS * 5 + 2 * 5 + 1 <= FILTER_MAX, "a plan's filter fits");

unsigned filter_make(const struct plan *plan, struct sock_filter ret_filter[FILTER_MAX])
{
    struct program program = {.code = ret_filter};
    block(&program, plan, AUDIT_ARCH_X86_64, false);
    block(&program, plan, AUDIT_ARCH_I386, true);
    answer(&program, SECCOMP_RET_ALLOW);
    return program.n;
}

int filter_install(const struct plan *plan)
{
    static struct sock_filter code[FILTER_MAX];
    struct sock_fprog program = {.len = (unsigned short)filter_make(plan, code), .filter = code};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0)
        return 0;
    if (errno != EACCES || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -1;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : -1;
}
