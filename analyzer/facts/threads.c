#include "facts/threads.h"

#include <string.h>

#include "facts/locks.h"
#include "flow/cfg.h"

enum {
    ENTRIES_MAX = 62, /* contexts are bits; the first is the main thread */
    DEPTH_MAX = 6     /* callers, and calls that start a thread for their caller */
};

struct entry {
    uint32_t function;
    bool is_handler;
    bool is_many; /* more than one may run at the same time */
};

/* A write of memory that other functions know. */
struct written {
    gint64 key;
    ir_id root; /* the symbol of a global object; IR_NONE: through a pointer */
    uint32_t function, inst;
};

struct threads {
    const struct ir_unit *unit;
    const GArray *uses;
    const struct homes *homes;
    GArray *entries;    /* struct entry */
    uint64_t *contexts; /* by function: bit 0 main, then by entry */
    GArray **starts;    /* by function: struct start; NULL: none */
    GArray **callers;   /* by function: struct site */
    GArray *writes;     /* struct written */
    GHashTable *shared; /* record types that threads know: id + 1 */
    GHashTable *cfgs;   /* struct ir_function * → struct cfg */
    struct locks *locks;
};

struct site {
    uint32_t function, inst;
};

/* From here on others run. */
struct start {
    uint32_t inst;
    bool is_handler; /* a signal handler: nobody waits for its end */
};

static const struct ir_function *body_at(const struct threads *t, uint32_t number)
{
    return homes_body(t->homes, number);
}

static uint32_t count(const struct threads *t)
{
    return t->unit->functions->len;
}

static const struct cfg *cfg_of(struct threads *t, const struct ir_function *function)
{
    struct cfg *cfg = g_hash_table_lookup(t->cfgs, function);
    if (!cfg) {
        cfg = cfg_new(function);
        g_hash_table_insert(t->cfgs, (gpointer)function, cfg);
    }
    return cfg;
}

static bool leads(struct threads *t, const struct ir_function *function, uint32_t from, uint32_t to)
{
    return locks_leads(cfg_of(t, function), from, to, IR_NONE);
}

/* ---- who runs where ---- */

static uint32_t named_function(const struct threads *t, const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP && ir_inst_at(function, ref.index)->op == IR_BITCAST)
        ref = ir_operand(function, ir_inst_at(function, ref.index), 0);
    if (ref.kind != IR_REF_SYMBOL || !ir_symbol_at(t->unit, ref.index)->is_function)
        return IR_NONE;
    for (uint32_t f = 0; f < count(t); f++)
        if (body_at(t, f)->symbol == ref.index)
            return f;
    return IR_NONE;
}

static void add_entry(struct threads *t, uint32_t function, bool is_handler, bool is_many)
{
    if (function == IR_NONE)
        return;
    for (guint e = 0; e < t->entries->len; e++) {
        struct entry *entry = &g_array_index(t->entries, struct entry, e);
        if (entry->function != function)
            continue;
        entry->is_many |= !is_handler;
        return;
    }
    struct entry entry = {function, is_handler, is_many};
    if (t->entries->len < ENTRIES_MAX)
        g_array_append_val(t->entries, entry);
}

static void add_instance(GArray **lists, uint32_t at, const void *element, guint size)
{
    if (!lists[at])
        lists[at] = g_array_new(FALSE, FALSE, size);
    g_array_append_vals(lists[at], element, 1);
}

static void share_record(struct threads *t, const struct ir_type *type)
{
    for (unsigned depth = 0; type && depth < 3; depth++) {
        if (type->kind == IR_TYPE_RECORD)
            g_hash_table_add(t->shared, (gpointer)type->name);
        if (type->kind != IR_TYPE_POINTER && type->kind != IR_TYPE_ARRAY)
            return;
        type = ir_type_at(t->unit, type->target);
    }
}

/* The type of what a thread is given, behind the cast to void *. */
static void share_data(struct threads *t, const struct use *use, int data)
{
    struct ir_ref ref = data < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)data, NULL);
    while (ref.kind == IR_REF_TEMP && ir_inst_at(use->function, ref.index)->op == IR_BITCAST)
        ref = ir_operand(use->function, ir_inst_at(use->function, ref.index), 0);
    share_record(t, homes_pointee(t->homes, use->function, ref));
}

