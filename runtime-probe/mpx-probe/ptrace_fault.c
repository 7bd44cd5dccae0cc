/* Denied accesses under ptrace: the SIGSEGV that the kernel is about to deliver. */
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <time.h>

#include "mpx-probe/maps.h"
#include "mpx-probe/memory.h"
#include "mpx-probe/pkru.h"
#include "mpx-probe/ptrace.h"

/* arch/x86/include/asm/trap_pf.h */
enum { ERROR_PROTECTION = 1, ERROR_WRITE = 2, ERROR_USER = 4, ERROR_KEY = 32 };
enum { USER_CODE_32 = 0x23 };

/* Whether the instruction before `ip` enters the kernel. */
static bool is_behind_syscall(pid_t tid, uint64_t ip)
{
    static const uint8_t entries[][2] = {{0x0f, 0x05}, {0xcd, 0x80}, {0x0f, 0x34}};
    uint8_t before[2];
    if (memory_read(tid, ip - 2, before, sizeof before) != sizeof before)
        return false;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (memcmp(before, entries[i], 2) == 0)
            return true;
    return false;
}

/* A process may send itself a siginfo with any si_code (rt_sigqueueinfo(2)). A fault leaves no system call number
 * behind and stands before the instruction that faulted; without keys in the CPU nothing is denied, and a register that
 * lets the key's pages be read and written denies none. A signal sent by another thread while this one is in user mode,
 * with the key really denied, cannot be told apart. */
static bool is_forged(pid_t tid, const siginfo_t *info, const struct user_regs_struct *registers, bool has_pkru,
                      uint32_t pkru)
{
    if (!pkru_is_there() || (long)registers->orig_rax >= 0)
        return true;
    if (has_pkru && pkru_allows(pkru, (int)info->si_pkey))
        return true;
    return is_behind_syscall(tid, registers->rip);
}

/* A forged signal has none. The page fault's own is not shown to tracers; when only writing is denied it was a write.
 */
static uint32_t error_code(bool has_pkru, uint32_t pkru, int key)
{
    bool denies_write_only = has_pkru && key >= 0 && key < 16 && (pkru >> (2 * key) & 3) == 2;
    return ERROR_PROTECTION | ERROR_USER | ERROR_KEY | (denies_write_only ? ERROR_WRITE : 0);
}

void ptrace_fault(struct tracer *tracer, struct thread *thread)
{
    struct writer *writer = &tracer->session->writer;
    uint8_t stack[TRACE_STACK];
    siginfo_t info;
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETSIGINFO, thread->tid, NULL, &info) < 0 || info.si_code != SEGV_PKUERR ||
        ptrace(PTRACE_GETREGS, thread->tid, NULL, &registers) < 0)
        return;
    struct trace_fault fault = {.sequence = writer_sequence(writer),
                                .time_ns = clock_ns(CLOCK_MONOTONIC),
                                .abi = registers.cs == USER_CODE_32 ? ABI_I386 : ABI_X86_64,
                                .address = (uint64_t)(uintptr_t)info.si_addr,
                                .key = (int32_t)info.si_pkey};
    bool has_pkru = pkru_read(thread->tid, &fault.pkru);
    fault.task = tasks_describe(thread, &fault.cpu);
    fault.pkru_source = has_pkru ? PKRU_EXACT : PKRU_UNKNOWN;
    fault.is_forged = is_forged(thread->tid, &info, &registers, has_pkru, fault.pkru);
    fault.error_code = fault.is_forged ? 0 : error_code(has_pkru, fault.pkru, fault.key);
    fault.registers = ptrace_registers(&registers, false);
    fault.stack_size = (uint32_t)memory_read(thread->tid, registers.rsp, stack, sizeof stack);
    ptrace_images(tracer, thread, registers.rip);
    writer_record(writer, FRAME_FAULT, &fault, sizeof fault, stack, fault.stack_size);
}
