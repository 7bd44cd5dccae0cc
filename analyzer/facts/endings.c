#include "facts/endings_p.h"
#include "facts/told.h"
#include "flow/bits.h"

static guint hash_asked(gconstpointer key)
{
    const struct asked *asked = key;
    return g_direct_hash(asked->wrapper) * 31 + g_direct_hash(asked->end);
}

static gboolean equal_asked(gconstpointer x, gconstpointer y)
{
    const struct asked *a = x, *b = y;
    return a->wrapper == b->wrapper && a->end == b->end;
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

static void free_scene(gpointer scene)
{
    scene_free(scene);
}

static void unref_pointers(gpointer array)
{
    g_ptr_array_unref(array);
}

static void find_uses(struct endings *e)
{
    for (guint u = 0; u < e->all_uses->len; u++) {
        const struct use *use = &g_array_index(e->all_uses, struct use, u);
        if (!use->function || use->inst == IR_NONE || use->is_reference || !use->interface->ends->len)
            continue;
        GPtrArray *list = g_hash_table_lookup(e->uses, use->function);
        if (!list)
            g_hash_table_insert(e->uses, (gpointer)use->function, list = g_ptr_array_new());
        g_ptr_array_add(list, (gpointer)use);
    }
}

/* What another unit tells of the function that is called there: struct told_end; NULL: nothing. */
static const GArray *told_at(const struct endings *e, const struct ir_function *function, uint32_t inst)
{
    const struct ir_inst *call = ir_inst_at(function, inst);
    const struct ir_symbol *callee = e->tree && call->op == IR_CALL ? ir_callee(e->unit, function, call) : NULL;
    if (!callee || callee->linkage != IR_EXTERN || callee->is_defined)
        return NULL;
    const GArray *ends = tree_threads_ends(e->tree, callee->name, e->unit->main_file);
    return ends && ends->len ? ends : NULL;
}

static bool calls_told(const struct endings *e, const struct ir_function *function)
{
    for (uint32_t i = 0; e->tree && i < function->insts->len; i++)
        if (told_at(e, function, i))
            return true;
    return false;
}

static bool calls_one(const struct endings *e, uint32_t function)
{
    const GArray *callees = callgraph_callees(e->graph, function);
    for (guint i = 0; callees && i < callees->len; i++)
        if (bits_has(e->reaching, g_array_index(callees, uint32_t, i)))
            return true;
    return false;
}

static void find_reaching(struct endings *e)
{
    uint32_t n = e->unit->functions->len;
    e->reaching = bits_new(n);
    for (uint32_t f = 0; f < n; f++) {
        const struct ir_function *function = g_ptr_array_index(e->unit->functions, f);
        if (g_hash_table_contains(e->uses, function) || calls_told(e, function))
            bits_add(e->reaching, f);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t f = 0; f < n; f++) {
            bool is_new = !bits_has(e->reaching, f) && calls_one(e, f);
            if (is_new)
                bits_add(e->reaching, f);
            changed |= is_new;
        }
    }
}

struct endings *endings_new(const struct ir_unit *unit, const struct catalogue *catalogue, const GArray *uses,
                            struct bodies *bodies, const struct callgraph *graph, const struct tree_threads *tree)
{
    struct endings *e = g_new0(struct endings, 1);
    e->unit = unit;
    e->catalogue = catalogue;
    e->all_uses = uses;
    e->bodies = bodies;
    e->graph = graph;
    e->tree = unit->is_kernel ? NULL : tree;
    e->scenes = g_hash_table_new_full(NULL, NULL, NULL, free_scene);
    e->lists = g_hash_table_new_full(NULL, NULL, NULL, unref_array);
    e->uses = g_hash_table_new_full(NULL, NULL, NULL, unref_pointers);
    e->asked = g_hash_table_new_full(hash_asked, equal_asked, g_free, NULL);
    e->empty = g_array_new(FALSE, FALSE, sizeof(struct ending));
    find_uses(e);
    find_reaching(e);
    return e;
}

