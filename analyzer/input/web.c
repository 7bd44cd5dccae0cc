#include "input/web.h"

#include <string.h>

#include "input/paste.h"
#include "input/web_p.h"

#define MAX_WORD 1024u /* what is behind it is not told apart */

struct definition {
    guint32 first_name, n_names; /* of web.names */
    guint32 first_word, n_words; /* of web.says */
    guint32 file;
    gboolean is_live;
};

struct web {
    GHashTable *numbers; /* text → word */
    GPtrArray *texts;
    GStringChunk *chunk;
    GArray *definitions, *names, *says; /* struct definition, guint32, guint32 */
    GArray *marks, *macros, *steps;     /* guint32 per word: the definition that said it last + 1; a macro's name;
                                         * the next word on the way to a root + 1, or 0 */
    GArray *leading;                    /* guint32 */
    guint followed;                     /* of leading */
    GArray *heads, *links; /* guint32: the definitions that say word W are links[heads[W]] … links[heads[W + 1]] */
    guint indexed;         /* of definitions */
    GHashTable *pastes;    /* set of pseudo-words */
    GHashTable *reaching;  /* pseudo-word → set of words: see web_reaches */
    GArray *rules;         /* struct paste_rule */
    GHashTable *rules_of;  /* word → GArray of guint32, ascending: the rules that ask for it first */
    guint sorted;          /* of rules, into rules_of */
    guint ruled;           /* of leading */
    GArray *made;          /* struct making */
};

/* A definition where a leading name is made of parts. */
struct making {
    guint32 name, definition;
};

static guint32 at(const GArray *array, guint32 i)
{
    return g_array_index(array, guint32, i);
}

static GArray *numbers_new(void)
{
    return g_array_new(FALSE, TRUE, sizeof(guint32));
}

struct web *web_new(void)
{
    struct web *web = g_new0(struct web, 1);
    web->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    web->texts = g_ptr_array_new();
    web->chunk = g_string_chunk_new(1 << 16);
    web->definitions = g_array_new(FALSE, FALSE, sizeof(struct definition));
    web->rules = g_array_new(FALSE, FALSE, sizeof(struct paste_rule));
    web->made = g_array_new(FALSE, FALSE, sizeof(struct making));
    GArray **arrays[] = {&web->names, &web->says,    &web->marks, &web->macros,
                         &web->steps, &web->leading, &web->heads, &web->links};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        *arrays[i] = numbers_new();
    web->pastes = g_hash_table_new(NULL, NULL);
    web->reaching = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    web->rules_of = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    return web;
}

void web_free(struct web *web)
{
    if (!web)
        return;
    g_hash_table_unref(web->numbers);
    g_ptr_array_unref(web->texts);
    g_string_chunk_free(web->chunk);
    GArray *arrays[] = {web->definitions, web->rules, web->made,    web->names, web->says, web->marks,
                        web->macros,      web->steps, web->leading, web->heads, web->links};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_hash_table_unref(web->pastes);
    g_hash_table_unref(web->reaching);
    g_hash_table_unref(web->rules_of);
    g_free(web);
}

/* ---- words ---- */

guint32 web_find(const struct web *web, const char *text, gsize length)
{
    char key[MAX_WORD + 1];
    gpointer number;
    length = MIN(length, MAX_WORD);
    memcpy(key, text, length);
    key[length] = '\0';
    return g_hash_table_lookup_extended(web->numbers, key, NULL, &number) ? GPOINTER_TO_UINT(number) : WEB_NONE;
}

guint32 web_word(struct web *web, const char *text, gsize length)
{
    guint32 number = web_find(web, text, length);
    if (number != WEB_NONE)
        return number;
    char *copy = g_string_chunk_insert_len(web->chunk, text, (gssize)MIN(length, MAX_WORD));
    number = web->texts->len;
    g_ptr_array_add(web->texts, copy);
    g_hash_table_insert(web->numbers, copy, GUINT_TO_POINTER(number));
    GArray *arrays[] = {web->marks, web->macros, web->steps};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_set_size(arrays[i], number + 1);
    return number;
}

const char *web_text(const struct web *web, guint32 word)
{
    return g_ptr_array_index(web->texts, word);
}

/* ---- definitions ---- */

static void say(struct web *web, struct definition *definition, guint32 word)
{
    guint32 *mark = &g_array_index(web->marks, guint32, word);
    if (*mark == web->definitions->len + 1)
        return;
    *mark = web->definitions->len + 1;
    g_array_append_val(web->says, word);
    definition->n_words++;
}

