/* A macro's definition: its words, and what it pastes. */
#include <string.h>

#include "input/outline_p.h"

enum { MAX_PARAMETERS = 256 };

struct macro {
    struct slice parameters[MAX_PARAMETERS];
    guint n_parameters;
    struct outline_part part;
};

static gboolean is_parameter(const struct macro *macro, const struct token *token)
{
    if (token_is(token, "__VA_ARGS__"))
        return TRUE;
    for (guint i = 0; i < macro->n_parameters; i++)
        if (macro->parameters[i].length == token->length &&
            memcmp(macro->parameters[i].at, token->at, token->length) == 0)
            return TRUE;
    return FALSE;
}

/* 6.10.3p10: a macro has parameters only when the parenthesis stands right behind its name. */
static struct token read_parameters(struct outliner *o, struct macro *macro, const char *name_end)
{
    struct token token = lexer_next(&o->lexer);
    if (!token_is_sign(&token, '(') || token.at != name_end)
        return token;
    do {
        token = lexer_next(&o->lexer);
        if (token.kind == TOKEN_WORD && macro->n_parameters < MAX_PARAMETERS)
            macro->parameters[macro->n_parameters++] = slice_of(&token);
    } while (!token_is_sign(&token, ')') && token.kind != TOKEN_NEWLINE && token.kind != TOKEN_END);
    return token_is_sign(&token, ')') ? lexer_next(&o->lexer) : token;
}

static gboolean is_paste(const struct token *token)
{
    return token->kind == TOKEN_PUNCTUATOR && (token->length == 4 || (token->length == 2 && token->at[1] == '#'));
}

static gboolean is_literal(const struct macro *macro, const struct token *token)
{
    return token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && !is_parameter(macro, token));
}

static void add_paste(struct outliner *o, const struct macro *macro, const struct token *left,
                      const struct token *right)
{
    struct slice operands[2] = {slice_of(left), slice_of(right)}, none = {.at = ""};
    gboolean literal[2] = {is_literal(macro, left), is_literal(macro, right)};
    for (int i = 0; i < 2; i++)
        if (literal[i])
            g_array_append_val(o->outline.pastes, operands[i]);
    if (!literal[0] && !literal[1])
        g_array_append_val(o->outline.pastes, none);
}

static void read_body(struct outliner *o, const struct macro *macro, struct token token)
{
    struct token before = {0}, last = {0}, pasted = {0};
    for (; token.kind != TOKEN_NEWLINE && token.kind != TOKEN_END; token = lexer_next(&o->lexer)) {
        if (token.kind != TOKEN_WORD || !is_parameter(macro, &token))
            outline_add_words(o->outline.words, &before, &last, &token);
        if (pasted.at)
            add_paste(o, macro, &pasted, &token);
        pasted = is_paste(&token) ? last : (struct token){0};
        before = last;
        last = token;
    }
}

void outline_macro(struct outliner *o)
{
    struct macro macro = {.n_parameters = 0};
    struct token name = lexer_next(&o->lexer);
    if (name.kind != TOKEN_WORD)
        return;
    struct outline *outline = &o->outline;
    macro.part = (struct outline_part){.kind = OUTLINE_MACRO, .n_names = 1, .first_name = outline->names->len};
    macro.part.first_word = outline->words->len;
    macro.part.first_paste = outline->pastes->len;
    macro.part.begin = (size_t)(name.at - o->text->bytes);
    read_body(o, &macro, read_parameters(o, &macro, name.at + name.length));
    macro.part.n_words = outline->words->len - macro.part.first_word;
    macro.part.n_pastes = outline->pastes->len - macro.part.first_paste;
    macro.part.end = (size_t)(o->lexer.at - o->text->bytes);
    struct slice slice = slice_of(&name);
    g_array_append_val(outline->names, slice);
    g_array_append_val(outline->parts, macro.part);
}
