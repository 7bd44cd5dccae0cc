#include "input/places.h"

#include <string.h>

#include "input/tree.h"

struct places {
    GHashTable *paths;   /* owned */
    GHashTable *by_name; /* last component, inside a path → GPtrArray of paths */
};

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void add_path(struct places *places, const char *given)
{
    if (g_hash_table_size(places->paths) >= PLACES_MAX || g_hash_table_contains(places->paths, given))
        return;
    char *path = g_strdup(given);
    g_hash_table_add(places->paths, path);
    const char *name = last_component(path);
    GPtrArray *namesakes = g_hash_table_lookup(places->by_name, name);
    if (!namesakes) {
        namesakes = g_ptr_array_new();
        g_hash_table_insert(places->by_name, (gpointer)name, namesakes);
    }
    g_ptr_array_add(namesakes, path);
}

struct places *places_new(const char *root)
{
    struct places *places = g_new0(struct places, 1);
    places->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    places->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) headers = tree_headers(root);
    for (guint i = 0; i < headers->len; i++)
        add_path(places, headers->pdata[i]);
    return places;
}

void places_free(struct places *places)
{
    if (!places)
        return;
    g_hash_table_unref(places->by_name);
    g_hash_table_unref(places->paths);
    g_free(places);
}

gboolean places_has(const struct places *places, const char *path)
{
    return g_hash_table_contains(places->paths, path);
}

/* The bytes of the folder that `path` is `name` in; 0 when it is not. */
static size_t folder_length(const char *path, const char *name)
{
    size_t n = strlen(path), m = strlen(name);
    return n > m && path[n - m - 1] == '/' && strcmp(path + n - m, name) == 0 ? n - m - 1 : 0;
}

static guint n_components(const char *path, const char *end)
{
    guint n = 0;
    for (; path < end; path++)
        n += *path == '/';
    return n;
}

/* Steps up from `from` to where both meet, and down again. */
static guint distance(const char *from, const char *folder, size_t length)
{
    size_t n = strlen(from), meet = 0;
    for (size_t i = 0;; i++) {
        gboolean ends = (i == n || from[i] == '/') && (i == length || folder[i] == '/');
        if (ends)
            meet = i;
        if (i >= n || i >= length || from[i] != folder[i])
            break;
    }
    return n_components(from + meet, from + n) + n_components(folder + meet, folder + length);
}

/* Folders whose headers are written for another system than Linux, or imitate one. */
static gboolean is_foreign(const char *folder, size_t length)
{
    static const char *const names[] = {"win32",   "windows", "msvc",  "mingw", "macos", "darwin",
                                        "freebsd", "solaris", "stubs", "fake",  "mock",  NULL};
    g_autofree char *path = g_ascii_strdown(folder, (gssize)length);
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    for (size_t i = 0; parts[i]; i++)
        if (g_strv_contains(names, parts[i]))
            return TRUE;
    return FALSE;
}

enum { FAR_AWAY = 1000 };

char *places_folder(const struct places *places, const char *name, const char *from)
{
    const GPtrArray *namesakes = g_hash_table_lookup(places->by_name, last_component(name));
    const char *best = NULL;
    guint best_distance = 0;
    for (guint i = 0; namesakes && i < namesakes->len; i++) {
        const char *path = namesakes->pdata[i];
        size_t length = folder_length(path, name);
        if (!length)
            continue;
        guint steps = distance(from, path, length) + (is_foreign(path, length) ? FAR_AWAY : 0);
        if (!best || steps < best_distance || (steps == best_distance && strcmp(path, best) < 0)) {
            best = path;
            best_distance = steps;
        }
    }
    return best ? g_strndup(best, folder_length(best, name)) : NULL;
}

gboolean places_is_configuration(const char *name)
{
    static const char *const names[] = {"config.h",     "configure.h", "autoconf.h",
                                        "autoconfig.h", "version.h",   "build.h",
                                        "acconfig.h",   "confdefs.h",  NULL};
    return g_strv_contains(names, last_component(name)) || g_str_has_prefix(name, "generated/");
}
