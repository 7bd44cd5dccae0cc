#include "symbols/processes.h"

/* Of those that have ended some are kept: events may be told late. */
enum { MOST_PROCESSES = 4096, MOST_ENDED = 256, MOST_GENERATIONS = 16 };

struct generation {
    uint64_t time_ns, exec_ns; /* told then; of the program that began then, 0 the one that we found */
    struct maps *maps;
};

struct process {
    uint32_t pid;
    uint64_t start_time; /* 0: not known; matches any */
    uint64_t exec_ns;    /* its last exec that was told */
    GArray *generations; /* struct generation, in the order in which they were told */
    GQueue *queue;       /* `recent` or `ended` */
    GList link;          /* in it */
};

struct processes {
    GHashTable *by_pid; /* pid → GPtrArray of struct process, newest last */
    GQueue recent;      /* heard of last at the head */
    GQueue ended;       /* that ended last at the head */
};

static void generation_clear(void *generation)
{
    maps_unref(((struct generation *)generation)->maps);
}

static void process_free(struct process *process)
{
    g_array_unref(process->generations);
    g_free(process);
}

struct processes *processes_new(void)
{
    struct processes *processes = g_new0(struct processes, 1);
    processes->by_pid = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_queue_init(&processes->recent);
    g_queue_init(&processes->ended);
    return processes;
}

void processes_free(struct processes *processes)
{
    while (processes->recent.head)
        process_free(g_queue_pop_head_link(&processes->recent)->data);
    while (processes->ended.head)
        process_free(g_queue_pop_head_link(&processes->ended)->data);
    g_hash_table_unref(processes->by_pid);
    g_free(processes);
}

static GPtrArray *of_pid(struct processes *processes, uint32_t pid)
{
    return g_hash_table_lookup(processes->by_pid, GUINT_TO_POINTER(pid));
}

static struct process *find(struct processes *processes, uint32_t pid, uint64_t start_time)
{
    GPtrArray *same = of_pid(processes, pid);
    for (unsigned i = same ? same->len : 0; i > 0; i--) {
        struct process *process = same->pdata[i - 1];
        if (process->start_time == start_time || process->start_time == 0 || start_time == 0)
            return process;
    }
    return NULL;
}

static void forget(struct processes *processes, struct process *process)
{
    GPtrArray *same = of_pid(processes, process->pid);
    g_ptr_array_remove(same, process);
    if (same->len == 0)
        g_hash_table_remove(processes->by_pid, GUINT_TO_POINTER(process->pid));
    g_queue_unlink(process->queue, &process->link);
    process_free(process);
}

static void move_to(GQueue *queue, struct process *process)
{
    if (process->queue)
        g_queue_unlink(process->queue, &process->link);
    process->queue = queue;
    g_queue_push_head_link(queue, &process->link);
}

static struct process *hear(struct processes *processes, uint32_t pid, uint64_t start_time)
{
    struct process *process = find(processes, pid, start_time);
    if (process) {
        if (process->start_time == 0)
            process->start_time = start_time;
    } else {
        if (processes->recent.length >= MOST_PROCESSES)
            forget(processes, processes->recent.tail->data);
        process = g_new0(struct process, 1);
        process->pid = pid;
        process->start_time = start_time;
        process->generations = g_array_new(FALSE, FALSE, sizeof(struct generation));
        g_array_set_clear_func(process->generations, generation_clear);
        process->link.data = process;
        GPtrArray *same = of_pid(processes, pid);
        if (!same)
            g_hash_table_insert(processes->by_pid, GUINT_TO_POINTER(pid), same = g_ptr_array_new());
        g_ptr_array_add(same, process);
    }
    move_to(&processes->recent, process);
    return process;
}

/* Takes the reference. */
static void add(struct process *process, uint64_t time_ns, struct maps *maps)
{
    struct generation generation = {time_ns, process->exec_ns, maps};
    if (process->generations->len >= MOST_GENERATIONS)
        g_array_remove_index(process->generations, 0);
    g_array_append_val(process->generations, generation);
}

static struct maps *newest(const struct process *process)
{
    const GArray *generations = process->generations;
    return generations->len ? g_array_index(generations, struct generation, generations->len - 1).maps : NULL;
}

void processes_map(struct processes *processes, const struct process_maps *told)
{
    struct process *process = hear(processes, told->pid, told->start_time);
    struct maps *maps =
        told->adds ? maps_add(newest(process), told->text, told->size) : maps_parse(told->text, told->size);
    add(process, told->time_ns, maps);
}

/* From now on its addresses are another program's, even where they are the same. */
static void begin(struct processes *processes, const struct process_event *step)
{
    struct process *process = find(processes, step->pid, step->start_time);
    if (process && step->time_ns > process->exec_ns)
        process->exec_ns = step->time_ns;
}

static void end(struct processes *processes, const struct process_event *step)
{
    struct process *process = find(processes, step->pid, step->start_time);
    if (!process)
        return;
    move_to(&processes->ended, process);
    if (processes->ended.length > MOST_ENDED)
        forget(processes, processes->ended.tail->data);
}

void processes_step(struct processes *processes, const struct process_event *step)
{
    if (step->step == STEP_EXIT)
        end(processes, step);
    if (step->step == STEP_EXEC)
        begin(processes, step);
    if (step->step != STEP_START || step->parent == step->pid)
        return;
    struct process *parent = find(processes, step->parent, 0);
    struct maps *maps = parent ? newest(parent) : NULL;
    if (!maps)
        return;
    maps_ref(maps); /* hearing of the child may be what makes us forget the parent */
    add(hear(processes, step->pid, step->start_time), step->time_ns, maps);
}

/* When the program began that a process ran at a time. */
static uint64_t exec_before(const struct process *process, uint64_t time_ns)
{
    uint64_t latest = process->exec_ns <= time_ns ? process->exec_ns : 0;
    for (unsigned i = 0; i < process->generations->len; i++) {
        uint64_t exec_ns = g_array_index(process->generations, struct generation, i).exec_ns;
        latest = exec_ns <= time_ns ? MAX(latest, exec_ns) : latest;
    }
    return latest;
}

const struct maps *processes_find(struct processes *processes, uint32_t pid, uint64_t start_time, uint64_t time_ns,
                                  uint64_t address)
{
    const struct process *process = find(processes, pid, start_time);
    if (!process)
        return NULL;
    const GArray *generations = process->generations;
    const struct maps *later = NULL;
    uint64_t exec_ns = exec_before(process, time_ns);
    for (unsigned i = generations->len; i > 0; i--) {
        const struct generation *generation = &g_array_index(generations, struct generation, i - 1);
        if (generation->exec_ns != exec_ns || !maps_find(generation->maps, address))
            continue;
        if (generation->time_ns <= time_ns)
            return generation->maps;
        later = generation->maps; /* in the end the first of those behind */
    }
    return later;
}
