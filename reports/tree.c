/* Database → tree. */
#include "reports/tree.h"

#include <string.h>

#include "db/part.h"
#include "reports/grow.h"
#include "reports/legal.h"
#include "reports/runtime.h"

enum { CONTEXT_LINES = 5 };

struct builder {
    const struct report_options *options;
    xmlNode *root;
    xmlNode *list;     /* where the rows that are being read go */
    GHashTable *rules; /* ids of the rules in the tree */
    GHashTable
        *lines; /* file → GHashTable of the numbers of the lines that findings need; names are the database's own */
    GHashTable *needed;  /* of the file whose excerpts are being read */
    GHashTable *claims;  /* fingerprint_moved → number; with a baseline only */
    GHashTable *reasons; /* why pairs are safe → number */
    struct runtime *runtime;
    unsigned *open;
    unsigned safe; /* pairs in the code today */
    unsigned findings, hidden, suppressed, fixed, baseline, sites;
};

static void put_place(xmlNode *node, const char *file, uint32_t line, uint32_t col)
{
    grow_put(node, "file", file);
    grow_number(node, "line", line);
    grow_number(node, "col", col);
}

static void put_part(xmlNode *node, const struct run_part *part)
{
    if (part->shard)
        grow_number(node, "shard", part->shard);
    if (part->shards)
        grow_number(node, "shards", part->shards);
    if (part->missing)
        grow_put(node, "missing_shards", part->missing);
}

static void add_provenance(struct builder *builder, const struct reader *reader)
{
    const struct run_info *run = reader_run(reader);
    const struct run_totals *totals = reader_totals(reader);
    xmlNode *node = grow_add(builder->root, "provenance");
    grow_put(node, "tool", "mpx-audit");
    grow_put(node, "version", run->tool_version);
    grow_put(node, "command", run->command);
    grow_put(node, "root", run->root);
    grow_put(node, "started", run->started);
    grow_put(node, "catalogue", run->catalogue);
    grow_number(node, "schema", (uint64_t)reader_schema(reader));
    grow_number(node, "run", (uint64_t)reader_run_number(reader));
    grow_number(node, "elapsed_ms", totals->elapsed_ms);
    grow_number(node, "peak_parent_kib", totals->peak_parent_kib);
    grow_number(node, "peak_worker_kib", totals->peak_worker_kib);
    put_part(node, reader_part(reader));
}

/* What is known before the rows are read; fill_totals adds the rest. */
static void add_totals(struct builder *builder, const struct reader *reader)
{
    const struct run_totals *totals = reader_totals(reader);
    xmlNode *node = grow_add(builder->root, "totals");
    grow_number(node, "units", totals->units);
    grow_number(node, "units_ok", totals->ok);
    grow_number(node, "units_degraded", totals->degraded);
    grow_number(node, "units_failed", totals->failed);
    grow_number(node, "units_skipped", totals->skipped);
    grow_number(node, "functions", totals->functions);
    grow_number(node, "functions_degraded", totals->functions_degraded);
    grow_number(node, "instructions", totals->instructions);
    grow_number(node, "unknowns", totals->unknowns);
}

static void fill_reasons(const struct builder *builder, xmlNode *list)
{
    g_autoptr(GList) reasons = g_list_sort(g_hash_table_get_keys(builder->reasons), (GCompareFunc)strcmp);
    for (GList *at = reasons; at; at = at->next) {
        xmlNode *reason = grow_add(list, "reason");
        grow_put(reason, "name", at->data);
        grow_number(reason, "count", GPOINTER_TO_UINT(g_hash_table_lookup(builder->reasons, at->data)));
    }
}

