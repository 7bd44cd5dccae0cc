/* range-race 2: a thread or a signal handler, of this unit or another, takes the range away while it is protected. */
#include "facts/stretches.h"
#include "facts/summaries.h"
#include "facts/tree_threads.h"
#include "rules/ranges.h"

enum { THREATS_MAX = 1000 };

/* What an entry takes away. */
struct threat {
    guint entry; /* or NO_ENTRY */
    const char *name;
    bool is_handler, is_elsewhere; /* is_elsewhere: done in another unit */
    uint64_t signals;              /* of a handler */
    struct spot start, spot;       /* of the entry, and of the taking away */
    const struct catalogue_end *end;
    const char *by;  /* the call */
    GArray *holders; /* struct holder: where the value that is taken away is found */
    GArray *locks;   /* struct held_lock */
};

static void free_threat(gpointer data)
{
    struct threat *threat = data;
    g_array_unref(threat->holders);
    g_array_unref(threat->locks);
    g_free(threat);
}

/* ---- of this unit ---- */

static struct threat *threat_new(const struct race *race, guint e, const struct ending *ending)
{
    const struct thread_entry *entry = &g_array_index(threads_entries(race->threads), struct thread_entry, e);
    struct stretch stretch = {ending->use->function, ending->inst, ending->inst};
    struct threat *threat = g_new0(struct threat, 1);
    *threat = (struct threat){.entry = e, .name = entry->name, .is_handler = entry->is_handler, .start = entry->spot};
    threat->signals = entry->signals;
    threat->spot = spot_at(race->review->unit, NULL, ending->use->loc);
    threat->end = ending->end;
    threat->by = ending->use->name;
    threat->holders = endings_holders(endings_scene(race->endings, ending->use->function),
                                      threads_commons(race->threads), ending->value, true);
    threat->locks = threads_held(race->threads, &stretch);
    return threat;
}

static void add_threats(struct race *race, guint entry, const struct use *use)
{
    struct ending ending;
    for (guint i = 0; i < use->interface->ends->len; i++)
        if (endings_of_use(race->endings, use, i, &ending))
            g_ptr_array_add(race->threats, threat_new(race, entry, &ending));
}

static void find_threats(struct race *race)
{
    guint n = threads_entries(race->threads)->len;
    race->threats = g_ptr_array_new_with_free_func(free_threat);
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        bool is_call = use->function && use->inst != IR_NONE && !use->is_reference && use->interface->ends->len;
        for (guint e = 0; is_call && e < n && race->threats->len < THREATS_MAX; e++)
            if (threads_runs(race->threads, e, use->function))
                add_threats(race, e, use);
    }
}

/* ---- whether it is one ---- */

/* How well the target is known to be what the threat takes away; *ret_lookup: where its address was found. */
static enum place_match match(const GArray *holders, const struct threat *threat, uint32_t *ret_lookup)
{
    enum place_match best = PLACE_DIFFERENT;
    for (guint i = 0; i < holders->len; i++) {
        const struct holder *mine = &g_array_index(holders, struct holder, i);
        for (guint j = 0; j < threat->holders->len; j++) {
            enum place_match found =
                place_compare(&mine->place, &g_array_index(threat->holders, struct holder, j).place);
            if (found <= best)
                continue;
            best = found;
            *ret_lookup = mine->inst;
        }
    }
    return best;
}

static void tell(struct race *race, const struct target *target, const struct threat *threat, uint32_t lookup,
                 enum confidence confidence)
{
    const char *ended = ranges_ended(threat->end);
    g_autofree char *call = report_call_text(race->review, target->use);
    g_autofree char *what = report_argument_text(race->review, target->use, target->argument);
    struct report *report = ranges_report(race, target, confidence);
    report_message(report, "%s relies on `%s`, which %s `%s` may take away meanwhile: %s %s", call, what,
                   threat->is_handler ? "the signal handler" : "the thread", threat->name, threat->by, ended);
    report_repair(report, "Hold one lock from the lookup of the address to this call, and the same one around %s.",
                  threat->by);
    report_spot(report, ROLE_SOURCE, &threat->start, "from here on `%s` may run at any time", threat->name);
    if (lookup != target->use->inst)
        report_step(report, ROLE_VALUE, ir_inst_at(target->scene->function, lookup)->loc, "`%s` is looked up here",
                    what);
    report_spot(report, ROLE_FREE, &threat->spot, "`%s`, or what it calls, %s; no lock keeps the two apart",
                threat->name, ended);
    report_use(report, ROLE_USE, "%s relies on it", target->use->name);
    report_key(report, threat->name);
    report_emit(report);
}

