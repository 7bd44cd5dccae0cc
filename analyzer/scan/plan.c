#include "scan/plan.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "input/database.h"
#include "input/guess.h"
#include "input/tree.h"
#include "scan/paths.h"

static void command_free_void(gpointer command)
{
    command_free(command);
}

static int compare_files(gconstpointer a, gconstpointer b)
{
    const struct command *const *left = a, *const *right = b;
    return strcmp((*left)->file, (*right)->file);
}

static const char *const no_paths[] = {NULL};

static const char *const *paths_of(const struct scan_options *options)
{
    return options->paths ? options->paths : no_paths;
}

static gboolean is_below_any(const struct scan_options *options, const char *file)
{
    for (size_t i = 0; paths_of(options)[i]; i++)
        if (paths_is_below(paths_of(options)[i], file))
            return TRUE;
    return FALSE;
}

/* Another name for a path below `from`: the same below `to`. g_free. */
static char *rebased(const char *path, const char *from, const char *to)
{
    return paths_is_below(from, path) ? g_strconcat(to, path + strlen(from), NULL) : g_strdup(path);
}

/* Words of two letters carry their path joined (input/command.h). g_free. */
static char *rebased_flag(const char *flag, const char *from, const char *to)
{
    size_t prefix = g_str_has_prefix(flag, "-I") ? 2 : 0;
    g_autofree char *path = rebased(flag + prefix, from, to);
    return g_strdup_printf("%.*s%s", (int)prefix, flag, path);
}

static void rebase_flags(struct command *command, const char *from, const char *to)
{
    guint n = g_strv_length(command->flags);
    g_auto(GStrv) flags = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        flags[i] = rebased_flag(command->flags[i], from, to);
    command_set_flags(command, (const char *const *)flags);
}

static void rebase(struct command *command, const char *from, const char *to)
{
    char *directory = rebased(command->directory, from, to), *file = rebased(command->file, from, to);
    g_free(command->directory);
    g_free(command->file);
    command->directory = directory;
    command->file = file;
    rebase_flags(command, from, to);
}

/* A database may name the tree by another path that leads to it through a symbolic link, or be named so itself:
 * /link/x.c for ROOT/x.c. Then all its paths are told by the root's name. */
static void settle_paths(const char *root, struct command *command)
{
    if (paths_is_below(root, command->file))
        return;
    char *real_root = realpath(root, NULL), *real_file = realpath(command->file, NULL);
    if (real_root && real_file && paths_is_below(real_root, real_file)) {
        const char *inside = real_file + strlen(real_root);
        if (g_str_has_suffix(command->file, inside)) {
            g_autofree char *from = g_strndup(command->file, strlen(command->file) - strlen(inside));
            rebase(command, from, root);
        }
    }
    free(real_root);
    free(real_file);
}

static void add_flags(struct command *command, const char *const *extra)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (size_t i = 0; command->flags[i]; i++)
        g_ptr_array_add(all, command->flags[i]);
    for (size_t i = 0; extra[i]; i++)
        g_ptr_array_add(all, (gpointer)(uintptr_t)extra[i]);
    g_ptr_array_add(all, NULL);
    command_set_flags(command, (const char *const *)all->pdata);
}

static void add_extra(struct command *command, const char *const *extra)
{
    if (!extra || !extra[0])
        return;
    add_flags(command, extra);
    for (size_t i = 0; extra[i]; i++)
        if (extra[i][0] == '-' && (extra[i][1] == 'm' || extra[i][1] == 'f'))
            g_ptr_array_add(command->raw_flags, g_strdup(extra[i]));
}

/* Those of the database that are asked for; the rest is freed. */
static GPtrArray *narrowed(const struct scan_options *options, GPtrArray *all)
{
    GPtrArray *units = g_ptr_array_new_with_free_func(command_free_void);
    for (unsigned i = 0; i < all->len; i++) {
        struct command *command = all->pdata[i];
        settle_paths(options->root, command);
        if (!is_below_any(options, command->file) || tree_excluded(options->root, command->file, options->excludes))
            continue;
        add_extra(command, options->extra_flags);
        g_ptr_array_add(units, g_steal_pointer(&all->pdata[i]));
    }
    g_ptr_array_sort(units, compare_files);
    return units;
}

static GHashTable *names_of(const GPtrArray *units)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < units->len; i++)
        g_hash_table_add(names, ((struct command *)units->pdata[i])->file);
    return names;
}

static gboolean is_named_by_user(const struct scan_options *options, const char *file)
{
    return g_strv_contains(paths_of(options), file);
}