static void find_starts(struct threads *t)
{
    for (guint i = 0; i < t->uses->len; i++) {
        const struct use *use = &g_array_index(t->uses, struct use, i);
        const struct catalogue_thread *thread = use->interface->thread;
        if (!thread || thread->waits || !use->function || use->inst == IR_NONE || use->is_reference || use->wrapper)
            continue;
        struct start start = {use->inst, thread->is_handler};
        add_instance(t->starts, homes_number(t->homes, use->function), &start, sizeof start);
        if (thread->function < 0)
            continue;
        bool is_repeated = leads(t, use->function, use->inst, use->inst);
        add_entry(t, named_function(t, use->function, use_argument(use, (unsigned)thread->function, NULL)),
                  thread->is_handler, is_repeated && !thread->is_handler);
        share_data(t, use, thread->data);
    }
}

/* Functions stored into members with a name that the catalogue has: sa_handler. */
static void find_stored(struct threads *t, const struct ir_function *function, const struct ir_inst *store)
{
    struct home home = homes_at(t->homes, function, ir_operand(function, store, 0));
    const struct ir_type *record = home.kind == HOME_FIELD ? ir_type_at(t->unit, home.a) : NULL;
    if (!record || home.b >= record->fields->len)
        return;
    const char *name = g_array_index(record->fields, struct ir_field, home.b).name;
    for (guint i = 0; i < t->uses->len; i++) {
        const struct use *use = &g_array_index(t->uses, struct use, i);
        const struct catalogue_thread *thread = use->interface->thread;
        if (thread && thread->fields && name && g_strv_contains((const char *const *)thread->fields, name)) {
            add_entry(t, named_function(t, function, ir_operand(function, store, 1)), thread->is_handler, false);
            return;
        }
    }
}

static void find_callers(struct threads *t, uint32_t number)
{
    const struct ir_function *function = body_at(t, number);
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        struct site site = {number, i};
        uint32_t callee = inst->op == IR_CALL ? homes_callee(t->homes, function, inst) : IR_NONE;
        if (callee != IR_NONE)
            add_instance(t->callers, callee, &site, sizeof site);
        if (inst->op == IR_STORE)
            find_stored(t, function, inst);
    }
}

/* A call of a function that starts a thread starts one. */
static void spread_starts(struct threads *t, uint32_t number, unsigned depth)
{
    for (guint i = 0; t->callers[number] && i < t->callers[number]->len && depth < DEPTH_MAX; i++) {
        struct site site = g_array_index(t->callers[number], struct site, i);
        bool is_new = !t->starts[site.function];
        struct start start = {site.inst, g_array_index(t->starts[number], struct start, 0).is_handler};
        add_instance(t->starts, site.function, &start, sizeof start);
        if (is_new)
            spread_starts(t, site.function, depth + 1);
    }
}

static bool is_entry(const struct threads *t, uint32_t number)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (g_array_index(t->entries, struct entry, e).function == number)
            return true;
    return false;
}

static void spread_contexts(struct threads *t)
{
    for (guint e = 0; e < t->entries->len; e++)
        t->contexts[g_array_index(t->entries, struct entry, e).function] |= UINT64_C(2) << e;
    for (uint32_t f = 0; f < count(t); f++)
        if (!is_entry(t, f) && !t->callers[f])
            t->contexts[f] |= 1;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (uint32_t f = 0; f < count(t); f++)
            for (guint i = 0; t->callers[f] && i < t->callers[f]->len; i++) {
                uint64_t more = t->contexts[g_array_index(t->callers[f], struct site, i).function];
                has_grown |= (more & ~t->contexts[f]) != 0;
                t->contexts[f] |= more;
            }
    }
}

/* ---- when ---- */

static bool is_awaited(struct threads *t, const struct ir_function *function, uint32_t start, uint32_t inst)
{
    for (guint i = 0; i < t->uses->len; i++) {
        const struct use *use = &g_array_index(t->uses, struct use, i);
        if (use->function == function && use->inst != IR_NONE && use->interface->thread &&
            use->interface->thread->waits && leads(t, function, start, use->inst) &&
            leads(t, function, use->inst, inst) && !leads(t, function, inst, use->inst))
            return true;
    }
    return false;
}

