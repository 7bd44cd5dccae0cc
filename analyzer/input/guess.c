#include "input/guess.h"

#include <string.h>
#include <sys/utsname.h>

#include "input/includes.h"
#include "input/kernel.h"
#include "input/places.h"

enum {
    MAX_ANCESTORS = 16,
    MAX_FOLDERS = 48,  /* of a command */
    MAX_HEADERS = 400, /* that one file leads to and that are read for it */
    MAX_LINES = 2000   /* include lines of one header that count */
};

/* An include line; the name lives in guess->strings. */
struct wish {
    const char *name;
    gboolean is_quoted;
};

struct guess {
    char *root;
    char *kernel; /* the top of the kernel tree around it, or NULL */
    struct places *places;
    GHashTable *wishes; /* path of a header → GArray of struct wish */
    GHashTable *made;   /* folder below arch/ → GPtrArray: kernel_stand_ins */
    GHashTable *system; /* name → is it one of the system's */
    GStringChunk *strings;
};

/* The search for one file's folders. */
struct search {
    struct guess *guess;
    gboolean is_kernel;
    GPtrArray *folders; /* char *, absolute */
    GArray *is_after;   /* gboolean, of each: behind the system's */
    guint n_given;      /* those that the kernel's Makefile names: headers in there look nowhere else */
    GPtrArray *queue;   /* char *: headers that were met */
    GHashTable *met;    /* the same */
};

struct guess *guess_new(const char *root)
{
    struct guess *guess = g_new0(struct guess, 1);
    guess->root = g_canonicalize_filename(root, "/");
    guess->kernel = kernel_top(guess->root);
    guess->wishes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    guess->made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    guess->system = g_hash_table_new(g_str_hash, g_str_equal);
    guess->strings = g_string_chunk_new(1 << 14);
    return guess;
}

void guess_free(struct guess *guess)
{
    if (!guess)
        return;
    places_free(guess->places);
    g_hash_table_unref(guess->wishes);
    g_hash_table_unref(guess->made);
    g_hash_table_unref(guess->system);
    g_string_chunk_free(guess->strings);
    g_free(guess->root);
    g_free(guess->kernel);
    g_free(guess);
}

/* ---- what a file includes ---- */

static void add_wish(struct guess *guess, const struct include *include, GArray *wishes)
{
    if (include->kind == INCLUDE_COMPUTED || include->length > 4096 || wishes->len >= MAX_LINES)
        return;
    g_autofree char *name = g_strndup(include->name, include->length);
    struct wish wish = {g_string_chunk_insert_const(guess->strings, name), include->kind == INCLUDE_QUOTE};
    g_array_append_val(wishes, wish);
}

static GArray *read_wishes(struct guess *guess, const char *path)
{
    GArray *wishes = g_array_new(FALSE, FALSE, sizeof(struct wish));
    struct text text;
    if (text_read(path, &text) != TEXT_READ)
        return wishes;
    g_autoptr(GArray) includes = includes_find(&text);
    for (guint i = 0; i < includes->len; i++)
        add_wish(guess, &g_array_index(includes, struct include, i), wishes);
    text_clear(&text);
    return wishes;
}

static const GArray *wishes_of(struct guess *guess, const char *header)
{
    GArray *wishes = g_hash_table_lookup(guess->wishes, header);
    if (!wishes) {
        wishes = read_wishes(guess, header);
        g_hash_table_insert(guess->wishes, g_strdup(header), wishes);
    }
    return wishes;
}

/* ---- the system's headers ---- */

/* Those that the compiler brings; gcc and clang keep them where only they know. */
static gboolean is_compilers(const char *name)
{
    static const char *const names[] = {"float.h",     "iso646.h",    "limits.h", "stdalign.h",    "stdarg.h",
                                        "stdatomic.h", "stddef.h",    "stdint.h", "stdnoreturn.h", "cpuid.h",
                                        "tgmath.h",    "stdbool.h",   "unwind.h", "varargs.h",     "arm_neon.h",
                                        "altivec.h",   "x86intrin.h", NULL};
    return g_strv_contains(names, name) || g_str_has_suffix(name, "intrin.h");
}

