#include "facts/endings.h"

#include "facts/exits.h"
#include "facts/provenance.h"
#include "facts/wrappers.h"
#include "flow/bits.h"

enum { DEPTH_MAX = 32 /* calls that a taking away is followed through */ };

/* What a wrapper takes away by one of its interface's ends: the key is the first two. */
struct asked {
    const struct ir_function *wrapper;
    const struct catalogue_end *end;
    bool is_reached, is_sure;
    struct refusal refusal;
};

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

struct endings {
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    const GArray *all_uses; /* struct use */
    struct bodies *bodies;
    const struct callgraph *graph;
    GHashTable *scenes; /* struct ir_function * → struct scene *, or NULL when there is none */
    GHashTable *lists;  /* struct ir_function * → GArray of struct ending */
    GHashTable *uses;   /* struct ir_function * → GPtrArray of struct use *: those that take away */
    GHashTable *asked;  /* struct asked * */
    uint64_t *reaching; /* functions that take away, or call one that does */
    GArray *empty;
    unsigned depth;
};

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
    for (uint32_t f = 0; f < n; f++)
        if (g_hash_table_contains(e->uses, g_ptr_array_index(e->unit->functions, f)))
            bits_add(e->reaching, f);
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
                            struct bodies *bodies, const struct callgraph *graph)
{
    struct endings *e = g_new0(struct endings, 1);
    e->unit = unit;
    e->catalogue = catalogue;
    e->all_uses = uses;
    e->bodies = bodies;
    e->graph = graph;
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

/* ---- the call's own ---- */

static const struct catalogue_argument *argument_at(const struct use *use, int argument)
{
    return g_ptr_array_index(use->interface->args, (guint)argument);
}

static const struct catalogue_argument *flags_argument(const struct use *use, int *ret_index)
{
    *ret_index = use_role(use, ARGUMENT_FLAGS);
    return *ret_index < 0 ? NULL : argument_at(use, *ret_index);
}

static bool has_flag(const struct endings *e, const struct use *use, const char *flag)
{
    int index;
    const struct catalogue_argument *argument = flags_argument(use, &index);
    struct ir_ref ref = argument ? use_argument(use, (unsigned)index, NULL) : (struct ir_ref){.kind = IR_REF_NONE};
    if (ref.kind == IR_REF_NONE)
        return false;
    struct body *body = bodies_of(e->bodies, use->function);
    uint64_t sure = chains_sure_bits(body_chains(body), body_constants(body), ref);
    for (guint i = 0; i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        if (!value->is_pattern && g_str_equal(value->name, flag))
            return (sure & (uint64_t)value->number) == (uint64_t)value->number;
    }
    return false;
}

static int length_of(const struct use *use, int address)
{
    for (guint i = 0; i < use->interface->args->len; i++)
        if (argument_at(use, (int)i)->length_of == address)
            return (int)i;
    return -1;
}

term_id endings_range(const struct scene *scene, const struct use *use, int address, struct bytes *ret_bytes)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    int length = length_of(use, address);
    int64_t offset;
    struct ir_ref ref = use_argument(use, (unsigned)address, NULL);
    term_id base = term_base(terms, numbering_of(scene->numbering, ref), &offset);
    struct ir_ref size = length < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)length, NULL);
    const struct term *term = term_at(terms, numbering_of(scene->numbering, size));
    bool is_bounded = term->kind == TERM_CONST && term->number > 0 && term->number <= INT32_MAX;
    *ret_bytes = bytes_between(offset, is_bounded ? offset + term->number : INT64_MAX);
    return base;
}

/* A call that is made, on a path that exists, in a function that was read whole. */
static bool is_made(const struct endings *e, const struct use *use)
{
    return use->function && use->inst != IR_NONE && !use->is_reference && !use->function->degraded &&
           bodies_reach(e->bodies, use->function, use->inst);
}

/* Whether every way through the function of the scene passes the instruction. */
static bool is_passed(const struct endings *e, const struct scene *scene, uint32_t inst)
{
    const struct postdominators *post = body_postdominators(bodies_of(e->bodies, scene->function));
    return postdominators_passes(post, 0, cfg_block_of(scene->cfg, inst));
}

/* A call that takes something away, while its function's exits are asked. */
struct done {
    uint32_t call;
    const struct refusal *refusal;
};

static unsigned signs_when_done(uint32_t call, void *context)
{
    const struct done *done = context;
    return call == done->call ? done->refusal->signs & failures_signs(done->refusal->failure) : SIGN_ANY;
}

/* What the function of the scene returns when the call in it took nothing away: what it returns on no way behind that
 * call. */
static struct refusal refusal_of(const struct endings *e, const struct scene *scene, const struct ending *inner)
{
    struct done done = {inner->inst, &inner->refusal};
    g_autoptr(GArray) edges = failures_edges(scene, inner->inst, &inner->refusal);
    struct exits *exits = exits_new(e->unit, scene->cfg, scene->numbering, signs_when_done, &done);
    struct refusal refusal = {FAILURE_NONE, 0};
    refusal.signs = exits_without(exits, cfg_block_of(scene->cfg, inner->inst), edges, TERM_UNKNOWN, 0);
    exits_free(exits);
    return refusal;
}

/* A wrapper may come to the call on some of its ways only, and say so by what it returns. False: it never comes there.
 */
