#include "rules/concurrency.h"

#include "flow/bits.h"

enum {
    CALLERS_DEEP = 3, /* calls upward in which a lock may have been taken */
    RUNNERS_MAX = 64,
    LOCKS_MAX = 64
};

struct concurrency {
    struct review *review;
    const struct callgraph *graph;
    struct endings *endings;
    GArray *runners;    /* struct runner */
    GPtrArray *running; /* by runner: uint64_t *, bits of the functions that it runs */
    GPtrArray *locks;   /* struct use *: those that take or release */
    GArray *places;     /* struct place of each of them; made when first asked for */
    GArray *known;      /* struct place, each once; of `places` */
};

static const struct ir_function *function_at(const struct concurrency *c, uint32_t index)
{
    return g_ptr_array_index(c->review->unit->functions, index);
}

static uint32_t index_of(const struct concurrency *c, const struct ir_function *function)
{
    return function->symbol == IR_NONE ? IR_NONE : callgraph_body(c->graph, function->symbol);
}

/* ---- runners ---- */

static bool is_call(const struct use *use)
{
    return use->function && use->inst != IR_NONE && !use->is_reference;
}

static void add_runner(struct concurrency *c, const struct use *use, uint32_t function)
{
    struct runner runner = {function_at(c, function), use, use->interface->thread->is_handler};
    for (guint i = 0; i < c->runners->len; i++)
        if (g_array_index(c->runners, struct runner, i).function == runner.function)
            return;
    if (c->runners->len < RUNNERS_MAX)
        g_array_append_val(c->runners, runner);
}

static struct ir_ref behind_casts(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_BITCAST && inst->op != IR_PTRTOINT && inst->op != IR_INTTOPTR)
            break;
        ref = ir_operand(function, inst, 0);
    }
    return ref;
}

static void add_named(struct concurrency *c, const struct use *use)
{
    int argument = use->interface->thread->function;
    struct ir_ref ref =
        argument < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)argument, NULL);
    ref = behind_casts(use->function, ref);
    uint32_t body = ref.kind == IR_REF_SYMBOL ? callgraph_body(c->graph, ref.index) : IR_NONE;
    if (body != IR_NONE)
        add_runner(c, use, body);
}

/* The name of the member that is stored into, or NULL. */
static const char *member_stored(const struct ir_unit *unit, const struct ir_function *function,
                                 const struct ir_inst *store)
{
    struct ir_ref address = ir_operand(function, store, 0);
    const struct ir_inst *field = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (!field || field->op != IR_FIELD)
        return NULL;
    struct ir_ref object = ir_operand(function, field, 0);
    ir_id id = IR_NONE;
    if (object.kind == IR_REF_LOCAL)
        id = g_array_index(function->locals, struct ir_local, object.index).type;
    else if (object.kind == IR_REF_SYMBOL)
        id = ir_symbol_at(unit, object.index)->type;
    else if (object.kind == IR_REF_TEMP && (id = ir_ref_type(unit, function, object)) != IR_NONE)
        id = ir_type_at(unit, id)->kind == IR_TYPE_POINTER ? ir_type_at(unit, id)->target : IR_NONE;
    const GArray *fields = id == IR_NONE ? NULL : ir_type_at(unit, id)->fields;
    return fields && field->aux < fields->len ? g_array_index(fields, struct ir_field, field->aux).name : NULL;
}

/* The members are often those of an unnamed union: by name alone. */
static void add_stored(struct concurrency *c, const struct use *use)
{
    const char *const *wanted = (const char *const *)use->interface->thread->fields;
    for (guint f = 0; wanted && f < c->review->unit->functions->len; f++) {
        const struct ir_function *function = function_at(c, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            struct ir_ref value = {.kind = IR_REF_NONE};
            if (inst->op == IR_STORE)
                value = behind_casts(function, ir_operand(function, inst, 1));
            uint32_t body = value.kind == IR_REF_SYMBOL ? callgraph_body(c->graph, value.index) : IR_NONE;
            const char *member = body == IR_NONE ? NULL : member_stored(c->review->unit, function, inst);
            if (member && g_strv_contains(wanted, member))
                add_runner(c, use, body);
        }
    }
}

static void find_runners(struct concurrency *c)
{
    for (guint u = 0; u < c->review->uses->len; u++) {
        const struct use *use = &g_array_index(c->review->uses, struct use, u);
        if (is_call(use) && use->interface->lock)
            g_ptr_array_add(c->locks, (gpointer)use);
        if (!is_call(use) || !use->interface->thread || use->interface->thread->waits)
            continue;
        add_named(c, use);
        add_stored(c, use);
    }
}

