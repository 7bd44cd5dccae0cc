#define _GNU_SOURCE /* CLONE_THREAD */

#include "scan/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define HAS_LEGACY 1
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define HAS_LEGACY 0
#endif

#ifdef ARCHITECTURE

/* The numbers from 424 on are the same everywhere. Those that are younger than the table are not there for a worker;
 * what uses them must cope with older kernels anyway. On x86-64 x32's numbers, from 1 << 30 on, are among them. */
#define LAST_KNOWN 450 /* set_mempolicy_home_node, Linux 5.17 */

enum condition { ALWAYS, HAS_BITS, LACKS_BITS, DIFFERS };

struct refusal {
    unsigned call;
    enum condition condition;
    unsigned argument;
    uint32_t value;
    int error;
};

/* Low halves, on machines with the low byte first: flags and process ids fit into 32 bits. */
static uint32_t offset_of(unsigned argument)
{
    return (uint32_t)(offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
}

static void add(GArray *program, struct sock_filter instruction)
{
    g_array_append_val(program, instruction);
}

static void add_return(GArray *program, uint32_t action)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static void add_load(GArray *program, uint32_t offset)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

/* "condition holds: go to the next instruction; else skip `past`" */
static struct sock_filter test_of(const struct refusal *row, uint8_t past)
{
    if (row->condition == HAS_BITS)
        return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, row->value, 0, past);
    if (row->condition == LACKS_BITS)
        return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, row->value, past, 0);
    return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, row->value, past, 0);
}

/* The accumulator holds the call's number before and after each row that it does not fit. */
static void add_row(GArray *program, const struct refusal *row)
{
    uint32_t refused = SECCOMP_RET_ERRNO | (uint32_t)row->error;
    if (row->condition == ALWAYS) {
        add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, row->call, 0, 1));
        add_return(program, refused);
        return;
    }
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, row->call, 0, 4));
    add_load(program, offset_of(row->argument));
    add(program, test_of(row, 1));
    add_return(program, refused);
    add_return(program, SECCOMP_RET_ALLOW);
}

static void add_preamble(GArray *program)
{
    add_load(program, offsetof(struct seccomp_data, arch));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    add_return(program, SECCOMP_RET_KILL_PROCESS);
    add_load(program, offsetof(struct seccomp_data, nr));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_KNOWN, 0, 1));
    add_return(program, SECCOMP_RET_ERRNO | ENOSYS);
}

static GArray *program_new(void)
{
    uint32_t self = (uint32_t)getpid();
    const struct refusal rows[] = {
#define REFUSE(name) {SYS_##name, ALWAYS, 0, 0, EPERM},
#define ABSENT(name) {SYS_##name, ALWAYS, 0, 0, ENOSYS},
#define REFUSE_BITS(name, argument, bits) {SYS_##name, HAS_BITS, argument, bits, EACCES},
#define NEED_BITS(name, argument, bits) {SYS_##name, LACKS_BITS, argument, bits, EPERM},
#define NEED_VALUE(name, argument, value) {SYS_##name, DIFFERS, argument, value, EPERM},
#if HAS_LEGACY
#define LEGACY(name) REFUSE(name)
#define LEGACY_REFUSE_BITS(name, argument, bits) REFUSE_BITS(name, argument, bits)
#else
#define LEGACY(name)
#define LEGACY_REFUSE_BITS(name, argument, bits)
#endif
#include "scan/filter.def"
    };
    GArray *program = g_array_new(FALSE, FALSE, sizeof(struct sock_filter));
    add_preamble(program);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        add_row(program, &rows[i]);
    add_return(program, SECCOMP_RET_ALLOW);
    return program;
}

bool filter_enter(void)
{
    g_autoptr(GArray) program = program_new();
    struct sock_fprog whole = {.len = (unsigned short)program->len,
                               .filter = (struct sock_filter *)(void *)program->data};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0;
}

#else

bool filter_enter(void)
{
    errno = ENOSYS;
    return false;
}

#endif
