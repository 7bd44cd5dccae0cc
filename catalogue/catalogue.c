#include "catalogue/catalogue.h"

#include <string.h>

#include "catalogue/document.h"
#include "catalogue/fault.h"
#include "catalogue/overlay.h"
#include "catalogue/source.h"
#include "catalogue/stanza.h"
#include "catalogue/store.h"

#define MODEL_MAX_BYTES (256u << 10)

/* What only loading needs. */
struct loading {
    struct catalogue *catalogue;
    struct grammar *grammar;
    GChecksum *digest;
};

/* One document on its way in. `folder` is where its own model headers may lie, or NULL. */
struct document {
    struct reader reader;
    const char *family, *folder;
    bool is_overlay;
};

static struct catalogue *catalogue_new(void)
{
    struct catalogue *catalogue = g_new0(struct catalogue, 1);
    catalogue->strings = g_string_chunk_new(4096);
    catalogue->interfaces = g_ptr_array_new_with_free_func((GDestroyNotify)stanza_free);
    catalogue->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    catalogue->models = g_array_new(FALSE, FALSE, sizeof(struct catalogue_model));
    return catalogue;
}

void catalogue_free(struct catalogue *catalogue)
{
    if (!catalogue)
        return;
    index_free(catalogue->index);
    g_hash_table_unref(catalogue->by_name);
    g_ptr_array_unref(catalogue->interfaces);
    g_array_unref(catalogue->models);
    g_string_chunk_free(catalogue->strings);
    g_free(catalogue->digest);
    g_free(catalogue);
}

static void drop(struct catalogue *catalogue, struct stanza *stanza)
{
    g_hash_table_remove(catalogue->by_name, stanza->interface.name);
    g_ptr_array_remove(catalogue->interfaces, stanza);
}

static gboolean apply_interface(struct catalogue *catalogue, const struct document *document, const xmlNode *node,
                                GError **error)
{
    struct stanza *stanza = stanza_read(&document->reader, node, document->family, error);
    if (!stanza)
        return FALSE;
    struct stanza *old = g_hash_table_lookup(catalogue->by_name, stanza->interface.name);
    if (old && (!document->is_overlay || old->file == document->reader.file)) {
        fault_set(error, stanza->file, stanza->line, "interface %s is there already (%s:%ld)", stanza->interface.name,
                  old->file, old->line);
        stanza_free(stanza);
        return FALSE;
    }
    if (old)
        drop(catalogue, old);
    g_ptr_array_add(catalogue->interfaces, stanza);
    g_hash_table_insert(catalogue->by_name, (gpointer)stanza->interface.name, stanza);
    return TRUE;
}

static gboolean apply_remove(struct catalogue *catalogue, const struct document *document, const xmlNode *node,
                             GError **error)
{
    const char *name = node_attribute(&document->reader, node, "interface");
    struct stanza *old = g_hash_table_lookup(catalogue->by_name, name);
    if (!old)
        return fault_set(error, document->reader.file, node_line(node), "there is no interface %s to remove", name);
    drop(catalogue, old);
    return TRUE;
}

/* A model's text: our own of that name, else a file beside the overlay. */
static GBytes *model_bytes(const struct document *document, const xmlNode *node, GError **error)
{
    const char *name = node_attribute(&document->reader, node, "file");
    GBytes *bytes = source_builtin(name);
    if (bytes || !document->folder) {
        if (!bytes)
            fault_set(error, document->reader.file, node_line(node), "there is no model %s", name);
        return bytes;
    }
    g_autofree char *path = g_build_filename(document->folder, name, NULL);
    g_autoptr(GError) cause = NULL;
    bytes = source_file(path, MODEL_MAX_BYTES, &cause);
    if (!bytes)
        fault_set(error, document->reader.file, node_line(node), "model %s", cause->message);
    return bytes;
}

static gboolean apply_model(struct loading *loading, const struct document *document, const xmlNode *node,
                            GError **error)
{
    g_autoptr(GBytes) bytes = model_bytes(document, node, error);
    if (!bytes)
        return FALSE;
    gsize size;
    const void *text = g_bytes_get_data(bytes, &size);
    if (memchr(text, '\0', size))
        return fault_set(error, document->reader.file, node_line(node), "the model holds a NUL");
    g_checksum_update(loading->digest, text, (gssize)size);
    struct catalogue_model model = {
        .header = node_attribute(&document->reader, node, "header"),
        .defines = node_attribute(&document->reader, node, "defines"),
        .text = g_string_chunk_insert_len(loading->catalogue->strings, text, (gssize)size),
        .prefix = node_yes(node, "prefix"),
        .absent = node_yes(node, "absent"),
        .own = node_yes(node, "own"),
    };
    g_array_append_val(loading->catalogue->models, model);
    return TRUE;
}

