#include "input/includes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input/listing.h"

#define MAX_NAME 4096u

/* Strings with numbers in the order of their arrival. */
struct strings {
    GHashTable *numbers;
    GPtrArray *texts;
};

struct includes {
    char *root; /* real, without a slash at its end */
    struct strings folders, names, files, paths;
    GPtrArray *spellings;    /* per file: char *, or NULL */
    GPtrArray *path_folders; /* per path: GArray of guint32, folders; quote-only ones first */
    GArray *path_quotes;     /* per path: guint32, how many of them are for quotes only */
    GArray *dense[64];       /* per early folder, per name: file + 2, or 0 for not looked up; guint32 */
    GHashTable *known;       /* the same for other folders that may have it: folder and name in one, see join() */
    struct listing *listing;
    GArray *words;        /* guint32, per name: listing_word */
    unsigned cached_path; /* the path that `cache` is of */
    GArray *cache;        /* per name: file of <name> on cached_path + 2, or 0 for not looked up; guint32 */
};

static void strings_init(struct strings *strings)
{
    strings->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    strings->texts = g_ptr_array_new_with_free_func(g_free);
}

static void strings_release(struct strings *strings)
{
    g_hash_table_unref(strings->numbers);
    g_ptr_array_unref(strings->texts);
}

static guint32 strings_number(struct strings *strings, const char *text)
{
    gpointer number;
    if (g_hash_table_lookup_extended(strings->numbers, text, NULL, &number))
        return GPOINTER_TO_UINT(number);
    char *copy = g_strdup(text);
    g_ptr_array_add(strings->texts, copy);
    g_hash_table_insert(strings->numbers, copy, GUINT_TO_POINTER(strings->texts->len - 1));
    return strings->texts->len - 1;
}

static const char *strings_text(const struct strings *strings, guint32 number)
{
    return g_ptr_array_index(strings->texts, number);
}

G_STATIC_ASSERT(sizeof(gpointer) == sizeof(guint64));

static gpointer join(guint32 folder, guint32 name)
{
    return (gpointer)((guint64)folder << 32 | name);
}

static guint joined_hash(gconstpointer key)
{
    guint64 mixed = (guint64)key * 0x9e3779b97f4a7c15u;
    return (guint)(mixed >> 32);
}

struct includes *includes_new(const char *root)
{
    struct includes *includes = g_new0(struct includes, 1);
    char *real = realpath(root, NULL);
    includes->root = g_strdup(real ? real : root);
    free(real);
    for (size_t n = strlen(includes->root); n > 0 && includes->root[n - 1] == '/'; n--)
        includes->root[n - 1] = '\0';
    strings_init(&includes->folders);
    strings_init(&includes->names);
    strings_init(&includes->files);
    strings_init(&includes->paths);
    includes->spellings = g_ptr_array_new_with_free_func(g_free);
    includes->path_folders = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    includes->path_quotes = g_array_new(FALSE, FALSE, sizeof(guint32));
    includes->known = g_hash_table_new(joined_hash, g_direct_equal);
    includes->listing = listing_new();
    includes->words = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (size_t i = 0; i < G_N_ELEMENTS(includes->dense); i++)
        includes->dense[i] = g_array_new(FALSE, TRUE, sizeof(guint32));
    includes->cached_path = UINT_MAX;
    includes->cache = g_array_new(FALSE, TRUE, sizeof(guint32));
    return includes;
}

void includes_free(struct includes *includes)
{
    if (!includes)
        return;
    g_free(includes->root);
    strings_release(&includes->folders);
    strings_release(&includes->names);
    strings_release(&includes->files);
    strings_release(&includes->paths);
    g_ptr_array_unref(includes->spellings);
    g_ptr_array_unref(includes->path_folders);
    g_array_unref(includes->path_quotes);
    for (size_t i = 0; i < G_N_ELEMENTS(includes->dense); i++)
        g_array_unref(includes->dense[i]);
    g_hash_table_unref(includes->known);
    listing_free(includes->listing);
    g_array_unref(includes->words);
    g_array_unref(includes->cache);
    g_free(includes);
}

static gboolean is_inside(const struct includes *includes, const char *real)
{
    size_t n = strlen(includes->root);
    return strncmp(real, includes->root, n) == 0 && real[n] == '/';
}

static gboolean leads_to(const char *path, const char *real)
{
    if (g_str_equal(path, real))
        return TRUE;
    char *end = realpath(path, NULL);
    gboolean leads = end && g_str_equal(end, real);
    free(end);
    return leads;
}