static void fill_totals(struct builder *builder)
{
    xmlNode *node = tree_child(builder->root, "totals");
    grow_number(node, "sites", builder->sites);
    grow_number(node, "findings", builder->findings);
    grow_number(node, "hidden", builder->hidden);
    grow_number(node, "suppressed", builder->suppressed);
    grow_number(node, "fixed", builder->fixed);
    grow_number(node, "baseline", builder->baseline);
    grow_number(node, "safe", builder->safe);
    xmlNode *levels = grow_add(node, "levels");
    for (int level = LEVEL_CRITICAL; level >= LEVEL_NONE; level--) {
        xmlNode *count = grow_add(levels, "level");
        grow_put(count, "name", level_name((enum level)level));
        grow_number(count, "count", builder->open[level]);
    }
    fill_reasons(builder, grow_add(node, "reasons"));
}

static bool take_rule(const struct rule_row *rule, void *context)
{
    struct builder *builder = context;
    xmlNode *node = grow_add(builder->list, "rule");
    grow_put(node, "id", rule->id);
    grow_put(node, "family", rule->family);
    grow_put(node, "severity", level_name(rule->severity));
    grow_number(node, "cwe", (uint64_t)MAX(rule->cwe, 0));
    grow_text(node, "title", *rule->title ? rule->title : rule->id);
    grow_text(node, "help", rule->help);
    g_hash_table_add(builder->rules, g_strdup(tree_get(node, "id")));
    return true;
}

/* A rule that this version does not have any more may still have findings that were fixed. */
static void need_rule(struct builder *builder, const struct finding *finding)
{
    g_autofree char *id = legal_xml(finding->rule);
    if (g_hash_table_contains(builder->rules, id))
        return;
    xmlNode *findings = builder->list;
    builder->list = tree_child(builder->root, "rules");
    take_rule(&(struct rule_row){.id = id, .family = "", .severity = finding->severity, .title = "", .help = ""},
              builder);
    builder->list = findings;
}

static bool take_unit(const struct unit_report *unit, void *context)
{
    struct builder *builder = context;
    xmlNode *node = grow_add(builder->list, "unit");
    grow_put(node, "file", unit->file);
    grow_put(node, "status", unit_status_name(unit->status));
    grow_put(node, "mode", unit->mode);
    grow_given(node, "reason", unit->reason);
    grow_number(node, "functions", unit->functions);
    grow_number(node, "functions_degraded", unit->functions_degraded);
    grow_number(node, "instructions", unit->instructions);
    grow_number(node, "unknowns", unit->unknowns);
    return true;
}

static bool take_site(const struct site *site, void *context)
{
    struct builder *builder = context;
    xmlNode *node = grow_add(builder->list, "site");
    builder->sites++;
    grow_put(node, "fingerprint", site->fingerprint);
    grow_put(node, "family", site->family);
    grow_put(node, "interface", site->interface);
    grow_put(node, "kind", site_kind_name(site->kind));
    put_place(node, site->file, site->line, site->col);
    grow_given(node, "function", site->function);
    grow_put(node, "side", side_name(site->side));
    grow_given(node, "value", site->value);
    grow_put(node, "confidence", confidence_name(site->confidence));
    xmlNode *args = grow_add(node, "args");
    for (uint32_t i = 0; i < site->n_args; i++) {
        xmlNode *arg = grow_add(args, "arg");
        grow_put(arg, "name", site->args[i].name);
        grow_given(arg, "value", site->args[i].value);
        grow_given(arg, "tags", site->args[i].tags);
        grow_text(arg, "text", site->args[i].text);
    }
    runtime_site(builder->runtime, node, site->fingerprint);
    return true;
}

static void need_lines(struct builder *builder, const char *file, uint32_t line)
{
    GHashTable *lines = g_hash_table_lookup(builder->lines, file);
    if (!lines) {
        lines = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(builder->lines, g_strdup(file), lines);
    }
    uint32_t first = line > CONTEXT_LINES ? line - CONTEXT_LINES : 1;
    for (uint32_t i = 0; i <= line + CONTEXT_LINES - first; i++)
        g_hash_table_add(lines, GUINT_TO_POINTER(first + i));
}

