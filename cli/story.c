#include "story.h"

#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "shown.h"

enum { COLUMNS = 100, INDENT = 4 };

struct story {
    const struct finding *finding;
    bool color;
};

/* What a step is in the story of two reads; other steps are called by their role. */
static const struct {
    enum step_role role;
    const char *title;
} titles[] = {
    {ROLE_SOURCE, "who can write it"}, {ROLE_FETCH, "the first read"},      {ROLE_CHECK, "what is believed"},
    {ROLE_REFETCH, "the second read"}, {ROLE_USE, "where it is relied on"},
};

static const struct {
    enum verdict verdict;
    const char *of_reads, *of_others;
} verdicts[] = {
    {VERDICT_LIVE,
     "Open: what is believed of the first read is relied on after the second, and nothing in between makes the two the "
     "same.",
     "Open: nothing that was seen keeps it from happening."},
    {VERDICT_UNPROVEN,
     "Open as far as can be seen: what becomes of the second read cannot be followed to its end, and nothing that was "
     "seen makes the two the same.",
     "Open as far as can be seen: something that it takes is likely and not certain."},
    {VERDICT_LATENT, "Harmless today: nobody relies on what the second read brought, but it is kept or handed on.",
     "Harmless today: nobody relies on it."},
    {VERDICT_SAFE, "Safe", "Safe"},
};

static void print_bold(const struct story *story, const char *text)
{
    g_autofree char *safe = shown(text);
    printf(story->color ? "\x1b[1m%s\x1b[0m" : "%s", safe);
}

/* Paragraphs are broken between words; a word that is longer than a line stays whole. */
static void print_wrapped(const char *text, int indent)
{
    g_autofree char *safe = shown(text);
    g_auto(GStrv) words = g_strsplit(safe, " ", -1);
    glong column = 0;
    for (char **word = words; *word; word++) {
        glong length = g_utf8_strlen(*word, -1);
        bool fits = column + 1 + length <= COLUMNS - indent;
        if (column && fits)
            putchar(' ');
        else
            printf("%s%*s", column ? "\n" : "", indent, "");
        column = column && fits ? column + 1 + length : length;
        fputs(*word, stdout);
    }
    putchar('\n');
}

static void print_part(const struct story *story, const char *title, const char *text)
{
    if (!text || !*text)
        return;
    putchar('\n');
    print_bold(story, title);
    putchar('\n');
    print_wrapped(text, INDENT);
}

static void print_head(const struct story *story, enum state state)
{
    const struct finding *finding = story->finding;
    int rule = rule_find(finding->rule);
    g_autofree char *rank = g_strdup_printf("%s (severity %s, confidence %s)", level_name(finding->level),
                                            level_name(finding->severity), confidence_name(finding->confidence));
    g_autofree char *cwe = rule < 0 ? g_strdup("") : g_strdup_printf(", CWE-%d", rules[rule].cwe);
    g_autofree char *safe = shown(finding->rule), *fingerprint = shown(finding->fingerprint);
    print_bold(story, safe);
    printf("%s, %s%s%s, %s\n", cwe, rank, finding->verdict == VERDICT_NONE ? "" : ", ", verdict_name(finding->verdict),
           state_name(state));
    g_autofree char *file = shown(finding->file), *function = shown(finding->function);
    printf("%s:%u:%u%s%s\n", file, finding->line, finding->col, *function ? " in " : "", function);
    printf("finding %s\n\n", fingerprint);
    print_wrapped(finding->message, 0);
}

static bool is_pair(const struct finding *finding)
{
    for (uint32_t i = 0; i < finding->n_steps; i++)
        if (finding->steps[i].role == ROLE_REFETCH)
            return true;
    return false;
}

/* A check behind the second read is what makes a pair safe. */
static bool is_proof(const struct finding *finding, uint32_t step)
{
    return finding->verdict == VERDICT_SAFE && step + 1 == finding->n_steps && finding->steps[step].role == ROLE_CHECK;
}

static const char *title_of(const struct finding *finding, uint32_t step)
{
    enum step_role role = finding->steps[step].role;
    if (is_proof(finding, step))
        return "what makes it safe";
    for (size_t i = 0; is_pair(finding) && i < G_N_ELEMENTS(titles); i++)
        if (titles[i].role == role)
            return titles[i].title;
    return step_role_name(role);
}

static void print_step(const struct story *story, uint32_t index)
{
    const struct step *step = &story->finding->steps[index];
    g_autofree char *file = shown(step->file), *text = shown(step->text);
    g_autofree char *why = g_strdup_printf("%s.", step->why);
    printf("\n%2u. ", index + 1);
    print_bold(story, title_of(story->finding, index));
    printf("  %s:%u:%u\n", file, step->line, step->col);
    print_wrapped(g_str_has_suffix(step->why, ".") ? step->why : why, INDENT);
    if (*text)
        printf("%*s%6u | %s\n", INDENT, "", step->line, text);
}

static void print_verdict(const struct story *story)
{
    const struct finding *finding = story->finding;
    bool has_proof = finding->n_steps && is_proof(finding, finding->n_steps - 1);
    for (size_t i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        if (verdicts[i].verdict != finding->verdict)
            continue;
        const char *text = is_pair(finding) ? verdicts[i].of_reads : verdicts[i].of_others;
        g_autofree char *because = g_strdup_printf("%s (%s): %s.", text, finding->reason ? finding->reason : "",
                                                   has_proof ? finding->steps[finding->n_steps - 1].why : "");
        print_part(story, "Why", finding->verdict == VERDICT_SAFE ? because : text);
    }
}

static bool is_open(const struct finding *finding)
{
    return finding->verdict != VERDICT_SAFE;
}

void story_print(const struct stored_finding *row, bool color)
{
    struct story story = {.finding = &row->finding, .color = color};
    print_head(&story, row->state);
    for (uint32_t i = 0; i < row->finding.n_steps; i++)
        print_step(&story, i);
    print_verdict(&story);
    if (is_open(&row->finding)) {
        print_part(&story, "What it gives away", row->finding.gain);
        print_part(&story, "The smallest repair", row->finding.repair);
    }
    if (row->confirmed) {
        g_autofree char *events = g_strdup_printf("%u recorded events support it.", row->confirmed);
        print_part(&story, "Seen at run time", events);
    }
    print_part(&story, "Suppressed", row->finding.suppressed);
    if (rule_find(row->finding.rule) >= 0)
        printf("\n`mpx-audit explain %s` tells what the rule finds and what it leaves alone.\n", row->finding.rule);
}
