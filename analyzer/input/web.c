#include "input/web.h"

#include <string.h>

#include "input/keyword.h"
#include "input/paste.h"
#include "input/web_p.h"

#define MAX_WORD 1024u /* what is behind it is not told apart */

struct web {
    GHashTable *numbers; /* text → word */
    GPtrArray *texts;
    GStringChunk *chunk;
    struct definitions *definitions;
    GArray *macros, *steps; /* guint32 per word: a macro's name; the next word on the way to a root + 1, or 0 */
    GArray *leading;        /* guint32 */
    guint followed;         /* of leading */
    GHashTable *pastes;     /* set of pseudo-words */
    GHashTable *reaching;   /* pseudo-word → GByteArray, a bit a word: see web_reaches. A large tree's pastes have
                               thousands of such sets, many with most of its words */
    GArray *rules;          /* struct paste_rule */
    GHashTable *rules_of;   /* word → GArray of guint32, ascending: the rules that ask for it first */
    guint sorted;           /* of rules, into rules_of */
    guint ruled;            /* of leading */
    GArray *made;           /* struct making */
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
    web->definitions = definitions_new();
    web->rules = g_array_new(FALSE, FALSE, sizeof(struct paste_rule));
    web->made = g_array_new(FALSE, FALSE, sizeof(struct making));
    GArray **arrays[] = {&web->macros, &web->steps, &web->leading};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        *arrays[i] = numbers_new();
    web->pastes = g_hash_table_new(NULL, NULL);
    web->reaching = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_byte_array_unref);
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
    definitions_free(web->definitions);
    GArray *arrays[] = {web->rules, web->made, web->macros, web->steps, web->leading};
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
    GArray *arrays[] = {web->macros, web->steps};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_set_size(arrays[i], number + 1);
    return number;
}

const char *web_text(const struct web *web, guint32 word)
{
    return g_ptr_array_index(web->texts, word);
}

/* ---- definitions ---- */

/* "~x" stands for x where it can only be a macro. */
static guint32 weak_word(struct web *web, struct slice slice)
{
    char buffer[MAX_WORD + 1] = "~";
    gsize length = MIN(slice.length, MAX_WORD - 1);
    memcpy(buffer + 1, slice.at, length);
    return web_word(web, buffer, length + 1);
}

/* FALSE when there is nothing to say. */
static gboolean say_all(struct web *web, const struct outline *outline, const struct outline_part *part)
{
    gboolean says = part->n_pastes > 0;
    for (guint i = 0; i < part->n_words; i++) {
        struct slice slice = g_array_index(outline->words, struct slice, part->first_word + i);
        if (keyword_is(slice.at, slice.length))
            continue;
        definitions_say(web->definitions, slice.weak ? weak_word(web, slice) : web_word(web, slice.at, slice.length));
        says = TRUE;
    }
    for (guint i = 0; i < part->n_pastes; i++) {
        struct slice slice = g_array_index(outline->pastes, struct slice, part->first_paste + i);
        guint32 paste = paste_word(web, slice.at, slice.length);
        g_hash_table_add(web->pastes, GUINT_TO_POINTER(paste));
        definitions_say(web->definitions, paste);
    }
    return says;
}

static gboolean say_places(struct web *web, const struct outline_part *part, const GArray *places)
{
    gboolean says = FALSE;
    for (guint i = 0; places && i < places->len; i++) {
        struct web_place place = g_array_index(places, struct web_place, i);
        if (part->begin > place.offset || place.offset >= part->end)
            continue;
        definitions_say(web->definitions, place.word);
        says = TRUE;
    }
    return says;
}

static void name_all(struct web *web, const struct outline *outline, const struct outline_part *part)
{
    for (guint i = 0; i < part->n_names; i++) {
        struct slice slice = g_array_index(outline->names, struct slice, part->first_name + i);
        if (keyword_is(slice.at, slice.length))
            continue;
        guint32 name = web_word(web, slice.at, slice.length);
        definitions_name_it(web->definitions, name);
        if (part->kind == OUTLINE_MACRO)
            g_array_index(web->macros, guint32, name) = TRUE;
    }
}

/* A body without words leads nowhere: most definitions of register maps, whose names are not kept either, millions of
 * them. */
