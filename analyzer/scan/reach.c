#include "scan/reach.h"

#include <stdlib.h>
#include <string.h>

#include "input/command.h"
#include "input/database.h"
#include "scan/paths.h"

/* The path in a flag as input/command.h writes it: -I/x, /x behind -isystem, --sysroot=/x. NULL: none. */
static const char *path_in(const char *flag)
{
    if (flag[0] == '/')
        return flag;
    if (flag[0] != '-' || flag[1] == 'D' || flag[1] == 'U')
        return NULL;
    const char *path = flag[1] == 'I' ? flag + 2 : strchr(flag, '=');
    if (path && *path == '=')
        path++;
    return path && path[0] == '/' ? path : NULL;
}

static void allow_flags(struct confinement *reach, const char *const *flags)
{
    for (size_t i = 0; flags && flags[i]; i++) {
        const char *path = flags[i][0] == '-' && flags[i][1] == 'I' ? flags[i] + 2 : path_in(flags[i]);
        if (path)
            confinement_allow(reach, path);
    }
}

/* The compile database's folder, links followed; NULL when there is none. free. */
static char *database_folder(const struct scan_options *options)
{
    g_autofree char *found = options->database ? database_find(options->database, options->root, NULL) : NULL;
    for (size_t i = 0; !options->database && !found && options->paths && options->paths[i]; i++)
        found = database_find(NULL, options->paths[i], NULL);
    g_autofree char *folder = found ? g_path_get_dirname(found) : NULL;
    return folder ? realpath(folder, NULL) : NULL;
}

static bool is_trusted(const char *root, const char *folder)
{
    char *real_root = realpath(root, NULL);
    bool is_trusted = real_root && !paths_is_below(real_root, folder);
    free(real_root);
    return is_trusted;
}

/* A folder above the tree is that of the user's other things: only what the flags name in it. */
static void allow_database(struct confinement *reach, const char *root, const char *folder, const GPtrArray *units)
{
    if (!paths_is_below(folder, root))
        confinement_allow(reach, folder);
    for (guint i = 0; i < units->len; i++)
        allow_flags(reach, (const char *const *)((const struct command *)units->pdata[i])->flags);
}

/* Units share their folders: each is looked at once. */
static void note_refused(const struct confinement *reach, const GPtrArray *units, GPtrArray *notes)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const char *first = NULL;
    unsigned n = 0;
    for (guint i = 0; i < units->len; i++) {
        char **flags = ((const struct command *)units->pdata[i])->flags;
        for (size_t j = 0; flags && flags[j]; j++) {
            const char *path = path_in(flags[j]);
            if (!path || !g_hash_table_add(seen, (gpointer)path) || !g_file_test(path, G_FILE_TEST_EXISTS) ||
                confinement_reaches(reach, path))
                continue;
            first = first ? first : path;
            n++;
        }
    }
    if (n > 0)
        g_ptr_array_add(notes, g_strdup_printf("%u include folder%s outside of the tree not read "
                                               "(first: %s); give those that you trust behind --, as -IDIR",
                                               n, n == 1 ? "" : "s", first));
}

struct confinement *reach_of(const struct scan_options *options, const GPtrArray *units, GPtrArray *notes)
{
    struct confinement *reach = confinement_new();
    confinement_allow(reach, options->root);
    for (size_t i = 0; options->paths && options->paths[i]; i++)
        confinement_allow(reach, options->paths[i]);
    allow_flags(reach, options->extra_flags);
    char *folder = database_folder(options);
    if (folder && is_trusted(options->root, folder))
        allow_database(reach, options->root, folder, units);
    free(folder);
    note_refused(reach, units, notes);
    char *lacking = confinement_try(reach);
    if (lacking)
        g_ptr_array_add(notes, lacking);
    return reach;
}
