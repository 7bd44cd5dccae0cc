#include "ir/build.h"
#include "ir/ops_p.h"
#include "ir/parse_items_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_operands_p.h"
#include "ir/parse_types_p.h"

struct ir_ref ir_temp_named(struct ir_parser *p, uint32_t token)
{
    const char *name = g_array_index(p->tokens, struct ir_token, token).text;
    gpointer found;
    if (g_hash_table_lookup_extended(p->temps, name, NULL, &found))
        return ir_ref(IR_REF_TEMP, GPOINTER_TO_UINT(found));
    struct ir_place place = {IR_NONE, token};
    g_hash_table_insert(p->temps, (gpointer)name, GUINT_TO_POINTER(p->temp_at->len));
    g_array_append_val(p->temp_at, place);
    return ir_ref(IR_REF_TEMP, p->temp_at->len - 1);
}

void ir_add_operand(struct ir_parser *p, struct ir_inst *inst, struct ir_ref ref)
{
    g_array_append_val(p->function->operands, ref);
    inst->n_operands++;
}

/* NAME(12), 'NAME'(12): no type goes on like that. */
bool ir_at_named_const(const struct ir_parser *p)
{
    return ir_at_type(p) && ir_is_sign(p, 1, '(') && ir_peek(p, 2)->kind == IR_TOKEN_NUMBER;
}

static bool parse_const(struct ir_parser *p, struct ir_inst *inst, const char *name)
{
    uint64_t value;
    if (!ir_expect_number(p, G_MAXUINT64, &value) || (name && !ir_expect(p, ')')))
        return false;
    ir_id type = ir_usual_const_type(p->unit, inst);
    if (ir_accept(p, ':')) {
        if (!ir_parse_type(p, &type))
            return false;
    } else {
        g_array_append_val(p->untyped, p->function->operands->len);
    }
    type = type == IR_NONE ? ir_int_type(p) : type;
    ir_add_operand(p, inst, ir_ref(IR_REF_CONST, ir_add_const(p->unit, type, (int64_t)value, name)));
    return true;
}

static bool parse_local_operand(struct ir_parser *p, struct ir_inst *inst)
{
    uint32_t at = p->at;
    g_autofree char *key = ir_take_key(p, "");
    gpointer found;
    if (!g_hash_table_lookup_extended(p->locals, key, NULL, &found))
        return ir_parse_fail_at(p, at, "no such local");
    ir_add_operand(p, inst, ir_ref(IR_REF_LOCAL, GPOINTER_TO_UINT(found)));
    return true;
}

static bool parse_symbol_operand(struct ir_parser *p, struct ir_inst *inst)
{
    ir_id symbol = IR_NONE;
    if (!ir_find_symbol(p, &symbol))
        return false;
    ir_add_operand(p, inst, ir_ref(IR_REF_SYMBOL, symbol));
    return true;
}

bool ir_parse_operand(struct ir_parser *p, struct ir_inst *inst)
{
    uint32_t at = p->at;
    const struct ir_token *token = ir_peek(p, 0);
    switch (token->kind) {
    case IR_TOKEN_TEMP:
        p->at++;
        ir_add_operand(p, inst, ir_temp_named(p, at));
        return true;
    case IR_TOKEN_LOCAL:
        return parse_local_operand(p, inst);
    case IR_TOKEN_SYMBOL:
        return parse_symbol_operand(p, inst);
    case IR_TOKEN_STRING:
        p->at++;
        ir_add_operand(p, inst, ir_ref(IR_REF_STRING, ir_add_literal(p->unit, token->text)));
        return true;
    case IR_TOKEN_LABEL:
        ir_add_operand(p, inst, ir_block_named(p, ir_take_key(p, ""), at));
        return true;
    case IR_TOKEN_NUMBER:
        return parse_const(p, inst, NULL);
    default:
        if (!ir_at_named_const(p))
            return ir_parse_fail(p, "an operand expected");
        p->at += 2;
        return parse_const(p, inst, token->text);
    }
}

bool ir_parse_target(struct ir_parser *p, struct ir_inst *inst)
{
    uint32_t at = p->at;
    const char *name = NULL;
    char *key = NULL;
    if (!ir_expect_name(p, "a block", &name, &key))
        return false;
    ir_add_operand(p, inst, ir_block_named(p, key, at));
    return true;
}

bool ir_at_operand(const struct ir_parser *p)
{
    enum ir_token_kind kind = ir_peek(p, 0)->kind;
    return kind == IR_TOKEN_STRING || kind == IR_TOKEN_NUMBER || (kind >= IR_TOKEN_TEMP && kind <= IR_TOKEN_LABEL) ||
           ir_at_named_const(p);
}

/* Operands up to the closing sign, which is consumed. */
bool ir_parse_list(struct ir_parser *p, struct ir_inst *inst, char end)
{
    for (bool is_first = true; !ir_accept(p, end); is_first = false)
        if ((!is_first && !ir_expect(p, ',')) || !ir_parse_operand(p, inst))
            return false;
    return true;
}
