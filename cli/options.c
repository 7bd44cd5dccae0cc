#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_NAME ".mpx-audit.conf"
#define CONFIG_GROUP "mpx-audit"
#define MAX_SHARDS 256 /* as many as merge takes */

G_DEFINE_QUARK(options_error, options_error)

enum option_kind { FLAG, WORD, WORDS, NUMBER };

struct option_row {
    const char *name;
    char letter;
    enum option_kind kind;
    const char *argument;
    unsigned verbs;
    bool in_config;
    const char *help;
    size_t offset;
};

/* clang-format off */
static const struct option_row rows[] = {
#define OPTION(field, long_name, short_name, kind, arg, verbs, config, help) \
    {long_name, short_name, kind, arg, verbs, config, help, offsetof(struct options, field)},
#include "options.def"
#undef OPTION
};
/* clang-format on */

static void *target(struct options *options, const struct option_row *row)
{
    return (char *)options + row->offset;
}

static bool is_set(struct options *options, const struct option_row *row)
{
    void *at = target(options, row);
    switch (row->kind) {
    case FLAG:
        return *(gboolean *)at;
    case NUMBER:
        return *(int *)at >= 0;
    default:
        return *(void **)at != NULL;
    }
}

static bool taken_by(const struct option_row *row, unsigned verb_mask)
{
    return (row->verbs & (verb_mask | ON_ALL)) != 0;
}

static bool parse_number(const char *text, int *ret_number)
{
    gint64 number;
    if (!g_ascii_string_to_signed(text, 10, 0, 1000000, &number, NULL))
        return false;
    *ret_number = (int)number;
    return true;
}

/* One value from the environment or a configuration file; a list is separated by `;`. */
static bool set_from_text(struct options *options, const struct option_row *row, const char *text, const char *where,
                          GError **error)
{
    void *at = target(options, row);
    bool fits = true;
    switch (row->kind) {
    case FLAG:
        fits =
            g_str_equal(text, "true") || g_str_equal(text, "false") || g_str_equal(text, "1") || g_str_equal(text, "0");
        *(gboolean *)at = text[0] == 't' || text[0] == '1';
        break;
    case NUMBER:
        fits = parse_number(text, at);
        break;
    case WORD:
        *(char **)at = g_strdup(text);
        break;
    case WORDS:
        *(char ***)at = g_strsplit(text, ";", -1);
        break;
    }
    if (!fits)
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s = %s: not a value that --%s takes", where, row->name, text,
                    row->name);
    return fits;
}

static bool read_environment(struct options *options, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *upper = g_ascii_strup(rows[i].name, -1);
        g_strdelimit(upper, "-", '_');
        g_autofree char *variable = g_strconcat("MPX_AUDIT_", upper, NULL);
        const char *text = g_getenv(variable);
        if (text && rows[i].in_config && !is_set(options, &rows[i]) &&
            !set_from_text(options, &rows[i], text, variable, error))
            return false;
    }
    return true;
}

static const struct option_row *row_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static bool read_key(struct options *options, GKeyFile *file, const char *path, const char *key, GError **error)
{
    const struct option_row *row = row_named(key);
    if (!row || !row->in_config) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s: %s", path, key,
                    row ? "may be given on the command line only" : "no such option");
        return false;
    }
    if (is_set(options, row))
        return true;
    g_autofree char *text = g_key_file_get_value(file, CONFIG_GROUP, key, error);
    return text && set_from_text(options, row, g_strstrip(text), path, error);
}

static bool read_config(struct options *options, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, error)) {
        g_prefix_error(error, "%s: ", path);
        return false;
    }
    /* An empty file sets nothing, and still marks the root. */
    g_auto(GStrv) keys = g_key_file_get_keys(file, CONFIG_GROUP, NULL, NULL);
    for (char **key = keys; keys && *key; key++)
        if (!read_key(options, file, path, *key, error))
            return false;
    return true;
}

