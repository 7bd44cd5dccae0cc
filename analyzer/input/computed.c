#include "input/computed.h"

#include <string.h>

#include "input/lexer.h"

#define MAX_BODY 256u       /* bytes of a definition, and of what it comes to */
#define MAX_PARAMETERS 16u  /* of a macro, and arguments given to it */
#define MAX_DEPTH 32u       /* of macros in macros */
#define MAX_NESTING 64u     /* of texts in texts: macros, and their arguments */
#define MAX_WAYS 4096u      /* for one text */
#define MAX_STEPS 20000000u /* for all lines of a scan: what an enemy's tree may cost, some seconds */

struct definition {
    guint32 file;
    const char *text; /* "(x) body" or "body" */
    gboolean has_parameters;
};

struct computed {
    GHashTable *macros; /* name → GArray of struct definition */
    GStringChunk *chunk;
    guint steps;
};

static void definitions_free(gpointer definitions)
{
    g_array_unref(definitions);
}

struct computed *computed_new(void)
{
    struct computed *computed = g_new0(struct computed, 1);
    computed->macros = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, definitions_free);
    computed->chunk = g_string_chunk_new(1 << 14);
    return computed;
}

void computed_free(struct computed *computed)
{
    if (!computed)
        return;
    g_hash_table_unref(computed->macros);
    g_string_chunk_free(computed->chunk);
    g_free(computed);
}

/* ---- what is kept ---- */

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Most macros are numbers or expressions, which their first characters tell. */
static gboolean may_be_name(const char *body, const char *end)
{
    if (body == end || g_ascii_isdigit(*body) || *body == '(' || (size_t)(end - body) > MAX_BODY)
        return FALSE;
    for (const char *p = body; p < end; p++)
        if (!g_ascii_isalnum(*p) && !strchr("_./<>\"#(), \t-+$", *p))
            return FALSE;
    return TRUE;
}

static void keep(struct computed *computed, guint32 file, const struct slice *name, struct slice text,
                 gboolean has_parameters)
{
    g_autofree char *key = g_strndup(name->at, name->length);
    GArray *definitions = g_hash_table_lookup(computed->macros, key);
    if (!definitions) {
        definitions = g_array_new(FALSE, FALSE, sizeof(struct definition));
        g_hash_table_insert(computed->macros, g_string_chunk_insert(computed->chunk, key), definitions);
    }
    struct definition definition = {.file = file, .has_parameters = has_parameters};
    definition.text = g_string_chunk_insert_len(computed->chunk, text.at, (gssize)text.length);
    g_array_append_val(definitions, definition);
}

static void take_macro(struct computed *computed, guint32 file, const struct slice *name, const char *end)
{
    const char *p = name->at + name->length, *text = p;
    gboolean has_parameters = p < end && *p == '(';
    while (has_parameters && p < end && *p++ != ')')
        ;
    while (p < end && is_blank(*p))
        p++;
    while (end > p && (is_blank(end[-1]) || end[-1] == '\n' || end[-1] == '\r'))
        end--;
    const char *comment = g_strstr_len(p, end - p, "/*");
    const char *line = g_strstr_len(p, (comment ? comment : end) - p, "//");
    const char *stop = line ? line : comment ? comment : end;
    text = has_parameters ? text : p;
    if (may_be_name(p, stop) && (size_t)(stop - text) <= MAX_BODY)
        keep(computed, file, name, (struct slice){.at = text, .length = (size_t)(stop - text)}, has_parameters);
}

void computed_take(struct computed *computed, guint32 file, const struct text *text, const struct outline *outline)
{
    for (guint i = 0; i < outline->parts->len; i++) {
        const struct outline_part *part = &g_array_index(outline->parts, struct outline_part, i);
        if (part->kind == OUTLINE_MACRO)
            take_macro(computed, file, &g_array_index(outline->names, struct slice, part->first_name),
                       text->bytes + part->end);
    }
}

/* ---- ways ---- */