static gboolean apply(struct loading *loading, struct document *document, GBytes *bytes, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autoptr(xmlDoc) doc = document_read(loading->grammar, document->reader.file, data, size, error);
    if (!doc)
        return FALSE;
    g_checksum_update(loading->digest, data, (gssize)size);
    xmlNode *root = xmlDocGetRootElement(doc);
    document->family = node_attribute(&document->reader, root, "family");
    for (xmlNode *node = node_first(root); node; node = node_next(node)) {
        gboolean good = node_is(node, "interface") ? apply_interface(loading->catalogue, document, node, error)
                        : node_is(node, "remove")  ? apply_remove(loading->catalogue, document, node, error)
                                                   : apply_model(loading, document, node, error);
        if (!good)
            return FALSE;
    }
    return TRUE;
}

static gboolean apply_builtin(struct loading *loading, GError **error)
{
    g_auto(GStrv) names = source_builtin_documents();
    for (char **name = names; *name; name++) {
        g_autoptr(GBytes) bytes = source_builtin(*name);
        GStringChunk *strings = loading->catalogue->strings;
        struct document document = {.reader = {strings, g_string_chunk_insert(strings, *name)}};
        if (!apply(loading, &document, bytes, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean apply_files(struct loading *loading, const char *const *paths, GError **error)
{
    for (; paths && *paths; paths++) {
        g_autoptr(GBytes) bytes = source_file(*paths, DOCUMENT_MAX_BYTES, error);
        if (!bytes)
            return FALSE;
        GStringChunk *strings = loading->catalogue->strings;
        g_autofree char *folder = g_path_get_dirname(*paths);
        struct document document = {
            .reader = {strings, g_string_chunk_insert(strings, *paths)}, .folder = folder, .is_overlay = true};
        if (!apply(loading, &document, bytes, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean apply_memory(struct loading *loading, const struct catalogue_overlay *overlays, unsigned n_overlays,
                             GError **error)
{
    for (unsigned i = 0; i < n_overlays; i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(overlays[i].bytes, overlays[i].size);
        GStringChunk *strings = loading->catalogue->strings;
        struct document document = {.reader = {strings, g_string_chunk_insert(strings, overlays[i].name)},
                                    .is_overlay = true};
        if (!apply(loading, &document, bytes, error))
            return FALSE;
    }
    return TRUE;
}

static gint compare_interfaces(gconstpointer a, gconstpointer b)
{
    const struct interface *left = *(const struct interface *const *)a, *right = *(const struct interface *const *)b;
    int order = strcmp(left->family, right->family);
    return order ? order : strcmp(left->name, right->name);
}

static gboolean finish(struct loading *loading, GError **error)
{
    struct catalogue *catalogue = loading->catalogue;
    if (!interfaces_check(catalogue->interfaces, error)) /* in the order of loading: the later one is at fault */
        return FALSE;
    g_ptr_array_sort(catalogue->interfaces, compare_interfaces);
    catalogue->index = index_new(catalogue->interfaces);
    catalogue->digest = g_strdup(g_checksum_get_string(loading->digest));
    return TRUE;
}

static struct catalogue *load(const char *const *paths, const struct catalogue_overlay *overlays, unsigned n_overlays,
                              GError **error)
{
    g_autoptr(GBytes) schema = source_builtin("catalogue.rng");
    struct grammar *grammar = grammar_new(g_bytes_get_data(schema, NULL), g_bytes_get_size(schema), error);
    if (!grammar)
        return NULL;
    g_autoptr(GChecksum) digest = g_checksum_new(G_CHECKSUM_SHA256);
    struct loading loading = {catalogue_new(), grammar, digest};
    gboolean good = apply_builtin(&loading, error) && apply_files(&loading, paths, error) &&
                    apply_memory(&loading, overlays, n_overlays, error) && finish(&loading, error);
    grammar_free(grammar);
    if (!good)
        g_clear_pointer(&loading.catalogue, catalogue_free);
    return loading.catalogue;
}

struct catalogue *catalogue_load(const char *const *overlays, GError **error)
{
    return load(overlays, NULL, 0, error);
}

struct catalogue *catalogue_load_bytes(const struct catalogue_overlay *overlays, unsigned n_overlays, GError **error)
{
    return load(NULL, overlays, n_overlays, error);
}

const GPtrArray *catalogue_interfaces(const struct catalogue *catalogue)
{
    return catalogue->interfaces;
}

const GArray *catalogue_models(const struct catalogue *catalogue)
{
    return catalogue->models;
}

const char *catalogue_digest(const struct catalogue *catalogue)
{
    return catalogue->digest;
}

const struct interface *catalogue_interface(const struct catalogue *catalogue, const char *name)
{
    return g_hash_table_lookup(catalogue->by_name, name);
}
