#include "rules/review.h"

#include <string.h>

struct body *review_body(struct review *review, const struct ir_function *function)
{
    struct body *body = g_hash_table_lookup(review->bodies, function);
    if (!body) {
        body = body_new(review->unit, function);
        g_hash_table_insert(review->bodies, (gpointer)function, body);
    }
    return body;
}

bool review_is_sound(struct review *review, const struct use *use)
{
    if (!use->function || use->inst == IR_NONE || use->is_reference || use->function->degraded)
        return false;
    return constants_is_reached(body_constants(review_body(review, use->function)), use->inst);
}

const struct value_set *review_values(struct review *review, const struct use *use, int argument)
{
    struct ir_ref ref =
        argument < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)argument, NULL);
    if (ref.kind == IR_REF_NONE)
        return NULL;
    return constants_of(body_constants(review_body(review, use->function)), ref);
}

const struct catalogue_argument *review_argument(const struct use *use, int argument)
{
    return g_ptr_array_index(use->interface->args, (guint)argument);
}

static bool is_value(const struct catalogue_value *value, const char *upper_text, const struct value_set *set)
{
    if (value->is_pattern)
        return upper_text && g_pattern_match_simple(value->name, upper_text);
    return set->n == 1 && !set->is_open && set->values[0].number == value->number;
}

enum op_effect review_effect(struct review *review, const struct use *use)
{
    int index = use_role(use, ARGUMENT_OP);
    const struct value_set *set = review_values(review, use, index);
    if (!set)
        return OP_NONE;
    const char *text;
    use_argument(use, (unsigned)index, &text);
    g_autofree char *upper = text ? g_ascii_strup(text, -1) : NULL;
    const GArray *values = review_argument(use, index)->values;
    for (guint i = 0; i < values->len; i++) {
        const struct catalogue_value *value = &g_array_index(values, struct catalogue_value, i);
        if (is_value(value, upper, set))
            return value->effect;
    }
    return OP_NONE;
}

const struct ir_inst *review_call(const struct use *use)
{
    const struct ir_inst *inst = use->inst == IR_NONE ? NULL : ir_inst_at(use->function, use->inst);
    return inst && inst->op == IR_CALL ? inst : NULL;
}
