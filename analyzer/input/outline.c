#include "input/outline_p.h"

#include <string.h>

enum { MAX_CONDITIONS = 256 };

static const char *const records[] = {"struct", "union", "enum", NULL};
static const char *const storages[] = {"static", "extern", "inline", "__inline", "__inline__", "__always_inline", NULL};
static const char *const not_functions[] = {
    "__attribute__", "__attribute",    "__declspec",    "__asm__",  "asm",      "__asm", "if",
    "sizeof",        "typeof",         "__typeof__",    "__typeof", "_Alignas", "while", "for",
    "switch",        "_Static_assert", "static_assert", NULL};

/* ---- directives ---- */

/* The branches of an #if each continue what stood before it: braces are counted in one of them. */
static void read_condition(struct outliner *o, const struct token *word)
{
    GArray *conditions = o->conditions;
    if (g_str_has_prefix(word->at, "if") && conditions->len < MAX_CONDITIONS)
        g_array_append_val(conditions, o->level);
    else if (g_str_has_prefix(word->at, "el") && conditions->len)
        o->level = g_array_index(conditions, struct level, conditions->len - 1);
    else if (token_is(word, "endif") && conditions->len)
        g_array_set_size(conditions, conditions->len - 1);
}

static void skip_line(struct outliner *o, struct token token)
{
    while (token.kind != TOKEN_NEWLINE && token.kind != TOKEN_END)
        token = lexer_next(&o->lexer);
}

static void read_directive(struct outliner *o)
{
    struct token word = lexer_next(&o->lexer);
    if (word.kind == TOKEN_WORD && token_is(&word, "define")) {
        outline_macro(o);
        return;
    }
    if (word.kind == TOKEN_WORD)
        read_condition(o, &word);
    skip_line(o, word);
}

/* ---- file scope ---- */

static gboolean is_at_top(const struct outliner *o)
{
    return o->level.braces == 0 && o->level.parens == 0;
}

static void open_paren(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    const struct token *name = &chunk->last, *before = &chunk->before_last;
    if (is_at_top(o) && !chunk->has_assignment && name->kind == TOKEN_WORD && !token_is_one_of(name, not_functions)) {
        gboolean type =
            (before->kind == TOKEN_WORD && !token_is_one_of(before, storages)) || token_is_sign(before, '*');
        struct candidate candidate = {slice_of(name), type && !token_is_one_of(before, records)};
        if (!token_is_one_of(before, records))
            g_array_append_val(chunk->candidates, candidate);
        chunk->is_invocation |= chunk->n_tokens == 2; /* it and its parenthesis */
    }
    o->level.parens++;
}

/* `extern "C" {` holds declarations like any other. */
static gboolean is_linkage(const struct chunk *chunk)
{
    return chunk->last.kind == TOKEN_STRING && token_is(&chunk->before_last, "extern");
}

static void open_brace(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    if (is_at_top(o) && is_linkage(chunk)) {
        chunk_reset(chunk);
        return;
    }
    if (is_at_top(o) && !chunk->has_assignment) {
        chunk->is_enum = chunk->has_record && !chunk->candidates->len &&
                         (token_is(&chunk->last, "enum") || token_is(&chunk->before_last, "enum"));
        chunk->is_body = !chunk->is_enum && chunk->candidates->len > 0;
    }
    o->level.braces++;
}

static void close_brace(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    if (o->level.braces == 0) {
        chunk_end(o);
        return;
    }
    if (--o->level.braces > 0)
        return;
    o->level.parens = 0;
    chunk->is_enum = FALSE;
    if (chunk->is_body)
        chunk_end(o);
}

/* `type name` and `type *name` before what ends a declarator: not an expression, but for a product; nor a tag. */
static void notice_local(struct chunk *chunk, const struct token *token)
{
    const struct token *name = &chunk->last, *before = &chunk->before_last;
    gboolean ends = token->kind == TOKEN_PUNCTUATOR && token->length == 1 && strchr(";,=)[:", *token->at);
    gboolean typed = token_is_sign(before, '*') || (before->kind == TOKEN_WORD && !token_begins_statement(before) &&
                                                    !token_is_one_of(before, records));
    if (ends && typed && name->kind == TOKEN_WORD) {
        struct slice slice = slice_of(name);
        g_array_append_val(chunk->locals, slice);
    }
}

