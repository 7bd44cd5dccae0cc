/* Findings as compilers print them, file by file, so that editors and people can follow them. */
#include <string.h>

#include "reports/legal.h"
#include "reports/writers.h"

/* SGR parameters (ECMA-48 §8.3.117) by level. */
static const char *const level_colors[] = {"2", "36", "33", "33;1", "31;1", "35;1"};

static void paint(FILE *out, bool color, const char *sgr, const char *text)
{
    if (color)
        fprintf(out, "\x1b[%sm%s\x1b[0m", sgr, text);
    else
        fputs(text, out);
}

/* Every string of the tree comes out through this. */
static void put(FILE *out, const char *text)
{
    g_autofree char *shown = legal_terminal(text);
    fputs(shown, out);
}

static void put_place(FILE *out, const xmlNode *node, bool color)
{
    g_autofree char *file = legal_terminal(tree_get(node, "file"));
    g_autofree char *place = g_strdup_printf("%s:%s:%s", file, tree_get(node, "line"), tree_get(node, "col"));
    paint(out, color, "1", place);
}

static void put_source(FILE *out, const xmlNode *step)
{
    if (!*tree_text(step, "text"))
        return;
    fputs("        | ", out);
    put(out, tree_text(step, "text"));
    fputc('\n', out);
}

static void put_step(FILE *out, const xmlNode *step, unsigned number, bool color)
{
    fprintf(out, "  %2u. %-8s ", number, tree_get(step, "role"));
    put_place(out, step, color);
    fputs(": ", out);
    put(out, tree_text(step, "why"));
    fputc('\n', out);
    put_source(out, step);
}

static bool is_same_place(const xmlNode *a, const xmlNode *b)
{
    return g_str_equal(tree_get(a, "line"), tree_get(b, "line")) &&
           g_str_equal(tree_get(a, "col"), tree_get(b, "col")) && g_str_equal(tree_get(a, "file"), tree_get(b, "file"));
}

/* A lone step where the finding stands says nothing that the heading has not said: its source line is enough. */
static void put_steps(FILE *out, const xmlNode *finding, bool color)
{
    const xmlNode *first = tree_child(tree_child(finding, "steps"), "step");
    if (first && !tree_next(first) && is_same_place(first, finding)) {
        put_source(out, first);
        return;
    }
    unsigned number = 0;
    for (const xmlNode *step = first; step; step = tree_next(step))
        put_step(out, step, ++number, color);
}

/* `said` holds what stood in this report before: many findings share their gain, and once is enough. */
static void put_advice(FILE *out, const char *label, const char *text, GHashTable *said)
{
    if (!*text || !g_hash_table_add(said, (gpointer)text))
        return;
    fprintf(out, "  %s: ", label);
    put(out, text);
    fputc('\n', out);
}

/* "  seen: the range was made writable and executable: mprotect(addr=0x…, prot=0x7) = 0 [event 15 of trace 1], 1 in
 * all" */
static void put_confirmed(FILE *out, const xmlNode *finding)
{
    const xmlNode *first = tree_child(tree_child(finding, "confirmations"), "confirmation");
    const xmlNode *event = tree_child(tree_child(first, "events"), "event");
    if (!first)
        return;
    fputs("  seen: ", out);
    put(out, tree_text(first, "why"));
    if (event) {
        g_autofree char *call = g_strdup_printf(
            ": %s(%s) = %s [event %s of trace %s%s%s]", tree_get(event, "interface"), tree_get(event, "args"),
            tree_get(event, "ret"), tree_get(event, "event"), tree_get(event, "trace"),
            tree_has(event, "place") ? ", called at " : "", tree_get(event, "place"));
        put(out, call);
    }
    fprintf(out, ", %u in all\n", tree_number(finding, "confirmed"));
}

static void put_finding(FILE *out, const xmlNode *finding, bool color, GHashTable *said)
{
    const char *level = tree_get(finding, "level");
    int rank = level_parse(level);
    put_place(out, finding, color);
    fputs(": ", out);
    paint(out, color, level_colors[rank < 0 ? 0 : rank], level);
    fputs(": ", out);
    put(out, tree_text(finding, "message"));
    fputs(" [", out);
    put(out, tree_get(finding, "rule"));
    fputs("]\n", out);
    put_steps(out, finding, color);
    put_confirmed(out, finding);
    put_advice(out, "gain", tree_text(finding, "gain"), said);
    put_advice(out, "repair", tree_text(finding, "repair"), said);
}

