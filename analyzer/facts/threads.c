#include "facts/once.h"
#include "facts/thread_starts.h"

#include <string.h>

static bool is_entry(const struct threads *t, uint32_t number)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (thread_entry_at(t, e)->function == number)
            return true;
    return false;
}

/* What nobody in the unit calls runs in the main thread, unless it is an entry, or another unit's thread calls it. */
static void spread_contexts(struct threads *t)
{
    for (uint32_t f = 0; f < thread_bodies(t); f++)
        if (!t->contexts[f] && !is_entry(t, f) && !callgraph_callers(t->graph, f)->len)
            t->contexts[f] |= 1;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (uint32_t f = 0; f < thread_bodies(t); f++) {
            const GArray *callees = callgraph_callees(t->graph, f);
            for (guint i = 0; i < callees->len; i++) {
                uint64_t *context = &t->contexts[g_array_index(callees, uint32_t, i)];
                has_grown |= (t->contexts[f] & ~*context) != 0;
                *context |= t->contexts[f];
            }
        }
    }
}

struct locks *threads_locks(struct threads *t)
{
    if (!t->locks)
        t->locks = locks_new(t->unit, t->uses, t->graph, t->places, t->bodies, t->tree);
    return t->locks;
}

static void count_mentions(struct threads *t, const struct ir_function *function, const struct ir_inst *inst)
{
    for (uint32_t i = inst->op == IR_CALL; i < inst->n_operands; i++) {
        struct ir_ref ref = ir_operand(function, inst, i);
        uint32_t named = ref.kind == IR_REF_SYMBOL ? callgraph_body(t->graph, ref.index) : IR_NONE;
        if (named != IR_NONE)
            t->mentions[named]++;
    }
}

unsigned threads_mentions(struct threads *t, uint32_t number)
{
    if (!t->mentions) {
        t->mentions = g_new0(unsigned, thread_bodies(t) + 1);
        for (uint32_t f = 0; f < thread_bodies(t); f++)
            for (uint32_t i = 0; i < thread_body(t, f)->insts->len; i++)
                count_mentions(t, thread_body(t, f), ir_inst_at(thread_body(t, f), i));
    }
    return t->mentions[number];
}

GArray *threads_held(struct threads *t, const struct stretch *stretch)
{
    return locks_between(threads_locks(t), homes_number(t->homes, stretch->function), stretch->from, stretch->to);
}

bool threads_exclude(struct threads *t, const struct stretch *stretch, const GArray *locks)
{
    g_autoptr(GArray) held = threads_held(t, stretch);
    return locks_exclude(held, locks);
}

/* Then the handler may run in a thread that lets the signal through. */
static bool has_threads(const struct threads *t)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (!thread_entry_at(t, e)->is_handler && !thread_entry_at(t, e)->is_process)
            return true;
    return t->tree && tree_threads_have_some(t->tree, t->unit);
}

bool threads_block(struct threads *t, const struct stretch *stretch, uint64_t signals)
{
    g_autoptr(GArray) held = threads_held(t, stretch);
    return locks_block(held, signals) && !has_threads(t);
}

guint threads_entry(const struct threads *t, const struct tree_entry *entry)
{
    for (guint e = 0; e < t->entries->len; e++) {
        const struct thread_entry *known = thread_entry_at(t, e);
        if (g_str_equal(known->name, entry->function) && g_strcmp0(known->home, entry->home) == 0)
            return e;
    }
    return NO_ENTRY;
}

const GArray *threads_entries(const struct threads *t)
{
    return t->entries;
}

bool threads_runs(const struct threads *t, guint entry, const struct ir_function *function)
{
    return t->contexts[homes_number(t->homes, function)] & context_of(entry);
}

struct commons *threads_commons(struct threads *t)
{
    return t->places;
}

/* ---- making it ---- */

static bool has_heirs(const GArray *uses)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct catalogue_shared *shared = g_array_index(uses, struct use, i).interface->shared;
        if (shared && shared->heirs)
            return true;
    }
    return false;
}

bool threads_start(const GArray *uses)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (use->interface->thread && !use->interface->thread->waits && use->function)
            return true;
    }
    return false;
}

struct threads *threads_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                            struct bodies *bodies, const struct tree_threads *tree)
{
    if (!threads_start(uses) && !has_heirs(uses) && !(tree && tree_threads_concern(tree, unit)))
        return NULL;
    struct threads *t = g_new0(struct threads, 1);
    *t = (struct threads){.unit = unit, .uses = uses, .graph = graph, .bodies = bodies, .tree = tree};
    t->homes = homes_new(unit);
    t->places = commons_new(unit, t->homes);
    t->entries = g_array_new(FALSE, FALSE, sizeof(struct thread_entry));
    t->contexts = g_new0(uint64_t, thread_bodies(t) + 1);
    t->starts = g_new0(GArray *, thread_bodies(t) + 1);
    t->waits = g_new0(GArray *, thread_bodies(t) + 1);
    t->writes = g_array_new(FALSE, FALSE, sizeof(struct written));
    t->shared = g_hash_table_new(g_str_hash, g_str_equal);
    t->has_once = once_some(t);
    threads_find_starts(t);
    spread_contexts(t);
    threads_find_writes(t);
    return t;
}

static void lists_free(GArray **lists, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (lists[i])
            g_array_unref(lists[i]);
    g_free(lists);
}

void threads_free(struct threads *t)
{
    if (!t)
        return;
    lists_free(t->starts, thread_bodies(t));
    lists_free(t->waits, thread_bodies(t));
    locks_free(t->locks);
    commons_free(t->places);
    homes_free(t->homes);
    g_array_unref(t->entries);
    g_array_unref(t->writes);
    g_hash_table_unref(t->shared);
    g_free(t->contexts);
    g_free(t->mentions);
    g_free(t);
}
