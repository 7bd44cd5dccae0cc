/* Who writes memory that a function reads, and which locks keep him out. */
#include <string.h>

#include "facts/once.h"

enum { PHIS_DEEP = 3 /* choices between values, one in the other */ };

bool threads_common(const struct threads *t, const struct place *place)
{
    if (!place_is_known(place))
        return false;
    return place->is_direct || (place->record && g_hash_table_contains(t->shared, place->record));
}

/* ---- finding them ---- */

/* On some way at least. */
static bool is_null(const struct threads *t, const struct ir_function *function, struct ir_ref value, unsigned depth)
{
    value = ir_behind_conversions(function, value);
    if (value.kind == IR_REF_CONST)
        return g_array_index(t->unit->consts, struct ir_const, value.index).value == 0;
    const struct ir_inst *phi = value.kind == IR_REF_TEMP ? ir_inst_at(function, value.index) : NULL;
    for (uint32_t i = 1; phi && phi->op == IR_PHI && i < phi->n_operands && depth < PHIS_DEEP; i += 2)
        if (is_null(t, function, ir_operand(function, phi, i), depth + 1))
            return true;
    return false;
}

static void note_write(struct threads *t, uint32_t number, uint32_t inst, struct ir_ref address)
{
    const struct ir_function *function = thread_body(t, number);
    const struct ir_inst *store = ir_inst_at(function, inst);
    struct written written = {commons_at(t->places, function, address), number, inst, false};
    written.clears = store->op == IR_STORE && is_null(t, function, ir_operand(function, store, 1), 0);
    if (threads_common(t, &written.place))
        g_array_append_val(t->writes, written);
}

/* Functions of the C library that write what their first argument points to. */
static bool writes_first(const char *name)
{
    static const char *const names[] = {"memcpy",    "memmove", "memset", "strcpy",          "strncpy",
                                        "strlcpy",   "strscpy", "stpcpy", "strcat",          "snprintf",
                                        "vsnprintf", "sprintf", "fgets",  "__builtin_memcpy"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(names[i], name))
            return true;
    return false;
}

static void find_in(struct threads *t, uint32_t number)
{
    const struct ir_function *function = thread_body(t, number);
    for (uint32_t i = 0; i < function->insts->len && !function->is_initialiser; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(t->unit, function, inst) : NULL;
        if (inst->op == IR_STORE || inst->op == IR_COPY || inst->op == IR_ZERO)
            note_write(t, number, i, ir_operand(function, inst, 0));
        else if (callee && inst->n_operands > 1 && writes_first(callee->name))
            note_write(t, number, i, ir_operand(function, inst, 1));
    }
}

static void share_record(struct threads *t, const struct ir_type *type)
{
    for (unsigned depth = 0; type && depth < 3; depth++) {
        if (type->kind == IR_TYPE_RECORD && type->name)
            g_hash_table_add(t->shared, (gpointer)(uintptr_t)type->name);
        if (type->kind != IR_TYPE_POINTER && type->kind != IR_TYPE_ARRAY)
            return;
        type = ir_type_at(t->unit, type->target);
    }
}

/* Globals that a thread touches tell of the types behind them. */
static void share_globals(struct threads *t, const struct ir_function *function)
{
    for (uint32_t o = 0; o < function->operands->len; o++) {
        struct ir_ref ref = g_array_index(function->operands, struct ir_ref, o);
        if (ref.kind == IR_REF_SYMBOL && !ir_symbol_at(t->unit, ref.index)->is_function)
            share_record(t, ir_type_at(t->unit, ir_symbol_at(t->unit, ref.index)->type));
    }
}

/* What an entry takes its argument for. */
static void share_argument(struct threads *t, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len && function->n_params; i++) {
        const struct ir_inst *cast = ir_inst_at(function, i);
        struct ir_ref from =
            cast->op == IR_BITCAST ? ir_operand(function, cast, 0) : (struct ir_ref){.kind = IR_REF_NONE};
        const struct ir_inst *load = from.kind == IR_REF_TEMP ? ir_inst_at(function, from.index) : NULL;
        if (!load || load->op != IR_LOAD)
            continue;
        struct ir_ref local = ir_operand(function, load, 0);
        if (local.kind == IR_REF_LOCAL && local.index == 0)
            share_record(t, ir_type_at(t->unit, cast->type));
    }
}