/* One thing that a text may come to. */
struct way {
    char *text;
    guint32 n_makers, makers[COMPUTED_MAKERS];
};

static void way_clear(gpointer way)
{
    g_free(((struct way *)way)->text);
}

static GArray *ways_new(void)
{
    GArray *ways = g_array_new(FALSE, FALSE, sizeof(struct way));
    g_array_set_clear_func(ways, way_clear);
    return ways;
}

static void add_maker(struct way *way, guint32 file)
{
    for (guint32 i = 0; i < way->n_makers; i++)
        if (way->makers[i] == file)
            return;
    if (way->n_makers < COMPUTED_MAKERS)
        way->makers[way->n_makers++] = file;
}

static struct way joined(const struct way *left, const struct way *right, gboolean apart)
{
    struct way way = *left;
    way.text = g_strconcat(left->text, apart ? " " : "", right->text, NULL);
    for (guint32 i = 0; i < right->n_makers; i++)
        add_maker(&way, right->makers[i]);
    return way;
}

struct expansion {
    struct computed *computed;
    computed_sees *sees;
    gpointer data;
    GHashTable *words;
    const char *hidden[MAX_DEPTH]; /* 6.10.3.4p2: a macro is not expanded in what it comes to */
    guint depth, nesting;
    gboolean is_lost; /* too many ways */
};

static gboolean goes_on(struct expansion *e, guint n_ways, size_t length)
{
    e->is_lost = e->is_lost || n_ways > MAX_WAYS || length > MAX_BODY || e->computed->steps >= MAX_STEPS;
    e->computed->steps++;
    return !e->is_lost;
}

static void add_way(struct expansion *e, GArray *ways, struct way way)
{
    if (goes_on(e, ways->len + 1, strlen(way.text)))
        g_array_append_val(ways, way);
    else
        g_free(way.text);
}

/* Each of one with each of the other, in place of the one. */
static GArray *crossed(struct expansion *e, GArray *lefts, const GArray *rights, gboolean apart)
{
    GArray *ways = ways_new();
    for (guint l = 0; l < lefts->len; l++)
        for (guint r = 0; r < rights->len && !e->is_lost; r++)
            add_way(e, ways,
                    joined(&g_array_index(lefts, struct way, l), &g_array_index(rights, struct way, r), apart));
    g_array_unref(lefts);
    return ways;
}

static GArray *only(const char *text, size_t length)
{
    GArray *ways = ways_new();
    struct way way = {.text = g_strndup(length ? text : "", length)};
    g_array_append_val(ways, way);
    return ways;
}

/* ---- a macro's use ---- */

struct use {
    const struct definition *definition;
    struct slice parameters[MAX_PARAMETERS], arguments[MAX_PARAMETERS];
    guint n_parameters, n_arguments;
    const char *body;
};

static GArray *ways_of(struct expansion *e, const char *text, size_t length);

static void skip_blanks(const char **p, const char *end)
{
    while (*p < end && is_blank(**p))
        (*p)++;
}

static struct slice trimmed(const char *from, const char *to)
{
    skip_blanks(&from, to);
    while (to > from && is_blank(to[-1]))
        to--;
    return (struct slice){.at = from, .length = (size_t)(to - from)};
}

/* "(a, b(c, d))": FALSE when it does not end, or has too many. */
static gboolean read_arguments(struct lexer *lexer, struct use *use)
{
    struct token token = lexer_next(lexer);
    const char *from = token.at + token.length;
    for (int depth = 1; depth > 0;) {
        token = lexer_next(lexer);
        if (token.kind == TOKEN_END)
            return FALSE;
        depth += token_is_sign(&token, '(') - token_is_sign(&token, ')');
        if (depth > 0 && !(depth == 1 && token_is_sign(&token, ',')))
            continue;
        if (use->n_arguments == MAX_PARAMETERS)
            return FALSE;
        use->arguments[use->n_arguments++] = trimmed(from, token.at);
        from = token.at + token.length;
    }
    return TRUE;
}

