/* intel-mpx-removed: bound registers are gone from kernel and compiler.
 *
 * Finds
 *   1. bnd* instructions by mnemonic and by bytes, their intrinsics, the functions of libmpx;
 *   2. prctl(PR_MPX_…), also by number;
 *   3. compiler and linker flags that ask for bounds checks (once a unit).
 * As a note
 *   4. any of these in text that the build leaves out;
 *   5. a constant such as SEGV_BNDERR: code that decodes a signal claims no protection.
 * Stays silent on
 *   6. constants in the kernel itself, and definitions.
 * Known gaps
 *   7. .S files. */
#include "rules/report.h"

static bool is_judged(const struct review *review, const struct use *use)
{
    if (!g_str_equal(use->interface->family, "intel-mpx") || use->is_definition || use->wrapper)
        return false; /* a wrapper's callers say nothing that the wrapper has not said */
    if (use->function && use->function->degraded)
        return false;
    return !(review->unit->is_kernel && use->spelling->kind == SPELLING_CONSTANT); /* 6 */
}

static enum level severity_of(const struct review *review, const struct use *use)
{
    bool only_named = use->is_skipped_text || use->spelling->kind == SPELLING_CONSTANT; /* 4, 5 */
    return only_named ? LEVEL_NOTE : review->rule->severity;
}

static void judge(struct review *review, const struct use *use)
{
    const char *removed = use->interface->removed ? use->interface->removed : "Linux 5.6";
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, severity_of(review, use), CONFIDENCE_HIGH);
    report_message(report, "%s is Intel MPX, removed in %s%s", call, removed,
                   use->is_skipped_text ? " (this build leaves it out)" : "");
    report_gain(report,
                "Bounds are not checked: the instructions do nothing on a machine without MPX, and the kernel does not "
                "enable it on one that has it. An overflow that the code counts on being caught is not.");
    report_repair(report,
                  "Take it out; bound the access in code, or build with -fsanitize=bounds or -D_FORTIFY_SOURCE=3.");
    report_use(report, ROLE_USE, "%s", use->interface->doc);
    report_key(report, use->name);
    report_emit(report);
}

void rule_intel_mpx_removed(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (is_judged(review, use))
            judge(review, use);
    }
}