void threads_find_writes(struct threads *t)
{
    for (uint32_t f = 0; f < thread_bodies(t); f++)
        if (t->contexts[f] & ~UINT64_C(1))
            share_globals(t, thread_body(t, f));
    for (guint e = 0; e < t->entries->len; e++)
        if (thread_entry_at(t, e)->function != IR_NONE && !thread_entry_at(t, e)->is_handler)
            share_argument(t, thread_body(t, thread_entry_at(t, e)->function));
    for (uint32_t f = 0; f < thread_bodies(t); f++)
        find_in(t, f);
}

/* ---- who writes while it is read ---- */

static bool meets(struct threads *t, uint32_t function, uint32_t inst, guint entry)
{
    return threads_meeting(t, function, inst, entry) != MEETS_NOT;
}

/* A writer of that entry and a reader in these contexts. */
static bool is_written_by(struct threads *t, guint e, uint64_t reads, uint32_t reader, uint32_t inst)
{
    const struct thread_entry *entry = thread_entry_at(t, e);
    uint64_t bit = context_of(e);
    bool other_thread = (reads & ~(bit | 1)) || ((reads & bit) && entry->is_many);
    if (other_thread && !(entry->is_handler && (reads & bit)))
        return true;
    return (reads & 1) && meets(t, reader, inst, e);
}

/* Whether the write can be made while the function is at `inst`. A kernel has no main thread: of its functions that no
 * thread is known to run nobody can say when they run, often before there is a thread, or under a caller's lock. */
static bool is_concurrent(struct threads *t, const struct written *w, uint32_t reader, uint32_t inst)
{
    uint64_t reads = t->contexts[reader], writes = t->contexts[w->function];
    for (guint e = 0; e < t->entries->len; e++) {
        uint64_t bit = context_of(e);
        if ((writes & bit) && is_written_by(t, e, reads, reader, inst))
            return true;
        if ((reads & bit) && !thread_entry_at(t, e)->is_handler && (writes & 1) && !t->unit->is_kernel &&
            meets(t, w->function, w->inst, e))
            return true;
    }
    return false;
}

/* The same of a write in another unit. A thread that this unit knows nothing of may run at any time, but for what
 * nothing except the member's name ties to it. */
static bool is_concurrent_elsewhere(struct threads *t, const struct tree_deed *deed, bool is_sure_place,
                                    uint32_t reader, uint32_t inst)
{
    uint64_t reads = t->contexts[reader];
    for (guint i = 0; i < deed->by->len; i++) {
        guint e = threads_entry(t, &g_array_index(deed->by, struct tree_entry, i));
        if (e != NO_ENTRY ? is_written_by(t, e, reads, reader, inst)
                          : is_sure_place && ((reads & ~UINT64_C(1)) || meets(t, reader, inst, NO_ENTRY)))
            return true;
    }
    for (guint i = 0; i < deed->meets->len && !t->unit->is_kernel; i++) {
        guint e = threads_entry(t, &g_array_index(deed->meets, struct tree_entry, i));
        if (e != NO_ENTRY && (reads & context_of(e)) && !thread_entry_at(t, e)->is_handler)
            return true;
    }
    return false;
}

static bool is_by_handler(const struct threads *t, uint32_t writer)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (t->contexts[writer] & context_of(e))
            return thread_entry_at(t, e)->is_handler;
    return false;
}

/* Writes of the memory at `place` that may be made while it is read: the unit's own, and those of others. */
struct visit {
    struct threads *threads;
    struct place place;
    uint32_t reader, inst;
};

static bool is_meant(const struct visit *v, const struct written *w)
{
    return place_compare(&w->place, &v->place) != PLACE_DIFFERENT && is_concurrent(v->threads, w, v->reader, v->inst) &&
           !once_is_over(v->threads, w->function, v->reader, v->inst);
}

static bool is_meant_elsewhere(const struct visit *v, const struct tree_deed *deed)
{
    enum place_match match = place_compare(&deed->place, &v->place);
    return deed->kind == TREE_WRITE && match != PLACE_DIFFERENT &&
           !g_str_equal(deed->home, v->threads->unit->main_file) &&
           is_concurrent_elsewhere(v->threads, deed, match == PLACE_SAME, v->reader, v->inst);
}

static GPtrArray *told(const struct visit *v)
{
    return v->threads->tree ? tree_threads_deeds(v->threads->tree, &v->place, v->threads->unit) : g_ptr_array_new();
}

