#include "input/flags.h"

#include <string.h>

#include "input/response.h"
#include "input/wrapper.h"

#define MAX_RAW 256
#define MAX_VALUE (64 * 1024)

enum arity { ALONE, SWITCH, JOINED, SEPARATE, BOTH, TRAILED };
enum value { NONE, TEXT, PATH, FORCED, STANDARD, TARGET, LANGUAGE, PLAIN };
enum fate { KEEP, DROP, REFUSE, NESTED };

struct flag {
    const char *name;
    enum arity arity;
    enum value value;
    enum fate fate;
};

#define FLAG(name, arity, value, fate) {name, arity, value, fate},
static const struct flag flags[] = {
#include "input/flags.def"
};
#undef FLAG

/* Values of -std= that clang 19 takes for C: another one, or one of C++, leaves no translation unit. */
/* clang-format off */
static const char *const standards[] = {
    "c89", "c90", "iso9899:1990", "iso9899:199409", "gnu89", "gnu90", "c99", "c9x", "iso9899:1999", "iso9899:199x",
    "gnu99", "gnu9x", "c11", "c1x", "iso9899:2011", "gnu11", "gnu1x", "c17", "c18", "iso9899:2017", "iso9899:2018",
    "gnu17", "gnu18", "c23", "c2x", "gnu23", "gnu2x", "c2y", "gnu2y",
};

static const struct { const char *name; enum language language; } languages[] = {
    {"c", LANGUAGE_C}, {"c++", LANGUAGE_CXX}, {"c++-header", LANGUAGE_CXX}, {"c++-cpp-output", LANGUAGE_CXX},
    {"objective-c++", LANGUAGE_CXX}, {"assembler", LANGUAGE_ASSEMBLER}, {"assembler-with-cpp", LANGUAGE_ASSEMBLER},
};
static const struct { const char *suffix; enum language language; } suffixes[] = {
    {".c", LANGUAGE_C}, {".cc", LANGUAGE_CXX}, {".cpp", LANGUAGE_CXX}, {".cxx", LANGUAGE_CXX}, {".c++", LANGUAGE_CXX},
    {".cp", LANGUAGE_CXX}, {".CPP", LANGUAGE_CXX}, {".C", LANGUAGE_CXX}, {".ii", LANGUAGE_CXX}, {".mm", LANGUAGE_CXX},
    {".s", LANGUAGE_ASSEMBLER}, {".S", LANGUAGE_ASSEMBLER}, {".sx", LANGUAGE_ASSEMBLER}, {".asm", LANGUAGE_ASSEMBLER},
};
/* clang-format on */

struct sanitiser {
    struct command *command;
    GPtrArray *kept;
    const char *language; /* of the last -x; borrowed from the vector, NULL: by name */
    gboolean has_target;
    gboolean nested; /* inside -Wp, or -Xpreprocessor */
};

/* "-fno-x" for "-fx". */
static gboolean is_negation(const char *word, const char *name)
{
    return strncmp(word, name, 2) == 0 && strncmp(word + 2, "no-", 3) == 0 && g_str_equal(word + 5, name + 2);
}

static gboolean flag_matches(const struct flag *flag, const char *word, size_t n)
{
    if (flag->arity == SWITCH && is_negation(word, flag->name))
        return TRUE;
    if (strncmp(word, flag->name, n) != 0)
        return FALSE;
    if (flag->arity == TRAILED)
        return TRUE;
    return word[n] ? flag->arity == JOINED || flag->arity == BOTH : flag->arity != JOINED;
}

/* The row with the longest name that fits: -include-pch is not -include with the value "-pch". */
static const struct flag *flag_find(const char *word)
{
    const struct flag *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(flags); i++) {
        if (flags[i].name[1] != word[1])
            continue;
        size_t n = strlen(flags[i].name);
        if (n > longest && flag_matches(&flags[i], word, n)) {
            found = &flags[i];
            longest = n;
        }
    }
    return found;
}

static gboolean is_plain(const char *value)
{
    return *value &&
           value[strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._=,")] == '\0';
}

static gboolean is_standard(const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(standards); i++)
        if (g_str_equal(standards[i], value))
            return TRUE;
    return FALSE;
}

/* A leading '=' means the sysroot, which only the compiler's driver knows. */
static char *absolute(const struct sanitiser *sanitiser, const char *path)
{
    return path[0] == '=' ? g_strdup(path) : g_canonicalize_filename(path, sanitiser->command->directory);
}

/* -include looks in the working directory first, then along the include path. */
static char *forced(const struct sanitiser *sanitiser, const char *path)
{
    g_autofree char *beside = absolute(sanitiser, path);
    return g_file_test(beside, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&beside) : g_strdup(path);
}

/* The value as libclang may have it, or NULL when it must not. */
static char *checked_value(struct sanitiser *sanitiser, const struct flag *flag, const char *value)
{
    if (!value[0] || strlen(value) > MAX_VALUE)
        return NULL;
    switch (flag->value) {
    case PATH:
        return absolute(sanitiser, value);
    case FORCED:
        return forced(sanitiser, value);
    case STANDARD:
        return is_standard(value) ? g_strdup(value) : NULL;
    case TARGET:
        sanitiser->has_target = is_plain(value) && wrapper_target_known(value);
        return sanitiser->has_target ? g_strdup(value) : NULL;
    case PLAIN:
        return is_plain(value) ? g_strdup(value) : NULL;
    case LANGUAGE:
        if (!sanitiser->nested)
            sanitiser->language = g_str_equal(value, "none") ? NULL : value;
        return NULL; /* said once, in front, by language_decide */
    case TEXT:
    case NONE:
        break;
    }
    return g_strdup(value);
}

