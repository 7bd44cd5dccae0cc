#define _GNU_SOURCE /* memmem */

#include "input/inlines.h"

#include <string.h>

#include "input/lexer.h"

#define MAX_CONDITIONS 256u

/* What stands at file scope since the last ; or }. */
struct head {
    const char *begin; /* NULL before its first token */
    gboolean is_unfit; /* for a body to begin behind it that can be left out */
    gboolean is_static;
    gboolean is_record; /* a struct, union or enum without a * behind it: its braces may be a record's */
    gboolean has_list, has_parameters;
    gboolean is_empty, is_typed; /* the list at hand: nothing but void, declarations */
    struct slice name;           /* before that list */
    guint first_name;
};

struct walker {
    const char *text;
    struct lexer lexer;
    struct inlines found;
    struct head head;
    struct token before, last;
    int braces, parens;
    gboolean is_body, is_doubtful; /* doubtful: this one stays */
    const char *begin;             /* of the body */
    guint floor;                   /* conditionals open at its begin */
    guint n_conditions;
    int conditions[MAX_CONDITIONS]; /* the braces at each open #if */
    gboolean is_lost;               /* conditionals too deep, or ended before they began */
};

static const char *const records[] = {"struct", "union", "enum", NULL};
static const char *const not_names[] = {"__attribute__", "__attribute", "__declspec", "typeof", "__typeof__",
                                        "__typeof",      "_Alignas",    "_Atomic",    NULL};
static const char *const never[] = {"typedef", "asm", "__asm", "__asm__", "sizeof", NULL};
static const char *const assembler[] = {"asm", "__asm", "_asm", "__asm__", NULL};
static const char *const alternatives[] = {"else", "elif", "elifdef", "elifndef", NULL};
static const char *const openings[] = {"if", "ifdef", "ifndef", NULL};

static gboolean is_one_of(const struct token *token, const char *const *words)
{
    for (size_t i = 0; token->kind == TOKEN_WORD && words[i]; i++)
        if (token_is(token, words[i]))
            return TRUE;
    return FALSE;
}

static void begin_head(struct walker *w)
{
    w->head = (struct head){.first_name = w->found.names->len};
    w->before = w->last = (struct token){0};
    w->braces = w->parens = 0;
    w->is_body = w->is_doubtful = FALSE;
}

/* ---- directives ---- */

/* The branches of an #if each continue what stood before it. */
static void end_branch(struct walker *w, gboolean is_alternative)
{
    if (w->n_conditions == 0) {
        w->is_lost = TRUE;
        return;
    }
    int braces = w->conditions[w->n_conditions - 1];
    w->is_doubtful |= w->n_conditions <= w->floor || w->braces != braces;
    if (!is_alternative) {
        w->n_conditions--;
        return;
    }
    w->braces = braces;
    if (w->is_body && braces == 0)
        begin_head(w);
}

static void read_condition(struct walker *w, const struct token *word)
{
    if (!is_one_of(word, openings))
        end_branch(w, is_one_of(word, alternatives));
    else if (w->n_conditions < MAX_CONDITIONS)
        w->conditions[w->n_conditions++] = w->braces;
    else
        w->is_lost = TRUE;
}

/* The rest of a line is read by tokens, as a comment may begin there that goes on; <a/ *b.h> is none. */
static void skip_line(struct walker *w, struct token token)
{
    gboolean is_include = token.kind == TOKEN_WORD && g_str_has_prefix(token.at, "include");
    const char *newline = is_include ? memchr(token.at, '\n', (size_t)(w->lexer.end - token.at)) : NULL;
    if (is_include)
        w->lexer.at = newline ? newline : w->lexer.end;
    while (!is_include && token.kind != TOKEN_NEWLINE && token.kind != TOKEN_END)
        token = lexer_next(&w->lexer);
}

static void read_directive(struct walker *w)
{
    struct token word = lexer_next(&w->lexer);
    gboolean is_condition = is_one_of(&word, openings) || is_one_of(&word, alternatives) ||
                            (word.kind == TOKEN_WORD && token_is(&word, "endif"));
    if (w->head.begin && !w->is_body)
        w->head.is_unfit = TRUE;
    if (is_condition)
        read_condition(w, &word);
    else
        w->is_doubtful |= word.kind != TOKEN_NEWLINE;
    skip_line(w, word);
}

/* ---- heads ---- */

static void open_list(struct walker *w)
{
    struct head *head = &w->head;
    if (w->parens++ > 0)
        return;
    head->is_unfit |= w->last.kind != TOKEN_WORD;
    head->is_empty = TRUE;
    head->is_typed = FALSE;
    head->name = (struct slice){.at = w->last.at, .length = w->last.length};
    if (is_one_of(&w->last, not_names))
        head->name.length = 0;
}

static void close_list(struct walker *w)
{
    struct head *head = &w->head;
    head->is_unfit |= w->parens == 0;
    w->parens -= w->parens > 0;
    if (w->parens > 0)
        return;
    head->has_list = TRUE;
    if (!head->name.length || !(head->is_empty || head->is_typed))
        return;
    head->has_parameters = TRUE;
    g_array_append_val(w->found.names, head->name);
}

/* `type name` or `type *name`. */
static void read_parameter(struct walker *w, const struct token *token)
{
    struct head *head = &w->head;
    gboolean typed = w->last.kind == TOKEN_WORD || (token_is_sign(&w->last, '*') && w->before.kind == TOKEN_WORD);
    head->is_empty &= token->kind == TOKEN_WORD && token_is(token, "void");
    head->is_typed |= w->parens == 1 && token->kind == TOKEN_WORD && typed && !is_one_of(&w->last, never);
}

