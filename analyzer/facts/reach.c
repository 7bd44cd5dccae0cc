#include "facts/reach.h"

#include <string.h>

#include "facts/callgraph.h"
#include "facts/origins.h"
#include "flow/body.h"
#include "flow/conditions.h"
#include "ir/access.h"

enum { NO_ARGUMENT = -1, HELD = 8 /* parameters that are followed */ };

/* A parameter holds an argument of the interface. */
struct held {
    int argument; /* or NO_ARGUMENT */
    int64_t offset;
};

/* A function as one way leads to it. */
struct visit {
    const char *name;
    const struct ir_function *function; /* NULL: of another unit */
    unsigned depth;
    struct held held[HELD];
    struct reach_limit limits[REACH_ARGUMENTS];
    unsigned n_limits;
};

struct reach {
    const struct ir_unit *unit;
    struct call_knowledge knowledge;
    const struct interface *interface;
    struct callgraph *graph;
    GArray *visits; /* struct visit, in the order in which they were met */
    GArray *found;  /* struct reached */
};

/* One function of the way, with what its values come from. */
struct scene {
    struct reach *reach;
    const struct visit *visit; /* a copy: the list grows */
    struct body *body;
    struct origins *origins;
};

/* ---- what a value is --------------------------------------------------------------------------------------------- */

static const struct held *held_at(const struct scene *scene, uint32_t parameter)
{
    const struct held *held = parameter < HELD ? &scene->visit->held[parameter] : NULL;
    return held && held->argument != NO_ARGUMENT ? held : NULL;
}

static bool is_pointer(const struct reach *reach, int argument)
{
    const struct catalogue_argument *of = g_ptr_array_index(reach->interface->args, (guint)argument);
    return of->pointee != POINTEE_NONE;
}

/* The argument that an operand carries on, if any: an address may have moved, a number may not. */
static struct held carried(struct scene *scene, struct ir_ref ref)
{
    static const struct held nothing = {.argument = NO_ARGUMENT};
    term_id term = numbering_of(body_numbering(scene->body), ref);
    struct call_place place;
    struct subject subject;
    int64_t offset;
    if (term == TERM_UNKNOWN)
        return nothing;
    if (origins_place(scene->origins, term, &place, &offset, NULL) && place.depth == 0) {
        const struct held *held = held_at(scene, place.argument);
        if (held && is_pointer(scene->reach, held->argument))
            return (struct held){held->argument, held->offset + offset};
    }
    if (!origins_exact(scene->origins, term, &subject) || subject.kind != SUBJECT_VALUE)
        return nothing;
    const struct held *held = held_at(scene, subject.at.argument);
    return held ? *held : nothing;
}

/* ---- what must hold ---------------------------------------------------------------------------------------------- */

static void limit(struct visit *visit, unsigned argument, const struct fact *fact)
{
    unsigned i = 0;
    while (i < visit->n_limits && visit->limits[i].argument != argument)
        i++;
    if (i == visit->n_limits) {
        if (i == REACH_ARGUMENTS)
            return;
        visit->limits[visit->n_limits++] = (struct reach_limit){argument, INT64_MIN, INT64_MAX};
    }
    visit->limits[i].low = MAX(visit->limits[i].low, fact->low);
    visit->limits[i].high = MIN(visit->limits[i].high, fact->high);
}

/* An edge into a block that has no other one is taken on every way to what the block dominates. */
static void add_limits(struct scene *scene, uint32_t block, struct visit *to)
{
    const struct cfg *cfg = body_cfg(scene->body);
    for (uint32_t b = block; b != IR_NONE; b = cfg_dominator(cfg, b)) {
        struct cfg_list before = cfg_predecessors(cfg, b);
        struct fact fact;
        struct subject subject;
        if (before.n != 1 || !condition_of(body_numbering(scene->body), scene->reach->unit, scene->visit->function,
                                           before.blocks[0], b, &fact))
            continue;
        if ((fact.low == INT64_MIN && fact.high == INT64_MAX) ||
            !origins_exact(scene->origins, fact.subject, &subject) || subject.kind != SUBJECT_VALUE)
            continue;
        const struct held *held = held_at(scene, subject.at.argument);
        if (held && held->offset == 0)
            limit(to, (unsigned)held->argument, &fact);
    }
}

static bool is_possible(const struct visit *visit)
{
    for (unsigned i = 0; i < visit->n_limits; i++)
        if (visit->limits[i].low > visit->limits[i].high)
            return false;
    return true;
}

/* ---- the way ----------------------------------------------------------------------------------------------------- */

static void tell(struct reach *reach, const struct visit *visit)
{
    for (uint32_t p = 0; p < HELD; p++) {
        const struct held *held = &visit->held[p];
        if (held->argument == NO_ARGUMENT || !is_pointer(reach, held->argument))
            continue;
        struct reached reached = {.name = visit->name,
                                  .function = visit->function,
                                  .parameter = p,
                                  .argument = (unsigned)held->argument,
                                  .offset = held->offset,
                                  .n_limits = visit->n_limits};
        memcpy(reached.limits, visit->limits, sizeof reached.limits);
        g_array_append_val(reach->found, reached);
    }
}

