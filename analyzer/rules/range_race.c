/* range-race: a range is protected that may be gone, or somebody else's, by then.
 *
 * Finds
 *   1. a range that was unmapped, moved away or freed, or a key that was freed, on a path that leads to a protection
 *      call of the same range or key, also when a function took it away that is called, in this file or another (live,
 *      or unproven when that function does so on some of its ways only); also what a walk over a list has taken away of
 *      some elements, and a later one protects of each;
 *   2. a range or key that a thread's function or a signal handler takes away or maps anew while another function
 *      protects it, in this file or another, with no lock that both hold from the lookup of the address to the call
 *      (live); with less confidence where it is the same member of objects of one type (in another file only when it
 *      was looked up under a lock), and where nothing shows that both run at one time (unproven).
 * Stays silent on
 *   3. another value in the same variable: mapped, assigned or cleared again, in every round of a loop;
 *   4. the path on which taking it away failed, as the call says, or the function of the unit that leads to it; paths
 *      that exclude each other;
 *   5. another range: behind or before the one that is gone; MAP_FIXED in the same thread, which maps anew;
 *   6. a protection call before the thread's start or behind the wait for its end, and one of a range that the function
 *      has just made.
 * Known gaps
 *   7. helpers behind tables, and, of other files, those that are given more than three arguments or take globals away;
 *      a range that the thread protects and the others take away. */
#include "facts/summaries.h"
#include "rules/ranges.h"

/* ---- what is told ---- */

const char *ranges_ended(const struct catalogue_end *end)
{
    if (end->renews)
        return "maps something else over it";
    switch (end->what) {
    case ENDED_MAPPING:
        return end->flag ? "moves its mapping away" : "unmaps it";
    case ENDED_OBJECT:
        return "frees its memory";
    default:
        return "frees it, and the next pkey_alloc may hand it to somebody else";
    }
}

static const char *gain_text(const struct target *target)
{
    return target->is_key ? "The pages get a key that somebody else may own by now: his rights govern them."
                          : "By then something else may be mapped at the address: its protection is changed, and what "
                            "was meant to be protected is not.";
}

struct report *ranges_report(struct race *race, const struct target *target, enum confidence confidence)
{
    struct report *report = report_new(race->review, target->use);
    report_grade(report, race->review->rule->severity, confidence);
    report_verdict(report, confidence == CONFIDENCE_HIGH ? VERDICT_LIVE : VERDICT_UNPROVEN, NULL);
    report_gain(report, "%s", gain_text(target));
    return report;
}

static void tell_gone(struct race *race, const struct target *target, const struct ending *ending)
{
    g_autofree char *call = report_call_text(race->review, target->use);
    g_autofree char *what = report_argument_text(race->review, target->use, target->argument);
    const char *by = ending->use ? ending->use->name : ending->by;
    struct spot spot = ending->use ? spot_at(race->review->unit, NULL, ending->use->loc) : ending->spot;
    struct report *report = ranges_report(race, target, ending->is_sure ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
    report_message(report, "%s relies on `%s` behind %s, which %s", call, what, by, ranges_ended(ending->end));
    report_repair(report, "Change the protection before, or clear the variable when what it names is gone and test it "
                          "here.");
    if (!ending->is_direct)
        report_step(report, ROLE_CALL, ir_inst_at(target->scene->function, ending->inst)->loc,
                    "a function is called that takes `%s` away", what);
    report_spot(report, ROLE_FREE, &spot, "%s %s%s", by, ranges_ended(ending->end),
                ending->is_sure ? "" : ", on some ways through the function");
    report_use(report, ROLE_USE, "%s relies on it, and no other value is in its place", target->use->name);
    report_key(report, by);
    report_emit(report);
}

/* ---- all of it ---- */

static void judge(struct race *race, const struct target *target)
{
    const GArray *endings = endings_in(race->endings, target->scene->function);
    for (guint i = 0; i < endings->len; i++) {
        const struct ending *ending = &g_array_index(endings, struct ending, i);
        if (!ranges_gone(race, target, ending) && !ranges_walked(race, target, ending))
            continue;
        tell_gone(race, target, ending);
        return;
    }
    if (race->threads)
        ranges_raced(race, target);
}

static void judge_argument(struct race *race, const struct use *use, int argument, bool is_key)
{
    if (argument < 0 || use_argument(use, (unsigned)argument, NULL).kind == IR_REF_NONE)
        return;
    endings_in(race->endings, use->function); /* which may number its scene again */
    struct target target = {.use = use, .argument = argument, .is_key = is_key};
    target.scene = endings_scene(race->endings, use->function);
    if (!target.scene || !target.scene->paths)
        return;
    target.value = endings_range(target.scene, use, argument, &target.bytes);
    judge(race, &target);
}

static bool is_protection(struct review *review, const struct use *use)
{
    return use->interface->protects && review_is_sound(review, use) && review_effect(review, use) != OP_GET;
}

static bool has_target(struct review *review)
{
    bool protects = false;
    for (guint u = 0; u < review->uses->len; u++)
        protects |= g_array_index(review->uses, struct use, u).interface->protects;
    return protects;
}

void rule_range_race(struct review *review)
{
    if (!has_target(review))
        return;
    struct race race = {.review = review, .threads = review_threads(review)};
    race.endings = endings_new(review->unit, review->catalogue, review->uses, review->bodies,
                               unit_summaries_graph(review->knowledge.summaries), review->tree_threads);
    for (guint u = 0; u < review->uses->len; u++) {
        const struct use *use = &g_array_index(review->uses, struct use, u);
        if (!is_protection(review, use))
            continue;
        judge_argument(&race, use, use_role(use, ARGUMENT_ADDRESS), false);
        judge_argument(&race, use, use_role(use, ARGUMENT_KEY), true);
    }
    g_clear_pointer(&race.threats, g_ptr_array_unref);
    endings_free(race.endings);
}