/* The nearest folder at or above `start` that holds `name`; NULL when none does. */
static char *folder_above(const char *start, const char *name)
{
    g_autofree char *folder = g_file_test(start, G_FILE_TEST_IS_DIR) ? g_strdup(start) : g_path_get_dirname(start);
    for (;;) {
        g_autofree char *candidate = g_build_filename(folder, name, NULL);
        if (g_file_test(candidate, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&folder);
        char *parent = g_path_get_dirname(folder);
        if (g_str_equal(parent, folder)) {
            g_free(parent);
            return NULL;
        }
        g_free(folder);
        folder = parent;
    }
}

static bool read_configs(struct options *options, GError **error)
{
    const char *first = options->arguments[0] ? options->arguments[0] : ".";
    g_autofree char *start = g_canonicalize_filename(first, NULL);
    g_autofree char *folder = folder_above(start, CONFIG_NAME);
    if (folder) {
        options->config = g_build_filename(folder, CONFIG_NAME, NULL);
        if (!read_config(options, options->config, error))
            return false;
    }
    g_autofree char *user = g_build_filename(g_get_user_config_dir(), "mpx-audit", "config", NULL);
    return !g_file_test(user, G_FILE_TEST_EXISTS) || read_config(options, user, error);
}

static bool parse_level(const char *name, const char *text, enum level otherwise, enum level *ret_level, GError **error)
{
    int level = text ? level_parse(text) : (int)otherwise;
    if (level < 0) {
        g_set_error(error, OPTIONS_ERROR, 0, "--%s %s: not a level; use none, note, low, medium, high or critical",
                    name, text);
        return false;
    }
    *ret_level = (enum level)level;
    return true;
}

static GOptionEntry *entries_of(struct options *options, unsigned verb_mask)
{
    static const GOptionArg arg_of[] = {G_OPTION_ARG_NONE, G_OPTION_ARG_STRING, G_OPTION_ARG_STRING_ARRAY,
                                        G_OPTION_ARG_INT};
    GOptionEntry *entries = g_new0(GOptionEntry, G_N_ELEMENTS(rows) + 2);
    size_t n = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (taken_by(&rows[i], verb_mask))
            entries[n++] = (GOptionEntry){
                rows[i].name, rows[i].letter,  G_OPTION_FLAG_NONE, arg_of[rows[i].kind], target(options, &rows[i]),
                rows[i].help, rows[i].argument};
    entries[n] = (GOptionEntry){
        G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &options->arguments, NULL, NULL};
    return entries;
}

/* Cuts argv at the first `--`; what stands behind it is the compiler's. */
static int cut_extra(struct options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (g_str_equal(argv[i], "--")) {
            options->extra = g_strdupv(argv + i + 1);
            return i;
        }
    options->extra = g_new0(char *, 1);
    return argc;
}

/* `-j2`, `-obuild`: GOption wants the value in a word of its own. */
static bool has_joined_value(const char *word)
{
    if (word[0] != '-' || !word[1] || !word[2])
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].letter == word[1])
            return rows[i].kind != FLAG;
    return false;
}

static char **split_words(int argc, char **argv)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (int i = 0; i < argc; i++) {
        bool is_joined = i > 0 && has_joined_value(argv[i]);
        char letter[] = {argv[i][0], is_joined ? argv[i][1] : '\0', '\0'};
        if (is_joined)
            g_strv_builder_add(words, letter);
        g_strv_builder_add(words, argv[i] + (is_joined ? 2 : 0));
    }
    return g_strv_builder_end(words);
}

static bool parse_words(struct options *options, unsigned verb_mask, const char *synopsis, const char *description,
                        int argc, char **argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(synopsis);
    g_autofree GOptionEntry *entries = entries_of(options, verb_mask);
    g_option_context_set_summary(context, description);
    g_option_context_add_main_entries(context, entries, NULL);
    g_auto(GStrv) words = split_words(argc, argv);
    bool fine = g_option_context_parse_strv(context, &words, error);
    if (!options->arguments)
        options->arguments = g_new0(char *, 1);
    return fine;
}

static char *quoted(int argc, char **argv)
{
    GString *line = g_string_new("mpx-audit");
    for (int i = 0; i < argc; i++) {
        g_autofree char *word =
            argv[i][strcspn(argv[i], " \t\n'\"\\$`*?;&|<>(){}[]!#~")] ? g_shell_quote(argv[i]) : g_strdup(argv[i]);
        g_string_append_printf(line, " %s", word);
    }
    return g_string_free(line, FALSE);
}

