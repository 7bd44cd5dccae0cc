/* What one unit tells the tree of its threads, and what it asks. */
#include <string.h>

#include "facts/endings.h"
#include "facts/thread_starts.h"
#include "facts/tree_threads_p.h"
#include "facts/tree_threads_round.h"

enum { DEEDS_MAX = 2000 /* of a unit */, RUN_DEEP = 2 /* units that an entry is followed through */ };

struct teller {
    struct tree_threads *tree;
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    const GArray *uses;
    struct bodies *bodies;
    struct callgraph *graph;
    struct threads *threads; /* or NULL */
    struct told_unit *told;
    GHashTable *seen; /* texts of deeds */
    bool is_program;
};

static bool is_external(const struct teller *t, const struct ir_function *function)
{
    return function->symbol != IR_NONE && !function->in_header && !function->is_initialiser && !function->degraded &&
           ir_symbol_at(t->unit, function->symbol)->linkage == IR_EXTERN;
}

static const char *keep(const struct teller *t, const char *text)
{
    return tree_threads_keep(t->tree, text);
}

static struct tree_entry entry_at(const struct teller *t, guint e)
{
    const struct thread_entry *entry = thread_entry_at(t->threads, e);
    return (struct tree_entry){.function = keep(t, entry->name),
                               .home = keep(t, entry->home),
                               .spot = tree_threads_keep_spot(t->tree, entry->spot),
                               .signals = entry->signals,
                               .is_handler = entry->is_handler,
                               .is_process = entry->is_process,
                               .is_many = entry->is_many,
                               .depth = entry->depth};
}

static void ask(const struct teller *t, const char *name)
{
    g_ptr_array_add(t->told->asked, (gpointer)(uintptr_t)keep(t, name));
}

/* ---- who is started, and run ---- */

static void add_entry(GArray *entries, struct tree_entry entry)
{
    for (guint i = 0; i < entries->len; i++) {
        const struct tree_entry *known = &g_array_index(entries, struct tree_entry, i);
        if (g_str_equal(known->function, entry.function) && g_strcmp0(known->home, entry.home) == 0)
            return;
    }
    g_array_append_val(entries, entry);
}

static void tell_starts(const struct teller *t)
{
    for (guint e = 0; e < t->threads->entries->len; e++) {
        const struct thread_entry *known = thread_entry_at(t->threads, e);
        if (!known->start || known->function != IR_NONE || known->is_process)
            continue;
        struct tree_entry entry = entry_at(t, e);
        add_entry(told_function_add(t->told, entry.function, false)->entries, entry);
        ask(t, known->name);
    }
}

/* Functions of other units that this one calls in a thread. */
static void tell_runs(const struct teller *t, uint32_t f, const struct ir_symbol *callee)
{
    for (guint e = 0; e < t->threads->entries->len; e++) {
        struct tree_entry entry = entry_at(t, e);
        if (!(t->threads->contexts[f] & context_of(e)) || !entry.home || entry.depth >= RUN_DEEP)
            continue;
        entry.depth++;
        add_entry(told_function_add(t->told, keep(t, callee->name), false)->entries, entry);
        ask(t, callee->name);
    }
}

static void look_at_calls(const struct teller *t, uint32_t f)
{
    const struct ir_function *function = thread_body(t->threads, f);
    for (uint32_t i = 0; i < function->insts->len && !t->unit->is_kernel; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(t->unit, function, inst) : NULL;
        if (callee && callee->linkage == IR_EXTERN && !callee->is_defined && t->threads->contexts[f] & ~UINT64_C(1))
            tell_runs(t, f, callee);
    }
}

static bool protects_in(const GArray *uses, const struct ir_function *function)
{
    for (guint u = 0; u < uses->len; u++) {
        const struct use *use = &g_array_index(uses, struct use, u);
        if (use->interface->protects && use->inst != IR_NONE && use->function &&
            (!function || use->function == function))
            return true;
    }
    return false;
}

/* A lock's helper is given the lock's object, or nothing; one that takes a range away may be given more. */
static void ask_helpers(const struct teller *t)
{
    for (guint f = 0; f < t->unit->functions->len && !t->unit->is_kernel; f++) {
        const struct ir_function *function = g_ptr_array_index(t->unit->functions, f);
        uint32_t most = protects_in(t->uses, function) ? 4 : 2;
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(t->unit, function, inst) : NULL;
            if (callee && callee->linkage == IR_EXTERN && !callee->is_defined && inst->n_operands <= most)
                ask(t, callee->name);
        }
    }
}

/* ---- what functions do for their callers ---- */

