#include "input/headers.h"

#include "input/hits.h"

struct headers {
    struct includes *includes;
    struct web *web;
    struct matcher *shapes;
    GArray *known; /* struct header, by file */
    GArray *seen;  /* guint32, by file: the number of the walk that met it last */
    guint32 walk;
};

static void header_clear(gpointer data)
{
    struct header *header = data;
    g_clear_pointer(&header->lines, g_array_unref);
}

struct headers *headers_new(struct includes *includes, struct web *web, struct matcher *shapes)
{
    struct headers *headers = g_new0(struct headers, 1);
    *headers = (struct headers){.includes = includes, .web = web, .shapes = shapes};
    headers->known = g_array_new(FALSE, TRUE, sizeof(struct header));
    g_array_set_clear_func(headers->known, header_clear);
    headers->seen = g_array_new(FALSE, TRUE, sizeof(guint32));
    return headers;
}

void headers_free(struct headers *headers)
{
    if (!headers)
        return;
    g_array_unref(headers->known);
    g_array_unref(headers->seen);
    g_free(headers);
}

GArray *headers_lines(struct headers *headers, const struct text *text, const char *folder, unsigned *ret_computed)
{
    g_autoptr(GArray) found = includes_find(text);
    GArray *lines = g_array_sized_new(FALSE, FALSE, sizeof(struct include_line), found->len);
    *ret_computed = 0;
    for (guint i = 0; i < found->len; i++) {
        const struct include *include = &g_array_index(found, struct include, i);
        if (include->kind == INCLUDE_COMPUTED) {
            if (!*ret_computed)
                *ret_computed = text_line(text, include->offset);
            continue;
        }
        struct include_line line = includes_line(headers->includes, include, folder);
        g_array_append_val(lines, line);
    }
    return lines;
}

static gboolean add_place(gpointer data, guint32 id, gsize end)
{
    struct web_place place = {end - 1, id & ~HITS_SHAPE};
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
    header->lines = headers_lines(headers, &text, folder, &header->computed);
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(struct web_place));
    matcher_scan(headers->shapes, text.bytes, text.length, add_place, places);
    struct outline outline = outline_of(&text);
    web_add(headers->web, file, &outline, places);
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

static gboolean meet(struct headers *headers, guint32 file)
{
    if (headers->seen->len <= file)
        g_array_set_size(headers->seen, includes_n_files(headers->includes));
    guint32 *seen = &g_array_index(headers->seen, guint32, file);
    gboolean is_new = *seen != headers->walk;
    *seen = headers->walk;
    return is_new;
}

void headers_reach(struct headers *headers, unsigned path, const GArray *starts, GArray *files, GArray *edges)
{
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint next = files->len;
    headers->walk++;
    g_array_append_vals(targets, starts->data, starts->len);
    for (guint32 from = INCLUDES_NONE;; from = g_array_index(files, guint32, next++)) {
        if (from != INCLUDES_NONE) {
            const struct header *header = headers_get(headers, from);
            g_array_set_size(targets, 0);
            for (guint i = 0; i < header->lines->len; i++)
                includes_resolve(headers->includes, path, g_array_index(header->lines, struct include_line, i),
                                 targets);
        }
        for (guint i = 0; i < targets->len; i++) {
            guint32 to = g_array_index(targets, guint32, i);
            struct edge edge = {from, to};
            if (edges && from != INCLUDES_NONE)
                g_array_append_val(edges, edge);
            if (meet(headers, to))
                g_array_append_val(files, to);
        }
        if (next == files->len)
            break;
    }
}