bool options_parse(struct options *options, unsigned verb_mask, const char *synopsis, const char *description,
                   enum level fail_default, int argc, char **argv, GError **error)
{
    memset(options, 0, sizeof *options);
    options->jobs = options->timeout = -1;
    options->command = quoted(argc, argv);
    argc = cut_extra(options, argc, argv);
    if (!parse_words(options, verb_mask, synopsis, description, argc, argv, error) ||
        !read_environment(options, error) || !read_configs(options, error))
        return false;
    if (options->jobs < -1 || options->timeout < -1 || options->timeout == 0) {
        g_set_error(error, OPTIONS_ERROR, 0, "-j takes 0 or a positive number, --timeout a positive one");
        return false;
    }
    return parse_level("severity", options->severity, LEVEL_NOTE, &options->severity_level, error) &&
           parse_level("fail-on", options->fail_on, fail_default, &options->fail_level, error);
}

void options_clear(struct options *options)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].kind == WORD)
            g_free(*(char **)target(options, &rows[i]));
        else if (rows[i].kind == WORDS)
            g_strfreev(*(char ***)target(options, &rows[i]));
    }
    g_strfreev(options->arguments);
    g_strfreev(options->extra);
    g_free(options->config);
    g_free(options->command);
    memset(options, 0, sizeof *options);
}

bool options_shard(const struct options *options, uint32_t *ret_shard, uint32_t *ret_shards, GError **error)
{
    guint64 shard = 0, shards = 0;
    *ret_shard = *ret_shards = 0;
    if (!options->shard)
        return true;
    g_auto(GStrv) numbers = g_strsplit(options->shard, "/", 3);
    if (g_strv_length(numbers) != 2 || !g_ascii_string_to_unsigned(numbers[1], 10, 1, MAX_SHARDS, &shards, NULL) ||
        !g_ascii_string_to_unsigned(numbers[0], 10, 1, shards, &shard, NULL)) {
        g_set_error(error, OPTIONS_ERROR, 0, "--shard %s: not a shard; use I/N with 1 <= I <= N <= %d", options->shard,
                    MAX_SHARDS);
        return false;
    }
    *ret_shard = (uint32_t)shard;
    *ret_shards = (uint32_t)shards;
    return true;
}

/* Shortens `folder` to what it has in common with `path`. */
static void keep_common(char *folder, const char *path)
{
    size_t n = 0, last = 0;
    while (folder[n] && folder[n] == path[n]) {
        if (folder[n] == '/')
            last = n;
        n++;
    }
    if (!folder[n] && (path[n] == '/' || !path[n]))
        last = n;
    folder[MAX(last, 1)] = '\0';
}

char *options_root(const struct options *options, const char *const *paths)
{
    if (options->root)
        return g_canonicalize_filename(options->root, NULL);
    char *common = g_file_test(paths[0], G_FILE_TEST_IS_DIR) ? g_strdup(paths[0]) : g_path_get_dirname(paths[0]);
    for (const char *const *path = paths + 1; *path; path++)
        keep_common(common, *path);
    g_autofree char *configured = folder_above(common, CONFIG_NAME);
    g_autofree char *repository = folder_above(common, ".git");
    char *above = configured && (!repository || strlen(configured) >= strlen(repository)) ? configured : repository;
    if (!above)
        return common;
    g_free(common);
    return g_strdup(above);
}

char **options_paths(const struct options *options, GError **error)
{
    static char *here[] = {(char *)".", NULL};
    char **given = options->arguments[0] ? options->arguments : here;
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
    for (char **path = given; *path; path++) {
        char *real = realpath(*path, NULL);
        if (!real) {
            g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", *path, g_strerror(errno));
            return NULL;
        }
        g_strv_builder_add(paths, real);
        free(real);
    }
    return g_strv_builder_end(paths);
}

bool options_color(const struct options *options, int fd)
{
    if (options->color && !g_str_equal(options->color, "auto"))
        return g_str_equal(options->color, "always");
    const char *no = g_getenv("NO_COLOR"), *force = g_getenv("CLICOLOR_FORCE"), *terminal = g_getenv("TERM");
    if (no && *no)
        return false;
    if (force && *force && !g_str_equal(force, "0"))
        return true;
    return isatty(fd) && terminal && !g_str_equal(terminal, "dumb");
}
