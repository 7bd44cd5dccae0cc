#include "scan/findings.h"

#include <string.h>

#include "model/fingerprint.h"
#include "scan/judgement.h"
#include "scan/order.h"
#include "scan/paths.h"

struct taker {
    const struct findings_context *context;
    GStringChunk *strings;
    GArray *findings;
};

static const char *keep(const struct taker *taker, const char *text)
{
    return text ? g_string_chunk_insert_const(taker->strings, text) : NULL;
}

static const char *keep_owned(const struct taker *taker, char *text)
{
    const char *kept = keep(taker, text);
    g_free(text);
    return kept;
}

static const char *keep_path(const struct taker *taker, const char *file)
{
    return file ? keep_owned(taker, paths_relative(taker->context->root, file)) : NULL;
}

static struct source *source_of(const struct taker *taker, const char *path)
{
    g_autofree char *file = g_canonicalize_filename(path, taker->context->root);
    return sources_get(taker->context->sources, file);
}

/* "" where there is none: a flag has no line, and a file may be gone by now. */
static const char *trimmed_line(const struct taker *taker, const char *path, uint32_t line)
{
    struct source *source = path ? source_of(taker, path) : NULL;
    char *text = source ? source_line(source, line) : NULL;
    return keep_owned(taker, text ? g_strstrip(text) : g_strdup(""));
}

static struct step *copy_steps(const struct taker *taker, const struct finding *finding)
{
    struct step *steps = g_new0(struct step, finding->n_steps);
    for (uint32_t i = 0; i < finding->n_steps; i++) {
        steps[i] = finding->steps[i];
        steps[i].file = keep_path(taker, finding->steps[i].file);
        steps[i].why = keep(taker, finding->steps[i].why);
        steps[i].text = trimmed_line(taker, steps[i].file, steps[i].line);
    }
    return steps;
}

/* What a rule reported, in strings of our own. */
static void take_one(const struct finding *finding, void *context)
{
    const struct taker *taker = context;
    if (!paths_is_ours(taker->context->root, finding->file))
        return;
    struct finding copy = *finding;
    copy.rule = keep(taker, finding->rule);
    copy.reason = keep(taker, finding->reason);
    copy.message = keep(taker, finding->message);
    copy.gain = keep(taker, finding->gain);
    copy.repair = keep(taker, finding->repair);
    copy.key = keep(taker, finding->key ? finding->key : "");
    copy.file = keep_path(taker, finding->file);
    copy.function = keep(taker, finding->function ? finding->function : "");
    copy.steps = copy_steps(taker, finding);
    g_array_append_val(taker->findings, copy);
}

/* Everything that identifies the finding but its place among equal ones; with its path, and without. */
static void identify(const struct taker *taker, struct finding *finding)
{
    finding->identity = keep_owned(
        taker, fingerprint_of("finding", finding->rule, finding->file, finding->function, finding->key, NULL));
    finding->identity_moved =
        keep_owned(taker, fingerprint_of("moved", finding->rule, finding->function, finding->key, NULL));
}

static void look_up_source(const struct taker *taker, struct finding *finding)
{
    struct source *source = source_of(taker, finding->file);
    finding->line_hash = source ? keep(taker, source_line_hash(source, finding->line)) : NULL;
    finding->suppressed =
        keep(taker, suppressions_match(taker->context->suppressions, finding->file, finding->line, finding->rule));
}

static void clear_steps(struct finding *finding)
{
    g_free((void *)(uintptr_t)finding->steps);
}

/* In order, so that ordinals follow the lines. */
static void complete(const struct taker *taker)
{
    GArray *findings = taker->findings;
    unsigned kept = 0;
    seen_begin_unit(taker->context->seen);
    for (unsigned i = 0; i < findings->len; i++) {
        struct finding *finding = &g_array_index(findings, struct finding, i);
        uint32_t ordinal;
        identify(taker, finding);
        if (!seen_add(taker->context->seen, finding->identity, finding->line, finding->col, &ordinal,
                      &finding->occurrence)) {
            clear_steps(finding);
            continue;
        }
        finding->fingerprint = keep_owned(taker, fingerprint_numbered(finding->identity, ordinal));
        finding->fingerprint_moved = keep_owned(taker, fingerprint_numbered(finding->identity_moved, ordinal));
        look_up_source(taker, finding);
        g_array_index(findings, struct finding, kept++) = *finding;
    }
    findings->len = kept; /* the dropped ones are cleared already */
}

GArray *findings_take(const struct findings_context *context, const uint8_t *judged, size_t n, GStringChunk *strings)
{
    struct taker taker = {.context = context, .strings = strings};
    taker.findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
    judgement_each(judged, n, take_one, &taker);
    g_array_sort(taker.findings, order_findings);
    complete(&taker);
    return taker.findings;
}

void findings_free(GArray *findings)
{
    for (unsigned i = 0; i < findings->len; i++)
        clear_steps(&g_array_index(findings, struct finding, i));
    g_array_unref(findings);
}
