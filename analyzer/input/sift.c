/* prefilter_sift: what each unit is wanted for. */
#include <string.h>

#include "input/hits.h"
#include "input/prefilter_p.h"
#include "input/spelled.h"
#include "input/volatile.h"

#define NO_FILE G_MAXUINT32

struct sift {
    struct prefilter *prefilter;
    GArray *units;         /* struct unit */
    GArray *verdicts;      /* struct interest, by command */
    struct web_view *view; /* of the headers of the path at hand */
    GArray *in_view;       /* guint8, by file */
    GArray *charges;       /* struct interest, by file: what it does to units of this path that include it */
    struct reach *reach;   /* of the path at hand */
    gboolean is_program;   /* the text at hand is the main file of one: members count */
};

static const char *keep(struct sift *sift, const char *text)
{
    return g_string_chunk_insert_const(sift->prefilter->strings, text);
}

static struct interest wanted(struct sift *sift, const char *name, const char *word, const char *file, unsigned line)
{
    return (struct interest){TRUE, keep(sift, name), keep(sift, word), keep(sift, file), line};
}

static struct interest wanted_word(struct sift *sift, guint32 word, const char *file, unsigned line)
{
    const struct web *web = sift->prefilter->web;
    return wanted(sift, web_text(web, web_origin(web, word)), web_text(web, word), file, line);
}

static struct interest wanted_anyway(struct sift *sift, const char *why, const char *file, unsigned line)
{
    return wanted(sift, why, why, file, line);
}

/* ---- texts ---- */

static gboolean first_hit(struct sift *sift, const struct text *text, struct hit *ret_hit)
{
    const struct prefilter *prefilter = sift->prefilter;
    return hits_first(prefilter->words, prefilter->web, sift->view, text, ret_hit) ||
           hits_first_shape(prefilter->shapes, text, ret_hit);
}

static struct interest judge_text(struct sift *sift, const struct text *text, const char *file)
{
    struct prefilter *prefilter = sift->prefilter;
    struct hit hit;
    if (first_hit(sift, text, &hit))
        return wanted_word(sift, hit.word, file, text_line(text, hit.offset));
    guint32 made = spelled_in(prefilter->web, sift->view, text);
    return made == WEB_NONE ? (struct interest){.wanted = FALSE} : wanted_word(sift, made, file, 0);
}

/* What is no name of the catalogue, and of the unit's own text only: headers of a kernel are full of `volatile`. */
static struct interest judge_more(struct sift *sift, const struct text *text, const char *file)
{
    const struct prefilter *prefilter = sift->prefilter;
    gsize offset;
    const char *word = prefilter->with_volatile ? volatile_in(text, &offset) : NULL;
    if (word)
        return wanted_anyway(sift, word, file, text_line(text, offset));
    const char *name = defined_in(prefilter->defined, text);
    if (!name && sift->is_program)
        name = defined_said(prefilter->members, text);
    return name ? wanted_anyway(sift, name, file, 0) : (struct interest){.wanted = FALSE};
}

static struct interest judge_file(struct sift *sift, const char *file, unsigned computed)
{
    struct text text;
    if (computed)
        return wanted_anyway(sift, "#include of a macro", file, computed);
    switch (text_read(file, &text)) {
    case TEXT_UNREADABLE:
        return wanted_anyway(sift, "unreadable", file, 0);
    case TEXT_TOO_LARGE:
        return wanted_anyway(sift, "too large", file, 0);
    case TEXT_READ:
        break;
    }
    unsigned defines = sift->reach->words ? includes_defines(&text, sift->reach->words) : 0;
    struct interest verdict =
        defines ? wanted_anyway(sift, "#include of a macro", file, defines) : judge_text(sift, &text, file);
    if (!verdict.wanted)
        verdict = judge_more(sift, &text, file);
    text_clear(&text);
    return verdict;
}

/* ---- commands ---- */

static gboolean flag_fits(const char *pattern, const char *flag)
{
    size_t n = strlen(pattern);
    return n && pattern[n - 1] == '*' ? strncmp(pattern, flag, n - 1) == 0 : g_str_equal(pattern, flag);
}

