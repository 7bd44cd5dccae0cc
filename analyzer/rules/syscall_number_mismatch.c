/* syscall-number-mismatch: a number that means the interface on another architecture, and something else here.
 *
 * Finds
 *   1. syscall(SYS_x, …) where a private definition gives SYS_x the number of another ABI (56 for mpx on x86-64: that
 * is clone);
 *   2. a bare number of another ABI's mpx or pkey call, when the number's own name or the macro around the call says
 * what was meant;
 *   3. with medium confidence, when the enclosing function's name says so;
 *   4. with low confidence, when only the arguments do (one is called key or pkey, and their number is right).
 * Stays silent on
 *   5. the right number for the target; numbers that no table has (a patched kernel's own);
 *   6. a bare number without such evidence, and what is plainly a clone;
 *   7. code in a folder that is named after another architecture.
 * Known gaps
 *   8. evidence in comments. */
#include "rules/report.h"

#include <string.h>

#include "facts/numbers.h"

/* What the numbers at stake mean where they do not mean what was intended: arch/x86/entry/syscalls/syscall_{64,32}.tbl
 * and include/uapi/asm-generic/unistd.h of Linux 6.1. NULL: nothing. */
/* clang-format off */
static const struct {
    const char *abi;
    int64_t number;
    const char *name;
} meanings[] = {
    {"x86_64", 56, "clone"},   {"x86_64", 288, "accept4"},       {"x86_64", 289, "signalfd4"}, {"x86_64", 290, "eventfd2"},
    {"x86_64", 380, NULL},     {"x86_64", 381, NULL},            {"x86_64", 382, NULL},
    {"i386", 288, "keyctl"},   {"i386", 289, "ioprio_set"},      {"i386", 290, "ioprio_get"},  {"i386", 329, "epoll_create1"},
    {"i386", 330, "dup3"},     {"i386", 331, "pipe2"},           {"arm64", 56, "openat"},      {"arm64", 330, NULL},
};
/* clang-format on */

/* NULL: the table has no such number. */
static const char *meaning(const char *abi, int64_t number)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (meanings[i].number == number && g_str_equal(meanings[i].abi, abi))
            return meanings[i].name;
    return "something else";
}

static void tell(struct review *review, const struct use *use, const char *foreign, enum confidence confidence,
                 const char *evidence)
{
    g_autofree char *call = report_call_text(review, use);
    const char *here = meaning(use->abi, use->number);
    struct report *report = report_new(review, use);
    report_grade(report, review->rule->severity, confidence);
    report_message(report, "%s: %" G_GINT64_FORMAT " is %s on %s, but %s on %s", call, use->number,
                   use->interface->name, foreign, here ? here : "no system call", use->abi);
    if (here)
        report_gain(report, "The kernel runs %s with these arguments, and the memory stays unprotected.", here);
    else
        report_gain(report, "The call always fails with ENOSYS, and the memory stays unprotected.");
    report_repair(report, "Take the number from <sys/syscall.h> of the target, or call %s itself.",
                  use->interface->name);
    report_use(report, ROLE_CALL, "%s", evidence);
    report_emit(report);
}

/* 1 */
static void judge_name(struct review *review, const struct use *use)
{
    int64_t here;
    if (use->spelling->kind != SPELLING_SYSCALL || use->by_number || use->number == 0 ||
        !review_is_sound(review, use) || review_is_foreign(review, use))
        return;
    if (numbers_of(use->interface, use->abi, &here) && here == use->number)
        return;
    const char *foreign = numbers_foreign(use->interface, use->abi, use->number);
    if (foreign)
        tell(review, use, foreign, CONFIDENCE_HIGH, "the number's name says what is meant");
}

/* Whether the word stands in the name as a word of its own, in either case: `NR_MPX`, `do_mpx`, but not `mpxgen`. */
static bool has_word(const char *name, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(name ? name : "", -1);
    size_t n = strlen(word);
    for (const char *at = strstr(lower, word); at; at = strstr(at + 1, word))
        if ((at == lower || !g_ascii_isalpha(at[-1])) && !g_ascii_isalpha(at[n]))
            return true;
    return false;
}

/* "pkey" for the pkeys, the name itself for mpx. */
static char *stem_of(const struct interface *interface)
{
    return g_strndup(interface->name, strcspn(interface->name, "_"));
}

static bool mentions_key(const struct use *use)
{
    for (guint i = 0; i < use->interface->args->len; i++) {
        const char *text;
        use_argument(use, i, &text);
        if (text && review_argument(use, (int)i)->role == ARGUMENT_KEY &&
            (has_word(text, "key") || has_word(text, "pkey")))
            return true;
    }
    return false;
}

static bool looks_like_clone(const struct review *review, const struct use *use)
{
    g_autofree char *call = report_call_text(review, use);
    return strstr(call, "CLONE_") || strstr(call, "SIGCHLD");
}

static bool has_right_count(const struct use *use)
{
    return review_call(use)->n_operands == use->interface->args->len + 2;
}

/* 2, 3, 4 */
static void judge_candidate(struct review *review, const struct number_candidate *candidate)
{
    const struct use *use = &candidate->use;
    bool family = g_str_equal(use->interface->family, "mpx") || g_str_equal(use->interface->family, "pkeys");
    if (!family || !review_is_sound(review, use) || review_is_foreign(review, use) || looks_like_clone(review, use))
        return;
    g_autofree char *stem = stem_of(use->interface);
    if (has_word(use->name, stem) || has_word(ir_loc_at(review->unit, use->loc)->macro, stem))
        tell(review, use, candidate->foreign_abi, CONFIDENCE_HIGH, "the number's name says what is meant");
    else if (has_word(ir_function_name(review->unit, use->function), stem) && has_right_count(use))
        tell(review, use, candidate->foreign_abi, CONFIDENCE_MEDIUM, "the function's name says what is meant");
    else if (has_right_count(use) && mentions_key(use))
        tell(review, use, candidate->foreign_abi, CONFIDENCE_LOW, "the arguments look like those of the call");
}

void rule_syscall_number_mismatch(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++)
        judge_name(review, &g_array_index(review->uses, struct use, i));
    g_autoptr(GArray) candidates = numbers_find(review->unit, review->catalogue);
    for (guint i = 0; i < candidates->len; i++)
        judge_candidate(review, &g_array_index(candidates, struct number_candidate, i));
}
