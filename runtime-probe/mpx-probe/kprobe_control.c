/* Positive controls. A probe that is attached and stays silent looks like a program that does nothing; so each call is
 * made once by a child of ours, with arguments that the kernel must refuse. */
#include "mpx-probe/kprobe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.skel.h"

enum {
    CONTROL_MS = 10000,
    NO_SUCH_ABI = -ENXIO /* the instruction that makes the call raises a signal */
};

/* What the child says of one control. */
struct answer {
    uint32_t index;
    int32_t was_made;
    int64_t result;
};

/* Calls that refuse a call whose arguments are all -1, and change nothing. Others of an overlay are not tried. */
static bool is_harmless(const char *interface)
{
    static const char *const names[] = {
        "mpx",    "pkey_alloc", "pkey_free", "pkey_mprotect", "mprotect",        "mmap",
        "munmap", "mremap",     "madvise",   "mseal",         "set_thread_area", "get_thread_area",
    };
    if (strncmp(interface, "PR_MPX_", 7) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], interface) == 0)
            return true;
    return false;
}

/* A system call of i386 from 64-bit code. The sixth argument would be in ebp, which no call here looks at. */
static int64_t compat_call(int64_t number, const int64_t a[TRACE_ARGUMENTS])
{
    int32_t result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"((int32_t)number), "b"((int32_t)a[0]), "c"((int32_t)a[1]), "d"((int32_t)a[2]),
                       "S"((int32_t)a[3]), "D"((int32_t)a[4])
                     : "memory", "r8", "r9", "r10", "r11");
    return result;
}

static sigjmp_buf back;