/* `x...` and `...` take all that is left; 6.10.3p12. */
static gboolean read_parameters(struct use *use)
{
    const char *text = use->definition->text;
    struct lexer lexer = {text, text + strlen(text)};
    gboolean is_open = FALSE;
    for (struct token token = lexer_next(&lexer); !token_is_sign(&token, ')'); token = lexer_next(&lexer)) {
        if (token.kind == TOKEN_END || use->n_parameters == MAX_PARAMETERS)
            return FALSE;
        is_open = is_open || token_is_sign(&token, '.');
        if (token.kind == TOKEN_WORD)
            use->parameters[use->n_parameters++] = (struct slice){.at = token.at, .length = token.length};
    }
    use->body = lexer.at;
    if (is_open && use->n_parameters && use->n_arguments > use->n_parameters) {
        struct slice *last = &use->arguments[use->n_parameters - 1];
        last->length =
            (size_t)(use->arguments[use->n_arguments - 1].at + use->arguments[use->n_arguments - 1].length - last->at);
        use->n_arguments = use->n_parameters;
    }
    return use->n_arguments == use->n_parameters || (use->n_parameters == 0 && use->arguments[0].length == 0);
}

static const struct slice *argument_of(const struct use *use, const struct token *token)
{
    for (guint i = 0; token->kind == TOKEN_WORD && i < use->n_parameters; i++)
        if (use->parameters[i].length == token->length && memcmp(use->parameters[i].at, token->at, token->length) == 0)
            return &use->arguments[i];
    return NULL;
}

static gboolean is_paste(const struct token *token)
{
    return token->kind == TOKEN_PUNCTUATOR && token->length == 2 && *token->at == '#';
}

static GArray *stringized(const struct slice *argument)
{
    g_autofree char *text = g_strdup_printf("\"%.*s\"", (int)argument->length, argument->at);
    return only(text, strlen(text));
}

/* What one token of the body becomes: 6.10.3.1, .2, .3. */
static GArray *part_of_body(struct expansion *e, const struct use *use, struct lexer *lexer, struct token token,
                            gboolean is_pasted)
{
    const struct slice *argument = argument_of(use, &token);
    struct lexer ahead = *lexer;
    struct token next = lexer_next(&ahead);
    if (token_is_sign(&token, '#') && argument_of(use, &next)) {
        *lexer = ahead;
        return stringized(argument_of(use, &next));
    }
    if (!argument)
        return only(token.at, token.length);
    if (is_pasted || is_paste(&next))
        return only(argument->at, argument->length);
    return ways_of(e, argument->at, argument->length);
}

/* The body with the arguments in it. */
static GArray *substituted(struct expansion *e, const struct use *use)
{
    struct lexer lexer = {use->body, use->body + strlen(use->body)};
    GArray *ways = only("", 0);
    gboolean is_pasted = FALSE;
    const char *end = NULL;
    for (struct token token; !e->is_lost && (token = lexer_next(&lexer)).kind != TOKEN_END; end = lexer.at) {
        gboolean joins = is_paste(&token);
        if (!joins) {
            g_autoptr(GArray) part = part_of_body(e, use, &lexer, token, is_pasted);
            ways = crossed(e, ways, part, end && token.at > end && !is_pasted);
        }
        is_pasted = joins;
    }
    return ways;
}

/* Adds what the definition makes of the use. */
static void define(struct expansion *e, const char *name, const struct use *use, GArray *ways)
{
    g_autoptr(GArray) bodies =
        use->definition->has_parameters ? substituted(e, use) : only(use->body, strlen(use->body));
    e->hidden[e->depth++] = name;
    for (guint b = 0; b < bodies->len && !e->is_lost; b++) {
        struct way *body = &g_array_index(bodies, struct way, b);
        g_autoptr(GArray) ends = ways_of(e, body->text, strlen(body->text));
        g_free(body->text);
        body->text = g_strdup("");
        add_maker(body, use->definition->file);
        for (guint i = 0; i < ends->len && !e->is_lost; i++)
            add_way(e, ways, joined(body, &g_array_index(ends, struct way, i), FALSE));
    }
    e->depth--;
}