static uint64_t *run_by(const struct concurrency *c, const struct runner *runner)
{
    uint64_t *bits = bits_new(c->review->unit->functions->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t first = index_of(c, runner->function);
    g_array_append_val(todo, first);
    bits_add(bits, first);
    while (todo->len) {
        const GArray *callees = callgraph_callees(c->graph, g_array_index(todo, uint32_t, todo->len - 1));
        g_array_set_size(todo, todo->len - 1);
        for (guint i = 0; callees && i < callees->len; i++) {
            uint32_t callee = g_array_index(callees, uint32_t, i);
            if (!bits_has(bits, callee))
                g_array_append_val(todo, callee);
            bits_add(bits, callee);
        }
    }
    return bits;
}

struct concurrency *concurrency_new(struct review *review, const struct callgraph *graph, struct endings *endings)
{
    struct concurrency *c = g_new0(struct concurrency, 1);
    c->review = review;
    c->graph = graph;
    c->endings = endings;
    c->runners = g_array_new(FALSE, FALSE, sizeof(struct runner));
    c->running = g_ptr_array_new_with_free_func(g_free);
    c->locks = g_ptr_array_new();
    find_runners(c);
    for (guint i = 0; i < c->runners->len; i++)
        g_ptr_array_add(c->running, run_by(c, &g_array_index(c->runners, struct runner, i)));
    return c;
}

void concurrency_free(struct concurrency *c)
{
    if (!c)
        return;
    g_array_unref(c->runners);
    g_ptr_array_unref(c->running);
    g_ptr_array_unref(c->locks);
    g_clear_pointer(&c->known, g_array_unref);
    g_clear_pointer(&c->places, g_array_unref);
    g_free(c);
}

const GArray *concurrency_runners(const struct concurrency *c)
{
    return c->runners;
}

bool concurrency_runs(const struct concurrency *c, guint runner, const struct ir_function *function)
{
    uint32_t index = index_of(c, function);
    return index != IR_NONE && bits_has(g_ptr_array_index(c->running, runner), index);
}

/* ---- when ---- */

struct caller {
    const struct ir_function *function;
    uint32_t inst;
};

/* Who calls the function by name: struct caller. */
static GArray *callers_of(const struct concurrency *c, const struct ir_function *function)
{
    GArray *callers = g_array_new(FALSE, FALSE, sizeof(struct caller));
    uint32_t wanted = index_of(c, function);
    for (guint f = 0; wanted != IR_NONE && f < c->review->unit->functions->len; f++) {
        struct caller caller = {function_at(c, f), 0};
        const GArray *callees = callgraph_callees(c->graph, f);
        bool calls = false;
        for (guint i = 0; callees && i < callees->len; i++)
            calls |= g_array_index(callees, uint32_t, i) == wanted;
        for (; calls && caller.inst < caller.function->insts->len; caller.inst++)
            if (ir_inst_at(caller.function, caller.inst)->op == IR_CALL &&
                callgraph_target(c->graph, caller.function, caller.inst).body == wanted)
                g_array_append_val(callers, caller);
    }
    return callers;
}

/* Whether a start of the runner in this function leads to the instruction with no wait in between. */
static bool is_started(struct concurrency *c, const struct runner *runner, const struct scene *scene, uint32_t inst,
                       bool *ret_has_start)
{
    bool found = false;
    g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    for (guint u = 0; u < c->review->uses->len; u++) {
        const struct use *use = &g_array_index(c->review->uses, struct use, u);
        if (!is_call(use) || use->function != scene->function || use != runner->start)
            continue;
        bool is_over = false;
        for (guint w = 0; w < c->review->uses->len; w++) {
            const struct use *wait = &g_array_index(c->review->uses, struct use, w);
            if (is_call(wait) && wait->function == scene->function && wait->interface->thread &&
                wait->interface->thread->waits)
                is_over |= scene_avoid(scene, wait->inst, use->inst, inst, blocked);
        }
        *ret_has_start = true;
        found |= !is_over && scene_leads(scene, use->inst, inst, blocked);
    }
    return found;
}

bool concurrency_meets(struct concurrency *c, guint index, const struct ir_function *function, uint32_t inst,
                       bool *ret_is_sure)
{
    const struct runner *runner = &g_array_index(c->runners, struct runner, index);
    struct scene *scene = endings_scene(c->endings, function);
    bool has_start = false;
    *ret_is_sure = true;
    if (!scene)
        return false;
    if (is_started(c, runner, scene, inst, &has_start))
        return true;
    if (has_start)
        return false;
    for (guint i = 0; i < c->runners->len; i++)
        if (i != index && concurrency_runs(c, i, function))
            return true; /* two threads */
    g_autoptr(GArray) callers = callers_of(c, function);
    bool may_meet = callers->len == 0;
    for (guint i = 0; i < callers->len; i++) {
        const struct caller *caller = &g_array_index(callers, struct caller, i);
        struct scene *around = endings_scene(c->endings, caller->function);
        has_start = false;
        if (around && is_started(c, runner, around, caller->inst, &has_start))
            return true;
        may_meet |= !has_start;
    }
    *ret_is_sure = false;
    return may_meet;
}

/* ---- locks ---- */

static struct place lock_place(struct concurrency *c, const struct use *use)
{
    struct scene *scene = endings_scene(c->endings, use->function);
    struct ir_ref ref = use_argument(use, (unsigned)use->interface->lock->argument, NULL);
    return !scene || ref.kind == IR_REF_NONE ? (struct place){NULL, NULL} : place_at(scene, ref);
}

static void clear_place(gpointer place)
{
    place_clear(place);
}

static const struct place *place_of(struct concurrency *c, guint lock)
{
    if (!c->places) {
        c->places = g_array_new(FALSE, FALSE, sizeof(struct place));
        g_array_set_clear_func(c->places, clear_place);
        for (guint i = 0; i < c->locks->len; i++) {
            struct place place = lock_place(c, c->locks->pdata[i]);
            g_array_append_val(c->places, place);
        }
    }
    return &g_array_index(c->places, struct place, lock);
}

static bool is_lock(struct concurrency *c, guint lock, const struct place *wanted)
{
    return place_compare(place_of(c, lock), wanted) != PLACE_DIFFERENT;
}

static bool is_before(const struct scene *scene, uint32_t a, uint32_t b)
{
    uint32_t x = cfg_block_of(scene->cfg, a), y = cfg_block_of(scene->cfg, b);
    return x == y ? a < b : cfg_dominates(scene->cfg, x, y);
}

/* Whether the lock, once taken there, may be given back before the stretch ends. */
static bool is_released(struct concurrency *c, const struct scene *scene, const struct use *taken,
                        const struct place *lock, const struct stretch *stretch)
{
    for (guint i = 0; i < c->locks->len; i++) {
        const struct use *use = c->locks->pdata[i];
        if (use->function != scene->function || !use->interface->lock->releases || !is_lock(c, i, lock))
            continue;
        g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
        if (scene_leads(scene, taken->inst, use->inst, NULL) &&
            !scene_avoid(scene, taken->inst, use->inst, stretch->to, blocked) &&
            scene_leads(scene, use->inst, stretch->to, blocked))
            return true;
    }
    return false;
}

static bool is_runner(const struct concurrency *c, const struct ir_function *function)
{
    for (guint i = 0; i < c->runners->len; i++)
        if (g_array_index(c->runners, struct runner, i).function == function)
            return true;
    return false;
}

static bool holds(struct concurrency *c, const struct stretch *stretch, const struct place *lock, unsigned depth)
{
    struct scene *scene = endings_scene(c->endings, stretch->function);
    for (guint i = 0; scene && i < c->locks->len; i++) {
        const struct use *use = c->locks->pdata[i];
        if (use->function == stretch->function && !use->interface->lock->releases && is_lock(c, i, lock) &&
            is_before(scene, use->inst, stretch->from) && !is_released(c, scene, use, lock, stretch))
            return true;
    }
    if (!depth || is_runner(c, stretch->function))
        return false;
    g_autoptr(GArray) callers = callers_of(c, stretch->function);
    for (guint i = 0; i < callers->len; i++) {
        const struct caller *caller = &g_array_index(callers, struct caller, i);
        struct stretch call = {caller->function, caller->inst, caller->inst};
        if (!holds(c, &call, lock, depth - 1))
            return false;
    }
    return callers->len > 0;
}

static bool is_first(struct concurrency *c, guint lock)
{
    const struct place *place = place_of(c, lock);
    for (guint i = 0; i < lock; i++)
        if (g_strcmp0(place_of(c, i)->symbolic, place->symbolic) == 0 &&
            g_strcmp0(place_of(c, i)->record, place->record) == 0 &&
            !((const struct use *)c->locks->pdata[i])->interface->lock->releases)
            return false;
    return true;
}

/* The locks of the unit, each once: struct place. */
static const GArray *known_locks(struct concurrency *c)
{
    if (c->known)
        return c->known;
    c->known = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint i = 0; i < c->locks->len && c->known->len < LOCKS_MAX; i++) {
        const struct use *use = c->locks->pdata[i];
        if (!use->interface->lock->releases && place_is_known(place_of(c, i)) && is_first(c, i))
            g_array_append_val(c->known, *place_of(c, i));
    }
    return c->known;
}

bool concurrency_excludes(struct concurrency *c, const struct stretch *a, const struct stretch *b)
{
    const GArray *known = known_locks(c);
    for (guint i = 0; i < known->len; i++) {
        const struct place *lock = &g_array_index(known, struct place, i);
        if (holds(c, a, lock, CALLERS_DEEP) && holds(c, b, lock, CALLERS_DEEP))
            return true;
    }
    return false;
}
