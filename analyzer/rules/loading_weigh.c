/* What is believed of a value in shared memory, and what relies on it. */
#include "facts/callees.h"
#include "rules/loading.h"

const GArray *loading_beliefs(struct loading *l, guint read)
{
    if (g_ptr_array_index(l->beliefs, read))
        return g_ptr_array_index(l->beliefs, read);
    const GArray *all = pairing_dependences(&l->pairing, read);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct dependence));
    g_ptr_array_index(l->beliefs, read) = some;
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(all, struct dependence, i).kind <= DEPENDENCE_ALLOC)
            g_array_append_val(some, g_array_index(all, struct dependence, i));
    return some;
}

/* What was found in a table by an index that is made of the bytes is not the bytes. */
static bool is_found_elsewhere(const struct loading *l, const struct dependence *d)
{
    const struct terms *terms = numbering_terms(l->pairing.reading->numbering);
    const struct term *term = term_at(terms, term_bare(terms, d->value));
    return d->kind == DEPENDENCE_KEPT && (term->kind == TERM_INITIAL || term->kind == TERM_JOIN);
}

/* A text for people is made of it: an argument behind the format of a function that takes any number. */
static bool is_formatted(const struct loading *l, const struct dependence *d)
{
    const struct reading *r = l->pairing.reading;
    const struct ir_inst *call = ir_inst_at(r->function, d->inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    if (!callee || d->value == TERM_UNKNOWN || !ir_type_at(r->knowledge.unit, callee->type)->is_variadic)
        return false;
    bool has_format = false;
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(r->function, call, o);
        if (has_format && numbering_of(r->numbering, ref) == d->value)
            return true;
        has_format |= ref.kind == IR_REF_STRING;
    }
    return false;
}

static bool is_idle_callee(const char *name)
{
    return g_str_equal(name, "an asm statement") || callee_swaps(name) || callee_is_quiet(name);
}

/* Handed to what does nothing with it that could go wrong: prints it, swaps its bytes. */
static bool is_idle(const struct loading *l, const struct dependence *d)
{
    const struct reading *r = l->pairing.reading;
    const struct ir_inst *call = ir_inst_at(r->function, d->inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    const char *name = d->deed ? d->deed->callee : callee ? callee->name : NULL;
    return d->kind == DEPENDENCE_ARGUMENT && ((name && is_idle_callee(name)) || is_formatted(l, d));
}

const GArray *loading_reliances(struct loading *l, guint read)
{
    if (g_ptr_array_index(l->reliances, read))
        return g_ptr_array_index(l->reliances, read);
    const GArray *all = pairing_dependences(&l->pairing, read);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct dependence));
    g_ptr_array_index(l->reliances, read) = some;
    for (guint i = 0; i < all->len; i++) {
        const struct dependence *d = &g_array_index(all, struct dependence, i);
        if (!is_found_elsewhere(l, d) && !is_idle(l, d))
            g_array_append_val(some, *d);
    }
    return some;
}
