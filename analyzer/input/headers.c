#include "input/headers.h"

#include <string.h>

#include "input/computed.h"

#define MAX_COMPUTED 64u /* different ones of a file */

struct headers {
    struct includes *includes;
    struct computed *computed;
    struct web *web;
    const struct shapes *shapes;
    GArray *known; /* struct header, by file */
    GArray *seen;  /* guint32, by file: the number of the walk that met it last */
    guint32 walk;
};

static void header_clear(gpointer data)
{
    struct header *header = data;
    g_clear_pointer(&header->lines, g_array_unref);
    g_clear_pointer(&header->computed, g_ptr_array_unref);
}

struct headers *headers_new(struct includes *includes, struct web *web, const struct shapes *shapes)
{
    struct headers *headers = g_new0(struct headers, 1);
    *headers = (struct headers){.includes = includes, .web = web, .shapes = shapes};
    headers->known = g_array_new(FALSE, TRUE, sizeof(struct header));
    g_array_set_clear_func(headers->known, header_clear);
    headers->seen = g_array_new(FALSE, TRUE, sizeof(guint32));
    headers->computed = computed_new();
    return headers;
}

void headers_free(struct headers *headers)
{
    if (!headers)
        return;
    g_array_unref(headers->known);
    g_array_unref(headers->seen);
    computed_free(headers->computed);
    g_free(headers);
}

static void add_computed(struct header *header, const struct text *text, const struct include *include)
{
    g_autofree char *line = g_strndup(include->name, include->length);
    if (!header->computed)
        header->computed = g_ptr_array_new_with_free_func(g_free);
    if (!header->at)
        header->at = text_line(text, include->offset);
    if (!g_ptr_array_find_with_equal_func(header->computed, line, g_str_equal, NULL) &&
        header->computed->len <= MAX_COMPUTED)
        g_ptr_array_add(header->computed, g_steal_pointer(&line));
}

/* Fills lines, computed and at. */
static void read_lines(struct headers *headers, const struct text *text, const char *folder, struct header *header)
{
    g_autoptr(GArray) found = includes_find(text);
    header->lines = g_array_sized_new(FALSE, FALSE, sizeof(struct include_line), found->len);
    for (guint i = 0; i < found->len; i++) {
        const struct include *include = &g_array_index(found, struct include, i);
        if (include->kind == INCLUDE_COMPUTED) {
            add_computed(header, text, include);
        } else {
            struct include_line line = includes_line(headers->includes, include, folder);
            g_array_append_val(header->lines, line);
        }
    }
}

GArray *headers_lines(struct headers *headers, const struct text *text, const char *folder, unsigned *ret_computed)
{
    struct header header = {.at = 0};
    read_lines(headers, text, folder, &header);
    *ret_computed = header.at;
    g_clear_pointer(&header.computed, g_ptr_array_unref);
    return header.lines;
}

static gboolean add_place(gpointer data, guint32 word, gsize end)
{
    struct web_place place = {end - 1, word};
    g_array_append_val((GArray *)data, place);
    return TRUE;
}

static void index_file(struct headers *headers, guint32 file, struct header *header)
{
    const char *path = includes_file_path(headers->includes, file);
    struct text text;
    header->is_known = TRUE;
    header->state = text_read(path, &text);
    if (header->state != TEXT_READ) {
        header->lines = g_array_new(FALSE, FALSE, sizeof(struct include_line));
        return;
    }
    g_autofree char *folder = g_path_get_dirname(path);
    read_lines(headers, &text, folder, header);
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(struct web_place));
    shapes_scan(headers->shapes, &text, add_place, places);
    struct outline outline = outline_of(&text);
    web_add(headers->web, file, &outline, places);
    computed_take(headers->computed, file, &text, &outline);
    outline_clear(&outline);
    text_clear(&text);
}

const struct header *headers_get(struct headers *headers, guint32 file)
{
    if (headers->known->len <= file)
        g_array_set_size(headers->known, includes_n_files(headers->includes));
    struct header *header = &g_array_index(headers->known, struct header, file);
    if (!header->is_known)
        index_file(headers, file, header);
    return header;
}

/* ---- walks ---- */

struct reach *reach_new(void)
{
    struct reach *reach = g_new0(struct reach, 1);
    reach->files = g_array_new(FALSE, FALSE, sizeof(guint32));
    reach->edges = g_array_new(FALSE, FALSE, sizeof(struct edge));
    reach->unsettled = g_array_new(FALSE, FALSE, sizeof(guint32));
    return reach;
}

