/* From the plan to attached functions. Several calls of the plan may go through one function (prctl by its option, a
 * 64-bit call by two ABIs): it is probed once. */
#include "mpx-probe/kprobe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.skel.h"

enum { MAXACTIVE = 256, STEADY_TRIES = 50 };
enum { AT_ENTRY, AT_RETURN };

/* Kernel functions that are no system call: what they are worth, and where their arguments are. */
static const struct hook {
    const char *symbol;
    enum bpf_convention convention;
    bool is_fault;
    unsigned n_arguments;
    uint8_t positions[3];
} hooks[] = {
    {"force_sig_pkuerr", ARGUMENTS_OF_C, true, 0, {0}},
    {"arch_set_user_pkey_access", ARGUMENTS_OF_C, false, 2, {1, 2}}, /* (task, pkey, rights) */
    {"msr:msr_read", ARGUMENTS_OF_MSR, false, 1, {0}},
    {"msr:msr_write", ARGUMENTS_OF_MSR, false, 3, {0, 1, 2}},
};

static const struct hook *hook_of(const char *symbol)
{
    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++)
        if (strcmp(hooks[i].symbol, symbol) == 0)
            return &hooks[i];
    return NULL;
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

/* No function, but where all system calls of i386 can be seen when they have none of their own (bpf_calls.h). */
static bool is_tracepoint(const char *symbol)
{
    return strcmp(symbol, "raw_syscalls:sys_enter") == 0;
}

/* One place for all system calls of its ABI. */
static bool is_dispatcher(const char *symbol)
{
    return strcmp(symbol, "ia32_sys_call") == 0 || strcmp(symbol, "x64_sys_call") == 0 || is_tracepoint(symbol);
}

/* The wrappers of Linux 4.17 and later get the thread's registers as their only parameter. */
static bool is_wrapper(const char *symbol)
{
    return strncmp(symbol, "__x64_sys_", 10) == 0 || strncmp(symbol, "__ia32_sys_", 11) == 0;
}

static struct bpf_argument argument_of(const struct plan_call *call, unsigned index)
{
    const struct plan_argument *from = &call->arguments[index];
    struct bpf_argument to = {.position = from->position < 0 ? NOWHERE : (uint8_t)from->position,
                              .length = from->size_from < 0 ? NOWHERE : (uint8_t)from->size_from,
                              .size = (uint8_t)(from->size < TRACE_SNAPSHOT ? from->size : TRACE_SNAPSHOT)};
    if (from->pointee == PLAN_INPUT)
        to.look = LOOK_BYTES;
    else if (from->pointee == PLAN_RANGE)
        to.look = LOOK_RANGE;
    return to;
}