static guint32 note_file(struct includes *includes, const char *path, const char *real)
{
    guint32 file = strings_number(&includes->files, real);
    g_autofree char *spelling = g_canonicalize_filename(path, "/");
    if (file == includes->spellings->len) {
        gboolean leads = leads_to(spelling, real);
        g_ptr_array_add(includes->spellings, leads ? g_steal_pointer(&spelling) : NULL);
    } else if (g_strcmp0(g_ptr_array_index(includes->spellings, file), spelling) != 0) {
        g_clear_pointer(&g_ptr_array_index(includes->spellings, file), g_free);
    }
    return file;
}

guint32 includes_file(struct includes *includes, const char *path)
{
    struct stat stat_of;
    if (stat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode))
        return INCLUDES_NONE;
    char *real = realpath(path, NULL);
    guint32 file = real && is_inside(includes, real) ? note_file(includes, path, real) : INCLUDES_NONE;
    free(real);
    return file;
}

guint32 includes_n_files(const struct includes *includes)
{
    return includes->files.texts->len;
}

const char *includes_file_path(const struct includes *includes, guint32 file)
{
    return strings_text(&includes->files, file);
}

const char *includes_file_spelling(const struct includes *includes, guint32 file)
{
    return g_ptr_array_index(includes->spellings, file);
}

static const struct {
    const char *flag;
    gboolean joined, quotes;
} searches[] = {
    {"-iquote", FALSE, TRUE},
    {"-I", TRUE, FALSE},
    {"--include-directory=", TRUE, FALSE},
    {"--include-directory", FALSE, FALSE},
    {"-isystem", FALSE, FALSE},
    {"-idirafter", FALSE, FALSE},
};

/* The value of a flag in command.h's two forms, or NULL when `flags[i]` is not it. */
static const char *flag_value(char **flags, size_t i, const char *flag, gboolean joined)
{
    if (joined)
        return g_str_has_prefix(flags[i], flag) ? flags[i] + strlen(flag) : NULL;
    return g_str_equal(flags[i], flag) ? flags[i + 1] : NULL;
}

/* In the order of the GCC manual, "Directory Search": all of a row before those of the next one; a folder counts where
 * it stands first. */
static void add_folders(struct includes *includes, const struct command *command, gboolean quotes, GArray *folders)
{
    for (size_t row = 0; row < G_N_ELEMENTS(searches); row++) {
        for (size_t i = 0; searches[row].quotes == quotes && command->flags[i]; i++) {
            const char *value = flag_value(command->flags, i, searches[row].flag, searches[row].joined);
            if (!value || !*value)
                continue;
            g_autofree char *folder = g_canonicalize_filename(value, command->directory);
            guint32 number = strings_number(&includes->folders, folder);
            g_array_append_val(folders, number);
        }
    }
}

unsigned includes_path(struct includes *includes, const struct command *command)
{
    g_autoptr(GArray) folders = g_array_new(FALSE, FALSE, sizeof(guint32));
    add_folders(includes, command, TRUE, folders);
    guint32 n_quotes = folders->len;
    add_folders(includes, command, FALSE, folders);
    g_autoptr(GString) key = g_string_new(NULL);
    g_string_append_printf(key, "%u:", n_quotes);
    for (guint i = 0; i < folders->len; i++)
        g_string_append_printf(key, "%u ", g_array_index(folders, guint32, i));
    guint32 path = strings_number(&includes->paths, key->str);
    if (path == includes->path_folders->len) {
        g_ptr_array_add(includes->path_folders, g_array_ref(folders));
        g_array_append_val(includes->path_quotes, n_quotes);
    }
    return path;
}

static guint32 look(struct includes *includes, guint32 folder, guint32 name)
{
    const char *text = strings_text(&includes->names, name);
    g_autofree char *path =
        text[0] == '/' ? g_strdup(text) : g_build_filename(strings_text(&includes->folders, folder), text, NULL);
    return includes_file(includes, path);
}

/* The place to remember it in, for the folders that came first: those that most commands share. */
static guint32 *dense_slot(struct includes *includes, guint32 folder, guint32 name)
{
    if (folder >= G_N_ELEMENTS(includes->dense))
        return NULL;
    GArray *slots = includes->dense[folder];
    if (slots->len <= name)
        g_array_set_size(slots, includes->names.texts->len);
    return &g_array_index(slots, guint32, name);
}

static gboolean may_have(struct includes *includes, guint32 folder, guint32 name)
{
    for (guint32 next = includes->words->len; next < includes->names.texts->len; next++) {
        guint32 word = listing_word(includes->listing, strings_text(&includes->names, next));
        g_array_append_val(includes->words, word);
    }
    return listing_may_have(includes->listing, folder, strings_text(&includes->folders, folder),
                            g_array_index(includes->words, guint32, name));
}