/* Between the braces of an enum: names before the =, words behind it. */
static void read_enumerator(struct outliner *o, const struct token *token)
{
    struct chunk *chunk = &o->chunk;
    struct slice name = slice_of(token);
    if (o->level.parens == 0 && token_is_sign(token, ','))
        chunk->in_value = FALSE;
    else if (token_is_sign(token, '='))
        chunk->in_value = TRUE;
    else if (!chunk->in_value && token->kind == TOKEN_WORD)
        g_array_append_val(chunk->enumerators, name);
    else
        outline_add_words(chunk->words, &chunk->before_last, &chunk->last, token);
}

/* Members and their types, and the head of a declaration, are words too: they are thrown away with a chunk that is no
 * definition. */
static void chunk_take(struct outliner *o, const struct token *token)
{
    struct chunk *chunk = &o->chunk;
    gboolean follows_invocation = chunk->is_invocation && is_at_top(o) && token_is_sign(&chunk->last, ')');
    if (follows_invocation && token->kind == TOKEN_WORD)
        chunk_end(o);
    if (chunk->n_tokens++ == 0) {
        chunk->first = *token;
        chunk->begin = token->at;
    }
    if (chunk->is_enum) {
        read_enumerator(o, token);
    } else {
        outline_add_words(chunk->words, &chunk->before_last, &chunk->last, token);
        chunk->has_record |= token->kind == TOKEN_WORD && is_at_top(o) && token_is_one_of(token, records);
    }
    if (is_at_top(o) && token->kind == TOKEN_WORD && !chunk->has_assignment)
        chunk->assigned = *token;
    if (is_at_top(o) && token_is_sign(token, '='))
        chunk->has_assignment = TRUE;
}

static void take(struct outliner *o, const struct token *token)
{
    if (is_at_top(o) && token_is_sign(token, ';')) {
        chunk_end(o);
        return;
    }
    if (!token_is_sign(token, '}') || o->level.braces > 0)
        chunk_take(o, token);
    notice_local(&o->chunk, token);
    if (token_is_sign(token, '('))
        open_paren(o);
    else if (token_is_sign(token, ')'))
        o->level.parens -= o->level.parens > 0;
    else if (token_is_sign(token, '{'))
        open_brace(o);
    else if (token_is_sign(token, '}'))
        close_brace(o);
    o->chunk.before_last = o->chunk.last;
    o->chunk.last = *token;
}

static struct outliner outliner_begin(const struct text *text)
{
    struct outliner o = {.text = text, .lexer = lexer_begin(text)};
    o.outline.parts = g_array_new(FALSE, FALSE, sizeof(struct outline_part));
    o.outline.names = g_array_new(FALSE, FALSE, sizeof(struct slice));
    o.outline.words = g_array_new(FALSE, FALSE, sizeof(struct slice));
    o.outline.pastes = g_array_new(FALSE, FALSE, sizeof(struct slice));
    o.conditions = g_array_new(FALSE, FALSE, sizeof(struct level));
    chunk_init(&o.chunk);
    return o;
}

static void outliner_end(struct outliner *o)
{
    chunk_break_off(o);
    g_array_unref(o->conditions);
    chunk_clear(&o->chunk);
}

static gboolean is_hash(const struct token *token)
{
    return token_is_sign(token, '#') || (token->kind == TOKEN_PUNCTUATOR && token_is(token, "%:"));
}

static struct outline read_all(const struct text *text, gboolean with_declarations)
{
    struct outliner o = outliner_begin(text);
    o.with_declarations = with_declarations;
    gboolean at_line_start = TRUE;
    for (;;) {
        struct token token = lexer_next(&o.lexer);
        if (token.kind == TOKEN_END)
            break;
        if (at_line_start && is_hash(&token))
            read_directive(&o);
        else if (token.kind != TOKEN_NEWLINE)
            take(&o, &token);
        at_line_start = token.kind == TOKEN_NEWLINE || (at_line_start && is_hash(&token));
    }
    outliner_end(&o);
    return o.outline;
}

struct outline outline_of(const struct text *text)
{
    return read_all(text, FALSE);
}

struct outline outline_with_declarations(const struct text *text)
{
    return read_all(text, TRUE);
}

void outline_clear(struct outline *outline)
{
    g_clear_pointer(&outline->parts, g_array_unref);
    g_clear_pointer(&outline->names, g_array_unref);
    g_clear_pointer(&outline->words, g_array_unref);
    g_clear_pointer(&outline->pastes, g_array_unref);
}
