#include "input/outline.h"

#include <string.h>

#include "input/lexer.h"

#define MAX_CONDITIONS 256
#define MAX_PARAMETERS 256

/* One declaration, definition, or whatever stands between two of them at file scope. */
struct chunk {
    struct token first, last, before_last;
    guint n_tokens;
    const char *begin;
    struct token assigned; /* the name before the first = */
    gboolean has_assignment;
    gboolean has_record;         /* struct, union or enum */
    gboolean is_enum, is_body;   /* the open brace is that of an enum, of a function */
    gboolean in_value;           /* of an enumerator */
    gboolean is_invocation;      /* the first token is a word with parentheses behind it */
    GArray *candidates;          /* struct candidate */
    GArray *words, *enumerators; /* struct slice */
    GArray *locals;              /* struct slice: names of parameters and objects that it declares */
};

struct candidate {
    struct slice name;
    gboolean strong; /* behind a type */
};

struct level {
    int braces, parens;
};

struct outliner {
    const struct text *text;
    struct lexer lexer;
    struct outline outline;
    struct level level;
    GArray *conditions; /* struct level: at each open #if */
    gboolean with_declarations;
    struct chunk chunk;
};

/* Of no token too, a text: empty, and never NULL. */
static struct slice slice_of(const struct token *token)
{
    return (struct slice){.at = token->at ? token->at : "", .length = token->length};
}

static gboolean is_one_of(const struct token *token, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (token_is(token, words[i]))
            return TRUE;
    return FALSE;
}

static const char *const records[] = {"struct", "union", "enum", NULL};
static const char *const storages[] = {"static", "extern", "inline", "__inline", "__inline__", "__always_inline", NULL};
static const char *const not_functions[] = {
    "__attribute__", "__attribute",    "__declspec",    "__asm__",  "asm",      "__asm", "if",
    "sizeof",        "typeof",         "__typeof__",    "__typeof", "_Alignas", "while", "for",
    "switch",        "_Static_assert", "static_assert", NULL};
static const char *const statements[] = {"if",   "for",     "while", "do",    "switch",   "return", "goto",
                                         "case", "default", "else",  "break", "continue", "sizeof", NULL};

static void add_string_words(GArray *words, const struct token *token)
{
    struct lexer string = {token->at, token->at + token->length};
    for (struct token word; lexer_next_in_string(&string, &word);) {
        struct slice slice = slice_of(&word);
        g_array_append_val(words, slice);
    }
}

static gboolean is_access(const struct token *before, const struct token *last)
{
    if (token_is_sign(last, '.'))
        return !token_is_sign(before, '.');
    return token_is_sign(last, '>') && token_is_sign(before, '-') && before->at + 1 == last->at;
}

/* The two tokens in front of it tell a member. */
static void add_words(GArray *words, const struct token *before, const struct token *last, const struct token *token)
{
    struct slice slice = slice_of(token);
    slice.weak = is_access(before, last);
    if (token->kind == TOKEN_WORD)
        g_array_append_val(words, slice);
    else if (token->kind == TOKEN_STRING)
        add_string_words(words, token);
}

/* ---- macros ---- */

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
            add_words(o->outline.words, &before, &last, &token);
        if (pasted.at)
            add_paste(o, macro, &pasted, &token);
        pasted = is_paste(&token) ? last : (struct token){0};
        before = last;
        last = token;
    }
}

static void read_define(struct outliner *o)
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
        read_define(o);
        return;
    }
    if (word.kind == TOKEN_WORD)
        read_condition(o, &word);
    skip_line(o, word);
}

/* ---- file scope ---- */

static void chunk_reset(struct chunk *chunk)
{
    g_array_set_size(chunk->candidates, 0);
    g_array_set_size(chunk->words, 0);
    g_array_set_size(chunk->enumerators, 0);
    g_array_set_size(chunk->locals, 0);
    *chunk = (struct chunk){.candidates = chunk->candidates,
                            .words = chunk->words,
                            .enumerators = chunk->enumerators,
                            .locals = chunk->locals};
}

static guint64 mark_of(const struct slice *slice)
{
    return G_GUINT64_CONSTANT(1) << ((slice->length * 31 + (guchar)slice->at[0] +
                                      (guchar)slice->at[slice->length - 1]) &
                                     63);
}

static gboolean is_local(const struct chunk *chunk, const struct slice *word)
{
    for (guint i = 0; i < chunk->locals->len; i++) {
        const struct slice *local = &g_array_index(chunk->locals, struct slice, i);
        if (local->length == word->length && memcmp(local->at, word->at, word->length) == 0)
            return TRUE;
    }
    return FALSE;
}