static gboolean is_hidden(const struct expansion *e, const char *name)
{
    for (guint i = 0; i < e->depth; i++)
        if (g_str_equal(e->hidden[i], name))
            return TRUE;
    return FALSE;
}

/* Headers define the same again and again. */
static gboolean is_repeated(const GArray *definitions, guint i)
{
    const struct definition *last = &g_array_index(definitions, struct definition, i);
    return i > 0 && last[-1].file == last->file && g_str_equal(last[-1].text, last->text);
}

/* What a word comes to: itself, or what its definitions say. Reads on behind it for arguments. */
static GArray *ways_of_word(struct expansion *e, struct lexer *lexer, const struct token *word)
{
    g_autofree char *name = g_strndup(word->at, word->length);
    GArray *ways = only(word->at, word->length), *definitions = g_hash_table_lookup(e->computed->macros, name);
    struct use called = {.definition = NULL};
    struct lexer behind = *lexer, ahead = *lexer;
    struct token next = lexer_next(&ahead);
    gboolean is_call = token_is_sign(&next, '(') && read_arguments(&behind, &called);
    gboolean was_called = FALSE;
    if (!g_hash_table_contains(e->words, name))
        g_hash_table_add(e->words, g_strdup(name));
    if (is_hidden(e, name) || e->depth == MAX_DEPTH)
        return ways;
    for (guint i = 0; definitions && i < definitions->len && !e->is_lost; i++) {
        struct use use = called;
        use.definition = &g_array_index(definitions, struct definition, i);
        use.body = use.definition->text;
        if (is_repeated(definitions, i) || !e->sees(e->data, use.definition->file))
            continue;
        if (use.definition->has_parameters && (!is_call || !read_parameters(&use)))
            continue;
        was_called = was_called || use.definition->has_parameters;
        define(e, name, &use, ways);
    }
    if (was_called) /* what is a call for one definition is taken for one with all */
        *lexer = behind;
    return ways;
}

/* Line ends are blanks, and blanks between tokens are kept as one. */
static GArray *ways_of(struct expansion *e, const char *text, size_t length)
{
    struct lexer lexer = {text, text + length};
    GArray *ways = only("", 0);
    const char *end = NULL;
    e->is_lost = e->is_lost || ++e->nesting > MAX_NESTING;
    for (struct token token; !e->is_lost && (token = lexer_next(&lexer)).kind != TOKEN_END; end = lexer.at) {
        g_autoptr(GArray) part =
            token.kind == TOKEN_WORD ? ways_of_word(e, &lexer, &token) : only(token.at, token.length);
        ways = crossed(e, ways, part, end && token.at > end);
    }
    e->nesting--;
    return ways;
}

/* ---- names ---- */

static void name_clear(gpointer name)
{
    g_free(((struct computed_name *)name)->name);
}

static void add_name(GArray *names, const struct way *way)
{
    const char *text = way->text;
    size_t length = strlen(text);
    gboolean angle = length > 2 && text[0] == '<' && text[length - 1] == '>';
    if (!angle && !(length > 2 && text[0] == '"' && text[length - 1] == '"'))
        return;
    struct computed_name name = {.name = g_strndup(text + 1, length - 2), .angle = angle, .n_makers = way->n_makers};
    memcpy(name.makers, way->makers, sizeof(name.makers));
    g_array_append_val(names, name);
}

GArray *computed_expand(struct computed *computed, const char *line, computed_sees *sees, gpointer data,
                        GHashTable *words)
{
    struct expansion e = {.computed = computed, .sees = sees, .data = data, .words = words};
    g_autoptr(GArray) ways = ways_of(&e, line, strlen(line));
    if (e.is_lost)
        return NULL;
    GArray *names = g_array_new(FALSE, FALSE, sizeof(struct computed_name));
    g_array_set_clear_func(names, name_clear);
    for (guint i = 0; i < ways->len; i++)
        add_name(names, &g_array_index(ways, struct way, i));
    return names;
}
