/* explain: a rule's page, or one finding as a story. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/read.h"
#include "outcome.h"
#include "pages.h"
#include "reporting.h"
#include "rules/rules.h"
#include "shown.h"
#include "story.h"
#include "verbs.h"

enum {
    SHORTEST = 6, /* digits of a fingerprint */
    CANDIDATES_MAX = 6
};

/* What the word may mean: findings by the beginning of their fingerprint, or those at FILE:LINE. */
struct search {
    const char *word;
    char *file; /* of FILE:LINE, or NULL */
    guint64 line;
    size_t shared;         /* how far the nearest fingerprints agree with the word */
    GPtrArray *candidates; /* char *: those that agree so far, most of them CANDIDATES_MAX */
    unsigned found;
    bool color;
};

static size_t agreement(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && g_ascii_tolower(a[n]) == g_ascii_tolower(b[n]))
        n++;
    return n;
}

static bool is_meant(const struct search *search, const struct finding *finding)
{
    if (search->file)
        return finding->line == search->line && g_str_equal(finding->file, search->file);
    return agreement(search->word, finding->fingerprint) == strlen(search->word);
}

static void remember(struct search *search, const struct finding *finding)
{
    if (search->candidates->len < CANDIDATES_MAX)
        g_ptr_array_add(search->candidates, g_strdup_printf("%.12s (%s, %s:%u)", finding->fingerprint, finding->rule,
                                                            finding->file, finding->line));
}

static bool look(const struct stored_finding *row, void *context)
{
    struct search *search = context;
    size_t shared = agreement(search->word, row->finding.fingerprint);
    bool is_found = is_meant(search, &row->finding);
    if (shared > search->shared)
        g_ptr_array_set_size(search->candidates, 0);
    search->found += is_found;
    if (is_found || (!search->file && shared && shared >= search->shared))
        remember(search, &row->finding);
    search->shared = MAX(search->shared, shared);
    return true;
}

static bool print_if_meant(const struct stored_finding *row, void *context)
{
    struct search *search = context;
    if (!is_meant(search, &row->finding))
        return true;
    if (search->found++)
        puts("\n────\n");
    story_print(row, search->color);
    return true;
}

static bool fail_unknown(const struct options *options, const struct search *search, GError **error)
{
    g_autofree char *known = search->shared >= SHORTEST / 2 && search->candidates->len
                                 ? g_strdup_printf("finding %s", (const char *)search->candidates->pdata[0])
                                 : g_strdup_printf("rule %s", rule_nearest(search->word));
    g_set_error(error, OPTIONS_ERROR, 0,
                "%s: neither a rule (`mpx-audit rules`) nor a finding of %s; the nearest is %s", search->word,
                reporting_database(options), known);
    return false;
}

static bool fail_ambiguous(const struct search *search, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < search->candidates->len; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)search->candidates->pdata[i]);
    g_set_error(error, OPTIONS_ERROR, 0, "%s: %u findings begin like this: %s%s", search->word, search->found,
                list->str, search->found > search->candidates->len ? " …" : "");
    return false;
}

static bool fail_short(const struct search *search, GError **error)
{
    g_set_error(error, OPTIONS_ERROR, 0, "%s: say at least %d digits of the fingerprint", search->word, SHORTEST);
    return false;
}

static bool is_hexadecimal(const char *word)
{
    return word[strspn(word, "0123456789abcdefABCDEF")] == '\0';
}

/* Of several findings at one place all are told. */
static bool explain(const struct options *options, struct reader *reader, struct search *search, GError **error)
{
    if (!reader_findings(reader, look, search, error))
        return false;
    if (!search->found)
        return fail_unknown(options, search, error);
    if (!search->file && strlen(search->word) < SHORTEST)
        return fail_short(search, error);
    if (!search->file && search->found > 1)
        return fail_ambiguous(search, error);
    search->found = 0;
    return reader_findings(reader, print_if_meant, search, error);
}

/* "FILE:LINE", also with the column or colon that a compiler prints behind it. */
static void split_place(struct search *search)
{
    g_autoptr(GRegex) place = g_regex_new("^(.+?):([0-9]{1,9})(:[0-9]*)?:?$", G_REGEX_DOTALL, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_utf8_validate(search->word, -1, NULL) || !g_regex_match(place, search->word, 0, &match))
        return;
    g_autofree char *line = g_match_info_fetch(match, 2);
    search->file = g_match_info_fetch(match, 1);
    search->line = g_ascii_strtoull(line, NULL, 10);
}

static bool explain_finding(const struct options *options, const char *word, GError **error)
{
    struct reader *reader = reader_open(reporting_database(options), 0, error);
    if (!reader)
        return false;
    struct search search = {.word = word, .color = options_color(options, STDOUT_FILENO)};
    search.candidates = g_ptr_array_new_with_free_func(g_free);
    if (!is_hexadecimal(word))
        split_place(&search);
    bool fine = explain(options, reader, &search, error);
    g_ptr_array_unref(search.candidates);
    g_free(search.file);
    reader_close(reader);
    return fine;
}

int verb_explain(const struct options *options)
{
    GError *error = NULL;
    const char *wanted = options->arguments[0];
    if (!wanted || !*wanted || options->arguments[1]) {
        g_set_error(&error, OPTIONS_ERROR, 0,
                    "explain takes one rule, one finding's fingerprint (its first %d digits "
                    "or more), or FILE:LINE",
                    SHORTEST);
        return outcome_usage(error);
    }
    if (rule_find(wanted) >= 0) {
        g_autofree char *page = page_of(wanted);
        fputs(page, stdout);
        return STATUS_FINE;
    }
    return explain_finding(options, wanted, &error) ? STATUS_FINE : outcome_usage(error);
}