static guint32 lookup(struct includes *includes, guint32 folder, guint32 name)
{
    gpointer key = join(folder, name), value;
    guint32 *slot = dense_slot(includes, folder, name);
    if (slot && *slot)
        return *slot - 2;
    if (!slot && !may_have(includes, folder, name))
        return INCLUDES_NONE;
    if (!slot && g_hash_table_lookup_extended(includes->known, key, NULL, &value))
        return GPOINTER_TO_UINT(value) - 2;
    guint32 file = look(includes, folder, name); /* INCLUDES_NONE + 2 is 1 */
    if (slot)
        *slot = file + 2;
    else
        g_hash_table_insert(includes->known, key, GUINT_TO_POINTER(file + 2));
    return file;
}

struct include_line includes_line(struct includes *includes, const struct include *include, const char *folder)
{
    struct include_line line = {.kind = include->kind};
    g_autofree char *name = g_strndup(include->name, MIN(include->length, MAX_NAME));
    line.name = strings_number(&includes->names, name);
    guint32 number = strings_number(&includes->folders, folder);
    line.beside = line.kind == INCLUDE_QUOTE ? lookup(includes, number, line.name) : INCLUDES_NONE;
    return line;
}

static guint32 lookup_on_path(struct includes *includes, unsigned path, guint32 name)
{
    if (includes->cached_path != path) {
        g_array_set_size(includes->cache, 0);
        includes->cached_path = path;
    }
    if (includes->cache->len < includes->names.texts->len)
        g_array_set_size(includes->cache, includes->names.texts->len);
    guint32 *cached = &g_array_index(includes->cache, guint32, name);
    if (*cached)
        return *cached - 2;
    const GArray *folders = g_ptr_array_index(includes->path_folders, path);
    guint32 file = INCLUDES_NONE;
    for (guint i = g_array_index(includes->path_quotes, guint32, path); i < folders->len && file == INCLUDES_NONE; i++)
        file = lookup(includes, g_array_index(folders, guint32, i), name);
    *cached = file + 2; /* INCLUDES_NONE + 2 is 1 */
    return file;
}

static guint32 lookup_quoted(struct includes *includes, unsigned path, struct include_line line)
{
    const GArray *folders = g_ptr_array_index(includes->path_folders, path);
    guint32 file = line.beside;
    for (guint i = 0; i < g_array_index(includes->path_quotes, guint32, path) && file == INCLUDES_NONE; i++)
        file = lookup(includes, g_array_index(folders, guint32, i), line.name);
    return file == INCLUDES_NONE ? lookup_on_path(includes, path, line.name) : file;
}

/* Which folder the file at hand was found in is not kept: the next one may be any. */
static void resolve_next(struct includes *includes, unsigned path, struct include_line line, GArray *ret_files)
{
    const GArray *folders = g_ptr_array_index(includes->path_folders, path);
    for (guint i = 0; i < folders->len; i++) {
        guint32 file = lookup(includes, g_array_index(folders, guint32, i), line.name);
        if (file != INCLUDES_NONE)
            g_array_append_val(ret_files, file);
    }
}

void includes_resolve(struct includes *includes, unsigned path, struct include_line line, GArray *ret_files)
{
    guint32 file = INCLUDES_NONE;
    if (line.kind == INCLUDE_NEXT)
        resolve_next(includes, path, line, ret_files);
    else if (line.kind == INCLUDE_QUOTE)
        file = lookup_quoted(includes, path, line);
    else if (line.kind == INCLUDE_ANGLE)
        file = lookup_on_path(includes, path, line.name);
    if (file != INCLUDES_NONE)
        g_array_append_val(ret_files, file);
}

static const struct {
    const char *flag;
    gboolean joined;
} forcing[] = {
    {"-include", FALSE},  {"-imacros", FALSE},  {"--include", FALSE},
    {"--imacros", FALSE}, {"--include=", TRUE}, {"--imacros=", TRUE},
};

void includes_forced(struct includes *includes, const struct command *command, GArray *ret_files)
{
    unsigned path = includes_path(includes, command);
    for (size_t i = 0; command->flags[i]; i++) {
        for (size_t row = 0; row < G_N_ELEMENTS(forcing); row++) {
            const char *value = flag_value(command->flags, i, forcing[row].flag, forcing[row].joined);
            if (!value)
                continue;
            struct include include = {.kind = INCLUDE_QUOTE, .name = value, .length = strlen(value)};
            includes_resolve(includes, path, includes_line(includes, &include, command->directory), ret_files);
        }
    }
}