/* A program that defines its keywords anew says nothing about its names by that. */
static gboolean is_keyword(struct slice slice)
{
    static const char *const keywords[] = {
        "auto",   "break",    "case",     "char",       "const",         "continue", "default",    "do",     "double",
        "else",   "enum",     "extern",   "float",      "for",           "goto",     "if",         "inline", "int",
        "long",   "register", "restrict", "return",     "short",         "signed",   "sizeof",     "static", "struct",
        "switch", "typedef",  "union",    "unsigned",   "void",          "volatile", "while",      "_Bool",  "bool",
        "asm",    "__asm__",  "typeof",   "__typeof__", "__attribute__", "__inline", "__inline__", "NULL",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
        if (strncmp(keywords[i], slice.at, slice.length) == 0 && !keywords[i][slice.length])
            return TRUE;
    return FALSE;
}

/* "~x" stands for x where it can only be a macro. */
static guint32 weak_word(struct web *web, struct slice slice)
{
    char buffer[MAX_WORD + 1] = "~";
    gsize length = MIN(slice.length, MAX_WORD - 1);
    memcpy(buffer + 1, slice.at, length);
    return web_word(web, buffer, length + 1);
}

static void say_all(struct web *web, struct definition *definition, const struct outline *outline,
                    const struct outline_part *part)
{
    for (guint i = 0; i < part->n_words; i++) {
        struct slice slice = g_array_index(outline->words, struct slice, part->first_word + i);
        if (!is_keyword(slice))
            say(web, definition, slice.weak ? weak_word(web, slice) : web_word(web, slice.at, slice.length));
    }
    for (guint i = 0; i < part->n_pastes; i++) {
        struct slice slice = g_array_index(outline->pastes, struct slice, part->first_paste + i);
        guint32 paste = paste_word(web, slice.at, slice.length);
        g_hash_table_add(web->pastes, GUINT_TO_POINTER(paste));
        say(web, definition, paste);
    }
}

static void name_all(struct web *web, struct definition *definition, const struct outline *outline,
                     const struct outline_part *part)
{
    for (guint i = 0; i < part->n_names; i++) {
        struct slice slice = g_array_index(outline->names, struct slice, part->first_name + i);
        if (is_keyword(slice))
            continue;
        guint32 name = web_word(web, slice.at, slice.length);
        g_array_append_val(web->names, name);
        definition->n_names++;
        if (part->kind == OUTLINE_MACRO)
            g_array_index(web->macros, guint32, name) = TRUE;
    }
}

/* A body without words leads nowhere: most definitions of register maps. */
static void add_part(struct web *web, guint32 file, const struct outline *outline, const struct outline_part *part,
                     const GArray *places)
{
    struct definition definition = {.first_name = web->names->len, .first_word = web->says->len};
    definition.file = file;
    definition.is_live = part->kind == OUTLINE_LIVE;
    say_all(web, &definition, outline, part);
    for (guint i = 0; places && i < places->len; i++) {
        struct web_place place = g_array_index(places, struct web_place, i);
        if (part->begin <= place.offset && place.offset < part->end)
            say(web, &definition, place.word);
    }
    name_all(web, &definition, outline, part);
    if (definition.n_words)
        g_array_append_val(web->definitions, definition);
    else
        g_array_set_size(web->names, definition.first_name);
}

void web_add(struct web *web, guint32 file, const struct outline *outline, const GArray *places)
{
    for (guint i = 0; i < outline->parts->len; i++)
        add_part(web, file, outline, &g_array_index(outline->parts, struct outline_part, i), places);
}

/* Counting sort of (word, definition). */
static void index_definitions(struct web *web)
{
    guint n = web->texts->len;
    g_array_set_size(web->heads, 0);
    g_array_set_size(web->heads, n + 2);
    g_array_set_size(web->links, web->says->len);
    guint32 *heads = (guint32 *)(void *)web->heads->data;
    for (guint i = 0; i < web->says->len; i++)
        heads[at(web->says, i) + 2]++;
    for (guint i = 2; i < n + 2; i++)
        heads[i] += heads[i - 1];
    for (guint32 d = 0; d < web->definitions->len; d++) {
        const struct definition *definition = &g_array_index(web->definitions, struct definition, d);
        for (guint32 i = 0; i < definition->n_words; i++)
            g_array_index(web->links, guint32, heads[at(web->says, definition->first_word + i) + 1]++) = d;
    }
    web->indexed = web->definitions->len;
    g_hash_table_remove_all(web->reaching);
}

/* Words that came after the index was made are said by nobody. */
static guint32 n_sayers(const struct web *web, guint32 word)
{
    return word + 1 < web->heads->len ? at(web->heads, word + 1) - at(web->heads, word) : 0;
}

static const struct definition *sayer(const struct web *web, guint32 word, guint32 i)
{
    return &g_array_index(web->definitions, struct definition, at(web->links, at(web->heads, word) + i));
}

/* ---- leading ---- */

/* `next`: the word before it on the way back to the root. */
static void lead(struct web *web, guint32 word, guint32 next)
{
    guint32 *step = &g_array_index(web->steps, guint32, word);
    if (*step)
        return;
    *step = next + 1;
    g_array_append_val(web->leading, word);
}

static void lead_weak(struct web *web, guint32 word)
{
    g_autofree char *weak = g_strconcat("~", web_text(web, word), NULL);
    guint32 number = web_find(web, weak, strlen(weak));
    if (number != WEB_NONE)
        lead(web, number, word);
}

void web_add_root(struct web *web, guint32 word)
{
    lead(web, word, word);
}

static void follow_definition(struct web *web, const struct definition *definition, guint32 word)
{
    for (guint32 i = 0; i < definition->n_names; i++)
        lead(web, at(web->names, definition->first_name + i), word);
}

static void follow(struct web *web)
{
    for (; web->followed < web->leading->len; web->followed++) {
        guint32 word = at(web->leading, web->followed);
        if (web_is_macro(web, word))
            lead_weak(web, word);
        for (guint32 i = 0; i < n_sayers(web, word); i++)
            follow_definition(web, sayer(web, word, i), word);
    }
}

/* ---- pasted names ---- */

static GHashTable *collect_reaching(const struct web *web, guint32 paste)
{
    GHashTable *set = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) queue = numbers_new();
    g_array_append_val(queue, paste);
    g_hash_table_add(set, GUINT_TO_POINTER(paste));
    for (guint q = 0; q < queue->len; q++) {
        guint32 word = at(queue, q);
        for (guint32 i = 0; i < n_sayers(web, word); i++) {
            const struct definition *definition = sayer(web, word, i);
            for (guint32 n = 0; n < definition->n_names; n++) {
                guint32 name = at(web->names, definition->first_name + n);
                if (g_hash_table_add(set, GUINT_TO_POINTER(name)))
                    g_array_append_val(queue, name);
            }
        }
    }
    return set;
}

