#include "scan/judgement.h"

#include <string.h>

#include "facts/owners.h"
#include "facts/uses.h"
#include "scan/lower.h"

/* Strings are bytes: names and paths need not be UTF-8. A step is role, line, column, file and why. A finding is rule,
 * confidence, severity, level, verdict, line, column, the strings in the order of strings_of, the steps, and its
 * memory. Behind the findings are the functions that were not followed: number and why. */
#define STEP_TYPE "(uuumaymay)"
#define FINDING_TYPE "(uuuuuuuamaya" STEP_TYPE "(buxx))"
#define FINDINGS_TYPE "a" FINDING_TYPE
#define UNFOLLOWED_TYPE "a(uay)"
#define JUDGEMENT_TYPE "(" FINDINGS_TYPE UNFOLLOWED_TYPE ")"

enum { N_STRINGS = 7 };

/* The order is the format. */
static void strings_of(struct finding *finding, const char **ret_strings[N_STRINGS])
{
    const char **strings[N_STRINGS] = {&finding->reason, &finding->message, &finding->gain,    &finding->repair,
                                       &finding->key,    &finding->file,    &finding->function};
    memcpy(ret_strings, strings, sizeof strings);
}

/* ---- in the worker ---- */

static GVariant *string_variant(const char *text)
{
    return g_variant_new_maybe(G_VARIANT_TYPE("ay"), text ? g_variant_new_bytestring(text) : NULL);
}

static GVariant *steps_variant(const struct finding *finding)
{
    GVariantBuilder steps;
    g_variant_builder_init(&steps, G_VARIANT_TYPE("a" STEP_TYPE));
    for (uint32_t i = 0; i < finding->n_steps; i++) {
        const struct step *step = &finding->steps[i];
        g_variant_builder_add(&steps, "(uuu@may@may)", (guint32)step->role, step->line, step->col,
                              string_variant(step->file), string_variant(step->why));
    }
    return g_variant_builder_end(&steps);
}

static GVariant *strings_variant(const struct finding *finding)
{
    struct finding copy = *finding;
    const char **strings[N_STRINGS];
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("amay"));
    strings_of(&copy, strings);
    for (int i = 0; i < N_STRINGS; i++)
        g_variant_builder_add_value(&builder, string_variant(*strings[i]));
    return g_variant_builder_end(&builder);
}

static void add(const struct finding *finding, void *context)
{
    const struct finding_memory *memory = &finding->memory;
    g_variant_builder_add(context, "(uuuuuuu@amay@a" STEP_TYPE "(buxx))", (guint32)rule_find(finding->rule),
                          (guint32)finding->confidence, (guint32)finding->severity, (guint32)finding->level,
                          (guint32)finding->verdict, finding->line, finding->col, strings_variant(finding),
                          steps_variant(finding), (gboolean)memory->is_known, memory->parameter, memory->low,
                          memory->high);
}

GArray *judgement_uses(const struct scan_options *options, const struct ir_unit *unit, const struct wrappers *tree,
                       struct wrappers **ret_wrappers)
{
    GArray *uses = uses_find(unit, options->catalogue);
    uses_leave_out(uses, options->without);
    *ret_wrappers = wrappers_of(unit, options->catalogue, uses, tree);
    wrappers_add_uses(*ret_wrappers, unit, options->catalogue, uses);
    return uses;
}

static GVariant *unfollowed_variant(const GArray *unfollowed)
{
    GVariantBuilder all;
    g_variant_builder_init(&all, G_VARIANT_TYPE(UNFOLLOWED_TYPE));
    for (guint i = 0; i < unfollowed->len; i++) {
        const struct unfollowed *one = &g_array_index(unfollowed, struct unfollowed, i);
        g_variant_builder_add(&all, "(u@ay)", one->function, g_variant_new_bytestring(one->why));
    }
    return g_variant_builder_end(&all);
}

static GVariant *judge(const struct judgement *judgement, const struct ir_unit *unit)
{
    const struct scan_options *options = judgement->options;
    struct owners_options owners = {options->untrusted, options->assume_shared};
    struct wrappers *wrappers;
    GVariantBuilder findings;
    g_variant_builder_init(&findings, G_VARIANT_TYPE(FINDINGS_TYPE));
    g_autoptr(GArray) uses = judgement_uses(options, unit, judgement->wrappers, &wrappers);
    g_autoptr(GArray) unfollowed = rules_run(unit, options->catalogue, judgement->tree, judgement->made, &owners, uses,
                                             options->rules, add, &findings);
    wrappers_free(wrappers);
    return g_variant_new("(@" FINDINGS_TYPE "@" UNFOLLOWED_TYPE ")", g_variant_builder_end(&findings),
                         unfollowed_variant(unfollowed));
}

