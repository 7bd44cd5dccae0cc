#include "ir/build.h"
#include "ir/parse_names_p.h"

static bool expect_u32(struct ir_parser *p, uint32_t *ret_number)
{
    uint64_t number = 0;
    if (!ir_expect_number(p, G_MAXUINT32, &number))
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

char *ir_take_key(struct ir_parser *p, const char *prefix)
{
    const char *name = ir_peek(p, 0)->text;
    uint64_t ordinal = 1;
    p->at++;
    if (ir_peek(p, 0)->kind == IR_TOKEN_ORDINAL) {
        ordinal = ir_peek(p, 0)->value;
        p->at++;
    }
    return ir_name_key(prefix, name, ordinal);
}

char *ir_name_key(const char *prefix, const char *name, uint64_t ordinal)
{
    return g_strdup_printf("%s%s\1%" G_GUINT64_FORMAT, prefix, name, ordinal);
}

bool ir_expect_name(struct ir_parser *p, const char *what, const char **ret_name, char **ret_key)
{
    const struct ir_token *token = ir_peek(p, 0);
    if (token->kind != IR_TOKEN_NAME && token->kind != IR_TOKEN_QUOTED)
        return ir_parse_fail(p, "%s expected", what);
    *ret_name = token->text;
    *ret_key = ir_take_key(p, "");
    return true;
}

/* FILE: in front of a position, where FILE is "path" or -. */
static bool parse_place(struct ir_parser *p, ir_id *ret_file, ir_id *ret_line, ir_id *ret_col)
{
    if (ir_peek(p, 0)->kind == IR_TOKEN_STRING) {
        *ret_file = ir_add_file(p->unit, ir_peek(p, 0)->text);
        p->at++;
        if (!ir_expect(p, ':'))
            return false;
    } else if (ir_accept(p, '-')) {
        *ret_file = IR_NONE;
        if (!ir_expect(p, ':'))
            return false;
    } else {
        *ret_file = ir_add_file(p->unit, p->file);
    }
    return expect_u32(p, ret_line) && ir_expect(p, ':') && expect_u32(p, ret_col);
}

bool ir_parse_loc(struct ir_parser *p, ir_id *ret_loc)
{
    struct ir_loc loc = {0};
    *ret_loc = 0;
    if (!ir_accept(p, '!'))
        return true;
    if (!parse_place(p, &loc.file, &loc.line, &loc.col))
        return false;
    loc.spelling_file = loc.file;
    loc.spelling_line = loc.line;
    loc.spelling_col = loc.col;
    if (ir_accept(p, '<')) {
        if (ir_peek(p, 0)->kind == IR_TOKEN_NAME)
            loc.macro = g_array_index(p->tokens, struct ir_token, p->at++).text;
        if (!ir_is_sign(p, 0, '>') && !parse_place(p, &loc.spelling_file, &loc.spelling_line, &loc.spelling_col))
            return false;
        if (!ir_expect(p, '>'))
            return false;
    }
    *ret_loc = ir_add_loc(p->unit, loc);
    return true;
}

const char *ir_token_text(const struct ir_parser *p, uint32_t token)
{
    return g_array_index(p->tokens, struct ir_token, token).text;
}

bool ir_find_symbol(struct ir_parser *p, ir_id *ret_symbol)
{
    uint32_t at = p->at;
    if (ir_peek(p, 0)->kind != IR_TOKEN_SYMBOL)
        return ir_parse_fail(p, "@name expected");
    g_autofree char *key = ir_take_key(p, "");
    gpointer found;
    if (!g_hash_table_lookup_extended(p->symbols, key, NULL, &found))
        return ir_parse_fail_at(p, at, "@%s is not declared", ir_token_text(p, at));
    *ret_symbol = GPOINTER_TO_UINT(found);
    return true;
}
