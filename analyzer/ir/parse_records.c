/* Declarations: `type NAME = TYPE`, `struct hdr { … }`. All of them are read before anything else, so that their order
 * does not matter. */
#include "ir/names_p.h"
#include "ir/parse_items_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_types_p.h"

static struct ir_type *type_at(const struct ir_parser *p, ir_id id)
{
    return &g_array_index(p->unit->types, struct ir_type, id);
}

bool ir_at_declaration(const struct ir_parser *p)
{
    return ir_peek(p, 0)->is_first &&
           (ir_is_word(p, 0, "type") || ir_is_word(p, 0, "struct") || ir_is_word(p, 0, "union"));
}

void ir_skip_declaration(struct ir_parser *p)
{
    p->at = GPOINTER_TO_UINT(g_hash_table_lookup(p->declarations, GUINT_TO_POINTER(p->at)));
}

/* NAME: TYPE [:BITS] [@BYTE[+BIT]]; */
static bool parse_field(struct ir_parser *p, struct ir_field *field)
{
    g_autofree char *key = NULL;
    uint64_t number = 0;
    field->offset_bits = IR_UNPLACED;
    if (!ir_expect_name(p, "a field", &field->name, &key) || !ir_expect(p, ':') || !ir_parse_type(p, &field->type))
        return false;
    if (ir_accept(p, ':')) {
        if (!ir_expect_number(p, G_MAXUINT32, &number))
            return false;
        field->width_bits = (uint32_t)number;
    }
    if (ir_accept(p, '@')) {
        if (!ir_expect_number(p, G_MAXUINT64 / 16, &number))
            return false;
        field->offset_bits = number * 8;
        if (ir_accept(p, '+')) {
            if (!ir_expect_number(p, 7, &number))
                return false;
            field->offset_bits += number;
        }
    }
    return ir_expect(p, ';');
}

static bool parse_fields(struct ir_parser *p, GArray *fields)
{
    if (!ir_accept(p, '{'))
        return true;
    while (!ir_accept(p, '}')) {
        struct ir_field field = {0};
        if (!parse_field(p, &field))
            return false;
        g_array_append_val(fields, field);
    }
    return true;
}

/* The types array moves when types are added: reach into it only after reading. */
static bool parse_details(struct ir_parser *p, ir_id id)
{
    uint64_t number = 0;
    struct ir_type_note *note = &g_array_index(p->notes, struct ir_type_note, id);
    for (;;) {
        if (ir_accept_word(p, "size")) {
            if (!ir_expect_number(p, G_MAXUINT64, &number))
                return false;
            type_at(p, id)->size = number;
            note->has_size = true;
        } else if (ir_accept_word(p, "align")) {
            if (!ir_expect_number(p, G_MAXUINT32, &number))
                return false;
            type_at(p, id)->align = (uint32_t)number;
            note->has_align = true;
        } else {
            return true;
        }
    }
}

static bool parse_record(struct ir_parser *p, ir_id id, bool is_union)
{
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct ir_field));
    if (!parse_details(p, id))
        return false;
    type_at(p, id)->is_public = ir_accept_word(p, "public");
    if (!parse_fields(p, fields))
        return false;
    type_at(p, id)->kind = IR_TYPE_RECORD;
    type_at(p, id)->is_union = is_union;
    type_at(p, id)->fields = g_steal_pointer(&fields);
    return true;
}

/* `struct` with a body, not `struct hdr`: what follows is `size 8`, `{`, or the next line. */
static bool at_record(const struct ir_parser *p)
{
    if (!ir_is_word(p, 0, "struct") && !ir_is_word(p, 0, "union"))
        return false;
    bool has_details =
        (ir_is_word(p, 1, "size") || ir_is_word(p, 1, "align")) && ir_peek(p, 2)->kind == IR_TOKEN_NUMBER;
    return has_details || ir_is_sign(p, 1, '{') || ir_peek(p, 1)->is_first || ir_peek(p, 1)->kind == IR_TOKEN_END;
}

/* Behind `type NAME =`. */
static bool parse_content(struct ir_parser *p, ir_id id)
{
    guint start = p->at;
    struct ir_type said = {0};
    if (!ir_parse_qualifiers(p, &said))
        return false;
    if (at_record(p)) {
        type_at(p, id)->is_const = said.is_const;
        type_at(p, id)->is_volatile = said.is_volatile;
        type_at(p, id)->tag = said.tag;
        bool is_union = ir_is_word(p, 0, "union");
        p->at++;
        return parse_record(p, id, is_union);
    }
    ir_id base = IR_NONE;
    p->at = start;
    if (!ir_parse_type(p, &base))
        return false;
    g_array_index(p->notes, struct ir_type_note, id).base = base;
    return parse_details(p, id);
}

static bool parse_declaration(struct ir_parser *p, ir_id id)
{
    const char *name = NULL;
    g_autofree char *key = NULL;
    bool is_short = !ir_accept_word(p, "type"), is_union = ir_is_word(p, 0, "union");
    if (!ir_parse_label(p, &name, &key))
        return false;
    if (is_short)
        return parse_record(p, id, is_union);
    return ir_expect(p, '=') && parse_content(p, id);
}

static bool register_label(struct ir_parser *p, GArray *starts)
{
    uint32_t start = p->at;
    struct ir_type type = {.target = IR_NONE};
    g_autofree char *key = NULL;
    ir_accept_word(p, "type");
    if (!ir_parse_label(p, &type.name, &key))
        return false;
    if (g_hash_table_contains(p->labels, key))
        return ir_parse_fail_at(p, start, "type %s is there already", type.name);
    ir_id id = ir_add_noted_type(p, type, IR_NONE);
    g_array_index(p->notes, struct ir_type_note, id).token = start;
    g_hash_table_insert(p->labels, g_steal_pointer(&key), GUINT_TO_POINTER(id));
    g_array_append_val(starts, start);
    return true;
}

static bool register_labels(struct ir_parser *p, GArray *starts)
{
    uint64_t depth = 0;
    while (ir_peek(p, 0)->kind != IR_TOKEN_END) {
        if (depth == 0 && ir_at_declaration(p)) {
            if (!register_label(p, starts))
                return false;
            continue;
        }
        depth += ir_is_sign(p, 0, '{');
        depth -= depth > 0 && ir_is_sign(p, 0, '}');
        p->at++;
    }
    return true;
}

bool ir_parse_declarations(struct ir_parser *p)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    guint start = p->at;
    ir_id first = p->unit->types->len;
    if (!register_labels(p, starts))
        return false;
    for (guint i = 0; i < starts->len; i++) {
        p->at = g_array_index(starts, uint32_t, i);
        gpointer from = GUINT_TO_POINTER(p->at);
        if (!parse_declaration(p, first + i))
            return false;
        g_hash_table_insert(p->declarations, from, GUINT_TO_POINTER(p->at));
    }
    p->at = start;
    return ir_settle_types(p);
}