static void add_part(struct web *web, guint32 file, const struct outline *outline, const struct outline_part *part,
                     const GArray *places)
{
    definitions_begin(web->definitions, file, part->kind == OUTLINE_LIVE);
    gboolean says = say_all(web, outline, part);
    if (say_places(web, part, places) || says)
        name_all(web, outline, part);
    definitions_end(web->definitions);
}

void web_add(struct web *web, guint32 file, const struct outline *outline, const GArray *places)
{
    for (guint i = 0; i < outline->parts->len; i++)
        add_part(web, file, outline, &g_array_index(outline->parts, struct outline_part, i), places);
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
        lead(web, definitions_name(web->definitions, definition, i), word);
}

static void follow(struct web *web)
{
    for (; web->followed < web->leading->len; web->followed++) {
        guint32 word = at(web->leading, web->followed);
        if (web_is_macro(web, word))
            lead_weak(web, word);
        for (guint32 i = 0; i < definitions_sayers(web->definitions, word); i++)
            follow_definition(web, definitions_sayer(web->definitions, word, i), word);
    }
}

/* ---- pasted names ---- */

static gboolean mark(GByteArray *marks, guint32 word)
{
    guint8 bit = (guint8)(1u << word % 8);
    gboolean is_new = !(marks->data[word / 8] & bit);
    marks->data[word / 8] |= bit;
    return is_new;
}

static GByteArray *collect_reaching(const struct web *web, guint32 paste)
{
    GByteArray *marks = g_byte_array_new();
    g_byte_array_set_size(marks, web->texts->len / 8 + 1);
    memset(marks->data, 0, marks->len);
    g_autoptr(GArray) queue = numbers_new();
    g_array_append_val(queue, paste);
    mark(marks, paste);
    for (guint q = 0; q < queue->len; q++) {
        guint32 word = at(queue, q);
        for (guint32 i = 0; i < definitions_sayers(web->definitions, word); i++) {
            const struct definition *definition = definitions_sayer(web->definitions, word, i);
            for (guint32 n = 0; n < definition->n_names; n++) {
                guint32 name = definitions_name(web->definitions, definition, n);
                if (mark(marks, name))
                    g_array_append_val(queue, name);
            }
        }
    }
    return marks;
}

gboolean web_reaches(struct web *web, guint32 word, guint32 paste)
{
    GByteArray *marks = g_hash_table_lookup(web->reaching, GUINT_TO_POINTER(paste));
    if (!marks) {
        marks = collect_reaching(web, paste);
        g_hash_table_insert(web->reaching, GUINT_TO_POINTER(paste), marks);
    }
    return word / 8 < marks->len && marks->data[word / 8] & 1u << word % 8;
}

static gboolean says(const struct web *web, const struct definition *definition, guint32 word)
{
    for (guint32 i = 0; i < definition->n_words; i++)
        if (definitions_word(web->definitions, definition, i) == word)
            return TRUE;
    return FALSE;
}

static gboolean reaches_by(struct web *web, const struct definition *definition, guint32 paste)
{
    for (guint32 i = 0; i < definition->n_words; i++)
        if (web_reaches(web, definitions_word(web->definitions, definition, i), paste))
            return TRUE;
    return FALSE;
}

/* A rule whose parts are all digits holds wherever its macro is named. */
static void apply_rule(struct web *web, const struct paste_rule *rule)
{
    guint32 key = rule->first == WEB_NONE ? rule->paste : rule->first;
    for (guint32 i = 0; i < definitions_sayers(web->definitions, key); i++) {
        const struct definition *definition = definitions_sayer(web->definitions, key, i);
        struct making making = {rule->name, definitions_sayer_number(web->definitions, key, i)};
        if (rule->second != WEB_NONE && !says(web, definition, rule->second))
            continue;
        if (key != rule->paste && !reaches_by(web, definition, rule->paste))
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
    if (definitions_index(web->definitions, web->texts->len)) {
        g_hash_table_remove_all(web->reaching);
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

const struct definitions *web_definitions(const struct web *web)
{
    return web->definitions;
}

const GArray *web_made(const struct web *web)
{
    return web->made;
}

guint32 web_count(const struct web *web)
{
    return web->texts->len;
}

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
