/* Text of strace, with any of -f -k -t -tt -ttt -r -n -i -y -X -o. Names are those of the ABI that the thread calls by,
 * which strace tells only when it changes ("runs in 32 bit mode"). */
#include <string.h>

#include "trace/pending.h"
#include "trace/readers.h"
#include "trace/scan.h"
#include "trace/strace_line.h"
#include "trace/tasks.h"

typedef struct strace_call strace_call_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(strace_call_auto, strace_call_release)

/* Calls of a thread without a number wait for one of the lines that tell it: a program with a C library calls
 * set_tid_address() when it begins. What one does before that is some mappings of its loader. */
enum { NAMELESS = 256 };

struct strace {
    struct delivery *delivery;
    struct naming *naming;
    struct pending *pending;
    struct tasks *tasks;
    struct draft *last; /* is whole, but for the stack that may follow */

    uint32_t own;        /* whose the lines are that do not say whose; 0: not known */
    bool waits;          /* it may still be told */
    GPtrArray *nameless; /* struct draft */
    bool has_exec;       /* that thread executed a program, at `exec_ns` */
    uint64_t exec_ns;
};

bool strace_knows(const char *line)
{
    struct strace_head head;
    g_auto(strace_call_auto) call = {0};
    strace_head(line, &head);
    return g_str_has_prefix(head.body, "--- SIG") || g_str_has_prefix(head.body, "+++ exited with ") ||
           g_str_has_prefix(head.body, "[ Process PID=") || strace_call(head.body, &call);
}

/* The lines without a number are this thread's, or, 0, nobody knows whose. */
static void settle(struct strace *strace, uint32_t tid)
{
    if (!strace->waits)
        return;
    strace->waits = false;
    strace->own = tid;
    if (strace->has_exec)
        tasks_exec(strace->tasks, tid, strace->exec_ns);
    for (guint i = 0; i < strace->nameless->len; i++) {
        struct draft *draft = strace->nameless->pdata[i];
        draft->event.tid = tid;
        draft->event.pid = tasks_process(strace->tasks, tid);
        draft_deliver(draft, strace->delivery);
    }
    g_ptr_array_set_size(strace->nameless, 0);
}

static void flush(struct strace *strace)
{
    struct draft *draft = g_steal_pointer(&strace->last);
    if (draft && draft->event.tid == 0 && strace->waits) {
        g_ptr_array_add(strace->nameless, draft);
        if (strace->nameless->len == NAMELESS)
            settle(strace, 0);
        return;
    }
    if (draft)
        draft_deliver(draft, strace->delivery);
    draft_free(draft);
}

static struct draft *begin(struct strace *strace, const struct strace_head *head, enum event_kind kind)
{
    struct draft *draft = draft_new(kind);
    draft->event.sequence = ++strace->delivery->sequence;
    draft->event.tid = head->tid;
    draft->event.pid = tasks_process(strace->tasks, head->tid);
    draft->event.ts_ns = head->ts_ns;
    draft->event.abi = tasks_abi(strace->tasks, head->tid);
    if (head->ip)
        draft_address(draft, head->ip);
    return draft;
}

/* prctl is a row per option, which strace prints by name where it knows it. */
static bool name_of(const struct strace *strace, const struct strace_call *call, struct named *ret_named)
{
    uint64_t first = 0;
    if (strcmp(call->name, "prctl") != 0 || call->n_arguments == 0)
        return naming_syscall(strace->naming, call->name, 0, ret_named);
    if (strace_value(call->arguments[0].text, call->arguments[0].size, NULL, &first))
        return naming_syscall(strace->naming, "prctl", first, ret_named);
    g_autofree char *option = g_strndup(call->arguments[0].text, call->arguments[0].size);
    const GPtrArray *rows = catalogue_by_name(strace->delivery->catalogue, SPELLING_PRCTL, option);
    if (rows->len == 0)
        return false;
    const struct catalogue_match *match = rows->pdata[0];
    *ret_named = (struct named){match->interface, match->spelling->arguments, 1, EVENT_ABI_UNKNOWN};
    return true;
}

/* The argument of the interface that the call's own argument number `at` carries, or NULL. */
static const struct catalogue_argument *carried(const struct named *named, unsigned at)
{
    const GPtrArray *args = named->interface->args;
    for (unsigned i = 0; i < args->len; i++)
        if ((named->positions ? named->positions[i] : (int)i) + (int)named->behind == (int)at)
            return args->pdata[i];
    return NULL;
}