/* Whether the main thread comes by while a thread, or a handler, can run. */
static bool is_meanwhile(struct threads *t, uint32_t number, uint32_t inst, bool is_handler, unsigned depth)
{
    const struct ir_function *function = body_at(t, number);
    const GArray *starts = t->starts[number], *callers = t->callers[number];
    for (guint i = 0; starts && i < starts->len; i++) {
        struct start start = g_array_index(starts, struct start, i);
        if (start.is_handler == is_handler && leads(t, function, start.inst, inst) &&
            (is_handler || !is_awaited(t, function, start.inst, inst)))
            return true;
    }
    if (starts || depth == DEPTH_MAX)
        return false;
    for (guint i = 0; callers && i < callers->len; i++) {
        struct site site = g_array_index(callers, struct site, i);
        if ((t->contexts[site.function] & 1) && is_meanwhile(t, site.function, site.inst, is_handler, depth + 1))
            return true;
    }
    return !callers && !g_str_equal(ir_function_name(t->unit, function), "main");
}

/* ---- writes ---- */

/* The global object that an address lies in; IR_NONE when it is behind a pointer. */
static ir_id root_of(const struct ir_function *function, struct ir_ref address, bool *ret_own)
{
    while (address.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            break;
        address = ir_operand(function, inst, 0);
    }
    *ret_own = address.kind == IR_REF_LOCAL;
    return address.kind == IR_REF_SYMBOL ? address.index : IR_NONE;
}

/* Memory that functions can have in common: a global, or a member of a type that threads know. */
static bool is_common(const struct threads *t, const struct ir_function *function, struct ir_ref address,
                      struct home *ret_home, ir_id *ret_root)
{
    bool is_own;
    *ret_home = homes_at(t->homes, function, address);
    *ret_root = root_of(function, address, &is_own);
    if (is_own || (ret_home->kind != HOME_SYMBOL && ret_home->kind != HOME_FIELD))
        return false;
    if (*ret_root != IR_NONE)
        return !ir_symbol_at(t->unit, *ret_root)->is_thread_local;
    const char *record = ir_type_at(t->unit, ret_home->a)->name;
    return ret_home->kind == HOME_FIELD && record && g_hash_table_contains(t->shared, record);
}

static void note_write(struct threads *t, uint32_t number, uint32_t inst, struct ir_ref address)
{
    struct home home;
    struct written written = {.function = number, .inst = inst};
    if (!is_common(t, body_at(t, number), address, &home, &written.root))
        return;
    written.key = home_key(home);
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

static void find_writes(struct threads *t, uint32_t number)
{
    const struct ir_function *function = body_at(t, number);
    for (uint32_t i = 0; i < function->insts->len && !function->is_initialiser; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(t->unit, function, inst) : NULL;
        if (inst->op == IR_STORE || inst->op == IR_COPY || inst->op == IR_ZERO)
            note_write(t, number, i, ir_operand(function, inst, 0));
        else if (callee && inst->n_operands > 1 && writes_first(callee->name))
            note_write(t, number, i, ir_operand(function, inst, 1));
    }
}

/* Globals that a thread touches tell of the types behind them. */
static void share_globals(struct threads *t)
{
    for (uint32_t f = 0; f < count(t); f++) {
        const struct ir_function *function = body_at(t, f);
        for (uint32_t o = 0; (t->contexts[f] & ~UINT64_C(1)) && o < function->operands->len; o++) {
            struct ir_ref ref = g_array_index(function->operands, struct ir_ref, o);
            if (ref.kind == IR_REF_SYMBOL && !ir_symbol_at(t->unit, ref.index)->is_function)
                share_record(t, ir_type_at(t->unit, ir_symbol_at(t->unit, ref.index)->type));
        }
    }
}

static bool is_same(const struct written *written, gint64 key, ir_id root)
{
    if (written->root != IR_NONE && root != IR_NONE && written->root != root)
        return false;
    return written->key == key || (root != IR_NONE && written->key == home_key((struct home){HOME_SYMBOL, root, 0}));
}

/* Whether the write can be made while the function is at `inst`. */
static bool is_concurrent(struct threads *t, const struct written *w, uint32_t reader, uint32_t inst)
{
    uint64_t reads = t->contexts[reader], writes = t->contexts[w->function];
    for (guint e = 0; e < t->entries->len; e++) {
        const struct entry *entry = &g_array_index(t->entries, struct entry, e);
        uint64_t bit = UINT64_C(2) << e;
        bool other_thread = (writes & bit) && ((reads & ~(bit | 1)) || ((reads & bit) && entry->is_many));
        if (other_thread && !(entry->is_handler && (reads & bit)))
            return true;
        if ((writes & bit) && (reads & 1) && is_meanwhile(t, reader, inst, entry->is_handler, 0))
            return true;
        if ((reads & bit) && !entry->is_handler && (writes & 1) && is_meanwhile(t, w->function, w->inst, false, 0))
            return true;
    }
    return false;
}

static bool is_by_handler(const struct threads *t, uint32_t writer)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (t->contexts[writer] & UINT64_C(2) << e)
            return g_array_index(t->entries, struct entry, e).is_handler;
    return false;
}

