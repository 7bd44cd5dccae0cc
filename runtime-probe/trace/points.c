#include "trace/points_p.h"

#include <string.h>

#include "trace/scan.h"

void points_init(struct points *points, struct delivery *delivery)
{
    *points = (struct points){
        .delivery = delivery, .naming = naming_new(delivery->catalogue), .pending = pending_new(delivery)};
    points->native = delivery->options.assumed_abi;
}

void points_pause(struct points *points)
{
    points->frames_for = NULL;
    if (!points->fault)
        return;
    draft_deliver(points->fault, points->delivery);
    draft_free(g_steal_pointer(&points->fault));
}

void points_release(struct points *points)
{
    points_pause(points);
    pending_free(points->pending);
    naming_free(points->naming);
}

struct draft *points_begin(struct points *points, const struct point *point, enum event_kind kind)
{
    struct draft *draft = draft_new(kind);
    draft->event.sequence = ++points->delivery->sequence;
    draft->event.pid = point->pid ? point->pid : point->tid;
    draft->event.tid = point->tid;
    draft->event.cpu = point->cpu;
    draft->event.ts_ns = point->ts_ns;
    draft->comm = g_strndup(point->comm, point->comm_size);
    points->frames_for = draft;
    return draft;
}

void points_enter(struct points *points, const struct point *point, enum draft_source source, const struct named *named,
                  struct draft *draft)
{
    draft_name(draft, named);
    draft->source = source;
    const struct draft *before = pending_peek(points->pending, point->tid);
    if (before && before->source != source && before->interface == named->interface) {
        points->echoes |= 1u << source;
        points->frames_for = NULL;
        draft_free(draft);
        return;
    }
    pending_enter(points->pending, draft);
}

void points_leave(struct points *points, const struct point *point, enum draft_source source, const uint64_t *result)
{
    const struct draft *waiting = pending_peek(points->pending, point->tid);
    if (!waiting || waiting->source != source) {
        points->delivery->totals.losses.unpaired += !(points->echoes & 1u << source);
        return;
    }
    struct draft *draft = pending_take(points->pending, point->tid);
    draft->event.leave_ns = point->ts_ns;
    draft->event.has_result = result != NULL;
    draft->event.result = result ? scan_result(*result) : 0;
    draft_deliver(draft, points->delivery);
    draft_free(draft);
}

/* "NR 329 (7f2900000000, 1000, 1, 1, 0, 0)": numbers in hex without 0x. */
static unsigned raw_arguments(const char *text, uint64_t values[EVENT_ARGUMENTS], bool is_known[EVENT_ARGUMENTS])
{
    unsigned n = 0;
    scan_spaces(&text);
    if (!scan_text(&text, "("))
        return 0;
    while (n < EVENT_ARGUMENTS && scan_digits(&text, 16, &values[n])) {
        is_known[n++] = true;
        if (!scan_text(&text, ", "))
            break;
    }
    return n;
}

static bool on_any_abi(const struct points *points, int64_t number, uint64_t first)
{
    struct named named;
    return naming_number(points->naming, EVENT_X86_64, number, first, &named) ||
           naming_number(points->naming, EVENT_I386, number, first, &named) ||
           naming_number(points->naming, EVENT_X32, number, first, &named);
}

static bool raw_enter(struct points *points, const struct point *point)
{
    const char *at = point->text;
    uint64_t number, values[EVENT_ARGUMENTS] = {0};
    bool is_known[EVENT_ARGUMENTS] = {false};
    if (!scan_text(&at, "NR ") || !scan_number(&at, false, &number))
        return false;
    unsigned n = raw_arguments(at, values, is_known);
    enum event_abi abi = points->delivery->options.assumed_abi;
    struct named named;
    if (naming_number(points->naming, abi, (int64_t)number, values[0], &named)) {
        struct draft *draft = points_begin(points, point, EVENT_CALL);
        draft->event.number = (int64_t)number;
        draft->event.abi = abi;
        naming_arguments(&named, values, is_known, n, &draft->event);
        points_enter(points, point, SOURCE_RAW, &named, draft);
    } else if (abi == EVENT_ABI_UNKNOWN && on_any_abi(points, (int64_t)number, values[0])) {
        points->delivery->totals.ambiguous++;
    } else {
        char name[40];
        g_snprintf(name, sizeof name, "system call %" G_GUINT64_FORMAT, number);
        delivery_other(points->delivery, name);
    }
    return true;
}

static bool raw_leave(struct points *points, const struct point *point)
{
    const char *at = point->text;
    uint64_t number, result;
    if (!scan_text(&at, "NR ") || !scan_number(&at, false, &number) || !scan_text(&at, " = ") ||
        !scan_number(&at, false, &result))
        return false;
    const struct draft *waiting = pending_peek(points->pending, point->tid);
    if (waiting && waiting->source == SOURCE_RAW && waiting->event.number == (int64_t)number)
        points_leave(points, point, SOURCE_RAW, &result);
    return true;
}

/* "start: 0x7f2900000000, len: 0x1000": old kernels print hex without 0x, and new ones write 0 to 9 so. */
static unsigned listed_arguments(const char *text, uint64_t values[EVENT_ARGUMENTS], bool is_known[EVENT_ARGUMENTS])
{
    unsigned n = 0;
    for (; n < EVENT_ARGUMENTS; n++) {
        scan_spaces(&text);
        g_autofree char *name = scan_name(&text);
        if (!name || !scan_text(&text, ":"))
            return n;
        scan_spaces(&text);
        (void)scan_text(&text, "0x");
        is_known[n] = scan_digits(&text, 16, &values[n]);
        text += strcspn(text, ",)");
        if (!scan_text(&text, ","))
            return n + 1;
    }
    return n;
}