static gboolean look_up_system(const char *name)
{
    struct utsname host = {0};
    uname(&host);
    g_autofree char *multiarch = g_strdup_printf("/usr/include/%s-linux-gnu", host.machine);
    const char *const folders[] = {"/usr/local/include", multiarch, "/usr/include"};
    if (is_compilers(name))
        return TRUE;
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(folders[i], name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_system(struct guess *guess, const char *name)
{
    gpointer known;
    if (!g_hash_table_lookup_extended(guess->system, name, NULL, &known)) {
        known = GINT_TO_POINTER(look_up_system(name));
        g_hash_table_insert(guess->system, (gpointer)name, known);
    }
    return GPOINTER_TO_INT(known);
}

/* ---- the search ---- */

static void meet(struct search *search, char *header)
{
    if (search->queue->len >= MAX_HEADERS || g_hash_table_contains(search->met, header)) {
        g_free(header);
        return;
    }
    g_hash_table_add(search->met, header); /* which would take the newer of two equal keys */
    g_ptr_array_add(search->queue, header);
}

static void add_folder(struct search *search, char *folder, gboolean is_after)
{
    gboolean is_new = search->folders->len < MAX_FOLDERS &&
                      !g_ptr_array_find_with_equal_func(search->folders, folder, g_str_equal, NULL);
    if (is_new && g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(search->folders, folder);
        g_array_append_val(search->is_after, is_after);
    } else {
        g_free(folder);
    }
}

/* The header `name` in that folder, or NULL. g_free. */
static char *header_in(const struct search *search, const char *folder, const char *name)
{
    char *path = g_canonicalize_filename(name, folder);
    if (!places_has(search->guess->places, path))
        g_clear_pointer(&path, g_free);
    return path;
}

/* Found where the command looks anyway. */
static gboolean is_found(struct search *search, const char *folder, const struct wish *wish)
{
    char *path = wish->is_quoted ? header_in(search, folder, wish->name) : NULL;
    for (guint i = 0; !path && i < search->folders->len; i++) {
        path = header_in(search, search->folders->pdata[i], wish->name);
        if (path && i < search->n_given) {
            g_free(path);
            return TRUE;
        }
    }
    if (path)
        meet(search, path);
    return path != NULL;
}

static gboolean is_around(const char *outer, const char *folder)
{
    size_t n = strlen(outer);
    return strncmp(outer, folder, n) == 0 && (folder[n] == '/' || folder[n] == '\0');
}

static gboolean is_include(const char *folder)
{
    return g_str_has_suffix(folder, "/include");
}

/* A configuration of another part of the tree is not this one's. */
static gboolean is_meant(const char *name, const char *found, const char *folder)
{
    if (!places_is_configuration(name))
        return TRUE;
    g_autofree char *outer = is_include(found) ? g_path_get_dirname(found) : g_strdup(found);
    return is_around(outer, folder);
}

static void grant(struct search *search, const char *folder, const struct wish *wish)
{
    struct guess *guess = search->guess;
    if (is_found(search, folder, wish) || strstr(wish->name, "../") || wish->name[0] == '/')
        return;
    if (!wish->is_quoted && !search->is_kernel && is_system(guess, wish->name))
        return;
    g_autofree char *found = places_folder(guess->places, wish->name, folder);
    if (!found || !is_meant(wish->name, found, folder))
        return;
    char *header = header_in(search, found, wish->name);
    if (header)
        meet(search, header);
    add_folder(search, g_strdup(found), !search->is_kernel && !is_include(found));
}

static void grant_all(struct search *search, const char *file, const GArray *wishes)
{
    g_autofree char *folder = g_path_get_dirname(file);
    for (guint i = 0; i < wishes->len; i++)
        grant(search, folder, &g_array_index(wishes, struct wish, i));
}

/* From the file's folder up to the root, inner ones first; of a program in a kernel tree not the kernel's own.
 * GPtrArray of char *. */
static GPtrArray *ancestors(const struct search *search, const char *file)
{
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    const char *kernel = search->guess->kernel;
    char *folder = g_path_get_dirname(file);
    while (folders->len < MAX_ANCESTORS && is_around(search->guess->root, folder) &&
           !(kernel && g_str_equal(folder, kernel))) {
        g_ptr_array_add(folders, folder);
        folder = g_path_get_dirname(folder);
        if (g_str_equal(folder, "/"))
            break;
    }
    g_free(folder);
    if (folders->len == 0)
        g_ptr_array_add(folders, g_path_get_dirname(file));
    return folders;
}

/* -I for folders that are named for it. The others come behind the system's headers: a tree's own string.h must not be
 * taken for the C library's. */
static void look(struct search *search, const char *file, const GArray *wishes)
{
    struct guess *guess = search->guess;
    g_autoptr(GPtrArray) around = ancestors(search, file);
    g_autoptr(GPtrArray) given = search->is_kernel ? kernel_folders(guess->kernel, file) : g_ptr_array_new();
    for (guint i = 0; i < given->len; i++)
        add_folder(search, g_strdup(given->pdata[i]), FALSE);
    search->n_given = search->folders->len;
    for (guint i = 0; i < around->len; i++)
        add_folder(search, g_build_filename(around->pdata[i], "include", NULL), FALSE);
    add_folder(search, g_path_get_dirname(file), !search->is_kernel);
    grant_all(search, file, wishes);
    for (guint i = 0; i < search->queue->len; i++)
        grant_all(search, search->queue->pdata[i], wishes_of(guess, search->queue->pdata[i]));
    for (guint i = 0; i < around->len; i++)
        add_folder(search, g_strdup(around->pdata[i]), TRUE);
}

/* ---- the command ---- */

static gboolean has_config(const struct search *search)
{
    for (guint i = 0; i < search->folders->len; i++) {
        g_autofree char *path = header_in(search, search->folders->pdata[i], "config.h");
        if (path)
            return TRUE;
    }
    return FALSE;
}

static void add_defines(const struct search *search, const char *file, GPtrArray *flags)
{
    if (search->is_kernel) {
        kernel_flags(search->guess->kernel, file, flags);
        return;
    }
    g_ptr_array_add(flags, g_strdup("-D_GNU_SOURCE"));
    if (has_config(search))
        g_ptr_array_add(flags, g_strdup("-DHAVE_CONFIG_H"));
}

static void add_extra(struct command *command, GPtrArray *flags, const char *const *extra)
{
    for (size_t i = 0; extra && extra[i]; i++) {
        g_ptr_array_add(flags, g_strdup(extra[i]));
        if (extra[i][0] == '-' && (extra[i][1] == 'm' || extra[i][1] == 'f'))
            g_ptr_array_add(command->raw_flags, g_strdup(extra[i]));
    }
}

/* In the two forms of command.h. */
static void add_folders(const struct search *search, GPtrArray *flags)
{
    for (guint i = 0; i < search->folders->len; i++) {
        const char *folder = search->folders->pdata[i];
        if (g_array_index(search->is_after, gboolean, i)) {
            g_ptr_array_add(flags, g_strdup("-idirafter"));
            g_ptr_array_add(flags, g_strdup(folder));
        } else {
            g_ptr_array_add(flags, g_strconcat("-I", folder, NULL));
        }
    }
}

/* A header of Linux that neither the system nor the tree has: user space has no use for it. */
static gboolean is_kernels_own(struct guess *guess, const char *name, const char *folder)
{
    gboolean is_linux = g_str_has_prefix(name, "linux/") || g_str_has_prefix(name, "asm/");
    g_autofree char *found = is_linux ? places_folder(guess->places, name, folder) : NULL;
    return is_linux && !found && !is_system(guess, name);
}

/* Of a module, often a header of its own includes what tells it from a program. */
static gboolean leads_to_kernel(struct guess *guess, const char *file, const GArray *wishes)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) met = g_hash_table_new(g_str_hash, g_str_equal);
    struct search search = {.guess = guess, .queue = queue, .met = met};
    gboolean is_own = FALSE;
    for (guint i = 0; i <= queue->len; i++) {
        const char *at = i ? queue->pdata[i - 1] : file;
        const GArray *wanted = i ? wishes_of(guess, at) : wishes;
        g_autofree char *folder = g_path_get_dirname(at);
        for (guint w = 0; w < wanted->len; w++) {
            const struct wish *wish = &g_array_index(wanted, struct wish, w);
            char *header = wish->is_quoted ? header_in(&search, folder, wish->name) : NULL;
            if (!header && kernel_is_library(wish->name))
                return FALSE;
            is_own |= !header && is_kernels_own(guess, wish->name, folder);
            if (header)
                meet(&search, header);
        }
    }
    return is_own;
}

