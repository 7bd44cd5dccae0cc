#include "scan/missing.h"

#include <string.h>

enum {
    MAX_NAMES = 100000, /* that are counted */
    MAX_TOLD = 5
};

struct missing {
    GHashTable *counts; /* name → how many units want it */
    unsigned units;
    bool is_guessed; /* some of these units had no command of a database */
};

struct missing *missing_new(void)
{
    struct missing *missing = g_new0(struct missing, 1);
    missing->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return missing;
}

void missing_free(struct missing *missing)
{
    g_hash_table_unref(missing->counts);
    g_free(missing);
}

void missing_take(struct missing *missing, const struct ir_unit *unit, bool from_database)
{
    unsigned wanted = 0;
    for (guint i = 0; i < unit->mentions->len; i++) {
        const struct ir_mention *mention = &g_array_index(unit->mentions, struct ir_mention, i);
        if (mention->kind != IR_MENTION_MISSING)
            continue;
        wanted++;
        unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(missing->counts, mention->name));
        if (count > 0 || g_hash_table_size(missing->counts) < MAX_NAMES)
            g_hash_table_insert(missing->counts, g_strdup(mention->name), GUINT_TO_POINTER(count + 1));
    }
    missing->units += wanted > 0;
    missing->is_guessed |= wanted > 0 && !from_database;
}

/* The most wanted first. */
static int compare_wants(gconstpointer a, gconstpointer b, gpointer counts)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, x)), m = GPOINTER_TO_UINT(g_hash_table_lookup(counts, y));
    return n != m ? (n < m) - (n > m) : strcmp(x, y);
}

static void append_most_wanted(const struct missing *missing, GString *note)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, missing->counts);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort_with_data(names, compare_wants, missing->counts);
    for (guint i = 0; i < MIN(names->len, MAX_TOLD); i++) {
        unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(missing->counts, names->pdata[i]));
        g_string_append_printf(note, "%s%s (%u)", i > 0 ? ", " : "", (const char *)names->pdata[i], count);
    }
    if (names->len > MAX_TOLD)
        g_string_append(note, ", …");
}

/* How trees are built, and how such a build leaves a compile database behind. The first row that fits. */
static const struct {
    const char *marks[2]; /* files below the root that must all be there */
    const char *first, *then;
} builds[] = {
    {{"Kconfig", "include/linux"}, "make defconfig prepare", "scripts/clang-tools/gen_compile_commands.py after make"},
    {{"meson.build"}, "meson setup build", "-p build"},
    {{"CMakeLists.txt"}, "cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-p build"},
    {{"configure"}, "./configure", "bear -- make"},
    {{"configure.ac"}, "autoreconf -i && ./configure", "bear -- make"},
};

static bool has_marks(const char *root, const char *const *marks)
{
    for (size_t i = 0; i < 2 && marks[i]; i++) {
        g_autofree char *path = g_build_filename(root, marks[i], NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            return false;
    }
    return true;
}

static void append_help(const struct missing *missing, const char *root, GString *note)
{
    size_t row = 0;
    while (row < G_N_ELEMENTS(builds) && !has_marks(root, builds[row].marks))
        row++;
    const char *first = row < G_N_ELEMENTS(builds) ? builds[row].first : "building the tree";
    const char *then = row < G_N_ELEMENTS(builds) ? builds[row].then : "bear -- make";
    g_string_append_printf(note, "; what a build generates comes with %s", first);
    if (missing->is_guessed)
        g_string_append_printf(note, ", a compile database (-p) with %s; folders can be named by -- -IDIR", then);
}

char *missing_note(const struct missing *missing, const char *root)
{
    unsigned n = g_hash_table_size(missing->counts);
    if (n == 0)
        return NULL;
    GString *note = g_string_new(NULL);
    g_string_printf(note, "%u header%s not found, and %u unit%s read in part for it; most wanted: ", n,
                    n == 1 ? " was" : "s were", missing->units, missing->units == 1 ? "" : "s");
    append_most_wanted(missing, note);
    append_help(missing, root, note);
    return g_string_free(note, FALSE);
}
