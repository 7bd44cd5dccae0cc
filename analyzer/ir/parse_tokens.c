#include "ir/parse_p.h"
#include "ir/text.h"

static G_GNUC_PRINTF(3, 0) void fail_at(struct ir_parser *p, uint32_t token, const char *format, va_list arguments)
{
    const struct ir_token *at = &g_array_index(p->tokens, struct ir_token, token);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    g_set_error(p->error, IR_ERROR, IR_ERROR_SYNTAX, "%s:%u:%u: %s", p->name, at->line, at->col, text);
}

bool ir_parse_fail_at(struct ir_parser *p, uint32_t token, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(p, token, format, arguments);
    va_end(arguments);
    return false;
}

bool ir_parse_fail(struct ir_parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(p, p->at, format, arguments);
    va_end(arguments);
    return false;
}

const struct ir_token *ir_peek(const struct ir_parser *p, guint ahead)
{
    return &g_array_index(p->tokens, struct ir_token, MIN(p->at + ahead, p->tokens->len - 1));
}

bool ir_is_sign(const struct ir_parser *p, guint ahead, char sign)
{
    return ir_peek(p, ahead)->kind == IR_TOKEN_SIGN && ir_peek(p, ahead)->value == (unsigned char)sign;
}

bool ir_is_word(const struct ir_parser *p, guint ahead, const char *word)
{
    return ir_peek(p, ahead)->kind == IR_TOKEN_NAME && g_str_equal(ir_peek(p, ahead)->text, word);
}

bool ir_accept(struct ir_parser *p, char sign)
{
    bool is_there = ir_is_sign(p, 0, sign);
    p->at += is_there;
    return is_there;
}

bool ir_accept_word(struct ir_parser *p, const char *word)
{
    bool is_there = ir_is_word(p, 0, word);
    p->at += is_there;
    return is_there;
}

bool ir_expect(struct ir_parser *p, char sign)
{
    return ir_accept(p, sign) || ir_parse_fail(p, "'%c' expected", sign);
}

bool ir_expect_kind(struct ir_parser *p, enum ir_token_kind kind, const char *what, const struct ir_token **ret_token)
{
    if (ir_peek(p, 0)->kind != kind)
        return ir_parse_fail(p, "%s expected", what);
    *ret_token = ir_peek(p, 0);
    p->at++;
    return true;
}

bool ir_expect_number(struct ir_parser *p, uint64_t most, uint64_t *ret_number)
{
    const struct ir_token *token = ir_peek(p, 0);
    if (token->kind != IR_TOKEN_NUMBER)
        return ir_parse_fail(p, "a number expected");
    if (token->value > most)
        return ir_parse_fail(p, "the number is too large");
    *ret_number = token->value;
    p->at++;
    return true;
}