GHashTable *web_reaching(struct web *web, guint32 paste)
{
    GHashTable *set = g_hash_table_lookup(web->reaching, GUINT_TO_POINTER(paste));
    if (!set) {
        set = collect_reaching(web, paste);
        g_hash_table_insert(web->reaching, GUINT_TO_POINTER(paste), set);
    }
    return set;
}

static gboolean says(const struct web *web, const struct definition *definition, guint32 word)
{
    for (guint32 i = 0; i < definition->n_words; i++)
        if (at(web->says, definition->first_word + i) == word)
            return TRUE;
    return FALSE;
}

static gboolean says_any(const struct web *web, const struct definition *definition, GHashTable *words)
{
    for (guint32 i = 0; i < definition->n_words; i++)
        if (g_hash_table_contains(words, GUINT_TO_POINTER(at(web->says, definition->first_word + i))))
            return TRUE;
    return FALSE;
}

/* A rule whose parts are all digits holds wherever its macro is named. */
static void apply_rule(struct web *web, const struct paste_rule *rule)
{
    guint32 key = rule->first == WEB_NONE ? rule->paste : rule->first;
    for (guint32 i = 0; i < n_sayers(web, key); i++) {
        const struct definition *definition = sayer(web, key, i);
        struct making making = {rule->name, at(web->links, at(web->heads, key) + i)};
        if (rule->second != WEB_NONE && !says(web, definition, rule->second))
            continue;
        if (key != rule->paste && !says_any(web, definition, web_reaching(web, rule->paste)))
            continue;
        g_array_append_val(web->made, making);
        follow_definition(web, definition, rule->name);
    }
}

static void apply_rules(struct web *web, guint from)
{
    for (guint i = from; i < web->rules->len; i++)
        apply_rule(web, &g_array_index(web->rules, struct paste_rule, i));
}

static void sort_rules(struct web *web)
{
    for (; web->sorted < web->rules->len; web->sorted++) {
        gpointer first = GUINT_TO_POINTER(g_array_index(web->rules, struct paste_rule, web->sorted).first);
        GArray *rules = g_hash_table_lookup(web->rules_of, first);
        if (!rules)
            g_hash_table_insert(web->rules_of, first, rules = numbers_new());
        g_array_append_val(rules, web->sorted);
    }
}

void web_solve(struct web *web)
{
    guint applied = web->rules->len;
    if (web->indexed != web->definitions->len) {
        index_definitions(web);
        web->followed = web->ruled = web->sorted = applied = 0;
        g_hash_table_remove_all(web->rules_of);
        g_array_set_size(web->rules, 0);
        g_array_set_size(web->made, 0);
    }
    while (web->followed < web->leading->len || web->ruled < web->leading->len) {
        follow(web);
        for (; web->ruled < web->leading->len; web->ruled++)
            if (web_text(web, at(web->leading, web->ruled))[0] != '~')
                paste_rules(web, at(web->leading, web->ruled), web->pastes, web->rules);
        apply_rules(web, applied);
        applied = web->rules->len;
    }
    sort_rules(web);
}