static struct interest judge_raw_flags(struct sift *sift, const struct command *command)
{
    const GPtrArray *patterns = sift->prefilter->names->flags;
    for (guint f = 0; f < command->raw_flags->len; f++)
        for (guint i = 0; i < patterns->len; i++)
            if (flag_fits(patterns->pdata[i], command->raw_flags->pdata[f]))
                return wanted(sift, patterns->pdata[i], command->raw_flags->pdata[f], command->file, 0);
    return (struct interest){.wanted = FALSE};
}

/* NAME=VALUE, or NULL when the flag defines nothing. */
static const char *macro_of(char **flags, size_t i)
{
    if (g_str_has_prefix(flags[i], "-D"))
        return flags[i] + 2;
    if (g_str_has_prefix(flags[i], "--define-macro") && flags[i + 1])
        return flags[i][14] ? flags[i] + 15 : flags[i + 1];
    return NULL;
}

static gboolean changes_includes(const struct sift *sift, const char *macro)
{
    g_autofree char *name = g_strndup(macro, strcspn(macro, "=("));
    return sift->reach->words && g_hash_table_contains(sift->reach->words, name);
}

/* -DLOCK=mprotect puts the name where LOCK stands; that the unit says LOCK is taken for granted. */
static struct interest judge_macros(struct sift *sift, const struct command *command)
{
    g_autoptr(GString) macros = g_string_new(NULL);
    for (size_t i = 0; command->flags[i]; i++) {
        const char *macro = macro_of(command->flags, i), *value = macro ? strchr(macro, '=') : NULL;
        if (value)
            g_string_append_printf(macros, "#define %s\n", value + 1);
        if (value && strstr(value, "##"))
            return wanted_anyway(sift, "macro that pastes", command->file, 0);
        if (value && changes_includes(sift, macro))
            return wanted_anyway(sift, "#include of a macro", command->file, 0);
    }
    struct interest verdict = {.wanted = FALSE};
    if (!macros->len)
        return verdict;
    g_string_append_c(macros, '\n');
    gsize length = macros->len;
    struct text text = text_from(g_string_free(g_steal_pointer(&macros), FALSE), length);
    struct hit hit;
    if (first_hit(sift, &text, &hit))
        verdict = wanted_word(sift, hit.word, command->file, 0);
    text_clear(&text);
    return verdict;
}

static gboolean is_of_kernel(const struct command *command)
{
    for (size_t i = 0; command->flags[i]; i++) {
        const char *macro = macro_of(command->flags, i);
        if (macro && (g_str_equal(macro, "__KERNEL__") || g_str_has_prefix(macro, "__KERNEL__=")))
            return TRUE;
    }
    return FALSE;
}

static void judge_own(struct sift *sift, const struct unit *unit)
{
    struct interest *verdict = &g_array_index(sift->verdicts, struct interest, unit->index);
    sift->is_program = !is_of_kernel(unit->command);
    *verdict = judge_raw_flags(sift, unit->command);
    if (!verdict->wanted)
        *verdict = judge_macros(sift, unit->command);
    if (!verdict->wanted)
        *verdict = judge_file(sift, unit->command->file, unit->source->computed);
    sift->is_program = FALSE;
}

/* ---- included files ---- */

static gboolean is_unsettled(const struct sift *sift, guint32 file)
{
    for (guint i = 0; i < sift->reach->unsettled->len; i++)
        if (g_array_index(sift->reach->unsettled, guint32, i) == file)
            return TRUE;
    return FALSE;
}

/* A *.c that is included is the unit's own text. What cannot be read, the parser cannot either. */
static struct interest judge_included(struct sift *sift, guint32 file)
{
    struct prefilter *prefilter = sift->prefilter;
    const struct header *header = headers_get(prefilter->headers, file);
    const char *path = includes_file_path(prefilter->includes, file);
    guint32 live = web_view_live(sift->view, file);
    if (header->state == TEXT_TOO_LARGE)
        return wanted_anyway(sift, "too large", path, 0);
    if (is_unsettled(sift, file))
        return wanted_anyway(sift, "#include of a macro", path, header->at);
    if (live != WEB_NONE)
        return wanted_word(sift, live, path, 0);
    if (header->state == TEXT_READ && g_str_has_suffix(path, ".c"))
        return judge_file(sift, path, 0);
    return (struct interest){.wanted = FALSE};
}

