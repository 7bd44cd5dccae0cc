#include "input/tree.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "input/database.h"

#define MAX_DEPTH 128 /* a folder deeper than this is a loop that mounts made, or an attack */
#define MAX_FILES 2000000u

static const char *const source_suffixes[] = {".c", NULL};
static const char *const header_suffixes[] = {".h", ".inc", ".def", ".tbl", ".hh", ".hpp", NULL};

struct walk {
    const char *root;
    const char *const *suffixes;
    const char *const *excludes;
    GPtrArray *files, *notes;
};

/* NULL when `file` does not lie below `root`. */
static const char *below(const char *root, const char *file)
{
    size_t n = strlen(root);
    while (n > 0 && root[n - 1] == '/')
        n--;
    return strncmp(root, file, n) == 0 && file[n] == '/' ? file + n + 1 : NULL;
}

/* A glob without a slash fits any one name of the path; one with a slash fits from the root, for a folder also all
 * below it. "**" and a slash in front mean any folder or none. */
static gboolean glob_fits(const char *glob, const char *path)
{
    if (g_str_has_prefix(glob, "**/") && glob_fits(glob + 3, path))
        return TRUE;
    g_autofree char *pattern = g_strdup(g_str_has_prefix(glob, "./") ? glob + 2 : glob);
    size_t n = strlen(pattern);
    while (n > 1 && pattern[n - 1] == '/')
        pattern[--n] = '\0';
    gboolean by_name = !strchr(pattern, '/');
    g_autofree char *prefix = g_strdup(path);
    for (char *slash = prefix + strlen(prefix); slash; slash = strrchr(prefix, '/')) {
        *slash = '\0';
        const char *name = strrchr(prefix, '/');
        if (fnmatch(pattern, prefix, 0) == 0 || (by_name && name && fnmatch(pattern, name + 1, 0) == 0))
            return TRUE;
    }
    return FALSE;
}

gboolean tree_excluded(const char *root, const char *file, const char *const *excludes)
{
    const char *path = below(root, file);
    for (size_t i = 0; excludes && excludes[i]; i++)
        if (glob_fits(excludes[i], path ? path : file))
            return TRUE;
    return FALSE;
}

static void walk_folder(struct walk *walk, const char *folder, unsigned depth);

static gboolean has_suffix(const struct walk *walk, const char *path)
{
    for (size_t i = 0; walk->suffixes[i]; i++)
        if (g_str_has_suffix(path, walk->suffixes[i]))
            return TRUE;
    return FALSE;
}

/* Links to files count when what they name lies out of the root, where the walk does not find it by itself. */
static gboolean is_wanted_link(const struct walk *walk, const char *path)
{
    struct stat stat_of;
    if (stat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode))
        return FALSE;
    char *real = realpath(path, NULL);
    char *root = realpath(walk->root, NULL);
    gboolean wanted = real && root && !below(root, real);
    free(real);
    free(root);
    return wanted;
}

static void walk_entry(struct walk *walk, char *path, unsigned depth)
{
    struct stat stat_of;
    if (lstat(path, &stat_of) != 0 || tree_excluded(walk->root, path, walk->excludes))
        return;
    if (S_ISDIR(stat_of.st_mode))
        walk_folder(walk, path, depth + 1);
    else if (has_suffix(walk, path) && walk->files->len < MAX_FILES &&
             (S_ISREG(stat_of.st_mode) || (S_ISLNK(stat_of.st_mode) && is_wanted_link(walk, path))))
        g_ptr_array_add(walk->files, g_strdup(path));
}

static void walk_folder(struct walk *walk, const char *folder, unsigned depth)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = depth < MAX_DEPTH ? g_dir_open(folder, 0, &error) : NULL;
    if (!dir) {
        g_ptr_array_add(walk->notes, error ? g_strdup(error->message)
                                           : g_strdup_printf("%s: folders nested too deep, left out", folder));
        return;
    }
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = name[0] == '.' ? NULL : g_build_filename(folder, name, NULL);
        if (path)
            walk_entry(walk, path, depth);
    }
}

/* What the user names is taken as it is: also a hidden folder, a link, or a file with another suffix. */
static gboolean walk_start(struct walk *walk, const char *start, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(start, walk->root);
    struct stat stat_of;
    g_autoptr(GDir) dir = NULL;
    if (stat(path, &stat_of) != 0) {
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_IO, "cannot read %s: %s", path, g_strerror(errno));
        return FALSE;
    }
    if (S_ISREG(stat_of.st_mode)) {
        g_ptr_array_add(walk->files, g_steal_pointer(&path));
        return TRUE;
    }
    dir = g_dir_open(path, 0, error);
    if (dir)
        walk_folder(walk, path, 0);
    return dir != NULL;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void drop_equal_neighbours(GPtrArray *files)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < files->len; i++) {
        char *file = g_steal_pointer(&files->pdata[i]);
        if (kept > 0 && g_str_equal(file, files->pdata[kept - 1]))
            g_free(file);
        else
            files->pdata[kept++] = file;
    }
    g_ptr_array_set_size(files, (int)kept);
}

GPtrArray *tree_sources(const char *root, const char *const *paths, const char *const *excludes, GPtrArray *notes,
                        GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    struct walk walk = {
        .root = root, .suffixes = source_suffixes, .excludes = excludes, .files = files, .notes = notes};
    for (size_t i = 0; paths[i]; i++)
        if (!walk_start(&walk, paths[i], error))
            return NULL;
    g_ptr_array_sort(files, compare_strings);
    drop_equal_neighbours(files);
    g_ptr_array_sort(notes, compare_strings);
    return g_steal_pointer(&files);
}

GPtrArray *tree_headers(const char *root)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct walk walk = {.root = root, .suffixes = header_suffixes, .files = files, .notes = notes};
    walk_folder(&walk, root, 0);
    g_ptr_array_sort(files, compare_strings);
    return files;
}
