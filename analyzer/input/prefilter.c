#include "input/prefilter.h"

#include <string.h>

#include "input/hits.h"
#include "input/prefilter_p.h"
#include "input/web_p.h"

enum { MAX_ACCESSORS = 5000 /* members among them: in a tree where there are more, some lead no further */ };

static void source_free(gpointer data)
{
    struct source *source = data;
    if (source->lines)
        g_array_unref(source->lines);
    g_free(source);
}

struct prefilter *prefilter_new(const struct catalogue *catalogue, const char *root, const char *const *without,
                                GError **error)
{
    struct prefilter *prefilter = g_new0(struct prefilter, 1);
    prefilter->names = names_of(catalogue, without);
    prefilter->web = web_new();
    prefilter->defined = defined_new();
    prefilter->members = defined_new();
    prefilter->strings = g_string_chunk_new(4096);
    prefilter->with_volatile = !without || !g_strv_contains(without, "shared");
    prefilter->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, source_free);
    prefilter->includes = includes_new(root);
    prefilter->shapes = shapes_new(prefilter->names, prefilter->web, error);
    if (!prefilter->shapes) {
        prefilter_free(prefilter);
        return NULL;
    }
    prefilter->headers = headers_new(prefilter->includes, prefilter->web, prefilter->shapes);
    for (guint i = 0; i < prefilter->names->words->len; i++) {
        const char *word = g_ptr_array_index(prefilter->names->words, i);
        web_add_root(prefilter->web, web_word(prefilter->web, word, strlen(word)));
    }
    return prefilter;
}

void prefilter_free(struct prefilter *prefilter)
{
    if (!prefilter)
        return;
    headers_free(prefilter->headers);
    includes_free(prefilter->includes);
    matcher_free(prefilter->words);
    defined_free(prefilter->defined);
    defined_free(prefilter->members);
    shapes_free(prefilter->shapes);
    web_free(prefilter->web);
    names_free(prefilter->names);
    g_hash_table_unref(prefilter->sources);
    g_string_chunk_free(prefilter->strings);
    g_free(prefilter);
}

void prefilter_ask(struct prefilter *prefilter, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        defined_add(prefilter->defined, names[i]);
}

void prefilter_add_members(struct prefilter *prefilter, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        defined_add(prefilter->members, names[i]);
}

void prefilter_extend(struct prefilter *prefilter, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (names[i][0])
            web_add_root(prefilter->web, web_word(prefilter->web, names[i], strlen(names[i])));
}

static gboolean is_unreadable(const struct prefilter *prefilter, guint32 file)
{
    return headers_get(prefilter->headers, file)->state != TEXT_READ;
}

struct prefilter_counts prefilter_count(const struct prefilter *prefilter)
{
    struct prefilter_counts counts = {.headers = includes_n_files(prefilter->includes)};
    for (guint32 file = 0; file < counts.headers; file++)
        counts.unreadable += is_unreadable(prefilter, file);
    counts.leading = web_leading(prefilter->web)->len;
    return counts;
}

/* ---- reading ---- */

static const struct source *source_of(struct prefilter *prefilter, const char *file)
{
    struct source *source = g_hash_table_lookup(prefilter->sources, file);
    if (source)
        return source;
    struct text text;
    source = g_new0(struct source, 1);
    source->state = text_read(file, &text);
    if (source->state == TEXT_READ) {
        g_autofree char *folder = g_path_get_dirname(file);
        source->lines = headers_lines(prefilter->headers, &text, folder, &source->computed);
        text_clear(&text);
    } else {
        source->lines = g_array_new(FALSE, FALSE, sizeof(struct include_line));
    }
    g_hash_table_insert(prefilter->sources, g_strdup(file), source);
    return source;
}

/* The headers that the unit's own lines and flags name. */
void prefilter_starts(struct prefilter *prefilter, const struct unit *unit, GArray *starts)
{
    includes_forced(prefilter->includes, unit->command, starts);
    for (guint i = 0; i < unit->source->lines->len; i++)
        includes_resolve(prefilter->includes, unit->path, g_array_index(unit->source->lines, struct include_line, i),
                         starts);
}

static int by_path(gconstpointer a, gconstpointer b)
{
    const struct unit *x = a, *y = b;
    if (x->path != y->path)
        return x->path < y->path ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

GArray *prefilter_read(struct prefilter *prefilter, const GPtrArray *commands)
{
    GArray *units = g_array_sized_new(FALSE, FALSE, sizeof(struct unit), commands->len);
    for (guint i = 0; i < commands->len; i++) {
        const struct command *command = g_ptr_array_index(commands, i);
        struct unit unit = {.command = command, .source = source_of(prefilter, command->file), .index = i};
        unit.path = includes_path(prefilter->includes, command);
        g_array_append_val(units, unit);
    }
    g_array_sort(units, by_path);
    return units;
}

guint prefilter_path_end(const GArray *units, guint begin)
{
    guint end = begin;
    while (end < units->len &&
           g_array_index(units, struct unit, end).path == g_array_index(units, struct unit, begin).path)
        end++;
    return end;
}

struct reach *prefilter_reach(struct prefilter *prefilter, const GArray *units, guint begin, guint end)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint32));
    struct reach *reach = reach_new();
    for (guint i = begin; i < end; i++)
        prefilter_starts(prefilter, &g_array_index(units, struct unit, i), starts);
    headers_reach(prefilter->headers, g_array_index(units, struct unit, begin).path, starts, reach);
    return reach;
}

/* ---- matching ---- */

static void add_sayers(struct prefilter *prefilter, const char *name)
{
    const struct definitions *definitions = web_definitions(prefilter->web);
    guint32 word = web_find(prefilter->web, name, strlen(name));
    for (guint32 i = 0; word != WEB_NONE && i < definitions_sayers(definitions, word); i++) {
        const struct definition *sayer = definitions_sayer(definitions, word, i);
        for (guint32 n = 0; n < sayer->n_names; n++)
            defined_add(prefilter->members, web_text(prefilter->web, definitions_name(definitions, sayer, n)));
    }
}

/* Functions and macros of headers that say a member, or one another, stand for it. */
static void add_accessors(struct prefilter *prefilter)
{
    const char *name;
    for (guint i = 0; i < MAX_ACCESSORS && (name = defined_name(prefilter->members, i)); i++) {
        g_autofree char *weak = g_strconcat("~", name, NULL); /* input/web.h */
        add_sayers(prefilter, name);
        add_sayers(prefilter, weak);
    }
}

gboolean prefilter_compile(struct prefilter *prefilter, GError **error)
{
    const GArray *leading = web_leading(prefilter->web);
    add_accessors(prefilter);
    if (!defined_compile(prefilter->defined, error) || !defined_compile(prefilter->members, error))
        return FALSE;
    if (prefilter->words && prefilter->n_compiled == leading->len)
        return TRUE;
    g_autoptr(GArray) patterns = g_array_new(FALSE, FALSE, sizeof(struct matcher_pattern));
    for (guint i = 0; i < leading->len; i++) {
        guint32 word = g_array_index(leading, guint32, i);
        struct matcher_pattern pattern = {web_text(prefilter->web, word), TRUE, word};
        if (pattern.text[0] != '~')
            g_array_append_val(patterns, pattern);
    }
    g_clear_pointer(&prefilter->words, matcher_free);
    prefilter->words = matcher_new(patterns, error);
    prefilter->n_compiled = leading->len;
    return prefilter->words != NULL;
}