static void set_arguments(struct draft *draft, const struct named *named, const struct strace_call *call)
{
    uint64_t values[STRACE_ARGUMENTS] = {0};
    bool is_known[STRACE_ARGUMENTS] = {false};
    for (unsigned i = 0; i < call->n_arguments; i++)
        is_known[i] = strace_value(call->arguments[i].text, call->arguments[i].size, carried(named, i), &values[i]);
    naming_arguments(named, values, is_known, call->n_arguments, &draft->event);
    /* mpx() is printed without arguments. */
    if (call->n_arguments == 0)
        draft->event.n_arguments = 0;
}

static bool makes_thread(const struct strace_call *call)
{
    for (unsigned i = 0; i < call->n_arguments; i++)
        if (g_strstr_len(call->arguments[i].text, (gssize)call->arguments[i].size, "CLONE_THREAD"))
            return true;
    return false;
}

static bool is_clone(const char *name)
{
    return strcmp(name, "clone") == 0 || strcmp(name, "clone3") == 0 || strcmp(name, "fork") == 0 ||
           strcmp(name, "vfork") == 0;
}

static bool is_exec(const char *name)
{
    return strcmp(name, "execve") == 0 || strcmp(name, "execveat") == 0;
}

static void executed(struct strace *strace, const struct strace_head *head)
{
    if (head->tid == 0 && strace->waits) {
        strace->has_exec = true;
        strace->exec_ns = head->ts_ns;
    } else {
        tasks_exec(strace->tasks, head->tid, head->ts_ns);
    }
}

/* Calls that make or replace processes, or tell a thread's number; they are no events. */
static void task_call(struct strace *strace, const struct strace_head *head, const struct strace_call *call)
{
    bool has_result = false;
    int64_t result = 0;
    if (call->rest)
        (void)strace_result(call->rest, &has_result, &result);
    if (is_exec(call->name) && has_result && result == 0)
        executed(strace, head);
    if (head->tid == 0 && strcmp(call->name, "set_tid_address") == 0 && result > 0 && result <= INT32_MAX)
        settle(strace, (uint32_t)result);
    if (is_clone(call->name) && call->rest)
        tasks_clone_ends(strace->tasks, head->tid, makes_thread(call), has_result ? result : -1, head->ts_ns);
    else if (is_clone(call->name))
        tasks_clone_begins(strace->tasks, head->tid, makes_thread(call));
}

static bool call_line(struct strace *strace, const struct strace_head *head, const struct strace_call *call)
{
    struct named named;
    if (!name_of(strace, call, &named)) {
        task_call(strace, head, call);
        if (call->rest)
            delivery_other(strace->delivery, call->name);
        return true;
    }
    bool has_result = false;
    int64_t result = 0;
    if (call->rest && !strace_result(call->rest, &has_result, &result))
        return false;
    struct draft *draft = begin(strace, head, EVENT_CALL);
    draft_name(draft, &named);
    draft->event.number = head->number >= 0 ? head->number : naming_number_of(named.interface, draft->event.abi);
    set_arguments(draft, &named, call);
    if (!call->rest) {
        pending_enter(strace->pending, draft);
        return true;
    }
    draft->event.leave_ns = head->ts_ns;
    draft->event.has_result = has_result;
    draft->event.result = result;
    strace->last = draft;
    return true;
}

/* "<... NAME resumed>REST) = RESULT": the last " = " is the result's. */
static bool resumed_line(struct strace *strace, const struct strace_head *head, const char *at)
{
    g_autofree char *name = scan_name(&at);
    const char *rest = NULL;
    if (!name || !scan_text(&at, " resumed>"))
        return false;
    for (const char *p = at; (p = strstr(p, " = ")); p++)
        rest = p;
    bool has_result = false;
    int64_t result = 0;
    if (!rest || !strace_result(rest, &has_result, &result))
        return false;
    if (is_clone(name))
        tasks_clone_resumed(strace->tasks, head->tid, has_result ? result : -1, head->ts_ns);
    else if (is_exec(name) && has_result && result == 0)
        executed(strace, head);
    struct named named;
    struct draft *draft = pending_take(strace->pending, head->tid);
    if (!draft) {
        strace->delivery->totals.losses.unpaired += naming_syscall(strace->naming, name, 0, &named);
        return true;
    }
    draft->event.leave_ns = head->ts_ns;
    draft->event.has_result = has_result;
    draft->event.result = result;
    strace->last = draft;
    return true;
}

