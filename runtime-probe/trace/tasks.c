#include "trace/tasks.h"

/* More than a machine has at a time; what comes on top is not remembered. */
enum { KNOWN = 1 << 17 };

#define KEY(tid) GUINT_TO_POINTER(tid)

struct tasks {
    struct delivery *delivery;
    GHashTable *processes; /* tid → pid */
    GHashTable *abis;      /* tid → enum event_abi */
    GHashTable *clones;    /* tid inside of clone → 1: makes a thread, 2: a process */
};

struct tasks *tasks_new(struct delivery *delivery)
{
    struct tasks *tasks = g_new(struct tasks, 1);
    *tasks = (struct tasks){delivery, g_hash_table_new(NULL, NULL), g_hash_table_new(NULL, NULL),
                            g_hash_table_new(NULL, NULL)};
    return tasks;
}

void tasks_free(struct tasks *tasks)
{
    g_hash_table_unref(tasks->processes);
    g_hash_table_unref(tasks->abis);
    g_hash_table_unref(tasks->clones);
    g_free(tasks);
}

static void remember(GHashTable *table, uint32_t tid, guint value)
{
    if (g_hash_table_size(table) < KNOWN || g_hash_table_contains(table, KEY(tid)))
        g_hash_table_insert(table, KEY(tid), KEY(value));
}

/* The parent of a thread that begins before its clone returned. */
static uint32_t process_being_made(struct tasks *tasks, uint32_t tid)
{
    GHashTableIter each;
    gpointer parent, kind;
    if (g_hash_table_size(tasks->clones) != 1)
        return tid;
    g_hash_table_iter_init(&each, tasks->clones);
    (void)g_hash_table_iter_next(&each, &parent, &kind);
    return GPOINTER_TO_UINT(kind) == 1 ? tasks_process(tasks, GPOINTER_TO_UINT(parent)) : tid;
}

uint32_t tasks_process(struct tasks *tasks, uint32_t tid)
{
    guint pid = GPOINTER_TO_UINT(g_hash_table_lookup(tasks->processes, KEY(tid)));
    if (pid)
        return pid;
    if (!g_hash_table_contains(tasks->clones, KEY(tid)))
        pid = process_being_made(tasks, tid);
    pid = pid ? pid : tid;
    remember(tasks->processes, tid, pid);
    return pid;
}

void tasks_set_abi(struct tasks *tasks, uint32_t tid, enum event_abi abi)
{
    remember(tasks->abis, tid, (guint)abi);
}

enum event_abi tasks_abi(const struct tasks *tasks, uint32_t tid)
{
    guint abi = GPOINTER_TO_UINT(g_hash_table_lookup(tasks->abis, KEY(tid)));
    return abi ? (enum event_abi)abi : tasks->delivery->options.assumed_abi;
}

static void tell(struct tasks *tasks, enum process_step step, uint32_t tid, uint32_t parent, uint64_t ts_ns)
{
    delivery_process(tasks->delivery, &(struct process_event){.time_ns = ts_ns,
                                                              .pid = tasks_process(tasks, tid),
                                                              .tid = tid,
                                                              .parent = parent,
                                                              .comm = "",
                                                              .step = step});
}

void tasks_clone_begins(struct tasks *tasks, uint32_t tid, bool makes_thread)
{
    (void)tasks_process(tasks, tid);
    remember(tasks->clones, tid, makes_thread ? 1 : 2);
}

void tasks_clone_resumed(struct tasks *tasks, uint32_t tid, int64_t result, uint64_t ts_ns)
{
    guint kind = GPOINTER_TO_UINT(g_hash_table_lookup(tasks->clones, KEY(tid)));
    if (kind)
        tasks_clone_ends(tasks, tid, kind == 1, result, ts_ns);
}

void tasks_clone_ends(struct tasks *tasks, uint32_t tid, bool makes_thread, int64_t result, uint64_t ts_ns)
{
    g_hash_table_remove(tasks->clones, KEY(tid));
    if (result <= 0 || result > INT32_MAX)
        return;
    uint32_t parent = tasks_process(tasks, tid), made = (uint32_t)result;
    remember(tasks->processes, made, makes_thread ? parent : made);
    guint abi = GPOINTER_TO_UINT(g_hash_table_lookup(tasks->abis, KEY(tid)));
    if (abi && !g_hash_table_contains(tasks->abis, KEY(made)))
        remember(tasks->abis, made, abi);
    tell(tasks, makes_thread ? STEP_THREAD : STEP_START, made, parent, ts_ns);
}

void tasks_exec(struct tasks *tasks, uint32_t tid, uint64_t ts_ns)
{
    tell(tasks, STEP_EXEC, tid, 0, ts_ns);
}

void tasks_exit(struct tasks *tasks, uint32_t tid, uint64_t ts_ns)
{
    tell(tasks, STEP_EXIT, tid, 0, ts_ns);
    g_hash_table_remove(tasks->processes, KEY(tid));
    g_hash_table_remove(tasks->abis, KEY(tid));
    g_hash_table_remove(tasks->clones, KEY(tid));
}
