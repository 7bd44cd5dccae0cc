/* Uses that are implementations: the tree defines a function that the catalogue names, the kernel's entry or its own
 * mpx(). */
#include "facts/finders.h"

#include <string.h>

/* SYSCALL_DEFINEn and its kind expand to several functions on one line. */
static bool is_known_place(const struct collector *c, const struct interface *interface, ir_id loc)
{
    const struct ir_loc *here = ir_loc_at(c->unit, loc);
    for (guint i = 0; i < c->uses->len; i++) {
        const struct use *use = &g_array_index(c->uses, struct use, i);
        const struct ir_loc *there = ir_loc_at(c->unit, use->loc);
        if (use->interface == interface && use->is_definition && there->file == here->file && there->line == here->line)
            return true;
    }
    return false;
}

static bool can_implement(const struct collector *c, const struct ir_function *function,
                          const struct catalogue_match *match)
{
    int n_params = (int)function->n_params;
    if (!collector_on_side(c, match->spelling))
        return false;
    if (match->spelling->arity >= 0)
        return match->spelling->arity == n_params;
    for (guint i = 0; i < match->interface->args->len; i++)
        if (match->spelling->arguments[i] >= n_params)
            return false;
    return true;
}

static void collect_as(struct collector *c, const struct ir_function *function, enum spelling_kind kind,
                       const char *name)
{
    const GPtrArray *matches = catalogue_by_name(c->catalogue, kind, name);
    for (guint i = 0; i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        if (!can_implement(c, function, match) || is_known_place(c, match->interface, function->loc))
            continue;
        collector_add(c, (struct use){
                             .interface = match->interface,
                             .spelling = match->spelling,
                             .function = function,
                             .inst = IR_NONE,
                             .loc = function->loc,
                             .abi = c->abi,
                             .name = name,
                             .is_definition = true,
                         });
    }
}

void collect_definition(struct collector *c, const struct ir_function *function)
{
    if (function->is_initialiser || function->symbol == IR_NONE)
        return;
    const char *name = ir_function_name(c->unit, function);
    collect_as(c, function, SPELLING_IMPLEMENTATION, name);
    collect_as(c, function, SPELLING_CALL, name);
}