void endings_free(struct endings *e)
{
    if (!e)
        return;
    g_hash_table_unref(e->asked);
    g_hash_table_unref(e->lists);
    g_hash_table_unref(e->scenes);
    g_hash_table_unref(e->uses);
    g_array_unref(e->empty);
    g_free(e->reaching);
    g_free(e);
}

struct scene *endings_scene(struct endings *e, const struct ir_function *function)
{
    gpointer found;
    if (g_hash_table_lookup_extended(e->scenes, function, NULL, &found))
        return found;
    struct scene *scene = scene_new(e->unit, e->catalogue, e->bodies, function);
    g_hash_table_insert(e->scenes, (gpointer)function, scene);
    return scene;
}

static void add_own(struct endings *e, const struct ir_function *function, GArray *list)
{
    const GPtrArray *uses = g_hash_table_lookup(e->uses, function);
    for (guint u = 0; uses && u < uses->len; u++) {
        const struct use *use = uses->pdata[u];
        struct ending ending;
        for (guint i = 0; i < use->interface->ends->len; i++)
            if (endings_of_use(e, use, i, &ending))
                g_array_append_val(list, ending);
    }
}

/* ---- what is done by a function that is called ---- */

/* The unit's own function that is called, when nothing of the catalogue is meant by it. */
static const struct ir_function *callee_at(const struct endings *e, const struct ir_function *function, uint32_t inst)
{
    if (ir_inst_at(function, inst)->op != IR_CALL)
        return NULL;
    uint32_t body = callgraph_target(e->graph, function, inst).body;
    const GPtrArray *uses = g_hash_table_lookup(e->uses, function);
    for (guint u = 0; uses && u < uses->len; u++)
        if (((const struct use *)uses->pdata[u])->inst == inst)
            return NULL;
    return body == IR_NONE ? NULL : g_ptr_array_index(e->unit->functions, body);
}

GArray *endings_given(struct endings *e, const struct ir_function *function)
{
    GArray *given = g_array_new(FALSE, FALSE, sizeof(struct given_end));
    const GArray *inner = endings_in(e, function);
    const struct scene *scene = inner->len ? endings_scene(e, function) : NULL;
    for (guint i = 0; scene && i < inner->len; i++) {
        struct given_end one = {.ending = g_array_index(inner, struct ending, i)};
        if (!provenance_of(scene, one.ending.value, &one.of))
            continue;
        one.ending.is_sure &= endings_passed(e, scene, one.ending.inst);
        one.ending.refusal = endings_refusal(e, scene, &one.ending);
        one.ending.is_renewed |= provenance_is_renewed(scene, one.ending.value);
        g_array_append_val(given, one);
    }
    return given;
}

/* What a called function takes away, as its caller has it at the call. */
static void add_given(const struct scene *caller, uint32_t call, const struct provenance *of, struct ending ending,
                      GArray *list)
{
    int64_t offset;
    ending.is_direct = false;
    ending.inst = call;
    ending.value = provenance_value(of, caller, call, &offset);
    ending.bytes = bytes_behind(ending.bytes, offset);
    if (ending.value != TERM_UNKNOWN)
        g_array_append_val(list, ending);
}

static void add_told(const struct scene *caller, uint32_t call, const GArray *ends, GArray *list)
{
    for (guint i = 0; i < ends->len; i++) {
        const struct told_end *told = &g_array_index(ends, struct told_end, i);
        struct ending ending = {.bytes = told->bytes,
                                .end = told->end,
                                .is_sure = told->is_sure,
                                .refusal = told->refusal,
                                .is_renewed = told->is_renewed,
                                .by = told->by,
                                .spot = told->spot};
        add_given(caller, call, &told->of, ending, list);
    }
}

