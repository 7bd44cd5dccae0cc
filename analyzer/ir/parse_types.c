#include "ir/access.h"
#include "ir/build.h"
#include "ir/names_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_types_p.h"

#include <string.h>

enum { DEEPEST = 64 };

ir_id ir_add_noted_type(struct ir_parser *p, struct ir_type type, ir_id base)
{
    struct ir_type_note note = {.base = base, .token = p->at};
    g_array_append_val(p->notes, note);
    g_array_append_val(p->unit->types, type);
    return p->unit->types->len - 1;
}

static char *structure_key(const struct ir_type *type, ir_id base)
{
    g_autoptr(GString) key = g_string_new(NULL);
    g_string_printf(key, "%d %d%d%d%d%d %u %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s", (int)type->kind,
                    type->is_signed, type->is_bool, type->is_volatile, type->is_const, type->is_variadic, base,
                    type->target, type->size, type->count, type->tag ? type->tag : "\n");
    for (guint i = 0; type->params && i < type->params->len; i++)
        g_string_append_printf(key, "\n%u", g_array_index(type->params, ir_id, i));
    return g_strdup(key->str);
}

/* The type with this content that was made before, or a new one. */
static ir_id find_or_add(struct ir_parser *p, struct ir_type type, ir_id base)
{
    g_autofree char *key = structure_key(&type, base);
    gpointer found;
    if (g_hash_table_lookup_extended(p->structures, key, NULL, &found)) {
        g_clear_pointer(&type.params, g_array_unref);
        return GPOINTER_TO_UINT(found);
    }
    ir_id id = ir_add_noted_type(p, type, base);
    g_hash_table_insert(p->structures, g_steal_pointer(&key), GUINT_TO_POINTER(id));
    if (p->types_are_settled) { /* all its parts are */
        ir_settle_type(p, id);
    }
    return id;
}

ir_id ir_structure(struct ir_parser *p, struct ir_type type)
{
    bool is_void = type.kind == IR_TYPE_VOID && !type.is_const && !type.is_volatile && !type.tag;
    return is_void ? 0 : find_or_add(p, type, IR_NONE);
}

ir_id ir_pointer_to(struct ir_parser *p, ir_id target)
{
    return ir_structure(p, (struct ir_type){.kind = IR_TYPE_POINTER, .target = target});
}

ir_id ir_int_type(struct ir_parser *p)
{
    return ir_structure(p, (struct ir_type){.kind = IR_TYPE_INT, .is_signed = true, .size = 4, .target = IR_NONE});
}

static bool is_record_word(const struct ir_parser *p, guint ahead)
{
    return ir_is_word(p, ahead, "struct") || ir_is_word(p, ahead, "union");
}

/* NAME, 'any text', struct NAME, union NAME, enum NAME; #N tells namesakes apart. */
bool ir_parse_label(struct ir_parser *p, const char **ret_name, char **ret_key)
{
    if (!is_record_word(p, 0) && !ir_is_word(p, 0, "enum"))
        return ir_expect_name(p, "a type", ret_name, ret_key);
    g_autofree char *prefix = g_strconcat(ir_peek(p, 0)->text, " ", NULL);
    p->at++;
    if (ir_peek(p, 0)->kind != IR_TOKEN_NAME)
        return ir_parse_fail(p, "a tag expected");
    g_autofree char *name = g_strconcat(prefix, ir_peek(p, 0)->text, NULL);
    *ret_name = ir_intern(p->unit, name);
    *ret_key = ir_take_key(p, prefix);
    return true;
}

/* A struct or union that nobody declares is incomplete. */
static bool find_label(struct ir_parser *p, ir_id *ret_type)
{
    uint32_t at = p->at;
    const char *name = NULL;
    g_autofree char *key = NULL;
    bool is_record = is_record_word(p, 0);
    if (!ir_parse_label(p, &name, &key))
        return false;
    gpointer found;
    if (g_hash_table_lookup_extended(p->labels, key, NULL, &found)) {
        *ret_type = GPOINTER_TO_UINT(found);
        return true;
    }
    if (!is_record)
        return ir_parse_fail_at(p, at, "type %s is not declared", name);
    struct ir_type type = {.kind = IR_TYPE_RECORD, .name = name, .target = IR_NONE};
    type.is_union = g_str_has_prefix(name, "union");
    type.fields = g_array_new(FALSE, FALSE, sizeof(struct ir_field));
    *ret_type = ir_add_noted_type(p, type, IR_NONE);
    g_hash_table_insert(p->labels, g_steal_pointer(&key), GUINT_TO_POINTER(*ret_type));
    return true;
}

