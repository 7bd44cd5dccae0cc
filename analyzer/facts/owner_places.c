#include "facts/owner_places.h"

#include "facts/alone.h"

enum { WITHIN_MAX = 4 /* records within records */ };

struct owner owner_now(const struct owners *o, const struct ir_function *function, uint32_t inst, struct owner owner)
{
    if (!owner.mapping || !o->threads)
        return owner;
    struct moment made = {owner.mapping->function, owner.mapping->inst}, now = {function, inst};
    owner.is_alone = alone_since(o->threads, made, now);
    return owner;
}

/* The pointer that lies there, in a record or in one within it. */
static struct home member_at(const struct owners *o, const struct ir_type *type, int64_t offset)
{
    for (unsigned depth = 0; type && type->kind == IR_TYPE_RECORD && type->fields && depth <= WITHIN_MAX; depth++) {
        const struct ir_type *inner = NULL;
        ir_id id = (ir_id)(type - (const struct ir_type *)(const void *)o->unit->types->data);
        for (guint i = 0; i < type->fields->len && !inner; i++) {
            const struct ir_field *field = &g_array_index(type->fields, struct ir_field, i);
            const struct ir_type *of = ir_type_at(o->unit, field->type);
            int64_t begin = (int64_t)(field->offset_bits / 8);
            if (begin == offset && of->kind == IR_TYPE_POINTER)
                return (struct home){HOME_FIELD, homes_record(o->homes, id), i};
            if (of->kind == IR_TYPE_RECORD && begin <= offset && offset < begin + (int64_t)of->size) {
                inner = of;
                offset -= begin;
            }
        }
        type = inner;
    }
    return (struct home){.kind = HOME_NONE};
}

struct owner owners_of_place(const struct owners *o, const struct ir_function *function, uint32_t inst,
                             struct ir_ref value, const int64_t *offsets, uint32_t depth)
{
    const struct ir_type *type = homes_pointee(o->homes, function, value);
    struct owner owner = {.kind = OWNER_NONE};
    for (uint32_t d = 0; d < depth; d++) {
        struct home home = member_at(o, type, offsets[d]);
        if (home.kind == HOME_NONE)
            return (struct owner){.kind = OWNER_NONE};
        const GArray *fields = ir_type_at(o->unit, home.a)->fields;
        if (!fields || home.b >= fields->len) /* of two types of one name */
            return (struct owner){.kind = OWNER_NONE};
        const struct ir_type *pointer = ir_type_at(o->unit, g_array_index(fields, struct ir_field, home.b).type);
        owner = owners_held(o, home);
        type = pointer->target == IR_NONE ? NULL : ir_type_at(o->unit, pointer->target);
    }
    return owner_now(o, function, inst, owner);
}
