/* key-range: a constant that the target does not have.
 *
 * Finds
 *   1. a key, rights or flags argument that can only be a number outside the catalogue's limits for the unit's ABI
 * (x86: keys 0 … 15, rights 0 … 3), also through variables;
 *   2. with medium confidence, a number outside that is one of several possible ones.
 * As a note
 *   3. pkey_mprotect with a key that can only be -1: that is mprotect, given on purpose.
 * Stays silent on
 *   4. values of which nothing is known, and -1 among other values (the failed pkey_alloc is key-unchecked's);
 *   5. arguments without limits on this ABI, and code in another architecture's folder;
 *   6. -1 inside the kernel, whose mprotect is made of the same helper.
 * Known gaps
 *   7. loops over more keys than there are: at most VALUES_MAX values are followed. */
#include "rules/report.h"

static const struct catalogue_limit *limit_on(const struct catalogue_argument *argument, const char *abi)
{
    const struct catalogue_limit *any = NULL;
    for (guint i = 0; i < argument->limits->len; i++) {
        const struct catalogue_limit *limit = &g_array_index(argument->limits, struct catalogue_limit, i);
        if (g_str_equal(limit->abi, abi))
            return limit;
        if (g_str_equal(limit->abi, "*"))
            any = limit;
    }
    return any;
}

static bool is_limited(const struct catalogue_argument *argument)
{
    return argument->role == ARGUMENT_KEY || argument->role == ARGUMENT_RIGHTS || argument->role == ARGUMENT_FLAGS;
}

/* What the callee gets: `unsigned int` rights of -1 arrive as 0xffffffff. */
static int64_t as_passed(const struct catalogue_argument *argument, int64_t number)
{
    return g_str_equal(argument->type, "unsigned int") ? (int64_t)(uint32_t)number : number;
}

static const char *consequence(const struct catalogue_argument *argument)
{
    if (argument->role == ARGUMENT_FLAGS)
        return "The call fails with EINVAL: the program runs without the key that it asked for.";
    if (argument->role == ARGUMENT_KEY)
        return "The call fails with EINVAL, or reaches another key's bits: the memory is not protected as the code "
               "reads.";
    return "The call fails, or rights are cut to fewer bits than written: the key does not deny what the code reads.";
}

static const char *repair_of(const struct catalogue_argument *argument)
{
    if (argument->role == ARGUMENT_KEY)
        return "Use the key that pkey_alloc returned, and test that you got one.";
    return argument->role == ARGUMENT_FLAGS ? "Pass 0: no flag is defined."
                                            : "Give rights by names that the target has, and test for EINVAL.";
}

static void tell_range(struct review *review, const struct use *use, int index, int64_t number, bool sure)
{
    const struct catalogue_argument *argument = review_argument(use, index);
    const struct catalogue_limit *limit = limit_on(argument, use->abi);
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, review->rule->severity, sure ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
    g_autofree char *range = limit->low == limit->high
                                 ? g_strdup_printf("%" G_GINT64_FORMAT " only", limit->low)
                                 : g_strdup_printf("%" G_GINT64_FORMAT " … %" G_GINT64_FORMAT, limit->low, limit->high);
    report_message(report, "%s: `%s` is %" G_GINT64_FORMAT ", but %s has %s", call, argument->name, number, use->abi,
                   range);
    report_gain(report, "%s", consequence(argument));
    report_repair(report, "%s", repair_of(argument));
    report_values(report, index, number);
    report_use(report, ROLE_USE, "%s gets %" G_GINT64_FORMAT, argument->name, number);
    report_key(report, argument->name);
    report_emit(report);
}

/* 3 */
static void tell_mprotect(struct review *review, const struct use *use, int index)
{
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, LEVEL_NOTE, CONFIDENCE_HIGH);
    report_message(report, "%s is mprotect: key -1 sets no key", call);
    report_gain(report, "The range keeps the key that it had; whoever expects another domain does not get it.");
    report_repair(report, "Call mprotect when no key is meant.");
    report_values(report, index, -1);
    report_use(report, ROLE_USE, "the key is always -1");
    report_key(report, "-1");
    report_emit(report);
}

static bool is_fallback(const struct use *use, const struct catalogue_argument *argument, int64_t number)
{
    return argument->role == ARGUMENT_KEY && number == -1 && use_role(use, ARGUMENT_PROT) >= 0;
}

static void judge(struct review *review, const struct use *use, int index)
{
    const struct catalogue_argument *argument = review_argument(use, index);
    const struct catalogue_limit *limit = limit_on(argument, use->abi);
    const struct value_set *set = review_values(review, use, index);
    if (!limit || !set)
        return;
    bool sure = set->n == 1 && !set->is_open;
    for (unsigned v = 0; v < set->n; v++) {
        int64_t number = as_passed(argument, set->values[v].number);
        bool outside = set->values[v].kind == VALUE_NUMBER && (number < limit->low || number > limit->high);
        if (is_fallback(use, argument, number)) {
            if (sure && !review->unit->is_kernel) /* 6 */
                tell_mprotect(review, use, index);
        } else if (outside && (sure || number != -1)) { /* 4 */
            tell_range(review, use, index, set->values[v].number, sure);
            return;
        }
    }
}

void rule_key_range(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (!review_is_sound(review, use) || review_is_foreign(review, use))
            continue;
        for (guint a = 0; a < use->interface->args->len; a++)
            if (is_limited(review_argument(use, (int)a)))
                judge(review, use, (int)a);
    }
}
