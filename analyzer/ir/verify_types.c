#include "ir/access.h"
#include "ir/verify_p.h"

/* Types form a graph with cycles through the fields of records only; by value there is no cycle at all. The limits keep
 * whoever walks types by recursion, or spells them out, safe: C needs neither such depth nor such length. */
enum { DEEPEST = 128, LONGEST = 1000, ON_THE_WAY = 0xffff };

struct walk {
    const struct ir_unit *unit;
    bool by_value;     /* into fields and elements; else into whatever a type's spelling consists of */
    uint16_t *lengths; /* parts, the type itself included; 0: not seen */
};

/* False when the type contains itself, is nested too deeply or has too many parts. */
static bool measure(struct walk *walk, ir_id id, unsigned depth);

static bool add_part(struct walk *walk, ir_id part, unsigned depth, uint32_t *length)
{
    if (!measure(walk, part, depth + 1))
        return false;
    *length += walk->by_value ? 0 : walk->lengths[part];
    return *length <= LONGEST;
}

static bool measure_parts(struct walk *walk, const struct ir_type *type, unsigned depth, uint32_t *length)
{
    bool has_target = type->kind == IR_TYPE_ARRAY ||
                      (!walk->by_value && (type->kind == IR_TYPE_POINTER || type->kind == IR_TYPE_FUNCTION));
    if (has_target && !add_part(walk, type->target, depth, length))
        return false;
    for (guint i = 0; walk->by_value && type->kind == IR_TYPE_RECORD && i < type->fields->len; i++)
        if (!add_part(walk, g_array_index(type->fields, struct ir_field, i).type, depth, length))
            return false;
    for (guint i = 0; !walk->by_value && type->kind == IR_TYPE_FUNCTION && i < type->params->len; i++)
        if (!add_part(walk, g_array_index(type->params, ir_id, i), depth, length))
            return false;
    return true;
}

static bool measure(struct walk *walk, ir_id id, unsigned depth)
{
    uint32_t length = 1;
    if (walk->lengths[id])
        return walk->lengths[id] != ON_THE_WAY;
    if (depth > DEEPEST)
        return false;
    walk->lengths[id] = ON_THE_WAY;
    if (!measure_parts(walk, ir_type_at(walk->unit, id), depth, &length))
        return false;
    walk->lengths[id] = (uint16_t)length;
    return true;
}

static bool verify_nesting(struct ir_verifier *v, bool by_value)
{
    const guint n = v->unit->types->len;
    g_autofree uint16_t *lengths = g_new0(uint16_t, n);
    struct walk walk = {v->unit, by_value, lengths};
    uint64_t total = 0;
    for (ir_id i = 0; i < n; i++) {
        if (!measure(&walk, i, 0))
            return ir_verify_fail(v, "type %u contains itself or is nested too deeply", i);
        total += lengths[i];
    }
    return total <= 64 * (uint64_t)n + 65536 || ir_verify_fail(v, "types are nested too deeply");
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
        if (type->is_bool && type->is_signed)
            return ir_verify_fail(v, "type %u: a bool is unsigned", id);
        /* fall through */
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

static bool is_plain_void(const struct ir_type *type)
{
    return type->kind == IR_TYPE_VOID && !type->is_const && !type->is_volatile && !type->tag && type->size == 0 &&
           type->align == 0 && g_strcmp0(type->name, "void") == 0;
}

bool ir_verify_types(struct ir_verifier *v)
{
    if (v->unit->types->len == 0 || !is_plain_void(ir_type_at(v->unit, 0)))
        return ir_verify_fail(v, "type 0 is not plain void");
    for (ir_id i = 0; i < v->unit->types->len; i++)
        if (!verify_type(v, i, ir_type_at(v->unit, i)))
            return false;
    return verify_nesting(v, false) && verify_nesting(v, true);
}
