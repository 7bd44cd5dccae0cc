#include "facts/owner_behind.h"
#include "facts/owner_places.h"
#include "facts/owner_private.h"

#include "ir/access.h"

/* ---- what pointers are held where ---- */

struct owner owners_held(const struct owners *o, struct home home)
{
    gint64 key = home_key(home);
    const struct owner *owner = home.kind == HOME_NONE ? NULL : g_hash_table_lookup(o->pointers, &key);
    return owner ? *owner : (struct owner){.kind = OWNER_NONE};
}

static void put(struct owners *o, struct home home, struct owner owner)
{
    struct owner held = owners_held(o, home), joined = held;
    owner_join(&joined, owner);
    if (home.kind == HOME_NONE || (joined.kind == held.kind && joined.mapping == held.mapping))
        return;
    gint64 key = home_key(home);
    g_hash_table_insert(o->pointers, g_memdup2(&key, sizeof key), g_memdup2(&joined, sizeof joined));
    o->has_grown = true;
}

void owners_put(struct owners *o, struct home home, struct owner owner)
{
    gint64 key = home_key(home);
    bool is_own =
        home.kind == HOME_LOCAL && owner.kind != OWNER_NONE && home.b < homes_body(o->homes, home.a)->n_params;
    if (is_own && !g_hash_table_contains(o->own, &key)) {
        g_hash_table_add(o->own, g_memdup2(&key, sizeof key));
        o->has_grown = true;
    }
    put(o, home, owner);
}

void owners_give(struct owners *o, uint32_t function, uint32_t parameter, struct owner owner)
{
    put(o, (struct home){HOME_LOCAL, function, parameter}, owner);
}

/* ---- pointers and accesses ---- */

struct owner owners_of_pointer(const struct owners *o, const struct ir_function *function, uint32_t inst,
                               struct ir_ref value)
{
    return owner_now(o, function, inst, owners_behind(o, function, value));
}

static bool is_own_local(const struct ir_function *function, struct ir_ref address)
{
    while (address.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return false;
        address = ir_operand(function, inst, 0);
    }
    return address.kind == IR_REF_LOCAL;
}

/* Whether the instruction does no more with the variable than read it, or say what it begins with. */
static bool leaves_alone(const struct ir_function *function, const struct ir_inst *inst, ir_id symbol)
{
    bool may_name = inst->op == IR_LOAD || (inst->op == IR_STORE && function->is_initialiser);
    for (uint32_t i = may_name; i < inst->n_operands; i++) {
        struct ir_ref ref = ir_operand(function, inst, i);
        if (ref.kind == IR_REF_SYMBOL && ref.index == symbol)
            return false;
    }
    return true;
}

/* A `static volatile` that nobody writes: it only keeps the compiler from knowing the value. */
static bool is_never_written(const struct owners *o, struct ir_ref address)
{
    if (address.kind != IR_REF_SYMBOL || ir_symbol_at(o->unit, address.index)->linkage != IR_STATIC)
        return false;
    for (guint f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(o->unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++)
            if (!leaves_alone(function, ir_inst_at(function, i), address.index))
                return false;
    }
    return true;
}

/* A link of a kernel's lists, which the macros of their headers read so for all that keep a list; most hold a lock. */
static bool is_read_for_all(const struct owners *o, const struct ir_function *function, struct ir_ref address)
{
    const struct ir_inst *field = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (!o->unit->is_kernel || !field || field->op != IR_FIELD)
        return false;
    const struct ir_loc *loc = ir_loc_at(o->unit, field->loc);
    const struct ir_type *record = homes_pointee(o->homes, function, ir_operand(function, field, 0));
    struct home type = record ? owners_type_home(o, record) : (struct home){HOME_NONE, 0, 0};
    return type.kind == HOME_TYPE && record->is_public && homes_is_link(o->homes, type.a) && loc->macro &&
           loc->spelling_file != loc->file;
}

struct owner owners_of_access(const struct owners *o, const struct ir_function *function, uint32_t inst,
                              struct ir_ref address)
{
    const struct ir_inst *access = ir_inst_at(function, inst);
    if (is_own_local(function, address))
        return (struct owner){.kind = OWNER_NONE};
    struct owner owner = owners_of_pointer(o, function, inst, address);
    struct thread_write write;
    if (owner.kind <= OWNER_ASSUMED && o->threads && threads_write(o->threads, function, inst, address, &write)) {
        owner = owner_make(OWNER_THREAD, write.is_handler ? "a signal handler" : "another thread", write.function,
                           write.loc);
        owner.is_cleared = write.clears;
        return owner;
    }
    bool is_volatile = access->is_volatile && !is_never_written(o, address) && !is_read_for_all(o, function, address);
    if (owner.kind <= OWNER_UNKNOWN && (is_volatile || access->is_atomic))
        owner = owner_make(OWNER_VOLATILE, "somebody else", access->is_atomic ? "atomic" : "volatile", access->loc);
    return owner;
}

bool owners_excluded(const struct owners *o, const struct ir_function *function, uint32_t first, uint32_t second,
                     struct ir_ref address)
{
    return o->threads && threads_excluded(o->threads, function, first, second, address);
}

/* ---- making it ---- */

struct owners *owners_new(const struct ir_unit *unit, const GArray *uses, struct threads *threads,
                          const struct tree_owners *tree, const struct owners_options *options)
{
    struct owners *o = g_new0(struct owners, 1);
    *o = (struct owners){.unit = unit, .uses = uses, .options = options, .threads = threads};
    o->tree = tree && !tree_owners_is_empty(tree) ? tree : NULL;
    o->folder = o->tree && unit->is_kernel ? tree_owners_folder(tree, unit->main_file) : NULL;
    o->homes = homes_new(unit);
    o->commons = commons_new(unit, o->homes);
    o->handed = g_new0(uint64_t, unit->functions->len);
    o->own = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    o->pointers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    o->privates = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    owners_find_sources(o);
    owners_pass(o);
    return o;
}

const struct callgraph *owners_graph(struct owners *o)
{
    if (!o->graph)
        o->graph = callgraph_new(o->unit);
    return o->graph;
}

void owners_free(struct owners *o)
{
    if (!o)
        return;
    callgraph_free(o->graph);
    g_free(o->handed);
    g_hash_table_unref(o->own);
    g_hash_table_unref(o->pointers);
    g_hash_table_unref(o->sources);
    g_hash_table_unref(o->inherited);
    g_hash_table_unref(o->privates);
    commons_free(o->commons);
    homes_free(o->homes);
    g_free(o);
}