static bool carries_pointer(const struct reach *reach, const struct visit *visit)
{
    for (uint32_t p = 0; p < HELD; p++)
        if (visit->held[p].argument != NO_ARGUMENT && is_pointer(reach, visit->held[p].argument))
            return true;
    return false;
}

static void follow_call(struct scene *scene, uint32_t call)
{
    struct reach *reach = scene->reach;
    const struct ir_function *function = scene->visit->function;
    const struct ir_inst *inst = ir_inst_at(function, call);
    struct call_target target = callgraph_target(reach->graph, function, call);
    if (!target.symbol || reach->visits->len >= REACH_CALLS)
        return;
    const struct ir_function *body =
        target.body == IR_NONE ? NULL : g_ptr_array_index(reach->unit->functions, target.body);
    struct visit to = {.name = target.symbol->name,
                       .function = body,
                       .depth = scene->visit->depth + 1,
                       .n_limits = scene->visit->n_limits};
    memcpy(to.limits, scene->visit->limits, sizeof to.limits);
    for (uint32_t p = 0; p < HELD; p++)
        to.held[p] = p + 1 < inst->n_operands ? carried(scene, ir_operand(function, inst, p + 1))
                                              : (struct held){.argument = NO_ARGUMENT};
    if (!carries_pointer(reach, &to))
        return;
    add_limits(scene, cfg_block_of(body_cfg(scene->body), call), &to);
    if (is_possible(&to))
        g_array_append_val(reach->visits, to);
}

static void follow(struct reach *reach, const struct visit *visit)
{
    if (!visit->function || visit->function->degraded || visit->depth >= REACH_DEPTH)
        return;
    struct scene scene = {reach, visit, body_new(reach->unit, visit->function), NULL};
    g_autoptr(GArray) fetches = g_array_new(FALSE, FALSE, sizeof(struct fetched));
    struct numbering *numbering = body_numbering(scene.body);
    if (numbering) {
        scene.origins = origins_new(&reach->knowledge, body_cfg(scene.body), numbering, fetches);
        for (uint32_t i = 0; i < visit->function->insts->len; i++)
            if (ir_inst_at(visit->function, i)->op == IR_CALL &&
                cfg_is_reachable(body_cfg(scene.body), cfg_block_of(body_cfg(scene.body), i)))
                follow_call(&scene, i);
        origins_free(scene.origins);
    }
    body_free(scene.body);
}

static struct visit first_visit(const struct ir_unit *unit, const struct use *definition)
{
    const struct interface *interface = definition->interface;
    struct visit visit = {.name = ir_function_name(unit, definition->function), .function = definition->function};
    for (uint32_t p = 0; p < HELD; p++)
        visit.held[p].argument = NO_ARGUMENT;
    for (guint i = 0; i < MIN(interface->args->len, REACH_ARGUMENTS); i++) {
        int at = definition->spelling->arguments[i];
        if (at >= 0 && at < HELD && (uint32_t)at < definition->function->n_params)
            visit.held[at].argument = (int)i;
    }
    return visit;
}

GArray *reach_from(const struct ir_unit *unit, const struct use *definition)
{
    struct reach reach = {.unit = unit,
                          .knowledge = {.unit = unit},
                          .interface = definition->interface,
                          .graph = callgraph_new(unit),
                          .visits = g_array_new(FALSE, FALSE, sizeof(struct visit)),
                          .found = g_array_new(FALSE, TRUE, sizeof(struct reached))};
    struct visit first = first_visit(unit, definition);
    g_array_append_val(reach.visits, first);
    for (guint i = 0; i < reach.visits->len; i++) {
        struct visit visit = g_array_index(reach.visits, struct visit, i);
        tell(&reach, &visit);
        follow(&reach, &visit);
    }
    g_array_unref(reach.visits);
    callgraph_free(reach.graph);
    return reach.found;
}

/* ---- reads ------------------------------------------------------------------------------------------------------- */

bool reach_read(struct reading *reading, const struct read *read, uint32_t *ret_parameter, struct bytes *ret_bytes)
{
    g_autoptr(GArray) fetches = g_array_new(FALSE, FALSE, sizeof(struct fetched));
    struct origins *origins = origins_new(&reading->knowledge, reading->cfg, reading->numbering, fetches);
    struct call_place place;
    int64_t offset = 0;
    bool found = read->source != TERM_UNKNOWN && origins_place(origins, read->source, &place, &offset, NULL) &&
                 place.depth == 0 && place.argument != CALL_RESULT;
    origins_free(origins);
    if (!found)
        return false;
    *ret_parameter = place.argument;
    ret_bytes->low = read->bytes.low + offset;
    ret_bytes->high = read->bytes.high == INT64_MAX ? INT64_MAX : read->bytes.high + offset;
    return true;
}