static struct asked find_in_wrapper(struct endings *e, const struct use *use, guint index)
{
    const struct ir_function *wrapper = use->wrapper ? use->wrapper->function : NULL;
    const GPtrArray *uses = wrapper ? g_hash_table_lookup(e->uses, wrapper) : NULL;
    const struct scene *scene = uses ? endings_scene(e, wrapper) : NULL;
    struct asked asked = {.is_reached = !scene || e->depth == DEPTH_MAX};
    for (guint u = 0; scene && u < uses->len && e->depth < DEPTH_MAX; u++) {
        const struct use *use_inside = uses->pdata[u];
        struct ending inner;
        if (use_inside->interface != use->interface)
            continue;
        e->depth++;
        asked.is_reached |= is_made(e, use_inside);
        if (endings_of_use(e, use_inside, index, &inner)) {
            asked.is_sure |= inner.is_sure && is_passed(e, scene, inner.inst);
            asked.refusal.signs |= refusal_of(e, scene, &inner).signs;
        }
        e->depth--;
    }
    return asked;
}

/* Each wrapper is asked once; one that leads to itself adds nothing. */
static bool ask_wrapper(struct endings *e, const struct use *use, guint index, struct ending *ending)
{
    struct asked key = {.wrapper = use->wrapper ? use->wrapper->function : NULL, .end = ending->end};
    const struct asked *asked = g_hash_table_lookup(e->asked, &key);
    if (!key.wrapper)
        return true;
    if (!asked) {
        struct asked *found = g_memdup2(&key, sizeof key);
        g_hash_table_add(e->asked, found);
        struct asked answer = find_in_wrapper(e, use, index);
        found->is_reached = answer.is_reached;
        found->is_sure = answer.is_sure;
        found->refusal = answer.refusal;
        asked = found;
    }
    if (asked->refusal.signs) {
        ending->is_sure = asked->is_sure;
        ending->refusal = asked->refusal;
    }
    return asked->is_reached;
}

bool endings_of_use(struct endings *e, const struct use *use, guint index, struct ending *ret)
{
    const struct catalogue_end *end = &g_array_index(use->interface->ends, struct catalogue_end, index);
    struct scene *scene = is_made(e, use) ? endings_scene(e, use->function) : NULL;
    if (!scene || use_argument(use, (unsigned)end->argument, NULL).kind == IR_REF_NONE ||
        (end->flag && !has_flag(e, use, end->flag)))
        return false;
    *ret = (struct ending){.inst = use->inst, .end = end, .use = use, .is_direct = true, .is_sure = true};
    ret->refusal = (struct refusal){use->interface->failure, SIGN_ANY};
    ret->value = endings_range(scene, use, end->argument, &ret->bytes);
    return ret->value != TERM_UNKNOWN && ask_wrapper(e, use, index, ret);
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

static void add_called(struct endings *e, const struct scene *caller, uint32_t call, const struct ir_function *callee,
                       GArray *list)
{
    const GArray *inner = endings_in(e, callee);
    const struct scene *scene = inner->len ? endings_scene(e, callee) : NULL;
    for (guint i = 0; scene && i < inner->len; i++) {
        struct ending ending = g_array_index(inner, struct ending, i);
        struct provenance found;
        int64_t offset;
        if (!provenance_of(scene, ending.value, &found))
            continue;
        ending.is_sure &= is_passed(e, scene, ending.inst);
        ending.refusal = refusal_of(e, scene, &ending);
        ending.is_renewed |= provenance_is_renewed(scene, ending.value);
        ending.is_direct = false;
        ending.inst = call;
        ending.value = provenance_value(&found, caller, call, &offset);
        ending.bytes.low += offset;
        ending.bytes.high += ending.bytes.high == INT64_MAX ? 0 : offset;
        if (ending.value != TERM_UNKNOWN)
            g_array_append_val(list, ending);
    }
}

static void add_all_called(struct endings *e, const struct scene *scene, GArray *list)
{
    for (uint32_t i = 0; i < scene->function->insts->len; i++) {
        const struct ir_function *callee = callee_at(e, scene->function, i);
        if (callee && callee != scene->function)
            add_called(e, scene, i, callee, list);
    }
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
    if (e->depth == DEPTH_MAX || index == IR_NONE || !bits_has(e->reaching, index))
        return e->empty;
    g_hash_table_insert(e->lists, (gpointer)function, g_array_ref(e->empty)); /* while it is found: circles */
    e->depth++;
    list = find(e, function);
    e->depth--;
    g_hash_table_insert(e->lists, (gpointer)function, list);
    return list;
}

/* ---- where the value is kept ---- */

GArray *endings_holders(const struct scene *scene, struct commons *places, term_id value, bool is_made)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    GArray *holders = g_array_new(FALSE, FALSE, sizeof(struct holder));
    term_id wanted = scene_settled(scene, value);
    for (uint32_t i = 0; wanted != TERM_UNKNOWN && i < scene->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, i);
        bool is_store = inst->op == IR_STORE && is_made;
        if (inst->op != IR_LOAD && !is_store)
            continue;
        struct ir_ref held =
            is_store ? ir_operand(scene->function, inst, 1) : (struct ir_ref){.kind = IR_REF_TEMP, .index = i};
        int64_t offset;
        term_id base = term_base(terms, numbering_of(scene->numbering, held), &offset);
        if (scene_settled(scene, base) != wanted)
            continue;
        struct holder holder = {commons_at(places, scene->function, ir_operand(scene->function, inst, 0)), i};
        if (place_is_known(&holder.place))
            g_array_append_val(holders, holder);
    }
    return holders;
}