static struct bpf_setup setup_of(const struct plan_call *call, const char *symbol)
{
    bool is_syscall = is_wrapper(symbol) || is_dispatcher(symbol);
    struct bpf_setup setup = {.probe = call->probe,
                              .abi = call->abi,
                              .number = is_dispatcher(symbol) ? call->number : -1,
                              .when = call->when_position,
                              .wanted = call->when_value,
                              .convention = is_syscall ? ARGUMENTS_OF_SYSCALL : ARGUMENTS_OF_C,
                              .n_arguments = call->n_arguments};
    for (unsigned i = 0; i < call->n_arguments; i++)
        setup.arguments[i] = argument_of(call, i);
    const struct hook *hook = call->is_hook ? hook_of(symbol) : NULL;
    if (hook) {
        setup.convention = hook->convention;
        setup.n_arguments = hook->n_arguments;
        for (unsigned i = 0; i < hook->n_arguments; i++)
            setup.arguments[i] = (struct bpf_argument){.position = hook->positions[i], .length = NOWHERE};
    }
    return setup;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

/* 0, or the error and a reason. -ENOENT: the kernel has no such function. */
static int attach_side(struct kprobe *kprobe, struct kprobe_point *point, unsigned number, int side,
                       struct bpf_program *program, char reason[REASON])
{
    unsigned maxactive = kprobe->session->maxactive ? kprobe->session->maxactive : MAXACTIVE;
    enum tracefs_side at = side == AT_ENTRY ? SIDE_ENTRY : SIDE_RETURN;
    int id = tracefs_add(&kprobe->tracefs, at, number, point->symbol, maxactive, reason);
    if (id < 0)
        return id;
    struct perf_event_attr attr = {.type = PERF_TYPE_TRACEPOINT,
                                   .size = sizeof attr,
                                   .config = (uint64_t)id,
                                   .sample_period = 1,
                                   .wakeup_events = 1};
    LIBBPF_OPTS(bpf_perf_event_opts, options, .bpf_cookie = number);
    /* On one CPU: the program of a kprobe event runs on all of them. */
    point->perf[side] = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
    if (point->perf[side] < 0) {
        snprintf(reason, REASON, "perf_event_open: %s", strerror(errno));
        return -EIO;
    }
    point->links[side] = bpf_program__attach_perf_event_opts(program, point->perf[side], &options);
    if (!point->links[side]) {
        snprintf(reason, REASON, "the BPF program cannot be attached: %s", strerror(errno));
        return -EIO;
    }
    return 0;
}

/* Raw tracepoints have no counts of the kernel's, and lose nothing that there would be counts of. */
static int attach_tracepoints(struct kprobe *kprobe, struct kprobe_point *point, unsigned number, char reason[REASON])
{
    kprobe->bpf->bss->compat_point = number;
    point->links[AT_RETURN] = bpf_program__attach(kprobe->bpf->progs.compat_left);
    point->links[AT_ENTRY] = point->links[AT_RETURN] ? bpf_program__attach(kprobe->bpf->progs.compat_entered) : NULL;
    if (point->links[AT_ENTRY])
        return 0;
    int failed = -errno;
    snprintf(reason, REASON, "the tracepoint cannot be attached: %s", strerror(errno));
    return failed;
}

static int attach_function(struct kprobe *kprobe, struct kprobe_point *point, unsigned number, bool is_fault,
                           char reason[REASON])
{
    struct bpf_program *entry = is_fault ? kprobe->bpf->progs.denied : kprobe->bpf->progs.entry;
    int failed =
        point->has_return ? attach_side(kprobe, point, number, AT_RETURN, kprobe->bpf->progs.leave, reason) : 0;
    return failed ? failed : attach_side(kprobe, point, number, AT_ENTRY, entry, reason);
}

static void detach_side(struct kprobe *kprobe, unsigned number, int side)
{
    struct kprobe_point *point = &kprobe->points[number];
    if (point->links[side])
        bpf_link__destroy(point->links[side]); /* closes the descriptor */
    else if (point->perf[side] >= 0)
        close(point->perf[side]);
    point->links[side] = NULL;
    point->perf[side] = -1;
}

/* The point of a symbol: one that has room for another call, or a new one that is attached. Else as attach_side. */
static int point_of(struct kprobe *kprobe, const char *symbol, bool is_fault, char reason[REASON])
{
    for (unsigned i = 0; i < kprobe->n_points; i++)
        if (strcmp(kprobe->points[i].symbol, symbol) == 0 && kprobe->points[i].calls.n < BPF_SETUPS_PER_POINT)
            return (int)i;
    if (kprobe->n_points == BPF_POINTS) {
        snprintf(reason, REASON, "more than %d functions", BPF_POINTS);
        return -ENOSPC;
    }
    unsigned number = kprobe->n_points;
    struct kprobe_point *point = &kprobe->points[number];
    *point = (struct kprobe_point){.has_return = !is_fault, .perf = {-1, -1}};
    snprintf(point->symbol, sizeof point->symbol, "%s", symbol);
    int failed = is_tracepoint(symbol) ? attach_tracepoints(kprobe, point, number, reason)
                                       : attach_function(kprobe, point, number, is_fault, reason);
    if (failed) {
        detach_side(kprobe, number, AT_ENTRY);
        detach_side(kprobe, number, AT_RETURN);
        tracefs_remove(&kprobe->tracefs, SIDE_ENTRY, number);
        tracefs_remove(&kprobe->tracefs, SIDE_RETURN, number);
        return failed;
    }
    kprobe->n_points++;
    return (int)number;
}

static void add_call(struct kprobe *kprobe, unsigned index, const char *symbol, unsigned number)
{
    struct kprobe_point *point = &kprobe->points[number];
    struct bpf_setup setup = setup_of(&kprobe->session->plan.calls[index], symbol);
    point->calls.setups[point->calls.n++] = index;
    bpf_map_update_elem(bpf_map__fd(kprobe->bpf->maps.setups), &index, &setup, BPF_ANY);
    bpf_map_update_elem(bpf_map__fd(kprobe->bpf->maps.points), &number, &point->calls, BPF_ANY);
    kprobe->calls[index].point = (int)number;
    kprobe->calls[index].n_arguments = setup.n_arguments;
    kprobe->calls[index].state = PROBE_ATTACHED;
    kprobe->calls[index].reason[0] = '\0';
}

/* The first symbol that can be attached; the reason is that of the first that could not. Where the kernel has none of
 * them, it does not have the call; the control asks it. */
static void attach_call(struct kprobe *kprobe, unsigned index)
{
    const struct plan_call *call = &kprobe->session->plan.calls[index];
    struct kprobe_call *result = &kprobe->calls[index];
    char symbols[PLAN_SYMBOLS], refusal[REASON] = "its name is too long", *rest = symbols, *symbol;
    unsigned tried = 0, absent = 0;
    result->point = -1;
    result->state = PROBE_REFUSED;
    snprintf(result->reason, REASON, "no kernel function is known for it");
    memcpy(symbols, call->symbols, sizeof symbols);
    while ((symbol = strsep(&rest, ",")) && *symbol) {
        const struct hook *hook = call->is_hook ? hook_of(symbol) : NULL;
        bool is_fault = hook && hook->is_fault;
        int number = strlen(symbol) < TRACE_NAME ? point_of(kprobe, symbol, is_fault, refusal) : -ENAMETOOLONG;
        if (number >= 0) {
            kprobe->wants_faults |= is_fault;
            add_call(kprobe, index, symbol, (unsigned)number);
            return;
        }
        absent += number == -ENOENT && !strchr(symbol, ':'); /* a module may be loaded later */
        if (tried++ == 0)
            snprintf(result->reason, REASON, "%s", refusal);
    }
    if (tried > 0 && absent == tried)
        result->state = PROBE_ABSENT;
}

/* ---- counts ------------------------------------------------------------------------------------------------------ */

static void sum_ran(struct kprobe *kprobe, uint64_t (*ret_ran)[2])
{
    int cpus = libbpf_num_possible_cpus();
    struct bpf_counts *each = cpus > 0 ? calloc((size_t)cpus, sizeof *each) : NULL;
    memset(ret_ran, 0, kprobe->n_points * sizeof *ret_ran);
    for (unsigned i = 0; each && i < kprobe->n_points; i++) {
        if (bpf_map_lookup_elem(bpf_map__fd(kprobe->bpf->maps.counts), &i, each) < 0)
            continue;
        for (int cpu = 0; cpu < cpus; cpu++) {
            ret_ran[i][AT_ENTRY] += each[cpu].entered;
            ret_ran[i][AT_RETURN] += each[cpu].returned;
        }
    }
    free(each);
}

/* The kernel's counts and ours cannot be read at once: what passed in between would look lost. Read ours before and
 * after; when they agree, the pair is exact. */
static void count_now(struct kprobe *kprobe, struct loss_counts (*ret_counts)[2])
{
    struct tracefs_counts kernel[2][BPF_POINTS];
    uint64_t before[BPF_POINTS][2], after[BPF_POINTS][2];
    bool is_steady = false;
    for (unsigned try = 0; try < STEADY_TRIES && !is_steady; try++) {
        sum_ran(kprobe, before);
        tracefs_profile(&kprobe->tracefs, kprobe->n_points, kernel[AT_ENTRY], kernel[AT_RETURN]);
        sum_ran(kprobe, after);
        is_steady = memcmp(before, after, kprobe->n_points * sizeof before[0]) == 0;
    }
    for (unsigned i = 0; i < kprobe->n_points; i++)
        for (int side = 0; side < 2; side++)
            ret_counts[i][side] = (struct loss_counts){
                .hits = kernel[side][i].hits, .missed = kernel[side][i].missed, .ran = after[i][side]};
}

static struct loss_counts since(const struct loss_counts *now, const struct loss_counts *base)
{
    return (struct loss_counts){now->hits - base->hits, now->missed - base->missed, now->ran - base->ran};
}

void kprobe_count(struct kprobe *kprobe, struct loss_point ret_counts[BPF_POINTS])
{
    struct loss_counts now[BPF_POINTS][2];
    count_now(kprobe, now);
    for (unsigned i = 0; i < kprobe->n_points; i++) {
        const struct kprobe_point *point = &kprobe->points[i];
        ret_counts[i] = (struct loss_point){.has_return = point->has_return,
                                            .entry = since(&now[i][AT_ENTRY], &point->base[AT_ENTRY]),
                                            .leave = since(&now[i][AT_RETURN], &point->base[AT_RETURN])};
    }
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

void kprobe_attach(struct kprobe *kprobe)
{
    struct loss_counts counts[BPF_POINTS][2];
    for (unsigned i = 0; i < kprobe->session->plan.n; i++)
        attach_call(kprobe, i);
    kprobe->bpf->bss->n_points = kprobe->n_points;
    count_now(kprobe, counts);
    for (unsigned i = 0; i < kprobe->n_points; i++)
        memcpy(kprobe->points[i].base, counts[i], sizeof counts[i]);
}

void kprobe_detach(struct kprobe *kprobe)
{
    for (unsigned i = kprobe->n_points; i-- > 0;)
        detach_side(kprobe, i, AT_ENTRY);
    for (unsigned i = kprobe->n_points; i-- > 0;)
        detach_side(kprobe, i, AT_RETURN);
}