static void on_fault(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

static int64_t make_call(const struct plan_call *call)
{
    int64_t a[TRACE_ARGUMENTS] = {-1, -1, -1, -1, -1, -1};
    if (call->when_position >= 0)
        a[call->when_position] = (int32_t)call->when_value;
    if (call->abi == ABI_I386)
        return sigsetjmp(back, 1) == 0 ? compat_call(call->number, a) : NO_SUCH_ABI;
    long result = syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return result < 0 ? -errno : result;
}

/* ---- hooks ------------------------------------------------------------------------------------------------------- */

/* Takes a key, which makes arch_set_user_pkey_access() run, and touches a page that it denies. */
static bool denied_access(void)
{
    long page = sysconf(_SC_PAGESIZE);
    volatile char *at = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int key = pkey_alloc(0, PKEY_DISABLE_ACCESS);
    if (key < 0 || at == MAP_FAILED || pkey_mprotect((void *)at, (size_t)page, PROT_READ | PROT_WRITE, key) < 0)
        return false;
    if (sigsetjmp(back, 1) == 0)
        *at = 1;
    pkey_free(key);
    return true;
}

/* IA32_TSC, which every CPU has and everybody may read by RDTSC. */
static bool read_msr(void)
{
    uint64_t value;
    int fd = open("/dev/cpu/0/msr", O_RDONLY | O_CLOEXEC);
    bool is_read = fd >= 0 && pread(fd, &value, sizeof value, 0x10) == sizeof value;
    if (fd >= 0)
        close(fd);
    return is_read;
}

static const struct {
    const char *symbol;
    bool (*trigger)(void);
} hooks[] = {{"force_sig_pkuerr", denied_access},
             {"arch_set_user_pkey_access", denied_access},
             {"msr:msr_read", read_msr},
             {"msr:msr_open", read_msr}};

/* ---- the child --------------------------------------------------------------------------------------------------- */

/* Of a call whose function the kernel does not have, whether it has the call. */
static bool is_asked(const struct kprobe_call *call)
{
    return call->point >= 0 || call->state == PROBE_ABSENT;
}

static struct answer make(const struct kprobe *kprobe, uint32_t index)
{
    const struct plan_call *call = &kprobe->session->plan.calls[index];
    struct answer answer = {.index = index};
    int point = kprobe->calls[index].point;
    if (!call->is_hook && call->number >= 0 && is_harmless(call->interface)) {
        answer.was_made = 1;
        answer.result = make_call(call);
    }
    for (size_t i = 0; call->is_hook && point >= 0 && i < sizeof hooks / sizeof hooks[0]; i++)
        if (strcmp(kprobe->points[point].symbol, hooks[i].symbol) == 0)
            answer.was_made = hooks[i].trigger();
    return answer;
}

static void child(const struct kprobe *kprobe, int gate, int answers)
{
    char go;
    if (read(gate, &go, 1) != 1)
        _exit(1);
    alarm(CONTROL_MS / 1000);
    signal(SIGSEGV, on_fault);
    for (uint32_t i = 0; i < kprobe->session->plan.n; i++) {
        if (!is_asked(&kprobe->calls[i]))
            continue;
        struct answer answer = make(kprobe, i);
        if (write(answers, &answer, sizeof answer) != sizeof answer)
            _exit(1);
    }
    _exit(0);
}

/* ---- the parent -------------------------------------------------------------------------------------------------- */

void kprobe_watch(struct kprobe *kprobe, pid_t pid, enum bpf_watch watch)
{
    uint32_t key = (uint32_t)pid, value = watch;
    bpf_map_update_elem(bpf_map__fd(kprobe->bpf->maps.watched), &key, &value, BPF_ANY);
}

/* A kernel that does not know the function by the name that we do would answer all the same. */
static void judge_absent(struct kprobe_call *call, const struct answer *answer)
{
    if (!answer->was_made || answer->result == -ENOSYS || answer->result == NO_SUCH_ABI)
        return;
    call->state = PROBE_REFUSED;
    snprintf(call->reason, REASON, "this kernel has the call (result %lld), but no such symbol",
             (long long)answer->result);
}

/* A call's own record in `controls` decides, not what the child got as a result. */
static void judge(struct kprobe *kprobe, const struct answer *answer)
{
    struct kprobe_call *call = &kprobe->calls[answer->index];
    struct bpf_control seen = {0};
    if (call->state == PROBE_ABSENT) {
        judge_absent(call, answer);
        return;
    }
    if (!answer->was_made) {
        snprintf(call->reason, REASON, "no control can be run for it here");
        return;
    }
    if (answer->result == NO_SUCH_ABI) {
        call->state = PROBE_ABSENT;
        snprintf(call->reason, REASON, "this kernel takes no calls of that ABI");
        return;
    }
    bpf_map_lookup_elem(bpf_map__fd(kprobe->bpf->maps.controls), &answer->index, &seen);
    bool is_whole = seen.entered && (seen.returned || !kprobe->points[call->point].has_return);
    call->state = is_whole ? PROBE_SEEN : PROBE_SILENT;
    if (seen.entered && !is_whole)
        snprintf(call->reason, REASON, "the control's entry was seen, its return was not");
    else if (!is_whole && answer->result == -ENOSYS)
        snprintf(call->reason, REASON, "this kernel answers the control with ENOSYS and does not come by here");
    else if (!is_whole)
        snprintf(call->reason, REASON, "the control was run (result %lld) and not seen", (long long)answer->result);
}

static void collect(struct kprobe *kprobe, int answers)
{
    struct answer all[PLAN_CALLS], answer;
    struct pollfd wait = {.fd = answers, .events = POLLIN};
    unsigned n = 0;
    while (n < PLAN_CALLS && poll(&wait, 1, CONTROL_MS) > 0 && read(answers, &answer, sizeof answer) == sizeof answer)
        if (answer.index < kprobe->session->plan.n && is_asked(&kprobe->calls[answer.index]))
            all[n++] = answer;
    for (unsigned i = 0; i < n; i++)
        judge(kprobe, &all[i]);
}

void kprobe_control(struct kprobe *kprobe)
{
    int gate[2], answers[2];
    if (pipe2(gate, O_CLOEXEC) < 0)
        return;
    if (pipe2(answers, O_CLOEXEC) < 0) {
        close(gate[0]);
        close(gate[1]);
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(gate[1]);
        child(kprobe, gate[0], answers[1]);
    }
    close(gate[0]);
    close(answers[1]);
    if (pid > 0) {
        kprobe_watch(kprobe, pid, WATCH_CONTROL);
        if (write(gate[1], "", 1) == 1)
            collect(kprobe, answers[0]);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        uint32_t key = (uint32_t)pid;
        bpf_map_delete_elem(bpf_map__fd(kprobe->bpf->maps.watched), &key);
    }
    close(gate[1]);
    close(answers[0]);
}
