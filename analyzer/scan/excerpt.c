#include "scan/excerpt.h"

#include <string.h>

#define MAX_LINE 4000000u /* further down no file of a readable size has lines; what a worker says is not believed */

enum { LINE_UNKNOWN, LINE_WANTED, LINE_GIVEN };

struct excerpts {
    char *root;
    struct sources *sources;
    GHashTable *files;   /* path → GByteArray: a state for each line, from 0 */
    GHashTable *touched; /* paths with lines that are wanted now; borrowed from `files` */
};

static void lines_free(gpointer lines)
{
    g_byte_array_unref(lines);
}

struct excerpts *excerpts_new(const char *root, struct sources *sources)
{
    struct excerpts *excerpts = g_new0(struct excerpts, 1);
    excerpts->root = g_strdup(root);
    excerpts->sources = sources;
    excerpts->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, lines_free);
    excerpts->touched = g_hash_table_new(g_str_hash, g_str_equal);
    return excerpts;
}

void excerpts_free(struct excerpts *excerpts)
{
    g_hash_table_unref(excerpts->touched);
    g_hash_table_unref(excerpts->files);
    g_free(excerpts->root);
    g_free(excerpts);
}

static GByteArray *lines_of(struct excerpts *excerpts, const char *path)
{
    gpointer name, lines;
    if (!g_hash_table_lookup_extended(excerpts->files, path, &name, &lines)) {
        name = g_strdup(path);
        lines = g_byte_array_new();
        g_hash_table_insert(excerpts->files, name, lines);
    }
    g_hash_table_add(excerpts->touched, name);
    return lines;
}

static void want(struct excerpts *excerpts, const char *path, uint32_t line)
{
    if (!path || line == 0 || line > MAX_LINE)
        return;
    GByteArray *lines = lines_of(excerpts, path);
    uint32_t first = line > EXCERPT_AROUND ? line - EXCERPT_AROUND : 1, last = line + EXCERPT_AROUND, had = lines->len;
    if (had < last) {
        g_byte_array_set_size(lines, last);
        memset(lines->data + had, LINE_UNKNOWN, last - had);
    }
    for (uint32_t i = first - 1; i < last; i++)
        if (lines->data[i] == LINE_UNKNOWN)
            lines->data[i] = LINE_WANTED;
}

void excerpts_want(struct excerpts *excerpts, const struct finding *finding)
{
    want(excerpts, finding->file, finding->line);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        want(excerpts, finding->steps[i].file, finding->steps[i].line);
}

static bool emit_file(struct excerpts *excerpts, const char *path,
                      bool (*emit)(const struct excerpt *excerpt, void *context), void *context)
{
    GByteArray *lines = g_hash_table_lookup(excerpts->files, path);
    g_autofree char *file = g_canonicalize_filename(path, excerpts->root);
    const struct source *source = sources_get(excerpts->sources, file);
    bool goes_on = true;
    for (uint32_t i = 0; i < lines->len && goes_on; i++) {
        if (lines->data[i] != LINE_WANTED)
            continue;
        lines->data[i] = LINE_GIVEN;
        g_autofree char *text = source ? source_line(source, i + 1) : NULL;
        struct excerpt excerpt = {.file = path, .line = i + 1, .text = text};
        if (text)
            goes_on = emit(&excerpt, context);
    }
    return goes_on;
}

bool excerpts_emit(struct excerpts *excerpts, bool (*emit)(const struct excerpt *excerpt, void *context), void *context)
{
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(excerpts->touched), (GCompareFunc)strcmp);
    bool goes_on = true;
    for (const GList *path = paths; path && goes_on; path = path->next)
        goes_on = emit_file(excerpts, path->data, emit, context);
    g_hash_table_remove_all(excerpts->touched);
    return goes_on;
}
