/* key-zero: key 0 is on every page that was never given another, and every thread may use it.
 *
 * Finds
 *   1. pages given key 0 through a variable that can only be 0: a key that was never allocated;
 *   2. rights of key 0 taken away (pkey_set(0, not 0)): that is nearly all memory of the thread;
 *   3. key 0 freed: the next pkey_alloc may hand out everybody's key;
 *   4. an operation of the mpx kind that creates, sets or enables something with key 0;
 *   5. with low confidence, pages given a literal 0 where nothing tells that it is a release.
 * Stays silent on
 *   6. moving pages back to key 0: literal 0 in a function that gives or gave the same range another key, frees a key
 * or unmaps, or whose name says that it releases;
 *   7. pkey_get, and pkey_set(0, 0).
 * Known gaps
 *   8. a key that is 0 on some paths only. */
#include "rules/report.h"

#include <string.h>

static bool is_zero(const struct value_set *set)
{
    return set && set->n == 1 && !set->is_open && set->values[0].kind == VALUE_NUMBER && set->values[0].number == 0;
}

static bool is_written_zero(const struct use *use, int key)
{
    return use_argument(use, (unsigned)key, NULL).kind == IR_REF_CONST;
}

static bool says_release(const char *name)
{
    static const char *const words[] = {"free",    "release", "unprotect", "reset",  "clear", "restore",
                                        "destroy", "cleanup", "clean",     "fini",   "exit",  "close",
                                        "undo",    "drop",    "remove",    "default"};
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

static char *address_text(struct review *review, const struct use *use)
{
    int address = use_role(use, ARGUMENT_ADDRESS);
    return address < 0 ? g_strdup("") : report_argument_text(review, use, address);
}

/* 6: what else the function does with the range, or with keys. */
static bool is_release(struct review *review, const struct use *use)
{
    if (says_release(ir_function_name(review->unit, use->function)))
        return true;
    g_autofree char *range = address_text(review, use);
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *other = &g_array_index(review->uses, struct use, i);
        if (other->function != use->function || other->inst == IR_NONE || other == use)
            continue;
        if (g_str_equal(other->interface->name, "pkey_free") || g_str_equal(other->interface->name, "munmap"))
            return true;
        g_autofree char *there = address_text(review, other);
        int key = use_role(other, ARGUMENT_KEY);
        if (other->interface == use->interface && g_str_equal(range, there) &&
            !is_zero(review_values(review, other, key)))
            return true;
    }
    return false;
}

/* What is done with key 0: the confidence of the finding and its words. */
struct verdict_on_zero {
    enum confidence confidence;
    const char *message, *gain;
};

/* False: nothing wrong. */
static bool weigh_operation(struct review *review, const struct use *use, struct verdict_on_zero *ret)
{
    enum op_effect effect = review_effect(review, use);
    *ret = (struct verdict_on_zero){CONFIDENCE_HIGH, "puts memory under key 0",
                                    "Every thread may use key 0: the memory is no more protected than before."};
    return effect == OP_CREATE || effect == OP_ENABLE || effect == OP_SET; /* 4 */
}

static bool weigh_rights(struct review *review, const struct use *use, int rights, struct verdict_on_zero *ret)
{
    const struct value_set *set = review_values(review, use, rights);
    *ret = (struct verdict_on_zero){
        CONFIDENCE_HIGH, "changes the rights to key 0",
        "Key 0 is on nearly all memory of the thread, its stack included: the next access faults, or "
        "the rights are widened again in haste."};
    return set && set->n && !is_zero(set); /* 2, 7 */
}

static bool weigh_range(struct review *review, const struct use *use, int key, struct verdict_on_zero *ret)
{
    bool written = is_written_zero(use, key);
    *ret = (struct verdict_on_zero){written ? CONFIDENCE_LOW : CONFIDENCE_HIGH, "gives the range key 0",
                                    "Every thread may use key 0: whoever reaches the address reads and writes it."};
    return !written || !is_release(review, use); /* 1, 5, 6 */
}

static bool weigh(struct review *review, const struct use *use, int key, struct verdict_on_zero *ret)
{
    int rights = use_role(use, ARGUMENT_RIGHTS);
    if (use_role(use, ARGUMENT_OP) >= 0)
        return weigh_operation(review, use, ret);
    if (rights >= 0)
        return weigh_rights(review, use, rights, ret);
    if (use_role(use, ARGUMENT_ADDRESS) >= 0)
        return weigh_range(review, use, key, ret);
    *ret = (struct verdict_on_zero){
        CONFIDENCE_HIGH, "gives everybody's key back",
        "The next pkey_alloc may return 0, and its owner's rights then govern nearly all memory."};
    return g_str_equal(use->interface->name, "pkey_free"); /* 3 */
}

static void judge(struct review *review, const struct use *use, int key)
{
    struct verdict_on_zero verdict;
    if (!is_zero(review_values(review, use, key)) || !weigh(review, use, key, &verdict))
        return;
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, review->rule->severity, verdict.confidence);
    report_message(report, "%s %s", call, verdict.message);
    report_gain(report, "%s", verdict.gain);
    report_repair(report, "Use a key of your own, from pkey_alloc, and test that you got one.");
    report_values(report, key, 0);
    report_use(report, ROLE_USE, "the key is always 0");
    report_emit(report);
}

void rule_key_zero(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        int key = use_role(use, ARGUMENT_KEY);
        if (key >= 0 && review_is_sound(review, use))
            judge(review, use, key);
    }
}