static void add_called(struct endings *e, const struct scene *caller, uint32_t call, GArray *list)
{
    const struct ir_function *callee = callee_at(e, caller->function, call);
    const GArray *told = callee ? NULL : told_at(e, caller->function, call);
    if (told)
        add_told(caller, call, told, list);
    if (!callee || callee == caller->function)
        return;
    g_autoptr(GArray) given = endings_given(e, callee);
    for (guint i = 0; i < given->len; i++) {
        const struct given_end *one = &g_array_index(given, struct given_end, i);
        add_given(caller, call, &one->of, one->ending, list);
    }
}

static void add_all_called(struct endings *e, const struct scene *scene, GArray *list)
{
    for (uint32_t i = 0; i < scene->function->insts->len; i++)
        add_called(e, scene, i, list);
}

static int by_inst(gconstpointer a, gconstpointer b)
{
    const struct ending *x = a, *y = b;
    return (x->inst > y->inst) - (x->inst < y->inst);
}

static GArray *find(struct endings *e, const struct ir_function *function)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct ending));
    struct scene *scene = endings_scene(e, function);
    if (!scene)
        return list;
    uint32_t n = cells_count(numbering_terms(scene->numbering));
    add_all_called(e, scene, list); /* which makes the cells known that callees look at */
    bool is_fine = cells_count(numbering_terms(scene->numbering)) == n || scene_again(scene);
    g_array_set_size(list, 0);
    if (!is_fine)
        return list;
    add_own(e, function, list);
    add_all_called(e, scene, list);
    g_array_sort(list, by_inst);
    return list;
}

const GArray *endings_in(struct endings *e, const struct ir_function *function)
{
    GArray *list = g_hash_table_lookup(e->lists, function);
    if (list)
        return list;
    uint32_t index = function->symbol == IR_NONE ? IR_NONE : callgraph_body(e->graph, function->symbol);
    if (e->depth == ENDINGS_DEPTH_MAX || index == IR_NONE || !bits_has(e->reaching, index))
        return e->empty;
    g_hash_table_insert(e->lists, (gpointer)function, g_array_ref(e->empty)); /* while it is found: circles */
    e->depth++;
    list = find(e, function);
    e->depth--;
    g_hash_table_insert(e->lists, (gpointer)function, list);
    return list;
}

/* ---- where the value is kept ---- */

/* `dead ? -1 : d->key`: of what a join may hold, the one that is no number; the join when there are more. */
static term_id behind_numbers(const struct scene *scene, term_id value)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    const GArray *joined = term_at(terms, value)->kind == TERM_JOIN ? numbering_joined(scene->numbering, value) : NULL;
    term_id found = value;
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id one = scene_settled(scene, g_array_index(joined, term_id, i));
        if (term_at(terms, one)->kind == TERM_CONST)
            continue;
        if (found != value && found != one)
            return value;
        found = one;
    }
    return found;
}

GArray *endings_holders(const struct scene *scene, struct commons *places, term_id value, bool is_made)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    GArray *holders = g_array_new(FALSE, FALSE, sizeof(struct holder));
    term_id wanted = scene_settled(scene, value), joined = behind_numbers(scene, wanted);
    for (uint32_t i = 0; wanted != TERM_UNKNOWN && i < scene->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, i);
        bool is_store = inst->op == IR_STORE && is_made;
        if (inst->op != IR_LOAD && !is_store)
            continue;
        struct ir_ref held =
            is_store ? ir_operand(scene->function, inst, 1) : (struct ir_ref){.kind = IR_REF_TEMP, .index = i};
        int64_t offset;
        term_id base = term_base(terms, numbering_of(scene->numbering, held), &offset);
        term_id settled = scene_settled(scene, base);
        if (settled != wanted && settled != joined)
            continue;
        struct holder holder = {commons_at(places, scene->function, ir_operand(scene->function, inst, 0)), i};
        if (place_is_known(&holder.place))
            g_array_append_val(holders, holder);
    }
    return holders;
}
