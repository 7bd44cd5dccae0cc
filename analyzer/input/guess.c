/* tree_guess: include folders by the customs of C trees, a bounded number of them. */
#include "input/tree.h"

#include <string.h>

#define MAX_ANCESTORS 16
#define MAX_SIBLINGS 64

/* In the two forms of command.h. Takes the folder. */
static void add_folder(GPtrArray *flags, const char *flag, char *folder)
{
    gboolean is_joined = strlen(flag) == 2;
    if (g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(flags, is_joined ? g_strconcat(flag, folder, NULL) : g_strdup(flag));
        if (!is_joined)
            g_ptr_array_add(flags, g_steal_pointer(&folder));
    }
    g_free(folder);
}

/* From the file's folder up to the root, inner ones first. GPtrArray of char *. */
static GPtrArray *ancestors(const char *root, const char *file)
{
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    char *folder = g_path_get_dirname(file);
    while (folders->len < MAX_ANCESTORS) {
        g_ptr_array_add(folders, folder);
        if (g_str_equal(folder, root) || g_str_equal(folder, "/") || !g_str_has_prefix(folder, root))
            return folders;
        folder = g_path_get_dirname(folder);
    }
    g_free(folder);
    return folders;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The folders right below the root, such as src and lib. */
static void add_siblings(GPtrArray *flags, const char *root)
{
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (name[0] != '.' && !strchr(name, '.'))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_strings);
    for (unsigned i = 0; i < MIN(names->len, MAX_SIBLINGS); i++)
        add_folder(flags, "-idirafter", g_build_filename(root, names->pdata[i], NULL));
}

static void add_extra(struct command *command, GPtrArray *flags, const char *const *extra)
{
    for (size_t i = 0; extra && extra[i]; i++) {
        g_ptr_array_add(flags, g_strdup(extra[i]));
        if (extra[i][0] == '-' && (extra[i][1] == 'm' || extra[i][1] == 'f'))
            g_ptr_array_add(command->raw_flags, g_strdup(extra[i]));
    }
}

/* -I for folders that are named for it. The others come behind the system's headers: a tree's own string.h must not be
 * taken for the C library's. */
struct command *tree_guess(const char *root, const char *file, const char *const *extra)
{
    g_autofree char *folder = g_path_get_dirname(file);
    struct command *command = command_new(file, folder);
    GPtrArray *flags = g_ptr_array_new();
    g_autoptr(GPtrArray) folders = ancestors(root, file);
    for (unsigned i = 0; i < folders->len; i++)
        add_folder(flags, "-I", g_build_filename(folders->pdata[i], "include", NULL));
    for (unsigned i = 0; i < folders->len; i++)
        add_folder(flags, "-idirafter", g_strdup(folders->pdata[i]));
    add_siblings(flags, root);
    add_extra(command, flags, extra);
    g_ptr_array_add(flags, NULL);
    g_strfreev(command->flags);
    command->flags = (char **)g_ptr_array_free(flags, FALSE);
    return command;
}