/* "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_PKUERR, si_addr=0x7f…, si_pkey=3} ---" */
static void signal_line(struct strace *strace, const struct strace_head *head)
{
    const char *address = strstr(head->body, "si_addr="), *key = strstr(head->body, "si_pkey=");
    if (!g_str_has_prefix(head->body, "--- SIGSEGV ") || !strstr(head->body, "si_code=SEGV_PKUERR"))
        return;
    struct draft *draft = begin(strace, head, EVENT_FAULT);
    uint64_t value;
    if (address && (address += strlen("si_addr="), scan_number(&address, false, &value)))
        draft->event.address = value;
    if (key && (key += strlen("si_pkey="), scan_number(&key, false, &value)))
        draft->event.key = (int32_t)value;
    strace->last = draft;
}

/* "[ Process PID=12 runs in 32 bit mode. ]" */
static bool mode_line(struct strace *strace, const struct strace_head *head)
{
    static const struct {
        const char *text;
        enum event_abi abi;
    } modes[] = {{"32 bit mode", EVENT_I386}, {"64 bit mode", EVENT_X86_64}, {"x32 mode", EVENT_X32}};
    const char *at = head->body;
    uint32_t tid;
    if (!scan_text(&at, "[ Process PID=") || !scan_u32(&at, &tid) || !scan_text(&at, " runs in "))
        return false;
    if (head->tid == 0)
        settle(strace, tid);
    for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++)
        if (g_str_has_prefix(at, modes[i].text))
            tasks_set_abi(strace->tasks, tid, modes[i].abi);
    return true;
}

/* "+++ exited with 0 +++", "+++ killed by SIGSEGV +++", "+++ superseded by execve in pid 12 +++" */
static void end_line(struct strace *strace, const struct strace_head *head)
{
    if (head->tid == 0)
        settle(strace, 0); /* it ends, and was never told */
    pending_end(strace->pending, head->tid);
    tasks_exit(strace->tasks, head->tid, head->ts_ns);
}

static bool body_line(struct strace *strace, const struct strace_head *head)
{
    const char *at = head->body;
    g_auto(strace_call_auto) call = {0};
    if (scan_text(&at, "<... "))
        return resumed_line(strace, head, at);
    if (strace_call(at, &call))
        return call_line(strace, head, &call);
    if (g_str_has_prefix(at, "+++ "))
        end_line(strace, head);
    else if (g_str_has_prefix(at, "--- "))
        signal_line(strace, head);
    else
        return mode_line(strace, head);
    return true;
}

/* " > /usr/lib/libc.so.6(pkey_alloc+0x7) [0x10a247]"; other text behind the arrow says why there is no stack. */
static void frame_line(struct strace *strace, const char *frame)
{
    if (strace->last && strchr(frame, '('))
        draft_frame(strace->last, g_strdup(frame));
}

static void read_line(struct strace *strace, const struct line *line)
{
    const char *at = line->text;
    if (scan_text(&at, " > ")) {
        frame_line(strace, at);
        return;
    }
    flush(strace);
    struct strace_head head;
    strace_head(line->text, &head);
    if (head.tid == 0)
        head.tid = strace->own;
    /* "strace: Process 12 attached" tells nothing that its events do not. */
    if (*head.body == '\0' || g_str_has_prefix(line->text, "strace: "))
        return;
    if (!body_line(strace, &head))
        delivery_bad(strace->delivery, "no line of strace");
}

bool strace_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    (void)error;
    struct strace strace = {.delivery = delivery,
                            .naming = naming_new(delivery->catalogue),
                            .pending = pending_new(delivery),
                            .tasks = tasks_new(delivery),
                            .waits = true,
                            .nameless = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free)};
    struct line line;
    delivery->is_foreign = true;
    delivery_origin(delivery,
                    &(struct trace_origin){
                        .format = "strace", .backend = "", .tool = "", .kernel = "", .machine = "", .catalogue = ""});
    while (readers_line(stream, delivery, &line))
        read_line(&strace, &line);
    flush(&strace);
    settle(&strace, 0);
    g_ptr_array_unref(strace.nameless);
    pending_free(strace.pending);
    tasks_free(strace.tasks);
    naming_free(strace.naming);
    return true;
}
