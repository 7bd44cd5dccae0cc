#include "input/view.h"

#include <string.h>

#include "input/web_p.h"

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
    view->queue = g_array_new(FALSE, FALSE, sizeof(guint32));
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
    if (*stamp == view->stamp || web_step(view->web, word) == WEB_NONE)
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
        view_lead(view, definitions_name(web_definitions(view->web), definition, i));
}

static void view_follow(struct web_view *view, guint *next, const GArray *files)
{
    const struct web *web = view->web;
    const struct definitions *definitions = web_definitions(web);
    for (; *next < view->queue->len; (*next)++) {
        guint32 word = g_array_index(view->queue, guint32, *next);
        g_autofree char *weak = web_is_macro(web, word) ? g_strconcat("~", web_text(web, word), NULL) : NULL;
        guint32 number = weak ? web_find(web, weak, strlen(weak)) : WEB_NONE;
        if (number != WEB_NONE)
            view_lead(view, number);
        for (guint32 i = 0; i < definitions_sayers(definitions, word); i++)
            view_follow_definition(view, definitions_sayer(definitions, word, i), word, files);
    }
}

void web_view_set(struct web_view *view, const GArray *files)
{
    const struct web *web = view->web;
    const GArray *leading = web_leading(web), *made = web_made(web);
    guint next = 0, before;
    g_array_set_size(view->leads, web_count(web));
    g_array_set_size(view->queue, 0);
    g_hash_table_remove_all(view->live);
    view->stamp++;
    for (guint i = 0; i < leading->len; i++) {
        guint32 word = g_array_index(leading, guint32, i);
        if (web_step(web, word) == word) /* a root */
            view_lead(view, word);
    }
    do {
        view_follow(view, &next, files);
        before = view->queue->len;
        for (guint i = 0; i < made->len; i++) {
            struct making making = g_array_index(made, struct making, i);
            if (web_view_leads(view, making.name))
                view_follow_definition(view, definitions_at(web_definitions(web), making.definition), making.name,
                                       files);
        }
    } while (view->queue->len > before);
}

gboolean web_view_leads(const struct web_view *view, guint32 word)
{
    return word < view->leads->len && g_array_index(view->leads, guint32, word) == view->stamp;
}

guint32 web_view_live(const struct web_view *view, guint32 file)
{
    gpointer word;
    return g_hash_table_lookup_extended(view->live, GUINT_TO_POINTER(file), NULL, &word) ? GPOINTER_TO_UINT(word)
                                                                                         : WEB_NONE;
}