static void syscall_enter(struct points *points, const struct point *point, const char *name, const char *text)
{
    uint64_t values[EVENT_ARGUMENTS] = {0};
    bool is_known[EVENT_ARGUMENTS] = {false};
    unsigned n = listed_arguments(text, values, is_known);
    struct named named;
    if (!naming_syscall(points->naming, name, values[0], &named)) {
        delivery_other(points->delivery, name);
        return;
    }
    struct draft *draft = points_begin(points, point, EVENT_CALL);
    draft->event.abi = points->native;
    draft->event.number = naming_number_of(named.interface, points->native);
    naming_arguments(&named, values, is_known, n, &draft->event);
    points_enter(points, point, SOURCE_SYSCALL, &named, draft);
}

static bool syscall_leave(struct points *points, const struct point *point, const char *name, const char *text)
{
    struct named named;
    uint64_t result;
    scan_spaces(&text);
    if (!scan_number(&text, false, &result))
        return false;
    const struct draft *waiting = pending_peek(points->pending, point->tid);
    uint64_t first = waiting && waiting->event.n_arguments ? waiting->event.arguments[0].value : 0;
    bool is_ours = naming_syscall(points->naming, name, first, &named);
    if (strcmp(name, "prctl") == 0)
        is_ours = waiting != NULL && waiting->source == SOURCE_SYSCALL;
    if (is_ours)
        points_leave(points, point, SOURCE_SYSCALL, &result);
    return true;
}

/* exceptions:page_fault_user and page_fault_kernel: "address=0x7f… ip=0x55… error_code=0x25". Bit 5 says that a key
 * denied it (arch/x86/include/asm/trap_pf.h); every other fault is nobody's. */
static bool page_fault(struct points *points, const struct point *point, bool in_kernel)
{
    const char *code = strstr(point->text, "error_code="), *address = strstr(point->text, "address=0x");
    uint64_t bits, where = 0;
    if (!code)
        return false;
    code += strlen("error_code=");
    if (!scan_number(&code, false, &bits))
        return false;
    if (!(bits & 0x20)) {
        delivery_other(points->delivery, point->name);
        return true;
    }
    if (address) {
        address += strlen("address=0x");
        (void)scan_digits(&address, 16, &where);
    }
    points->fault = points_begin(points, point, EVENT_FAULT);
    points->fault->event.address = where;
    points->fault->event.is_write = (bits & 2) != 0;
    points->fault->event.in_kernel = in_kernel;
    draft_raw(points->fault, "page_fault", point->text);
    return true;
}

/* "pid=12 ", behind the text that names it. */
static bool number_behind(const char *text, const char *name, uint32_t *ret_number)
{
    const char *at = strstr(text, name);
    if (!at)
        return false;
    at += strlen(name);
    return scan_u32(&at, ret_number);
}

/* sched:sched_process_fork, _exec, _exit (include/trace/events/sched.h). A fork of these may be a thread as well; only
 * perf's own records tell, so that it says nothing here. */
static bool process_step(struct points *points, const struct point *point, const char *name)
{
    struct process_event process = {
        .time_ns = point->ts_ns, .pid = point->pid ? point->pid : point->tid, .tid = point->tid, .comm = ""};
    if (strcmp(name, "sched_process_exec") == 0)
        process.step = STEP_EXEC;
    else if (strcmp(name, "sched_process_exit") == 0)
        process.step = STEP_EXIT;
    else
        return false;
    (void)number_behind(point->text, " pid=", &process.tid);
    pending_end(points->pending, process.tid);
    delivery_process(points->delivery, &process);
    return true;
}

/* "raw_syscalls:sys_enter", or without the group: ftrace leaves it out. */
static const char *without_group(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

/* ftrace prints a system call's tracepoints as the call itself: "sys_mprotect(start: …)", "sys_mprotect -> 0x0". */
static bool printed_syscall(struct points *points, const struct point *point)
{
    const char *at = point->name;
    g_autofree char *name = scan_text(&at, "sys_") ? scan_name(&at) : NULL;
    if (!name)
        return false;
    if (scan_text(&at, "(")) {
        syscall_enter(points, point, name, at);
        return true;
    }
    return scan_text(&at, " -> ") && syscall_leave(points, point, name, at);
}

static bool tracepoint(struct points *points, const struct point *point)
{
    const char *name = without_group(point->name);
    if (strcmp(name, "sys_enter") == 0)
        return raw_enter(points, point);
    if (strcmp(name, "sys_exit") == 0)
        return raw_leave(points, point);
    if (scan_text(&name, "sys_enter_")) {
        syscall_enter(points, point, name, point->text);
        return true;
    }
    if (scan_text(&name, "sys_exit_"))
        return syscall_leave(points, point, name, point->text);
    if (strcmp(name, "page_fault_user") == 0 || strcmp(name, "page_fault_kernel") == 0)
        return page_fault(points, point, strcmp(name, "page_fault_kernel") == 0);
    if (!process_step(points, point, name))
        delivery_other(points->delivery, name);
    return true;
}

void points_event(struct points *points, const struct point *point)
{
    points_pause(points);
    bool is_understood;
    if (*point->text == '(')
        is_understood = kprobe_event(points, point);
    else if (*point->text == '\0')
        is_understood = printed_syscall(points, point);
    else
        is_understood = tracepoint(points, point);
    if (!is_understood)
        delivery_bad(points->delivery, "an event \"%.40s\" without the text that it should have", point->name);
}
