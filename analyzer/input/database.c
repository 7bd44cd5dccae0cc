#include "input/database.h"

#include <string.h>

#include "input/entries.h"
#include "input/flags.h"

G_DEFINE_QUARK(mpx_audit_input, input_error)

#define FILE_NAME "compile_commands.json"

char *database_find(const char *explicit_path, const char *path, GError **error)
{
    if (explicit_path) {
        char *found = g_file_test(explicit_path, G_FILE_TEST_IS_DIR) ? g_build_filename(explicit_path, FILE_NAME, NULL)
                                                                     : g_strdup(explicit_path);
        if (g_file_test(found, G_FILE_TEST_EXISTS))
            return found;
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_IO, "%s: no such compile database", found);
        g_free(found);
        return NULL;
    }
    g_autofree char *folder = g_canonicalize_filename(path, NULL);
    for (;;) {
        g_autofree char *beside = g_build_filename(folder, FILE_NAME, NULL);
        if (g_file_test(beside, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&beside);
        g_autofree char *built = g_build_filename(folder, "build", FILE_NAME, NULL);
        if (g_file_test(built, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&built);
        if (g_str_equal(folder, "/"))
            return NULL;
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
    }
}

/* A reason to leave entries out, or to change their flags: how often, and where first. */
struct tally {
    unsigned n;
    char *first;
};

struct reader {
    const char *path, *tree;
    char *folder; /* that relative directories are relative to */
    GPtrArray *commands;
    GHashTable *files; /* char *: of the commands, borrowed from them */
    struct tally broken, cxx, assembler, other, duplicate, refused;
};

static void count(struct tally *tally, char *first)
{
    if (tally->n++ == 0)
        tally->first = first;
    else
        g_free(first);
}

static struct command *command_of(const struct reader *reader, const struct entry *entry)
{
    g_autofree char *directory = g_canonicalize_filename(entry->directory ? entry->directory : ".", reader->folder);
    struct command *command = command_new(entry->file, directory);
    command->from_database = TRUE;
    return command;
}

/* True when the reader took the command. */
static gboolean file_command(struct reader *reader, struct command *command)
{
    struct tally *other_languages[] = {
        [LANGUAGE_CXX] = &reader->cxx, [LANGUAGE_ASSEMBLER] = &reader->assembler, [LANGUAGE_OTHER] = &reader->other};
    if (command->language != LANGUAGE_C) {
        count(other_languages[command->language], g_strdup(command->file));
        return FALSE;
    }
    if (g_hash_table_contains(reader->files, command->file)) {
        count(&reader->duplicate, g_strdup(command->file));
        return FALSE;
    }
    g_hash_table_add(reader->files, command->file); /* which would take the newer of two equal keys */
    if (command->dropped)
        count(&reader->refused, g_strdup_printf("%s for %s", command->dropped, command->file));
    g_ptr_array_add(reader->commands, command);
    return TRUE;
}

static void read_entry(struct reader *reader, const struct entry *entry)
{
    g_auto(GStrv) split = !entry->fault && !entry->arguments ? flags_split(entry->command) : NULL;
    char **argv = entry->arguments ? entry->arguments : split;
    if (entry->fault || !argv) {
        count(&reader->broken, g_strdup_printf("%s:%u: %s", reader->path, entry->line,
                                               entry->fault ? entry->fault : "unmatched quotes in \"command\""));
        return;
    }
    struct command *command = command_of(reader, entry);
    if (g_hash_table_contains(reader->files, command->file)) {
        count(&reader->duplicate, g_strdup(command->file));
        command_free(command);
        return;
    }
    flags_sanitise((const char *const *)argv, reader->tree, command);
    if (!file_command(reader, command))
        command_free(command);
}

static void note(struct tally *tally, GPtrArray *notes, const char *what)
{
    if (tally->n > 0)
        g_ptr_array_add(notes, g_strdup_printf("%u %s (first: %s)", tally->n, what, tally->first));
    g_clear_pointer(&tally->first, g_free);
}

static void note_all(struct reader *reader, GPtrArray *notes)
{
    note(&reader->broken, notes, "unusable entries of the compile database left out");
    note(&reader->cxx, notes, "C++ entries of the compile database left out");
    note(&reader->assembler, notes, "assembler entries of the compile database left out");
    note(&reader->other, notes, "entries of the compile database that are not C left out");
    note(&reader->duplicate, notes, "further entries for the same file left out");
    note(&reader->refused, notes, "commands have flags that could run code or lead out of the tree; ignored");
}

static int compare_files(gconstpointer a, gconstpointer b)
{
    const struct command *const *left = a, *const *right = b;
    return strcmp((*left)->file, (*right)->file);
}

static void command_free_void(gpointer command)
{
    command_free(command);
}

GPtrArray *database_read(const char *path, const char *tree, GPtrArray *notes, GError **error)
{
    struct entries *entries = entries_open(path, error);
    if (!entries)
        return NULL;
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(absolute);
    struct reader reader = {.path = path, .tree = tree, .folder = folder};
    reader.commands = g_ptr_array_new_with_free_func(command_free_void);
    reader.files = g_hash_table_new(g_str_hash, g_str_equal);

    struct entry entry;
    GError *fault = NULL;
    while (entries_next(entries, &entry, &fault)) {
        read_entry(&reader, &entry);
        entry_clear(&entry);
    }
    entries_close(entries);
    g_hash_table_unref(reader.files);
    note_all(&reader, notes);
    if (fault) {
        g_propagate_error(error, fault);
        g_clear_pointer(&reader.commands, g_ptr_array_unref);
        return NULL;
    }
    g_ptr_array_sort(reader.commands, compare_files);
    return reader.commands;
}