static void refuse(struct sanitiser *sanitiser, const char *word)
{
    if (!sanitiser->command->dropped)
        sanitiser->command->dropped = g_utf8_make_valid(word, MIN((gssize)strlen(word), 200));
}

/* A value in its own word is safe behind a flag that takes one: no option parser looks at it again. */
static void keep(struct sanitiser *sanitiser, const struct flag *flag, const char *word, const char *value)
{
    if (!value) {
        g_ptr_array_add(sanitiser->kept, g_strdup(word));
        return;
    }
    g_autofree char *checked = checked_value(sanitiser, flag, value);
    if (!checked)
        return;
    if (strlen(flag->name) == 2 || g_str_has_suffix(flag->name, "=") || flag->arity == JOINED) {
        g_ptr_array_add(sanitiser->kept, g_strconcat(flag->name, checked, NULL));
    } else {
        g_ptr_array_add(sanitiser->kept, g_strdup(flag->name));
        g_ptr_array_add(sanitiser->kept, g_steal_pointer(&checked));
    }
}

static void read_words(struct sanitiser *sanitiser, const char *const *words);

/* The parts of -Wp,A,B are words of their own for the preprocessor. */
static void read_nested(struct sanitiser *sanitiser, const struct flag *flag, const char *value)
{
    if (sanitiser->nested || !value)
        return;
    g_auto(GStrv) parts = g_strsplit(value, flag->arity == JOINED ? "," : "\n", -1);
    sanitiser->nested = TRUE;
    read_words(sanitiser, (const char *const *)parts);
    sanitiser->nested = FALSE;
}

/* cc1's own -MD and -MMD, unlike the driver's, take the file's name (GCC manual, "-Wp,-MD"). */
static gboolean takes_next(const struct sanitiser *sanitiser, const struct flag *flag, const char *word)
{
    if (sanitiser->nested && (g_str_equal(word, "-MD") || g_str_equal(word, "-MMD")))
        return TRUE;
    return flag->arity == SEPARATE || flag->arity == TRAILED || (flag->arity == BOTH && !word[strlen(flag->name)]);
}

static void apply(struct sanitiser *sanitiser, const struct flag *flag, const char *word, const char *value)
{
    switch (flag->fate) {
    case KEEP:
        keep(sanitiser, flag, word, value);
        break;
    case NESTED:
        read_nested(sanitiser, flag, value);
        break;
    case REFUSE:
        refuse(sanitiser, word);
        break;
    case DROP:
        break;
    }
}

static void add_raw(struct sanitiser *sanitiser, const char *word)
{
    GPtrArray *raw = sanitiser->command->raw_flags;
    if ((word[1] == 'm' || word[1] == 'f') && word[2] && raw->len < MAX_RAW && strlen(word) < 256)
        g_ptr_array_add(raw, g_strdup(word));
}

static void read_words(struct sanitiser *sanitiser, const char *const *words)
{
    for (size_t i = 0; words[i] && !g_str_equal(words[i], "--"); i++) {
        const char *word = words[i];
        if (word[0] != '-' || !word[1])
            continue; /* an input, or a word that no flag of ours owns */
        add_raw(sanitiser, word);
        const struct flag *flag = flag_find(word);
        if (!flag)
            continue;
        const char *value = NULL;
        if (takes_next(sanitiser, flag, word)) {
            value = words[i + 1];
            if (!value && flag->fate != REFUSE)
                break;
            i += value != NULL;
        } else if (flag->arity == JOINED || flag->arity == BOTH) {
            value = word + strlen(flag->name);
        }
        apply(sanitiser, flag, word, value);
    }
}

static enum language language_of_name(const char *file)
{
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (g_str_has_suffix(file, suffixes[i].suffix))
            return suffixes[i].language;
    return LANGUAGE_OTHER;
}

static void language_decide(struct sanitiser *sanitiser, const char *compiler)
{
    struct command *command = sanitiser->command;
    enum language by_name = language_of_name(command->file);
    command->language = by_name;
    if (by_name == LANGUAGE_C && compiler && wrapper_is_cxx(compiler))
        command->language = LANGUAGE_CXX;
    if (!sanitiser->language)
        return;
    command->language = LANGUAGE_OTHER;
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_str_equal(languages[i].name, sanitiser->language))
            command->language = languages[i].language;
    if (command->language == LANGUAGE_C && by_name != LANGUAGE_C)
        g_ptr_array_insert(sanitiser->kept, 0, g_strdup("-xc"));
}

void flags_sanitise(const char *const *argv, const char *tree, struct command *command)
{
    struct sanitiser sanitiser = {.command = command, .kept = g_ptr_array_new()};
    char *refused = NULL;
    g_autoptr(GPtrArray) words = response_expand(argv, tree, command->directory, &refused);
    if (refused)
        refuse(&sanitiser, refused);
    g_free(refused);
    g_ptr_array_add(words, NULL);
    const char *const *vector = (const char *const *)words->pdata;
    const char *const *compiler = vector + wrapper_skip(vector);
    if (*compiler)
        read_words(&sanitiser, compiler + 1);
    g_autofree char *target = *compiler && !sanitiser.has_target ? wrapper_target(*compiler) : NULL;
    if (target)
        g_ptr_array_insert(sanitiser.kept, 0, g_strconcat("--target=", target, NULL));
    language_decide(&sanitiser, *compiler);
    g_ptr_array_add(sanitiser.kept, NULL);
    g_auto(GStrv) kept = (char **)g_ptr_array_free(sanitiser.kept, FALSE);
    command_set_flags(command, (const char *const *)kept);
}
