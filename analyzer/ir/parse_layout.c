/* What the text of types left open: sizes, offsets, names, contents taken from another type. */
#include "ir/access.h"
#include "ir/names_p.h"
#include "ir/parse_types_p.h"

enum { DEEPEST = 64 };

static struct ir_type *type_at(const struct ir_parser *p, ir_id id)
{
    return &g_array_index(p->unit->types, struct ir_type, id);
}

static struct ir_type_note *note_at(const struct ir_parser *p, ir_id id)
{
    return &g_array_index(p->notes, struct ir_type_note, id);
}

static bool settle(struct ir_parser *p, ir_id id, unsigned depth);

static void copy_base(struct ir_parser *p, ir_id id, ir_id base_id)
{
    struct ir_type *type = type_at(p, id);
    const struct ir_type *base = type_at(p, base_id);
    struct ir_type said = *type;
    *type = *base;
    if (type->fields)
        g_array_ref(type->fields);
    if (type->params)
        g_array_ref(type->params);
    type->is_const |= said.is_const;
    type->is_volatile |= said.is_volatile;
    type->tag = said.tag ? said.tag : base->tag;
    type->size = note_at(p, id)->has_size ? said.size : base->size;
    type->align = note_at(p, id)->has_align ? said.align : base->align;
    type->name = said.name ? said.name : base->name;
}

/* C's layout: each member at the next offset that suits it, a bit-field behind the last one while it fits. */
static void place_fields(const struct ir_parser *p, struct ir_type *record, uint64_t *ret_size, uint32_t *ret_align)
{
    uint64_t end = 0;
    *ret_align = 1;
    for (guint i = 0; i < record->fields->len; i++) {
        struct ir_field *field = &g_array_index(record->fields, struct ir_field, i);
        const struct ir_type *type = type_at(p, field->type);
        uint64_t align = 8 * (uint64_t)MAX(type->align, 1),
                 width = field->width_bits ? field->width_bits : type->size * 8;
        if (field->offset_bits == IR_UNPLACED) {
            uint64_t start = record->is_union ? 0 : end;
            bool fits = field->width_bits && start % align + width <= align;
            field->offset_bits = fits ? start : (start + align - 1) / align * align;
        }
        end = MAX(end, field->offset_bits + width);
        *ret_align = MAX(*ret_align, type->align);
    }
    uint64_t align = 8 * (uint64_t)*ret_align;
    *ret_size = (end + align - 1) / align * align / 8;
}

static bool settle_record(struct ir_parser *p, ir_id id, unsigned depth)
{
    GArray *fields = type_at(p, id)->fields;
    for (guint i = 0; i < fields->len; i++)
        if (!settle(p, g_array_index(fields, struct ir_field, i).type, depth + 1))
            return false;
    uint64_t size = 0;
    uint32_t align = 0;
    if (fields->len)
        place_fields(p, type_at(p, id), &size, &align);
    if (!note_at(p, id)->has_size)
        type_at(p, id)->size = size;
    if (!note_at(p, id)->has_align)
        type_at(p, id)->align = align;
    return true;
}

static bool settle_parts(struct ir_parser *p, ir_id id, unsigned depth)
{
    const struct ir_type_note *note = note_at(p, id);
    if (note->base != IR_NONE) {
        if (!settle(p, note->base, depth + 1))
            return false;
        copy_base(p, id, note->base);
        return true;
    }
    if (type_at(p, id)->kind == IR_TYPE_RECORD)
        return settle_record(p, id, depth);
    if (type_at(p, id)->kind == IR_TYPE_ARRAY && !settle(p, type_at(p, id)->target, depth + 1))
        return false;
    uint64_t size;
    uint32_t align;
    ir_default_layout(p->unit, type_at(p, id), &size, &align);
    if (!note->has_size)
        type_at(p, id)->size = size;
    if (!note->has_align)
        type_at(p, id)->align = align;
    return true;
}

static bool settle(struct ir_parser *p, ir_id id, unsigned depth)
{
    struct ir_type_note *note = note_at(p, id);
    if (note->is_settled)
        return true;
    if (note->is_busy || depth > DEEPEST)
        return ir_parse_fail_at(p, note->token, "the type contains itself or is nested too deeply");
    note->is_busy = true;
    if (!settle_parts(p, id, depth))
        return false;
    note_at(p, id)->is_settled = true;
    return true;
}

static void name_type(struct ir_parser *p, ir_id id)
{
    if (type_at(p, id)->name)
        return;
    g_autofree char *name = ir_default_name(p->unit, type_at(p, id));
    type_at(p, id)->name = ir_intern(p->unit, name);
}

bool ir_settle_types(struct ir_parser *p)
{
    for (ir_id i = 0; i < p->unit->types->len; i++)
        if (!settle(p, i, 0))
            return false;
    for (ir_id i = 0; i < p->unit->types->len; i++)
        name_type(p, i);
    p->types_are_settled = true;
    return true;
}

void ir_settle_type(struct ir_parser *p, ir_id id)
{
    settle(p, id, 0);
    name_type(p, id);
}