/* A file that the user named is analysed all the same; of the others a note tells how many there are. */
static void add_strays(const struct scan_options *options, GPtrArray *sources, GPtrArray *units, GPtrArray *notes)
{
    unsigned n = 0;
    const char *first = NULL;
    g_autoptr(GHashTable) names = names_of(units);
    struct guess *guess = guess_new(options->root);
    for (unsigned i = 0; i < sources->len; i++) {
        const char *file = sources->pdata[i];
        if (g_hash_table_contains(names, file))
            continue;
        if (is_named_by_user(options, file)) {
            g_ptr_array_add(notes, g_strdup_printf("%s is not in the compile database: its flags are guessed", file));
            g_ptr_array_add(units, guess_command(guess, file, options->extra_flags));
        } else if (n++ == 0) {
            first = file;
        }
    }
    guess_free(guess);
    if (n > 0)
        g_ptr_array_add(
            notes,
            g_strdup_printf("%u .c files are not in the compile database and were not analysed (first: %s)", n, first));
    g_ptr_array_sort(units, compare_files);
}

static GPtrArray *guessed(const struct scan_options *options, const GPtrArray *sources)
{
    GPtrArray *units = g_ptr_array_new_with_free_func(command_free_void);
    struct guess *guess = guess_new(options->root);
    for (unsigned i = 0; i < sources->len; i++)
        g_ptr_array_add(units, guess_command(guess, sources->pdata[i], options->extra_flags));
    guess_free(guess);
    return units;
}

/* The first one found from a path. NULL without an error: there is none. */
static char *find_database(const struct scan_options *options, GError **error)
{
    if (options->database)
        return database_find(options->database, options->root, error);
    char *found = NULL;
    for (size_t i = 0; !found && paths_of(options)[i]; i++)
        found = database_find(NULL, paths_of(options)[i], NULL);
    return found;
}

static GPtrArray *from_database(const struct scan_options *options, const char *database, GPtrArray *sources,
                                GPtrArray *notes, GError **error)
{
    g_autoptr(GPtrArray) all = database_read(database, options->root, notes, error);
    if (!all)
        return NULL;
    GPtrArray *units = narrowed(options, all);
    if (units->len == 0 && !options->database && sources->len > 0) {
        g_ptr_array_unref(units);
        g_ptr_array_add(
            notes, g_strdup_printf("%s names nothing below the paths: flags are guessed, which finds less", database));
        return guessed(options, sources);
    }
    add_strays(options, sources, units, notes);
    return units;
}

GPtrArray *plan_make(const struct scan_options *options, GPtrArray *notes, GError **error)
{
    GError *fault = NULL;
    g_autoptr(GPtrArray) sources = tree_sources(options->root, paths_of(options), options->excludes, notes, error);
    if (!sources)
        return NULL;
    g_autofree char *database = find_database(options, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return NULL;
    }
    if (database)
        return from_database(options, database, sources, notes, error);
    if (sources->len > 0)
        g_ptr_array_add(notes,
                        g_strdup("no compile_commands.json found: flags are guessed, which finds less (-p names one)"));
    return guessed(options, sources);
}

/* XXH64 and the arithmetic are for ever: shards of one tree may be scanned by machines of any kind. */
bool plan_is_ours(const struct scan_options *options, const struct command *command)
{
    if (options->shards == 0)
        return true;
    g_autofree char *path = paths_relative(options->root, command->file);
    return XXH64(path, strlen(path), 0) % options->shards == options->shard - 1;
}

void plan_note_shard(const struct scan_options *options, const GPtrArray *units, GPtrArray *notes)
{
    unsigned n = 0;
    for (unsigned i = 0; i < units->len; i++)
        n += plan_is_ours(options, units->pdata[i]);
    if (options->shards)
        g_ptr_array_add(notes,
                        g_strdup_printf("shard %u/%u: %u of %u units", options->shard, options->shards, n, units->len));
}

struct command *plan_one(const struct scan_options *options, const char *file, GPtrArray *notes, GError **error)
{
    const char *const paths[] = {file, NULL};
    struct scan_options alone = *options;
    alone.paths = paths;
    alone.excludes = NULL;
    g_autoptr(GPtrArray) units = plan_make(&alone, notes, error);
    if (!units)
        return NULL;
    if (units->len == 0) {
        g_set_error(error, SCAN_ERROR, 0, "%s: the compile database does not name it", file);
        return NULL;
    }
    return g_steal_pointer(&units->pdata[0]);
}