static void tell_locks(const struct teller *t, struct locks *locks, uint32_t f, struct told_function *told)
{
    g_autoptr(GArray) effects = locks_effects(locks, f);
    for (guint i = 0; i < effects->len; i++) {
        struct lock_effect effect = g_array_index(effects, struct lock_effect, i);
        effect.place = tree_threads_keep_place(t->tree, effect.place);
        g_array_append_val(told->locks, effect);
    }
}

/* Of a kernel only who starts a thread, or waits for one, by a call of its own: in the end most of its functions do. */
static bool is_near(const struct teller *t, const struct thread_entry *entry)
{
    return !t->unit->is_kernel || entry->start;
}

static unsigned waits(const struct teller *t, uint32_t f)
{
    bool has_call = !t->unit->is_kernel;
    for (guint u = 0; u < t->uses->len && !has_call; u++) {
        const struct use *use = &g_array_index(t->uses, struct use, u);
        has_call = use->function == g_ptr_array_index(t->unit->functions, f) && use->interface->thread &&
                   use->interface->thread->waits;
    }
    return has_call ? threads_waits(t->threads, f) : 0;
}

static void tell_function(const struct teller *t, struct locks *locks, struct endings *endings, uint32_t f)
{
    const struct ir_function *function = g_ptr_array_index(t->unit->functions, f);
    const char *name = ir_function_name(t->unit, function);
    uint64_t begun = t->threads ? threads_begun(t->threads, f) : 0;
    unsigned whom = t->threads ? waits(t, f) : 0;
    if (!begun && !whom && !tree_threads_asked(t->tree, name))
        return;
    struct told_function *told = told_function_add(t->told, keep(t, name), true);
    told->waits = whom;
    tell_locks(t, locks, f, told);
    if (endings)
        tree_threads_tell_ends(t->tree, told, endings, t->unit, function);
    for (guint e = 0; begun && e < t->threads->entries->len; e++) {
        const struct thread_entry *entry = thread_entry_at(t->threads, e);
        if (begun & context_of(e) && entry->home && is_near(t, entry))
            add_entry(told->entries, entry_at(t, e));
    }
}

static void tell_functions(const struct teller *t, const struct homes *homes)
{
    struct commons *places = commons_new(t->unit, homes);
    struct locks *locks = locks_new(t->unit, t->uses, t->graph, places, t->bodies, t->tree);
    struct endings *endings =
        t->unit->is_kernel ? NULL : endings_new(t->unit, t->catalogue, t->uses, t->bodies, t->graph, t->tree);
    for (uint32_t f = 0; f < t->unit->functions->len; f++)
        if (is_external(t, g_ptr_array_index(t->unit->functions, f)))
            tell_function(t, locks, endings, f);
    endings_free(endings);
    locks_free(locks);
    commons_free(places);
}

/* ---- deeds ---- */

static bool is_new(const struct teller *t, enum tree_deed_kind kind, uint32_t f, const struct place *place,
                   const GArray *locks, const char *name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%d %u %s %s %s", kind, f, name ? name : "", place->way ? place->way : "",
                           place->member ? place->member : "");
    for (guint i = 0; i < locks->len; i++) {
        const struct held_lock *lock = &g_array_index(locks, struct held_lock, i);
        g_string_append_printf(text, " %s%d", lock->place.way ? lock->place.way : lock->place.member, lock->is_shared);
    }
    return g_hash_table_add(t->seen, g_string_free(g_steal_pointer(&text), FALSE));
}

/* The main thread's deeds count where it is known to have started the entry. */
static void add_meetings(const struct teller *t, uint32_t f, uint32_t inst, GArray *meets)
{
    for (guint e = 0; e < t->threads->entries->len && !t->unit->is_kernel; e++)
        if (t->threads->contexts[f] & 1 && !thread_entry_at(t->threads, e)->is_process &&
            threads_meeting(t->threads, f, inst, e) == MEETS)
            add_entry(meets, entry_at(t, e));
}

