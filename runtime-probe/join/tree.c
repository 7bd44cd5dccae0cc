#include "join/tree.h"

#include <string.h>

enum { MOST_KNOWN = 1 << 16, MOST_CANDIDATES = 8 };

struct tree {
    char *root;
    const char *const *maps;
    GHashTable *by_name; /* last part of the path → GPtrArray of the files */
    GHashTable *files;   /* owns their paths */
    GHashTable *known;   /* path of the debug information → struct answer * */
};

struct answer {
    struct tree_files files;
    GPtrArray *list;
};

static void answer_free(void *data)
{
    struct answer *answer = data;
    g_ptr_array_unref(answer->list);
    g_free(answer);
}

struct tree *tree_new(const char *root, const char *const *maps)
{
    struct tree *tree = g_new0(struct tree, 1);
    tree->root = g_canonicalize_filename(root, "/");
    tree->maps = maps;
    tree->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    tree->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    tree->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answer_free);
    return tree;
}

void tree_free(struct tree *tree)
{
    if (!tree)
        return;
    g_hash_table_unref(tree->known);
    g_hash_table_unref(tree->by_name);
    g_hash_table_unref(tree->files);
    g_free(tree->root);
    g_free(tree);
}

void tree_add(struct tree *tree, const char *file)
{
    if (!*file || g_hash_table_contains(tree->files, file))
        return;
    char *own = g_strdup(file);
    g_hash_table_add(tree->files, own);
    g_autofree char *name = g_path_get_basename(file);
    GPtrArray *same = g_hash_table_lookup(tree->by_name, name);
    if (!same)
        g_hash_table_insert(tree->by_name, g_strdup(name), same = g_ptr_array_new());
    g_ptr_array_add(same, own);
}

bool tree_is_map(const char *word)
{
    const char *equals = strchr(word, '=');
    return equals && equals > word && equals[1];
}

/* Whether `path` is `folder` or lies below it: then what stands behind. */
static const char *below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    while (n > 0 && folder[n - 1] == '/')
        n--;
    if (strncmp(path, folder, n) != 0 || path[n] != '/')
        return NULL;
    return path + n + 1;
}

/* The first map that fits. */
static char *mapped(const struct tree *tree, const char *path)
{
    for (const char *const *map = tree->maps; map && *map; map++) {
        const char *equals = strchr(*map, '=');
        g_autofree char *from = g_strndup(*map, (gsize)(equals - *map));
        const char *rest = below(path, from);
        if (rest)
            return g_build_filename(equals + 1, rest, NULL);
    }
    return g_strdup(path);
}

/* Whether `end` is the end of `path`, by whole parts. */
static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && g_str_equal(path + (n - m), end) && (n == m || path[n - m - 1] == '/');
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All files that it may be: one that ends the path, or one whose end the path is (paths that the build made relative).
 */
static void by_ends(const struct tree *tree, const char *path, struct answer *answer)
{
    while (g_str_has_prefix(path, "./"))
        path += 2;
    g_autofree char *name = g_path_get_basename(path);
    const GPtrArray *same = g_hash_table_lookup(tree->by_name, name);
    bool is_long = false;
    for (unsigned i = 0; same && i < same->len && answer->list->len <= MOST_CANDIDATES; i++) {
        const char *file = same->pdata[i];
        if (!ends_with(path, file) && (path[0] == '/' || !ends_with(file, path)))
            continue;
        g_ptr_array_add(answer->list, (void *)(uintptr_t)file);
        is_long = strchr(file, '/') && strchr(path, '/');
    }
    if (answer->list->len > MOST_CANDIDATES)
        g_ptr_array_set_size(answer->list, 0);
    g_ptr_array_sort(answer->list, by_text);
    answer->files.is_sure = answer->list->len == 1 && is_long;
}

static void look(const struct tree *tree, const char *path, struct answer *answer)
{
    g_autofree char *there = mapped(tree, path);
    g_autofree char *whole = there[0] == '/' ? g_canonicalize_filename(there, "/") : g_strdup(there);
    const char *rest = below(whole, tree->root);
    const char *file = NULL;
    if (!rest)
        by_ends(tree, whole, answer);
    else if (g_hash_table_lookup_extended(tree->files, rest, (gpointer *)&file, NULL)) {
        g_ptr_array_add(answer->list, (void *)(uintptr_t)file);
        answer->files.is_sure = true;
    }
}

const struct tree_files *tree_find(struct tree *tree, const char *path)
{
    struct answer *answer = g_hash_table_lookup(tree->known, path);
    if (answer)
        return &answer->files;
    if (g_hash_table_size(tree->known) >= MOST_KNOWN)
        g_hash_table_remove_all(tree->known);
    answer = g_new0(struct answer, 1);
    answer->list = g_ptr_array_new();
    if (*path)
        look(tree, path, answer);
    answer->files.files = (const char *const *)answer->list->pdata;
    answer->files.n = answer->list->len;
    g_hash_table_insert(tree->known, g_strdup(path), answer);
    return &answer->files;
}