bool threads_write(struct threads *t, const struct ir_function *function, uint32_t inst, struct ir_ref address,
                   struct thread_write *ret)
{
    struct home home;
    ir_id root;
    uint32_t reader = homes_number(t->homes, function);
    if (!is_common(t, function, address, &home, &root))
        return false;
    for (guint i = 0; i < t->writes->len; i++) {
        const struct written *w = &g_array_index(t->writes, struct written, i);
        if (!is_same(w, home_key(home), root) || !is_concurrent(t, w, reader, inst))
            continue;
        *ret = (struct thread_write){body_at(t, w->function), w->inst, is_by_handler(t, w->function)};
        return true;
    }
    return false;
}

bool threads_excluded(struct threads *t, const struct ir_function *function, uint32_t first, uint32_t second,
                      struct ir_ref address)
{
    struct home home;
    ir_id root;
    uint32_t reader = homes_number(t->homes, function);
    if (!is_common(t, function, address, &home, &root))
        return false;
    g_autoptr(GArray) held = locks_between(t->locks, reader, first, second);
    for (guint i = 0; i < t->writes->len && held->len; i++) {
        const struct written *w = &g_array_index(t->writes, struct written, i);
        if (!is_same(w, home_key(home), root) || !is_concurrent(t, w, reader, first))
            continue;
        g_autoptr(GArray) theirs = locks_between(t->locks, w->function, w->inst, w->inst);
        locks_keep_common(held, theirs);
    }
    return held->len > 0;
}

/* ---- making it ---- */

static void lists_free(GArray **lists, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (lists[i])
            g_array_unref(lists[i]);
    g_free(lists);
}

static bool has_thread(const GArray *uses)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (use->interface->thread && !use->interface->thread->waits && use->function)
            return true;
    }
    return false;
}

static void fill(struct threads *t)
{
    find_starts(t);
    for (uint32_t f = 0; f < count(t); f++)
        find_callers(t, f);
    for (uint32_t f = 0; f < count(t); f++)
        if (t->starts[f])
            spread_starts(t, f, 0);
    spread_contexts(t);
    share_globals(t);
    for (uint32_t f = 0; f < count(t); f++)
        find_writes(t, f);
    t->locks = locks_new(t->unit, t->uses, t->homes);
}

struct threads *threads_new(const struct ir_unit *unit, const GArray *uses, const struct homes *homes)
{
    if (!has_thread(uses))
        return NULL;
    struct threads *t = g_new0(struct threads, 1);
    *t = (struct threads){.unit = unit, .uses = uses, .homes = homes};
    t->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
    t->contexts = g_new0(uint64_t, count(t) + 1);
    t->starts = g_new0(GArray *, count(t) + 1);
    t->callers = g_new0(GArray *, count(t) + 1);
    t->writes = g_array_new(FALSE, FALSE, sizeof(struct written));
    t->shared = g_hash_table_new(g_str_hash, g_str_equal);
    t->cfgs = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)cfg_free);
    fill(t);
    return t;
}

void threads_free(struct threads *t)
{
    if (!t)
        return;
    lists_free(t->starts, count(t));
    lists_free(t->callers, count(t));
    locks_free(t->locks);
    g_array_unref(t->entries);
    g_array_unref(t->writes);
    g_hash_table_unref(t->shared);
    g_hash_table_unref(t->cfgs);
    g_free(t->contexts);
    g_free(t);
}