static void add_steps(struct builder *builder, xmlNode *node, const struct finding *finding)
{
    xmlNode *steps = grow_add(node, "steps");
    for (uint32_t i = 0; i < finding->n_steps; i++) {
        const struct step *step = &finding->steps[i];
        xmlNode *child = grow_add(steps, "step");
        grow_put(child, "role", step_role_name(step->role));
        put_place(child, step->file, step->line, step->col);
        grow_text(child, "text", step->text);
        grow_text(child, "why", step->why);
        need_lines(builder, step->file, step->line);
    }
}

static void add_finding(struct builder *builder, const struct stored_finding *row, enum state state, bool known)
{
    const struct finding *finding = &row->finding;
    xmlNode *node = grow_add(builder->list, "finding");
    need_rule(builder, finding);
    grow_put(node, "fingerprint", finding->fingerprint);
    grow_put(node, "fingerprint_moved", finding->fingerprint_moved);
    grow_put(node, "rule", finding->rule);
    grow_put(node, "level", level_name(finding->level));
    grow_put(node, "severity", level_name(finding->severity));
    grow_put(node, "confidence", confidence_name(finding->confidence));
    grow_given(node, "verdict", verdict_name(finding->verdict));
    grow_given(node, "reason", finding->reason);
    grow_put(node, "state", state_name(state));
    if (known)
        grow_put(node, "known", "true");
    put_place(node, finding->file, finding->line, finding->col);
    grow_given(node, "function", finding->function);
    grow_given(node, "line_hash", finding->line_hash);
    grow_number(node, "confirmed", row->confirmed);
    grow_number(node, "hits", row->hits);
    grow_text(node, "message", finding->message);
    if (finding->gain)
        grow_text(node, "gain", finding->gain);
    if (finding->repair)
        grow_text(node, "repair", finding->repair);
    if (finding->suppressed)
        grow_text(node, "suppressed", finding->suppressed);
    add_steps(builder, node, finding);
    need_lines(builder, finding->file, finding->line);
    if (row->confirmed > 0)
        runtime_finding(builder->runtime, node, row->id);
}

/* Counts who may claim a fingerprint_moved of the baseline; see in_baseline. */
static bool count_claim(const struct stored_finding *row, void *context)
{
    struct builder *builder = context;
    const struct finding *finding = &row->finding;
    if (row->state == STATE_FIXED)
        return true;
    bool itself = g_hash_table_contains(builder->options->baseline, finding->fingerprint);
    unsigned claims = GPOINTER_TO_UINT(g_hash_table_lookup(builder->claims, finding->fingerprint_moved));
    g_hash_table_insert(builder->claims, g_strdup(finding->fingerprint_moved),
                        GUINT_TO_POINTER(claims + (itself ? 2 : 1)));
    return true;
}

/* By fingerprint; else by fingerprint_moved, when this finding alone can be the one that moved: a copy beside the
 * original, or one of two copies, is new. */
static bool in_baseline(const struct builder *builder, const struct finding *finding)
{
    GHashTable *baseline = builder->options->baseline;
    if (!baseline)
        return false;
    if (g_hash_table_contains(baseline, finding->fingerprint))
        return true;
    return g_hash_table_contains(baseline, finding->fingerprint_moved) &&
           GPOINTER_TO_UINT(g_hash_table_lookup(builder->claims, finding->fingerprint_moved)) == 1;
}

static bool is_safe(const struct finding *finding)
{
    return finding->level == LEVEL_NONE && finding->verdict == VERDICT_SAFE;
}

static void count_safe(struct builder *builder, const struct finding *finding)
{
    const char *reason = finding->reason ? finding->reason : "";
    unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(builder->reasons, reason));
    g_hash_table_insert(builder->reasons, g_strdup(reason), GUINT_TO_POINTER(count + 1));
    builder->safe++;
}

static bool is_asked(const struct builder *builder, const struct finding *finding)
{
    return finding->level >= builder->options->severity || (builder->options->safe && is_safe(finding));
}