void reach_free(struct reach *reach)
{
    g_array_unref(reach->files);
    g_array_unref(reach->edges);
    g_array_unref(reach->unsettled);
    if (reach->words)
        g_hash_table_unref(reach->words);
    g_free(reach);
}

struct walk {
    struct headers *headers;
    unsigned path;
    struct reach *reach;
    guint next; /* of reach->files */
    GArray *targets;
};

static guint32 *seen_slot(struct headers *headers, guint32 file)
{
    if (headers->seen->len <= file)
        g_array_set_size(headers->seen, includes_n_files(headers->includes));
    return &g_array_index(headers->seen, guint32, file);
}

static gboolean is_met(gpointer headers, guint32 file)
{
    return *seen_slot(headers, file) == ((struct headers *)headers)->walk;
}

static void step(struct walk *walk, guint32 from, guint32 to)
{
    struct edge edge = {from, to};
    if (from != INCLUDES_NONE)
        g_array_append_val(walk->reach->edges, edge);
    if (is_met(walk->headers, to))
        return;
    *seen_slot(walk->headers, to) = walk->headers->walk;
    g_array_append_val(walk->reach->files, to);
}

static void step_to_targets(struct walk *walk, guint32 from)
{
    for (guint i = 0; i < walk->targets->len; i++)
        step(walk, from, g_array_index(walk->targets, guint32, i));
}

/* Files as they stand in each other. */
static void go_on(struct walk *walk)
{
    struct headers *headers = walk->headers;
    while (walk->next < walk->reach->files->len) {
        guint32 from = g_array_index(walk->reach->files, guint32, walk->next++);
        const GArray *lines = headers_get(headers, from)->lines;
        g_array_set_size(walk->targets, 0);
        for (guint i = 0; i < lines->len; i++)
            includes_resolve(headers->includes, walk->path, g_array_index(lines, struct include_line, i),
                             walk->targets);
        step_to_targets(walk, from);
    }
}

/* ---- computed includes ---- */

static gboolean is_made_by(const struct computed_name *name, guint32 file)
{
    for (guint32 i = 0; i < name->n_makers; i++)
        if (name->makers[i] == file)
            return TRUE;
    return FALSE;
}

/* FALSE when it leads nowhere. */
static gboolean follow_name(struct walk *walk, guint32 from, const struct computed_name *name)
{
    struct headers *headers = walk->headers;
    g_autofree char *folder = g_path_get_dirname(includes_file_path(headers->includes, from));
    struct include include = {.kind = name->angle ? INCLUDE_ANGLE : INCLUDE_QUOTE, .name = name->name};
    include.length = strlen(name->name);
    g_array_set_size(walk->targets, 0);
    includes_resolve(headers->includes, walk->path, includes_line(headers->includes, &include, folder), walk->targets);
    for (guint i = 0; i < walk->targets->len; i++)
        if (!is_made_by(name, g_array_index(walk->targets, guint32, i)))
            step(walk, from, g_array_index(walk->targets, guint32, i));
    return walk->targets->len > 0;
}

static gboolean follow_line(struct walk *walk, guint32 from, const char *line)
{
    g_autoptr(GArray) names = computed_expand(walk->headers->computed, line, is_met, walk->headers, walk->reach->words);
    gboolean found = FALSE;
    for (guint i = 0; names && i < names->len; i++)
        if (follow_name(walk, from, &g_array_index(names, struct computed_name, i)))
            found = TRUE;
    return found;
}

static void follow_computed(struct walk *walk, guint32 from)
{
    const struct header *header = headers_get(walk->headers, from);
    gboolean found = header->computed && header->computed->len <= MAX_COMPUTED;
    if (!header->computed)
        return;
    if (!walk->reach->words)
        walk->reach->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; found && i < header->computed->len; i++)
        found = follow_line(walk, from, g_ptr_array_index(header->computed, i));
    if (!found)
        g_array_append_val(walk->reach->unsettled, from);
}

/* What a line means hangs on the files that are there, and adds others to them: again until it adds none. */
void headers_reach(struct headers *headers, unsigned path, const GArray *starts, struct reach *reach)
{
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint32));
    struct walk walk = {headers, path, reach, 0, targets};
    headers->walk++;
    g_array_append_vals(targets, starts->data, starts->len);
    step_to_targets(&walk, INCLUDES_NONE);
    for (guint settled = G_MAXUINT; settled != reach->files->len;) {
        go_on(&walk);
        settled = reach->files->len;
        g_array_set_size(reach->unsettled, 0);
        for (guint i = 0; i < settled; i++)
            follow_computed(&walk, g_array_index(reach->files, guint32, i));
    }
}