static gboolean is_kernel_code(struct guess *guess, const char *file, const GArray *wishes)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < wishes->len; i++) {
        const struct wish *wish = &g_array_index(wishes, struct wish, i);
        if (!wish->is_quoted)
            g_ptr_array_add(names, (gpointer)wish->name);
    }
    return kernel_is_code(guess->kernel, file, names) || (!guess->kernel && leads_to_kernel(guess, file, wishes));
}

static GPtrArray *stand_ins_of(struct guess *guess, const char *file)
{
    g_autofree char *arch = kernel_arch(guess->kernel, file);
    GPtrArray *made = g_hash_table_lookup(guess->made, arch);
    if (!made) {
        made = kernel_stand_ins(guess->kernel, arch);
        g_hash_table_insert(guess->made, g_steal_pointer(&arch), made);
    }
    return g_ptr_array_ref(made);
}

static void fill(struct search *search, struct command *command, const char *const *extra)
{
    GPtrArray *flags = g_ptr_array_new();
    add_defines(search, command->file, flags);
    add_extra(command, flags, extra);
    add_folders(search, flags);
    g_ptr_array_add(flags, NULL);
    g_auto(GStrv) all = (char **)g_ptr_array_free(flags, FALSE);
    command_set_flags(command, (const char *const *)all);
    if (search->is_kernel && search->guess->kernel)
        command->stand_ins = stand_ins_of(search->guess, command->file);
}

struct command *guess_command(struct guess *guess, const char *file, const char *const *extra)
{
    if (!guess->places)
        guess->places = places_new(guess->root);
    g_autofree char *folder = g_path_get_dirname(file);
    struct command *command = command_new(file, folder);
    g_autoptr(GArray) wishes = read_wishes(guess, file);
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) is_after = g_array_new(FALSE, FALSE, sizeof(gboolean));
    g_autoptr(GPtrArray) queue = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) met = g_hash_table_new(g_str_hash, g_str_equal);
    struct search search = {.guess = guess,
                            .is_kernel = is_kernel_code(guess, file, wishes),
                            .folders = folders,
                            .is_after = is_after,
                            .queue = queue,
                            .met = met};
    look(&search, file, wishes);
    fill(&search, command, extra);
    return command;
}