/* Counts every finding, shows those that the options ask for. */
static bool take_finding(const struct stored_finding *row, void *context)
{
    struct builder *builder = context;
    const struct finding *finding = &row->finding;
    bool fixed = row->state == STATE_FIXED;
    bool known = !fixed && in_baseline(builder, finding);
    builder->findings += !fixed;
    builder->fixed += fixed;
    builder->suppressed += !fixed && finding->suppressed != NULL;
    builder->baseline += known;
    if (!fixed && !known && !finding->suppressed)
        builder->open[finding->level]++;
    if (!fixed && is_safe(finding))
        count_safe(builder, finding);
    if (is_asked(builder, finding))
        add_finding(builder, row, known ? STATE_UNCHANGED : row->state, known);
    else
        builder->hidden += !fixed && !is_safe(finding);
    return true;
}

static bool take_excerpt(const struct excerpt *excerpt, void *context)
{
    struct builder *builder = context;
    if (!g_hash_table_contains(builder->needed, GUINT_TO_POINTER(excerpt->line)))
        return true;
    xmlNode *line = grow_add(builder->list, "line");
    grow_number(line, "n", excerpt->line);
    grow_text(line, "text", excerpt->text);
    return true;
}

static bool add_excerpts(struct builder *builder, struct reader *reader, GError **error)
{
    xmlNode *excerpts = grow_add(builder->root, "excerpts");
    g_autoptr(GList) files = g_list_sort(g_hash_table_get_keys(builder->lines), (GCompareFunc)strcmp);
    for (GList *at = files; at; at = at->next) {
        xmlNode *excerpt = grow_add(excerpts, "excerpt");
        grow_put(excerpt, "file", at->data);
        builder->list = grow_add(excerpt, "lines");
        builder->needed = g_hash_table_lookup(builder->lines, at->data);
        if (!reader_excerpts(reader, at->data, take_excerpt, builder, error))
            return false;
        if (!builder->list->children) {
            xmlUnlinkNode(excerpt);
            xmlFreeNode(excerpt);
        }
    }
    return true;
}

#define LIST(builder, name) ((builder)->list = grow_add((builder)->root, name))

static bool add_all(struct builder *builder, struct reader *reader, GError **error)
{
    builder->runtime = runtime_new(reader, error);
    if (!builder->runtime)
        return false;
    add_provenance(builder, reader);
    add_totals(builder, reader);
    LIST(builder, "rules");
    if (!reader_rules(reader, take_rule, builder, error))
        return false;
    LIST(builder, "units");
    if (!reader_units(reader, take_unit, builder, error))
        return false;
    LIST(builder, "sites");
    if (!reader_sites(reader, take_site, builder, error))
        return false;
    if (builder->options->baseline && !reader_findings(reader, count_claim, builder, error))
        return false;
    LIST(builder, "findings");
    if (!reader_findings(reader, take_finding, builder, error) || !add_excerpts(builder, reader, error))
        return false;
    fill_totals(builder);
    return runtime_fill(builder->runtime, reader, builder->root, error);
}

xmlDoc *tree_build(struct reader *reader, const struct report_options *options, unsigned *open, GError **error)
{
    xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
    doc->encoding = xmlStrdup((const xmlChar *)"UTF-8");
    xmlNode *root = xmlNewDocNode(doc, NULL, (const xmlChar *)"report", NULL);
    xmlDocSetRootElement(doc, root);
    xmlSetNs(root, xmlNewNs(root, (const xmlChar *)REPORT_NAMESPACE, NULL));
    grow_put(root, "format", "1");
    struct builder builder = {
        .options = options,
        .root = root,
        .open = open,
        .rules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref),
        .claims = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    bool built = add_all(&builder, reader, error);
    runtime_free(builder.runtime);
    g_hash_table_unref(builder.rules);
    g_hash_table_unref(builder.lines);
    g_hash_table_unref(builder.claims);
    g_hash_table_unref(builder.reasons);
    if (built)
        return doc;
    xmlFreeDoc(doc);
    return NULL;
}