bool judgement_pass(const struct judgement *judgement, const struct worker_result *read, GByteArray *payload,
                    char **ret_reason)
{
    struct ir_unit *unit = lower_unpack(read->payload, read->payload_size, ret_reason);
    if (!unit)
        return false;
    g_autoptr(GVariant) all = g_variant_ref_sink(judge(judgement, unit));
    g_byte_array_append(payload, g_variant_get_data(all), (guint)g_variant_get_size(all));
    ir_unit_free(unit);
    return true;
}

/* ---- in the parent ---- */

/* Lives as long as the bytes. */
static const char *string_from(GVariant *maybe)
{
    g_autoptr(GVariant) text = g_variant_get_maybe(maybe);
    return text ? g_variant_get_bytestring(text) : NULL;
}

static bool read_step(GVariant *from, struct step *ret_step)
{
    guint32 role;
    g_autoptr(GVariant) file = NULL, why = NULL;
    g_variant_get(from, "(uuu@may@may)", &role, &ret_step->line, &ret_step->col, &file, &why);
    ret_step->role = (enum step_role)role;
    ret_step->file = string_from(file);
    ret_step->why = string_from(why);
    return role <= ROLE_CALL;
}

static bool read_steps(GVariant *from, GArray *ret_steps)
{
    bool is_sound = true;
    for (gsize i = 0; is_sound && i < g_variant_n_children(from); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(from, i);
        struct step step = {0};
        is_sound = read_step(child, &step);
        g_array_append_val(ret_steps, step);
    }
    return is_sound;
}

static bool read_strings(GVariant *from, struct finding *finding)
{
    const char **strings[N_STRINGS];
    strings_of(finding, strings);
    if (g_variant_n_children(from) != N_STRINGS)
        return false;
    for (gsize i = 0; i < N_STRINGS; i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(from, i);
        *strings[i] = string_from(child);
    }
    return finding->message && finding->gain && finding->repair && finding->file;
}

static void emit_one(GVariant *from, rule_emit emit, void *context)
{
    guint32 rule, confidence, severity, level, verdict;
    gboolean is_known;
    g_autoptr(GVariant) strings = NULL, steps = NULL;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct step));
    struct finding finding = {0};
    struct finding_memory *memory = &finding.memory;
    g_variant_get(from, "(uuuuuuu@amay@a" STEP_TYPE "(buxx))", &rule, &confidence, &severity, &level, &verdict,
                  &finding.line, &finding.col, &strings, &steps, &is_known, &memory->parameter, &memory->low,
                  &memory->high);
    bool is_sound = rule < n_rules && confidence <= CONFIDENCE_HIGH && severity <= LEVEL_CRITICAL &&
                    level <= LEVEL_CRITICAL && verdict <= VERDICT_SAFE && read_strings(strings, &finding) &&
                    read_steps(steps, all);
    if (!is_sound)
        return;
    finding.rule = rules[rule].id;
    finding.confidence = (enum confidence)confidence;
    finding.severity = (enum level)severity;
    finding.level = (enum level)level;
    finding.verdict = (enum verdict)verdict;
    memory->is_known = is_known;
    finding.steps = (const struct step *)(const void *)all->data;
    finding.n_steps = all->len;
    emit(&finding, context);
}

static GVariant *part_of(const uint8_t *bytes, size_t n, gsize part)
{
    g_autoptr(GVariant) all =
        g_variant_ref_sink(g_variant_new_from_data(G_VARIANT_TYPE(JUDGEMENT_TYPE), bytes, n, FALSE, NULL, NULL));
    return g_variant_get_child_value(all, part);
}

GArray *judgement_unfollowed(const uint8_t *bytes, size_t n, const struct ir_unit *unit, GStringChunk *strings)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct unfollowed));
    g_autoptr(GVariant) list = part_of(bytes, n, 1);
    for (gsize i = 0; i < g_variant_n_children(list); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(list, i), why = NULL;
        struct unfollowed one;
        g_variant_get(child, "(u@ay)", &one.function, &why);
        one.why = g_string_chunk_insert(strings, g_variant_get_bytestring(why));
        bool is_next = !all->len || one.function > g_array_index(all, struct unfollowed, all->len - 1).function;
        if (is_next && one.function < unit->functions->len)
            g_array_append_val(all, one);
    }
    return all;
}

void judgement_each(const uint8_t *bytes, size_t n, rule_emit emit, void *context)
{
    g_autoptr(GVariant) findings = part_of(bytes, n, 0);
    for (gsize i = 0; i < g_variant_n_children(findings); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(findings, i);
        emit_one(child, emit, context);
    }
}