/* ---- answers ---- */

const GArray *web_leading(const struct web *web)
{
    return web->leading;
}

const GArray *web_rules(const struct web *web)
{
    return web->rules;
}

const GArray *web_rules_of(const struct web *web, guint32 first)
{
    return g_hash_table_lookup(web->rules_of, GUINT_TO_POINTER(first));
}

guint32 web_step(const struct web *web, guint32 word)
{
    return at(web->steps, word) - 1; /* 0 - 1 is WEB_NONE */
}

guint32 web_origin(const struct web *web, guint32 word)
{
    guint32 next;
    while ((next = web_step(web, word)) != word && next != WEB_NONE)
        word = next;
    return next;
}

gboolean web_is_macro(const struct web *web, guint32 word)
{
    return at(web->macros, word) != 0;
}

/* ---- part of the files ---- */

struct web_view {
    const struct web *web;
    GArray *leads; /* guint32 per word: the stamp of the setting in which it led last */
    guint32 stamp;
    GArray *queue;    /* guint32: words that lead */
    GHashTable *live; /* file → word */
};

struct web_view *web_view_new(const struct web *web)
{
    struct web_view *view = g_new0(struct web_view, 1);
    view->web = web;
    view->leads = g_array_new(FALSE, TRUE, sizeof(guint32));
    view->live = g_hash_table_new(NULL, NULL);
    view->queue = numbers_new();
    return view;
}

void web_view_free(struct web_view *view)
{
    if (!view)
        return;
    g_array_unref(view->leads);
    g_array_unref(view->queue);
    g_hash_table_unref(view->live);
    g_free(view);
}

static void view_lead(struct web_view *view, guint32 word)
{
    guint32 *stamp = &g_array_index(view->leads, guint32, word);
    if (*stamp == view->stamp || !at(view->web->steps, word))
        return;
    *stamp = view->stamp;
    g_array_append_val(view->queue, word);
}

static void view_follow_definition(struct web_view *view, const struct definition *definition, guint32 word,
                                   const GArray *files)
{
    if (definition->file >= files->len || !g_array_index(files, guint8, definition->file))
        return;
    gpointer file = GUINT_TO_POINTER(definition->file);
    if (definition->is_live && !g_hash_table_contains(view->live, file))
        g_hash_table_insert(view->live, file, GUINT_TO_POINTER(word));
    for (guint32 i = 0; i < definition->n_names; i++)
        view_lead(view, at(view->web->names, definition->first_name + i));
}

static void view_follow(struct web_view *view, guint *next, const GArray *files)
{
    const struct web *web = view->web;
    for (; *next < view->queue->len; (*next)++) {
        guint32 word = at(view->queue, *next);
        g_autofree char *weak = web_is_macro(web, word) ? g_strconcat("~", web_text(web, word), NULL) : NULL;
        guint32 number = weak ? web_find(web, weak, strlen(weak)) : WEB_NONE;
        if (number != WEB_NONE)
            view_lead(view, number);
        for (guint32 i = 0; i < n_sayers(web, word); i++)
            view_follow_definition(view, sayer(web, word, i), word, files);
    }
}

void web_view_set(struct web_view *view, const GArray *files)
{
    const struct web *web = view->web;
    guint next = 0, before;
    g_array_set_size(view->leads, web->texts->len);
    g_array_set_size(view->queue, 0);
    g_hash_table_remove_all(view->live);
    view->stamp++;
    for (guint i = 0; i < web->leading->len; i++)
        if (web_step(web, at(web->leading, i)) == at(web->leading, i))
            view_lead(view, at(web->leading, i));
    do {
        view_follow(view, &next, files);
        before = view->queue->len;
        for (guint i = 0; i < web->made->len; i++) {
            struct making making = g_array_index(web->made, struct making, i);
            if (web_view_leads(view, making.name))
                view_follow_definition(view, &g_array_index(web->definitions, struct definition, making.definition),
                                       making.name, files);
        }
    } while (view->queue->len > before);
}

gboolean web_view_leads(const struct web_view *view, guint32 word)
{
    return word < view->leads->len && at(view->leads, word) == view->stamp;
}

guint32 web_view_live(const struct web_view *view, guint32 file)
{
    gpointer word;
    return g_hash_table_lookup_extended(view->live, GUINT_TO_POINTER(file), NULL, &word) ? GPOINTER_TO_UINT(word)
                                                                                         : WEB_NONE;
}
