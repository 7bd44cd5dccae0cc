/* writable-executable: memory that can be written and run at once.
 *
 * Finds
 *   1. PROT_WRITE and PROT_EXEC together in the protection argument of any catalogued call;
 *   2. the same put together in variables, or added to a value that is not known (`prot | PROT_WRITE | PROT_EXEC`);
 *   3. with medium confidence, a value that has both bits on some path only.
 * Stays silent on
 *   4. W in one call and X in the next;
 *   5. values of which nothing is known.
 * Known gaps
 *   6. two mappings of the same memory, one writable and one executable. */
#include "rules/report.h"

static uint64_t named_bit(const struct catalogue_argument *argument, const char *name)
{
    for (guint i = 0; i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        if (value->is_bit && g_str_equal(value->name, name))
            return (uint64_t)value->number;
    }
    return 0;
}

static uint64_t both_bits(const struct catalogue_argument *argument)
{
    uint64_t write = named_bit(argument, "PROT_WRITE"), exec = named_bit(argument, "PROT_EXEC");
    return write && exec ? write | exec : 0;
}

static bool has_all(struct value value, uint64_t bits)
{
    return value.kind == VALUE_NUMBER && ((uint64_t)value.number & bits) == bits;
}

static void tell(struct review *review, const struct use *use, int argument, const int64_t *number, bool sure)
{
    g_autofree char *call = report_call_text(review, use), *text = report_argument_text(review, use, argument);
    struct report *report = report_new(review, use);
    report_grade(report, review->rule->severity, sure ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
    report_message(report, "%s makes memory writable and executable%s: `%s`", call, sure ? "" : " on some path", text);
    report_gain(
        report,
        "Whoever can write into this memory, by an overflow or a stray pointer, runs code of their own choice.");
    report_repair(report, "Write first with PROT_READ | PROT_WRITE, then change to PROT_READ | PROT_EXEC.");
    if (number)
        report_values(report, argument, *number);
    report_use(report, ROLE_USE, "both rights are given at once");
    report_emit(report);
}

static void judge(struct review *review, const struct use *use, int argument)
{
    const struct value_set *set = review_values(review, use, argument);
    uint64_t bits = both_bits(review_argument(use, argument));
    if (!set || !bits)
        return;
    struct body *body = review_body(review, use->function);
    struct ir_ref ref = use_argument(use, (unsigned)argument, NULL);
    bool sure = (chains_sure_bits(body_chains(body), body_constants(body), ref) & bits) == bits;
    for (unsigned v = 0; v < set->n; v++)
        if (has_all(set->values[v], bits)) {
            tell(review, use, argument, &set->values[v].number, sure);
            return;
        }
    if (sure) /* 2: the rest of the value is not known */
        tell(review, use, argument, NULL, true);
}

void rule_writable_executable(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        int argument = use_role(use, ARGUMENT_PROT);
        if (argument >= 0 && review_is_sound(review, use))
            judge(review, use, argument);
    }
}