/* For each file that a path reaches, one that charges and that it leads to, or NO_FILE. The walk writes a step before
 * those that follow it, so going backwards mostly needs few rounds. */
static void spread(struct sift *sift, GArray *blame)
{
    const GArray *files = sift->reach->files, *edges = sift->reach->edges;
    guint32 *to_blame = (guint32 *)(void *)blame->data;
    gboolean changed = FALSE;
    for (guint i = 0; i < files->len; i++) {
        guint32 file = g_array_index(files, guint32, i);
        struct interest *charge = &g_array_index(sift->charges, struct interest, file);
        *charge = judge_included(sift, file);
        to_blame[file] = charge->wanted ? file : NO_FILE;
        changed |= charge->wanted;
    }
    while (changed) {
        changed = FALSE;
        for (guint i = edges->len; i-- > 0;) {
            struct edge edge = g_array_index(edges, struct edge, i);
            if (to_blame[edge.from] == NO_FILE && to_blame[edge.to] != NO_FILE) {
                to_blame[edge.from] = to_blame[edge.to];
                changed = TRUE;
            }
        }
    }
}

static void judge_unit(struct sift *sift, const struct unit *unit, const GArray *blame)
{
    struct interest *verdict = &g_array_index(sift->verdicts, struct interest, unit->index);
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint32));
    judge_own(sift, unit);
    if (verdict->wanted)
        return;
    prefilter_starts(sift->prefilter, unit, starts);
    for (guint i = 0; i < starts->len && !verdict->wanted; i++) {
        guint32 file = g_array_index(blame, guint32, g_array_index(starts, guint32, i));
        if (file != NO_FILE)
            *verdict = g_array_index(sift->charges, struct interest, file);
    }
}

static void set_view(struct sift *sift, const GArray *files)
{
    g_array_set_size(sift->in_view, 0);
    g_array_set_size(sift->in_view, includes_n_files(sift->prefilter->includes));
    for (guint i = 0; i < files->len; i++)
        g_array_index(sift->in_view, guint8, g_array_index(files, guint32, i)) = TRUE;
    web_view_set(sift->view, sift->in_view);
}

static void judge_path(struct sift *sift, guint begin, guint end)
{
    g_autoptr(GArray) blame = g_array_new(FALSE, FALSE, sizeof(guint32));
    sift->reach = prefilter_reach(sift->prefilter, sift->units, begin, end);
    g_array_set_size(blame, includes_n_files(sift->prefilter->includes));
    g_array_set_size(sift->charges, blame->len);
    set_view(sift, sift->reach->files);
    spread(sift, blame);
    for (guint i = begin; i < end; i++)
        judge_unit(sift, &g_array_index(sift->units, struct unit, i), blame);
    g_clear_pointer(&sift->reach, reach_free);
}

static void judge(struct sift *sift)
{
    for (guint begin = 0, end; begin < sift->units->len; begin = end) {
        end = prefilter_path_end(sift->units, begin);
        judge_path(sift, begin, end);
    }
}

GArray *prefilter_sift(struct prefilter *prefilter, const GPtrArray *commands, GError **error)
{
    struct sift sift = {.prefilter = prefilter, .units = prefilter_read(prefilter, commands)};
    for (guint begin = 0, end; begin < sift.units->len; begin = end) {
        end = prefilter_path_end(sift.units, begin);
        reach_free(prefilter_reach(prefilter, sift.units, begin, end));
    }
    web_solve(prefilter->web);
    gboolean ready = prefilter_compile(prefilter, error);
    if (ready) {
        sift.verdicts = g_array_new(FALSE, TRUE, sizeof(struct interest));
        g_array_set_size(sift.verdicts, commands->len);
        sift.charges = g_array_new(FALSE, TRUE, sizeof(struct interest));
        sift.in_view = g_array_new(FALSE, TRUE, sizeof(guint8));
        sift.view = web_view_new(prefilter->web);
        judge(&sift);
        web_view_free(sift.view);
        g_array_unref(sift.in_view);
        g_array_unref(sift.charges);
    }
    g_array_unref(sift.units);
    return ready ? sift.verdicts : NULL;
}