/* A member is in common, too, when another unit's thread writes it. */
static bool begin(struct visit *v, struct threads *t, const struct ir_function *function, uint32_t inst,
                  struct ir_ref address)
{
    *v = (struct visit){t, commons_at(t->places, function, address), homes_number(t->homes, function), inst};
    return place_is_known(&v->place);
}

static bool is_cleared(const struct visit *v)
{
    for (guint i = 0; i < v->threads->writes->len; i++) {
        const struct written *w = &g_array_index(v->threads->writes, struct written, i);
        if (w->clears && place_compare(&w->place, &v->place) == PLACE_SAME && is_meant(v, w))
            return true;
    }
    return false;
}

bool threads_write(struct threads *t, const struct ir_function *function, uint32_t inst, struct ir_ref address,
                   struct thread_write *ret)
{
    struct visit visit;
    if (!begin(&visit, t, function, inst, address))
        return false;
    for (guint i = 0; i < t->writes->len && threads_common(t, &visit.place); i++) {
        const struct written *w = &g_array_index(t->writes, struct written, i);
        const struct ir_function *writer = thread_body(t, w->function);
        if (!is_meant(&visit, w))
            continue;
        *ret = (struct thread_write){.function = ir_function_name(t->unit, writer),
                                     .loc = ir_inst_at(writer, w->inst)->loc,
                                     .is_handler = is_by_handler(t, w->function),
                                     .clears = is_cleared(&visit)};
        return true;
    }
    g_autoptr(GPtrArray) deeds = told(&visit);
    for (guint i = 0; i < deeds->len; i++) {
        const struct tree_deed *deed = deeds->pdata[i];
        if (!is_meant_elsewhere(&visit, deed))
            continue;
        *ret = (struct thread_write){.function = deed->spot.function, .spot = deed->spot};
        ret->is_handler = deed->by->len && g_array_index(deed->by, struct tree_entry, 0).is_handler;
        return true;
    }
    return false;
}

/* Whether all by whom the write is made are handlers that cannot interrupt the stretch. */
static bool is_kept_off(const struct visit *v, const struct written *w, const struct stretch *stretch)
{
    struct threads *t = v->threads;
    uint64_t signals = 0;
    for (guint e = 0; e < t->entries->len; e++) {
        if (!(t->contexts[w->function] & context_of(e)))
            continue;
        if (!thread_entry_at(t, e)->is_handler)
            return false;
        signals |= thread_entry_at(t, e)->signals;
    }
    return t->contexts[v->reader] == 1 && threads_block(t, stretch, signals);
}

static bool is_kept_off_elsewhere(const struct visit *v, const struct tree_deed *deed, const struct stretch *stretch)
{
    uint64_t signals = 0;
    for (guint i = 0; i < deed->by->len; i++) {
        const struct tree_entry *entry = &g_array_index(deed->by, struct tree_entry, i);
        if (!entry->is_handler)
            return false;
        signals |= entry->signals;
    }
    return v->threads->contexts[v->reader] == 1 && threads_block(v->threads, stretch, signals);
}

bool threads_excluded(struct threads *t, const struct ir_function *function, uint32_t first, uint32_t second,
                      struct ir_ref address)
{
    struct visit visit;
    struct stretch stretch = {function, first, second};
    if (!begin(&visit, t, function, first, address))
        return false;
    g_autoptr(GArray) held = threads_held(t, &stretch);
    bool is_excluded = held->len > 0;
    for (guint i = 0; i < t->writes->len && is_excluded && threads_common(t, &visit.place); i++) {
        const struct written *w = &g_array_index(t->writes, struct written, i);
        if (!is_meant(&visit, w))
            continue;
        g_autoptr(GArray) theirs = locks_between(threads_locks(t), w->function, w->inst, w->inst);
        is_excluded = locks_exclude(held, theirs) || is_kept_off(&visit, w, &stretch);
    }
    g_autoptr(GPtrArray) deeds = told(&visit);
    for (guint i = 0; i < deeds->len && is_excluded; i++) {
        const struct tree_deed *deed = deeds->pdata[i];
        if (is_meant_elsewhere(&visit, deed))
            is_excluded = locks_exclude(held, deed->locks) || is_kept_off_elsewhere(&visit, deed, &stretch);
    }
    return is_excluded;
}