static void read_head(struct walker *w, const struct token *token)
{
    struct head *head = &w->head;
    if (token->kind != TOKEN_WORD) {
        head->is_unfit |= !token_is_sign(token, '*');
        head->is_record &= !token_is_sign(token, '*');
        return;
    }
    head->is_unfit |= is_one_of(token, never);
    head->is_record |= is_one_of(token, records);
    if (token_is(token, "static")) {
        head->is_unfit |= head->has_list;
        head->is_static = TRUE;
    }
}

static gboolean is_before_body(const struct walker *w)
{
    const struct head *head = &w->head;
    return !head->is_unfit && head->is_static && !head->is_record && head->has_parameters && w->parens == 0 &&
           token_is_sign(&w->last, ')');
}

/* `extern "C" {` holds declarations like any other. */
static gboolean is_linkage(const struct walker *w)
{
    return w->braces == 0 && w->last.kind == TOKEN_STRING && token_is(&w->before, "extern");
}

static void open_brace(struct walker *w, const struct token *token)
{
    if (is_linkage(w)) {
        begin_head(w);
        return;
    }
    w->is_body = w->braces++ == 0 && is_before_body(w);
    w->head.is_unfit = TRUE;
    w->begin = token->at;
    w->floor = w->n_conditions;
    w->is_doubtful = FALSE;
}

/* A function ends with its brace, anything else with a semicolon. */
static void close_brace(struct walker *w)
{
    if (w->braces == 0 || (--w->braces == 0 && w->head.has_list))
        begin_head(w);
}

static void take_outside(struct walker *w, const struct token *token)
{
    gboolean is_top = w->braces == 0 && w->parens == 0;
    if (!w->head.begin)
        w->head.begin = token->at;
    if (token_is_sign(token, '{'))
        open_brace(w, token);
    else if (token_is_sign(token, '}'))
        close_brace(w);
    else if (is_top && token_is_sign(token, ';'))
        begin_head(w);
    else if (w->braces > 0)
        return;
    else if (token_is_sign(token, '('))
        open_list(w);
    else if (token_is_sign(token, ')'))
        close_list(w);
    else if (is_top)
        read_head(w, token);
    else
        read_parameter(w, token);
}

/* ---- bodies ---- */

/* What ends with its line instead of its quote, behind which an odd number of backslashes may stand. */
static gboolean is_unclosed(const struct token *string)
{
    size_t n = string->length - 1, backslashes = 0;
    while (backslashes + 1 < n && string->at[n - 1 - backslashes] == '\\')
        backslashes++;
    return n == 0 || string->at[n] != *string->at || backslashes % 2 == 1;
}

/* C90 has no comments to the end of the line: two slashes and a star would be a division there. */
static gboolean is_ambiguous(const char *begin, const char *end)
{
    return memmem(begin, (size_t)(end - begin), "//*", 3) != NULL;
}

static void end_body(struct walker *w)
{
    const char *end = w->lexer.at;
    if (!w->is_doubtful && w->n_conditions == w->floor && !is_ambiguous(w->head.begin, end)) {
        struct inline_body body = {.begin = (size_t)(w->begin - w->text), .end = (size_t)(end - w->text)};
        body.first_name = w->head.first_name;
        body.n_names = w->found.names->len - body.first_name;
        g_array_append_val(w->found.bodies, body);
    }
    begin_head(w);
}

static void take_inside(struct walker *w, const struct token *token)
{
    if (token->kind == TOKEN_STRING)
        w->is_doubtful |= is_unclosed(token);
    if (token_is_sign(token, '{')) {
        w->is_doubtful |= is_one_of(&w->last, assembler);
        w->braces++;
    } else if (token_is_sign(token, '}') && --w->braces == 0) {
        end_body(w);
    }
}

/* Trigraphs and digraphs of braces, #, and backslash; those of comments count too. */
static gboolean has_other_spellings(const struct text *text)
{
    static const char *const spellings[] = {"<%", "%>", "%:", "?\?<", "?\?>", "?\?=", "?\?/"};
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
        if (memmem(text->bytes, text->length, spellings[i], strlen(spellings[i])))
            return TRUE;
    return FALSE;
}

static void walk(struct walker *w)
{
    gboolean at_line_start = TRUE;
    while (!w->is_lost) {
        struct token token = lexer_next(&w->lexer);
        if (token.kind == TOKEN_END)
            break;
        gboolean is_directive = at_line_start && token_is_sign(&token, '#');
        at_line_start = is_directive || token.kind == TOKEN_NEWLINE;
        if (is_directive)
            read_directive(w);
        if (at_line_start)
            continue;
        if (w->is_body)
            take_inside(w, &token);
        else
            take_outside(w, &token);
        w->before = w->last;
        w->last = token;
    }
}

struct inlines inlines_of(const struct text *text)
{
    struct walker w = {.lexer = lexer_begin(text), .text = text->bytes};
    w.found.bodies = g_array_new(FALSE, FALSE, sizeof(struct inline_body));
    w.found.names = g_array_new(FALSE, FALSE, sizeof(struct slice));
    begin_head(&w);
    if (!has_other_spellings(text))
        walk(&w);
    if (w.is_lost || w.n_conditions > 0)
        g_array_set_size(w.found.bodies, 0);
    return w.found;
}

void inlines_clear(struct inlines *bodies)
{
    g_clear_pointer(&bodies->bodies, g_array_unref);
    g_clear_pointer(&bodies->names, g_array_unref);
}