static int compare_number(const xmlNode *a, const xmlNode *b, const char *attribute)
{
    unsigned x = tree_number(a, attribute), y = tree_number(b, attribute);
    return (x > y) - (x < y);
}

/* The tree's own order is by level first; here a file is read from top to bottom. */
static int by_place(const void *first, const void *second)
{
    const xmlNode *a = *(const xmlNode *const *)first, *b = *(const xmlNode *const *)second;
    int order = strcmp(tree_get(a, "file"), tree_get(b, "file"));
    order = order ? order : compare_number(a, b, "line");
    order = order ? order : compare_number(a, b, "col");
    order = order ? order : strcmp(tree_get(a, "rule"), tree_get(b, "rule"));
    return order ? order : strcmp(tree_get(a, "fingerprint"), tree_get(b, "fingerprint"));
}

static bool is_safe(const xmlNode *finding)
{
    return g_str_equal(tree_get(finding, "level"), level_name(LEVEL_NONE));
}

static GPtrArray *chosen(const struct report *report, bool safe, int (*compare)(const void *, const void *))
{
    GPtrArray *list = g_ptr_array_new();
    for (xmlNode *at = tree_list(report, "findings", "finding"); at; at = tree_next(at))
        if (tree_is_present(at) && !tree_child(at, "suppressed") && is_safe(at) == safe)
            g_ptr_array_add(list, at);
    g_ptr_array_sort(list, compare);
    return list;
}

/* Answers how many. */
static guint put_alarms(FILE *out, const struct report *report)
{
    g_autoptr(GPtrArray) alarms = chosen(report, false, by_place);
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < alarms->len; i++) {
        const xmlNode *finding = alarms->pdata[i];
        if (i > 0 && !g_str_equal(tree_get(alarms->pdata[i - 1], "file"), tree_get(finding, "file")))
            fputc('\n', out);
        put_finding(out, finding, report->color, said);
    }
    return alarms->len;
}

static int by_reason(const void *first, const void *second)
{
    const xmlNode *a = *(const xmlNode *const *)first, *b = *(const xmlNode *const *)second;
    int order = strcmp(tree_get(a, "reason"), tree_get(b, "reason"));
    return order ? order : by_place(first, second);
}

/* "3 pairs were found safe: 2 compared, 1 unused". */
static void put_reasons(FILE *out, const GPtrArray *safe)
{
    fprintf(out, "%u pair%s found safe:", safe->len, safe->len == 1 ? " was" : "s were");
    for (guint i = 0, n; i < safe->len; i += n) {
        const char *reason = tree_get(safe->pdata[i], "reason");
        for (n = 1; i + n < safe->len && g_str_equal(reason, tree_get(safe->pdata[i + n], "reason")); n++)
            continue;
        fprintf(out, "%s %u ", i ? "," : "", n);
        put(out, reason);
    }
    fputc('\n', out);
}

static void put_safe_pair(FILE *out, const xmlNode *finding, bool color)
{
    fputc('\n', out);
    put_place(out, finding, color);
    fputs(": ", out);
    paint(out, color, "32", "safe");
    fputs(": ", out);
    put(out, tree_text(finding, "message"));
    fputs(" [", out);
    put(out, tree_get(finding, "rule"));
    fputs("]\n", out);
    put_steps(out, finding, color);
}

/* Behind the alarms and apart from them, by reason. */
static void put_safe(FILE *out, const struct report *report, bool is_first)
{
    g_autoptr(GPtrArray) safe = chosen(report, true, by_reason);
    if (!safe->len)
        return;
    if (!is_first)
        fputc('\n', out);
    put_reasons(out, safe);
    for (guint i = 0; i < safe->len; i++)
        put_safe_pair(out, safe->pdata[i], report->color);
}

bool write_text(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    guint alarms = put_alarms(out, report);
    put_safe(out, report, alarms == 0);
    return true;
}
