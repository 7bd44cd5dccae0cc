#include "ir/access.h"
#include "ir/verify_p.h"

/* Types form a graph with cycles through the fields of records only; by value there is no cycle at all. The limit keeps
 * whoever walks types by recursion safe. */
enum { DEEPEST = 128 };

struct walk {
    struct ir_verifier *verifier;
    bool by_value;   /* into fields and elements; else into whatever a type's spelling consists of */
    uint8_t *depths; /* 0: not seen; DEEPEST + 1: on the way */
};

static uint8_t depth_of(struct walk *walk, ir_id id, unsigned above);

/* The deepest part of a type, 0 for none, DEEPEST + 1 for too deep. */
static uint8_t depth_of_parts(struct walk *walk, const struct ir_type *type, unsigned above)
{
    uint8_t deepest = 0;
    bool has_target =
        type->kind == IR_TYPE_ARRAY || (!walk->by_value && type->target != IR_NONE &&
                                        (type->kind == IR_TYPE_POINTER || type->kind == IR_TYPE_FUNCTION));
    if (has_target)
        deepest = depth_of(walk, type->target, above);
    for (guint i = 0; walk->by_value && type->kind == IR_TYPE_RECORD && i < type->fields->len; i++)
        deepest = MAX(deepest, depth_of(walk, g_array_index(type->fields, struct ir_field, i).type, above));
    for (guint i = 0; !walk->by_value && type->kind == IR_TYPE_FUNCTION && i < type->params->len; i++)
        deepest = MAX(deepest, depth_of(walk, g_array_index(type->params, ir_id, i), above));
    return deepest;
}

static uint8_t depth_of(struct walk *walk, ir_id id, unsigned above)
{
    if (walk->depths[id])
        return walk->depths[id];
    if (above >= DEEPEST)
        return DEEPEST + 1;
    walk->depths[id] = DEEPEST + 1;
    uint8_t parts = depth_of_parts(walk, ir_type_at(walk->verifier->unit, id), above + 1);
    walk->depths[id] = parts >= DEEPEST ? DEEPEST + 1 : parts + 1;
    return walk->depths[id];
}

static bool verify_depths(struct ir_verifier *v, bool by_value)
{
    g_autofree uint8_t *depths = g_new0(uint8_t, v->unit->types->len);
    struct walk walk = {v, by_value, depths};
    for (ir_id i = 0; i < v->unit->types->len; i++)
        if (depth_of(&walk, i, 0) > DEEPEST)
            return ir_verify_fail(v, "type %u contains itself or is nested too deeply", i);
    return true;
}

static bool verify_fields(struct ir_verifier *v, ir_id id, const struct ir_type *type)
{
    if (!type->fields)
        return ir_verify_fail(v, "type %u: a record has fields", id);
    for (guint i = 0; i < type->fields->len; i++) {
        const struct ir_field *field = &g_array_index(type->fields, struct ir_field, i);
        if (!field->name || field->type >= v->unit->types->len)
            return ir_verify_fail(v, "type %u: field %u has no name or no such type", id, i);
    }
    return true;
}

static bool verify_params(struct ir_verifier *v, ir_id id, const struct ir_type *type)
{
    if (!type->params)
        return ir_verify_fail(v, "type %u: a function has params", id);
    for (guint i = 0; i < type->params->len; i++)
        if (g_array_index(type->params, ir_id, i) >= v->unit->types->len)
            return ir_verify_fail(v, "type %u: no such type for parameter %u", id, i);
    return true;
}

static bool verify_type(struct ir_verifier *v, ir_id id, const struct ir_type *type)
{
    switch (type->kind) {
    case IR_TYPE_VOID:
        return true;
    case IR_TYPE_INT:
    case IR_TYPE_FLOAT:
        return (type->size > 0 && type->size <= 64) || ir_verify_fail(v, "type %u: a number has 1 to 64 bytes", id);
    case IR_TYPE_POINTER:
    case IR_TYPE_ARRAY:
        return type->target < v->unit->types->len || ir_verify_fail(v, "type %u: no such target", id);
    case IR_TYPE_RECORD:
        return verify_fields(v, id, type);
    case IR_TYPE_FUNCTION:
        if (type->target >= v->unit->types->len)
            return ir_verify_fail(v, "type %u: no such result", id);
        return verify_params(v, id, type);
    }
    return ir_verify_fail(v, "type %u: no such kind", id);
}

bool ir_verify_types(struct ir_verifier *v)
{
    if (v->unit->types->len == 0 || ir_type_at(v->unit, 0)->kind != IR_TYPE_VOID)
        return ir_verify_fail(v, "type 0 is not void");
    for (ir_id i = 0; i < v->unit->types->len; i++)
        if (!verify_type(v, i, ir_type_at(v->unit, i)))
            return false;
    return verify_depths(v, false) && verify_depths(v, true);
}