static void weaken_locals(struct chunk *chunk)
{
    guint64 marks = 0;
    for (guint i = 0; i < chunk->locals->len; i++)
        marks |= mark_of(&g_array_index(chunk->locals, struct slice, i));
    for (guint i = 0; i < chunk->words->len; i++) {
        struct slice *word = &g_array_index(chunk->words, struct slice, i);
        word->weak = word->weak || ((marks & mark_of(word)) && is_local(chunk, word));
    }
}

static void emit(struct outliner *o, enum outline_kind kind, const struct slice *names, guint n_names)
{
    struct outline *outline = &o->outline;
    struct chunk *chunk = &o->chunk;
    struct outline_part part = {.kind = kind, .first_name = outline->names->len, .n_names = n_names};
    weaken_locals(chunk);
    part.first_word = outline->words->len;
    part.n_words = chunk->words->len;
    part.begin = (size_t)(chunk->begin - o->text->bytes);
    part.end = (size_t)(o->lexer.at - o->text->bytes);
    if (n_names)
        g_array_append_vals(outline->names, names, n_names);
    if (part.n_words)
        g_array_append_vals(outline->words, chunk->words->data, chunk->words->len);
    g_array_append_val(outline->parts, part);
}

/* Behind a type stands the function's name; attributes with arguments stand behind storage words or parentheses.
 * Without any such all are taken. */
static void emit_function(struct outliner *o)
{
    const GArray *candidates = o->chunk.candidates;
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(struct slice));
    for (int strong = 1; strong >= 0 && !names->len; strong--)
        for (guint i = 0; i < candidates->len; i++)
            if (g_array_index(candidates, struct candidate, i).strong >= strong)
                g_array_append_val(names, g_array_index(candidates, struct candidate, i).name);
    emit(o, OUTLINE_NAMED, (const struct slice *)(void *)names->data, names->len);
}

/* Of which only those words count that may be macros which make definitions. */
static void emit_declaration(struct outliner *o)
{
    const GArray *candidates = o->chunk.candidates;
    g_array_set_size(o->chunk.words, 0);
    for (guint i = 0; i < candidates->len; i++)
        g_array_append_val(o->chunk.words, g_array_index(candidates, struct candidate, i).name);
    if (candidates->len)
        emit(o, OUTLINE_DECLARATION, NULL, 0);
}

static gboolean is_fragment(const struct chunk *chunk)
{
    if (chunk->first.kind != TOKEN_WORD || is_one_of(&chunk->first, statements))
        return TRUE;
    return chunk->is_invocation || (chunk->has_assignment && chunk->assigned.at == chunk->first.at);
}

/* At the ; or the } that ends it. */
static void chunk_end(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    if (chunk->n_tokens == 0)
        return;
    if (is_fragment(chunk))
        emit(o, OUTLINE_LIVE, NULL, 0);
    else if (chunk->is_body)
        emit_function(o);
    else if (chunk->enumerators->len)
        emit(o, OUTLINE_NAMED, (const struct slice *)(void *)chunk->enumerators->data, chunk->enumerators->len);
    else if (chunk->has_assignment) {
        struct slice name = slice_of(&chunk->assigned);
        emit(o, OUTLINE_NAMED, &name, 1);
    } else if (o->with_declarations)
        emit_declaration(o);
    chunk_reset(chunk);
}

static gboolean is_at_top(const struct outliner *o)
{
    return o->level.braces == 0 && o->level.parens == 0;
}

static void open_paren(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    const struct token *name = &chunk->last, *before = &chunk->before_last;
    if (is_at_top(o) && !chunk->has_assignment && name->kind == TOKEN_WORD && !is_one_of(name, not_functions)) {
        gboolean type = (before->kind == TOKEN_WORD && !is_one_of(before, storages)) || token_is_sign(before, '*');
        struct candidate candidate = {slice_of(name), type && !is_one_of(before, records)};
        if (!is_one_of(before, records))
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
    gboolean typed = token_is_sign(before, '*') || (before->kind == TOKEN_WORD && !is_one_of(before, statements) &&
                                                    !is_one_of(before, records));
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
        add_words(chunk->words, &chunk->before_last, &chunk->last, token);
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
        add_words(chunk->words, &chunk->before_last, &chunk->last, token);
        chunk->has_record |= token->kind == TOKEN_WORD && is_at_top(o) && is_one_of(token, records);
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
    o.chunk.candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    o.chunk.words = g_array_new(FALSE, FALSE, sizeof(struct slice));
    o.chunk.enumerators = g_array_new(FALSE, FALSE, sizeof(struct slice));
    o.chunk.locals = g_array_new(FALSE, FALSE, sizeof(struct slice));
    return o;
}

static void outliner_end(struct outliner *o)
{
    if (o->chunk.n_tokens)
        emit(o, OUTLINE_LIVE, NULL, 0);
    g_array_unref(o->conditions);
    g_array_unref(o->chunk.candidates);
    g_array_unref(o->chunk.words);
    g_array_unref(o->chunk.enumerators);
    g_array_unref(o->chunk.locals);
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