/* NULL: nobody else runs then, or it is told already. */
static struct tree_deed *tell_deed(const struct teller *t, enum tree_deed_kind kind, uint32_t f, uint32_t inst,
                                   struct place place, const char *name)
{
    const struct ir_function *function = thread_body(t->threads, f);
    struct stretch stretch = {function, inst, inst};
    g_autoptr(GArray) meets = g_array_new(FALSE, FALSE, sizeof(struct tree_entry));
    g_autoptr(GArray) locks = threads_held(t->threads, &stretch);
    bool is_run = t->threads->contexts[f] & ~UINT64_C(1);
    if (!is_run && kind == TREE_WRITE)
        add_meetings(t, f, inst, meets);
    if ((!is_run && !meets->len) || t->told->deeds->len >= DEEDS_MAX || !is_new(t, kind, f, &place, locks, name))
        return NULL;
    struct tree_deed *deed = told_deed_add(t->told);
    deed->kind = kind;
    deed->place = tree_threads_keep_place(t->tree, place);
    deed->is_program = t->is_program;
    deed->spot = tree_threads_keep_spot(t->tree, spot_at(t->threads->unit, function, ir_inst_at(function, inst)->loc));
    deed->name = keep(t, name);
    for (guint i = 0; i < locks->len; i++) {
        struct held_lock lock = g_array_index(locks, struct held_lock, i);
        lock.place = tree_threads_keep_place(t->tree, lock.place);
        g_array_append_val(deed->locks, lock);
    }
    for (guint e = 0; is_run && e < t->threads->entries->len; e++)
        if (t->threads->contexts[f] & context_of(e))
            add_entry(deed->by, entry_at(t, e));
    g_array_append_vals(deed->meets, meets->data, meets->len);
    return deed;
}

/* A static global is nobody else's. */
static bool is_others(const struct place *place)
{
    return !place->way || !strchr(place->way, '|');
}

static void tell_writes(const struct teller *t)
{
    for (guint i = 0; i < t->threads->writes->len; i++) {
        const struct written *w = &g_array_index(t->threads->writes, struct written, i);
        if (is_others(&w->place))
            tell_deed(t, TREE_WRITE, w->function, w->inst, w->place, NULL);
    }
}

static void tell_end(const struct teller *t, const struct scene *scene, const struct ending *ending, uint32_t f)
{
    g_autoptr(GArray) holders = endings_holders(scene, threads_commons(t->threads), ending->value, true);
    for (guint h = 0; h < holders->len; h++) {
        struct place place = g_array_index(holders, struct holder, h).place;
        struct tree_deed *deed =
            is_others(&place) ? tell_deed(t, TREE_END, f, ending->inst, place, ending->use->name) : NULL;
        if (deed)
            deed->end = ending->end;
    }
}

static bool is_ending(const struct use *use)
{
    return use->function && use->inst != IR_NONE && !use->is_reference && use->interface->ends->len > 0;
}

static void tell_ends(const struct teller *t)
{
    struct endings *endings = endings_new(t->unit, t->catalogue, t->uses, t->bodies, t->graph, t->tree);
    for (guint u = 0; u < t->uses->len; u++) {
        const struct use *use = &g_array_index(t->uses, struct use, u);
        uint32_t f = is_ending(use) ? homes_number(t->threads->homes, use->function) : IR_NONE;
        if (f == IR_NONE || !(t->threads->contexts[f] & ~UINT64_C(1)))
            continue;
        struct scene *scene = endings_scene(endings, use->function);
        struct ending ending;
        for (guint i = 0; scene && i < use->interface->ends->len; i++)
            if (endings_of_use(endings, use, i, &ending))
                tell_end(t, scene, &ending, f);
    }
    endings_free(endings);
}

/* ---- all ---- */

static bool defines_asked(const struct tree_threads *tree, const struct ir_unit *unit)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        if (!function->in_header && tree_threads_asked(tree, ir_function_name(unit, function)))
            return true;
    }
    return false;
}

static void tell(struct teller *t)
{
    struct homes *homes = homes_new(t->unit);
    if (t->threads) {
        tell_starts(t);
        for (uint32_t f = 0; f < t->unit->functions->len; f++)
            look_at_calls(t, f);
        tell_writes(t);
        tell_ends(t);
    }
    if (t->threads || protects_in(t->uses, NULL))
        ask_helpers(t);
    tell_functions(t, homes);
    homes_free(homes);
}

static bool is_main(const struct ir_unit *unit)
{
    for (guint f = 0; f < unit->functions->len; f++)
        if (g_str_equal(ir_function_name(unit, g_ptr_array_index(unit->functions, f)), "main"))
            return true;
    return false;
}

void tree_threads_take(struct tree_threads *tree, const struct ir_unit *unit, const struct catalogue *catalogue,
                       const GArray *uses, uint32_t number)
{
    bool is_asked = defines_asked(tree, unit);
    if (!is_asked && !threads_start(uses) && !protects_in(uses, NULL) && !tree_threads_concern(tree, unit))
        return;
    struct teller t = {.tree = tree, .unit = unit, .catalogue = catalogue, .uses = uses};
    t.bodies = bodies_new(unit);
    t.graph = callgraph_new(unit);
    t.threads = threads_new(unit, uses, t.graph, t.bodies, tree);
    t.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    t.is_program = is_main(unit);
    t.told = tree_threads_told(tree, unit, number);
    tell(&t);
    g_hash_table_unref(t.seen);
    threads_free(t.threads);
    callgraph_free(t.graph);
    bodies_free(t.bodies);
}