static bool parse_params(struct ir_parser *p, struct ir_type *type)
{
    bool is_first = true;
    while (!ir_accept(p, ')')) {
        if (!is_first && !ir_expect(p, ','))
            return false;
        is_first = false;
        ir_id param = 0;
        if (ir_peek(p, 0)->kind == IR_TOKEN_DOTS) {
            p->at++;
            type->is_variadic = true;
            return ir_expect(p, ')');
        }
        if (!ir_parse_type(p, &param))
            return false;
        g_array_append_val(type->params, param);
    }
    return true;
}

/* func( is consumed. */
static bool parse_function_type(struct ir_parser *p, struct ir_type *type)
{
    const struct ir_token *arrow;
    type->kind = IR_TYPE_FUNCTION;
    g_autoptr(GArray) params = g_array_new(FALSE, FALSE, sizeof(ir_id));
    type->params = params;
    if (!parse_params(p, type) || !ir_expect_kind(p, IR_TOKEN_ARROW, "->", &arrow) || !ir_parse_type(p, &type->target))
        return false;
    type->params = g_steal_pointer(&params);
    return true;
}

static bool parse_array_type(struct ir_parser *p, struct ir_type *type)
{
    type->kind = IR_TYPE_ARRAY;
    if (!ir_parse_type(p, &type->target))
        return false;
    if (ir_accept(p, ',') && !ir_expect_number(p, G_MAXUINT64, &type->count))
        return false;
    return ir_expect(p, ')');
}

/* i32, u8, f64, bool, bool32. */
static bool parse_number_type(struct ir_parser *p, struct ir_type *type)
{
    const char *text = ir_peek(p, 0)->text;
    type->is_bool = g_str_has_prefix(text, "bool");
    type->kind = *text == 'f' ? IR_TYPE_FLOAT : IR_TYPE_INT;
    type->is_signed = *text == 'i';
    uint64_t bits = g_ascii_strtoull(text + (type->is_bool ? strlen("bool") : 1), NULL, 10);
    if (g_str_equal(text, "bool"))
        bits = 8;
    if (bits == 0 || bits % 8 || bits > 512)
        return ir_parse_fail(p, "a number has 8 to 512 bits, a multiple of 8");
    type->size = bits / 8;
    p->at++;
    return true;
}

static bool parse_structure(struct ir_parser *p, struct ir_type *type)
{
    if (ir_accept_word(p, "void"))
        return true;
    if (ir_accept_word(p, "ptr")) {
        type->kind = IR_TYPE_POINTER;
        return ir_expect(p, '(') && ir_parse_type(p, &type->target) && ir_expect(p, ')');
    }
    if (ir_accept_word(p, "array"))
        return ir_expect(p, '(') && parse_array_type(p, type);
    if (ir_accept_word(p, "func"))
        return ir_expect(p, '(') && parse_function_type(p, type);
    return parse_number_type(p, type);
}

bool ir_parse_qualifiers(struct ir_parser *p, struct ir_type *type)
{
    const char *tag = NULL;
    g_autofree char *key = NULL;
    for (;;) {
        if (ir_accept_word(p, "const")) {
            type->is_const = true;
        } else if (ir_accept_word(p, "volatile")) {
            type->is_volatile = true;
        } else if (ir_accept_word(p, "tag")) {
            g_clear_pointer(&key, g_free);
            if (!ir_expect(p, '(') || !ir_expect_name(p, "a tag", &tag, &key) || !ir_expect(p, ')'))
                return false;
            type->tag = tag;
        } else {
            return true;
        }
    }
}

static bool is_label(const struct ir_parser *p)
{
    return ir_peek(p, 0)->kind == IR_TOKEN_QUOTED || is_record_word(p, 0) || ir_is_word(p, 0, "enum") ||
           !ir_is_type_word(ir_peek(p, 0)->text);
}

static bool parse_type(struct ir_parser *p, ir_id *ret_type)
{
    struct ir_type type = {.target = IR_NONE};
    if (!ir_parse_qualifiers(p, &type))
        return false;
    if (!ir_at_type(p))
        return ir_parse_fail(p, "a type expected");
    if (!is_label(p)) {
        if (!parse_structure(p, &type))
            return false;
        *ret_type = ir_structure(p, type);
        return true;
    }
    ir_id label = IR_NONE;
    if (!find_label(p, &label))
        return false;
    bool is_qualified = type.is_const || type.is_volatile || type.tag;
    *ret_type = is_qualified ? find_or_add(p, type, label) : label;
    return true;
}

bool ir_at_type(const struct ir_parser *p)
{
    return ir_peek(p, 0)->kind == IR_TOKEN_QUOTED || ir_peek(p, 0)->kind == IR_TOKEN_NAME;
}

bool ir_parse_type(struct ir_parser *p, ir_id *ret_type)
{
    if (p->depth >= DEEPEST)
        return ir_parse_fail(p, "types are nested too deeply");
    p->depth++;
    bool is_read = parse_type(p, ret_type);
    p->depth--;
    return is_read;
}