/* Who takes a lock to look it up knows of somebody who may take it away. */
static bool is_looked_up_locked(struct race *race, const struct ir_function *function, uint32_t lookup)
{
    struct stretch there = {function, lookup, lookup};
    g_autoptr(GArray) held = threads_held(race->threads, &there);
    return held->len > 0;
}

static bool is_raced(struct race *race, const struct target *target, const struct threat *threat, const GArray *found,
                     const GArray *made)
{
    const struct ir_function *function = target->scene->function;
    bool is_sure;
    uint32_t lookup = target->use->inst;
    if ((threat->entry != NO_ENTRY && threads_runs(race->threads, threat->entry, function)) ||
        (threat->end->what == ENDED_KEY) != target->is_key || match(made, threat, &lookup) == PLACE_DIFFERENT ||
        !threads_meet(race->threads, threat->entry, function, target->use->inst, &is_sure))
        return false;
    enum place_match matched = match(is_sure ? made : found, threat, &lookup);
    struct stretch mine = {function, MIN(lookup, target->use->inst), target->use->inst};
    bool is_tied = matched == PLACE_SAME || (matched == PLACE_SAME_MEMBER &&
                                             (!threat->is_elsewhere || is_looked_up_locked(race, function, lookup)));
    if (!is_tied || threads_exclude(race->threads, &mine, threat->locks) ||
        (threat->is_handler && threads_block(race->threads, &mine, threat->signals)))
        return false;
    tell(race, target, threat, lookup, (enum confidence)(CONFIDENCE_HIGH - !is_sure - (matched == PLACE_SAME_MEMBER)));
    return true;
}

/* ---- of other units ---- */

static bool is_raced_by(struct race *race, const struct target *target, const struct tree_deed *deed,
                        const GArray *found, const GArray *made)
{
    struct holder holder = {.place = deed->place};
    g_autoptr(GArray) holders = g_array_new(FALSE, FALSE, sizeof holder);
    g_array_append_val(holders, holder);
    for (guint i = 0; i < deed->by->len; i++) {
        const struct tree_entry *entry = &g_array_index(deed->by, struct tree_entry, i);
        struct threat threat = {.entry = threads_entry(race->threads, entry),
                                .name = entry->function,
                                .is_handler = entry->is_handler,
                                .is_elsewhere = true,
                                .signals = entry->signals,
                                .start = entry->spot,
                                .spot = deed->spot,
                                .end = deed->end,
                                .by = deed->name,
                                .holders = holders,
                                .locks = deed->locks};
        if (is_raced(race, target, &threat, found, made))
            return true;
    }
    return false;
}

static bool is_raced_elsewhere(struct race *race, const struct target *target, const GArray *found, const GArray *made)
{
    const struct tree_threads *tree = race->review->tree_threads;
    for (guint h = 0; tree && h < made->len; h++) {
        const struct holder *holder = &g_array_index(made, struct holder, h);
        g_autoptr(GPtrArray) deeds = tree_threads_deeds(tree, &holder->place, race->review->unit);
        for (guint i = 0; i < deeds->len; i++) {
            const struct tree_deed *deed = deeds->pdata[i];
            if (deed->kind == TREE_END && is_raced_by(race, target, deed, found, made))
                return true;
        }
    }
    return false;
}

bool ranges_raced(struct race *race, const struct target *target)
{
    struct commons *places = threads_commons(race->threads);
    g_autoptr(GArray) found = endings_holders(target->scene, places, target->value, false);
    g_autoptr(GArray) made = endings_holders(target->scene, places, target->value, true);
    if (!race->threats)
        find_threats(race);
    for (guint i = 0; i < race->threats->len; i++)
        if (is_raced(race, target, race->threats->pdata[i], found, made))
            return true;
    return is_raced_elsewhere(race, target, found, made);
}
