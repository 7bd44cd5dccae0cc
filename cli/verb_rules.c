/* rules and explain: what the tool looks for, and one finding in full. */
#include <stdio.h>

#include "db/read.h"
#include "outcome.h"
#include "pages.h"
#include "reporting.h"
#include "rules/rules.h"
#include "verbs.h"

int verb_rules(const struct options *options)
{
    (void)options;
    for (unsigned i = 0; i < n_rules; i++)
        printf("%-24s %-8s %-9s CWE-%-5d %s%s\n", rules[i].id, rules[i].family, level_name(rules[i].severity),
               rules[i].cwe, rules[i].title, rules[i].on_by_default ? "" : " (off; --rules +ID)");
    return STATUS_FINE;
}

struct search {
    const char *prefix;
    unsigned found;
};

/* Names and texts come out of analysed code: nothing of them may drive the terminal. */
static void print_line(const char *label, const char *text)
{
    if (!text || !*text)
        return;
    g_autofree char *shown = g_utf8_make_valid(text, -1);
    for (char *at = shown; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
    printf("%-12s %s\n", label, shown);
}

static void print_steps(const struct finding *finding)
{
    for (uint32_t i = 0; i < finding->n_steps; i++) {
        const struct step *step = &finding->steps[i];
        g_autofree char *place = g_strdup_printf("%s:%u:%u: %s", step->file, step->line, step->col, step->why);
        g_autofree char *label = g_strdup_printf("%u. %s", i + 1, step_role_name(step->role));
        print_line(label, place);
        print_line("", step->text);
    }
}

static bool print_if_named(const struct stored_finding *row, void *context)
{
    struct search *search = context;
    const struct finding *finding = &row->finding;
    if (!g_str_has_prefix(finding->fingerprint, search->prefix))
        return true;
    g_autofree char *place =
        g_strdup_printf("%s:%u:%u in %s", finding->file, finding->line, finding->col, finding->function);
    g_autofree char *rank =
        g_strdup_printf("%s (severity %s, confidence %s), %s", level_name(finding->level),
                        level_name(finding->severity), confidence_name(finding->confidence), state_name(row->state));
    if (search->found++)
        putchar('\n');
    print_line("finding", finding->fingerprint);
    print_line("rule", finding->rule);
    print_line("level", rank);
    print_line("where", place);
    print_line("what", finding->message);
    print_line("verdict", verdict_name(finding->verdict));
    print_line("reason", finding->reason);
    print_steps(finding);
    print_line("gain", finding->gain);
    print_line("repair", finding->repair);
    print_line("suppressed", finding->suppressed);
    return true;
}

static bool explain_finding(const struct options *options, const char *prefix, GError **error)
{
    struct reader *reader = reader_open(reporting_database(options), 0, error);
    if (!reader)
        return false;
    struct search search = {.prefix = prefix};
    bool fine = reader_findings(reader, print_if_named, &search, error);
    reader_close(reader);
    if (fine && !search.found) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s: neither a rule (`mpx-audit rules`) nor a finding of %s", prefix,
                    reporting_database(options));
        return false;
    }
    return fine;
}

int verb_explain(const struct options *options)
{
    GError *error = NULL;
    const char *wanted = options->arguments[0];
    if (!wanted || options->arguments[1]) {
        g_set_error(&error, OPTIONS_ERROR, 0, "explain takes one rule or one finding's fingerprint (or how it begins)");
        return outcome_usage(error);
    }
    if (rule_find(wanted) >= 0) {
        g_autofree char *page = page_of(wanted);
        fputs(page, stdout);
        return STATUS_FINE;
    }
    return explain_finding(options, wanted, &error) ? STATUS_FINE : outcome_usage(error);
}
