/* range-race: a range is protected that may be gone, or somebody else's, by then.
 *
 * Finds
 *   1. a range that was unmapped, moved away or freed, or a key that was freed, on a path that leads to a protection
 *      call of the same range or key, also when a function of the unit took it away (live, or unproven when that
 *      function does so on some of its ways only);
 *   2. a range or key that a thread's function or a signal handler takes away or maps anew while another function
 *      protects it, with no lock that both hold from the lookup of the address to the call (live); with less confidence
 *      where it is the same member of objects of one type, and where nothing shows that both run at one time
 *      (unproven).
 * Stays silent on
 *   3. another value in the same variable: mapped, assigned or cleared again, in every round of a loop;
 *   4. the path on which taking it away failed; paths that exclude each other;
 *   5. another range: behind or before the one that is gone; MAP_FIXED in the same thread, which maps anew;
 *   6. a protection call before the thread's start or behind the wait for its end, and one of a range that the function
 *      has just made.
 * Known gaps
 *   7. threads and helpers of other files; a range that the thread protects and the others take away; handlers that are
 *      blocked by a signal mask. */
#include "rules/concurrency.h"
#include "rules/verdict.h"

enum { DEPTH_MAX = 8, LAYERS_MAX = 32, THREATS_MAX = 1000 };

/* A protection call's range or key. */
struct target {
    const struct use *use;
    struct scene *scene;
    int argument;
    bool is_key;
    term_id value;
    struct bytes bytes;
};

/* A place that a value is known by, in one function. */
struct holder {
    struct place place;
    uint32_t inst; /* the load or store */
};

/* What a runner takes away. */
struct threat {
    guint runner;
    struct ending ending;
    GArray *holders; /* struct holder */
};

struct race {
    struct review *review;
    struct callgraph *graph;
    struct endings *endings;
    struct concurrency *concurrency;
    GArray *threats; /* struct threat */
};

/* ---- the same thread ---- */

static const struct terms *terms_of(const struct scene *scene)
{
    return numbering_terms(scene->numbering);
}

/* Whether a write that may have changed the value did: between the ending and the target only calls are trusted that
 * the catalogue knows. */
static bool is_harmless(const struct race *race, const struct target *target, const struct ending *ending,
                        uint32_t written)
{
    if (written == ending->inst)
        return !ending->is_renewed;
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        if (use->function == target->scene->function && use->inst == written && !use->wrapper)
            return true;
    }
    return !scene_leads(target->scene, ending->inst, written, NULL);
}

static bool is_layer(const struct scene *scene, term_id value, term_id wanted)
{
    const struct terms *terms = terms_of(scene);
    for (unsigned i = 0; i < LAYERS_MAX && value != wanted; i++) {
        const struct term *term = term_at(terms, value);
        if (term->kind != TERM_WRITTEN || !term->a || term->b)
            return false;
        value = term->a;
    }
    return value == wanted;
}

static bool is_same_value(const struct race *race, const struct target *target, const struct ending *ending)
{
    const struct scene *scene = target->scene;
    if (scene_settled(scene, target->value) != scene_settled(scene, ending->value))
        return false;
    term_id value = target->value;
    for (unsigned i = 0; i < LAYERS_MAX && !is_layer(scene, ending->value, value); i++) {
        const struct term *term = term_at(terms_of(scene), value);
        if (term->kind != TERM_WRITTEN || !is_harmless(race, target, ending, term->at))
            return false;
        value = term->a;
    }
    return true;
}

/* 3: what the value is made of is made anew there. True when no way is left. */
static bool avoid_renewals(const struct scene *scene, term_id value, uint32_t from, uint32_t to, GArray *blocked,
                           unsigned depth)
{
    const struct term *term = term_at(terms_of(scene), value);
    if (depth == DEPTH_MAX)
        return false;
    bool is_made =
        term->kind == TERM_RESULT || term->kind == TERM_WRITTEN || (term->kind == TERM_JOIN && term->cell == IR_NONE);
    if (is_made && term->at != from && scene_avoid(scene, term->at, from, to, blocked))
        return true;
    if (term->kind == TERM_JOIN && term->cell != IR_NONE &&
        scene_avoid(scene, ir_block_at(scene->function, term->at)->first, from, to, blocked))
        return true;
    bool has_cell = term->kind == TERM_INITIAL || (term->kind == TERM_JOIN && term->cell != IR_NONE);
    term_id parts[] = {term->a, term->b, has_cell ? cell_at(terms_of(scene), term->cell)->base : TERM_UNKNOWN};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i] != TERM_UNKNOWN && avoid_renewals(scene, parts[i], from, to, blocked, depth + 1))
            return true;
    return false;
}

static bool says_failed(enum failure failure, const struct fact *fact)
{
    bool is_minus_one = fact->low == -1 && fact->high == -1;
    bool is_not_zero = fact->low > 0 || fact->high < 0 || (fact->is_excluding && fact->except == 0);
    switch (failure) {
    case FAILURE_NEGATIVE:
    case FAILURE_NONZERO:
        return is_not_zero;
    case FAILURE_NULL:
        return fact->low == 0 && fact->high == 0;
    case FAILURE_MAP_FAILED:
        return is_minus_one;
    default:
        return false;
    }
}

/* 4: the edges that are gone only when taking it away failed. */
static void avoid_failures(const struct scene *scene, const struct ending *ending, GArray *blocked)
{
    struct cfg_list order = cfg_order(scene->cfg);
    for (uint32_t b = 0; ending->is_direct && b < order.n; b++) {
        struct cfg_list after = cfg_successors(scene->cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n; s++) {
            struct path_edge edge = {order.blocks[b], after.blocks[s]};
            struct fact fact;
            if (!condition_of(scene->numbering, scene->review->unit, scene->function, edge.from, edge.to, &fact))
                continue;
            const struct term *subject = term_at(terms_of(scene), fact.subject);
            while (subject->kind == TERM_OPERATION && !subject->b)
                subject = term_at(terms_of(scene), subject->a);
            if (subject->kind == TERM_RESULT && subject->at == ending->inst &&
                says_failed(ending->use->interface->failure, &fact))
                g_array_append_val(blocked, edge);
        }
    }
}

/* 5: calls that map the address anew. True when no way is left. */
static bool avoid_remaps(const struct race *race, const struct target *target, uint32_t from, GArray *blocked)
{
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        bool is_here = use->function == target->scene->function && use->inst != IR_NONE && !use->is_reference;
        for (guint i = 0; is_here && i < use->interface->ends->len; i++) {
            const struct catalogue_end *end = &g_array_index(use->interface->ends, struct catalogue_end, i);
            struct bytes bytes;
            if (!end->renews || target->is_key || use->inst == from)
                continue;
            term_id value = endings_range(target->scene, use, end->argument, &bytes);
            if (scene_settled(target->scene, value) == scene_settled(target->scene, target->value) &&
                scene_avoid(target->scene, use->inst, from, target->use->inst, blocked))
                return true;
        }
    }
    return false;
}

static bool is_meant(const struct target *target, const struct ending *ending)
{
    return (ending->end->what == ENDED_KEY) == target->is_key &&
           (target->is_key || bytes_overlap(target->bytes, ending->bytes));
}

/* 1. */
static bool is_gone(const struct race *race, const struct target *target, const struct ending *ending)
{
    enum term_kind kind = term_at(terms_of(target->scene), target->value)->kind;
    uint32_t from = ending->inst, to = target->use->inst;
    if (ending->end->renews || from == to || kind == TERM_CONST || kind == TERM_NONE || !is_meant(target, ending) ||
        !is_same_value(race, target, ending))
        return false;
    g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    if (avoid_renewals(target->scene, scene_settled(target->scene, target->value), from, to, blocked, 0) ||
        avoid_remaps(race, target, from, blocked))
        return false;
    avoid_failures(target->scene, ending, blocked);
    return scene_leads(target->scene, from, to, blocked);
}

/* ---- what is told ---- */

static const char *ended_text(const struct ending *ending)
{
    if (ending->end->renews)
        return "maps something else over it";
    switch (ending->end->what) {
    case ENDED_MAPPING:
        return ending->end->flag ? "moves its mapping away" : "unmaps it";
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

static struct report *begin(struct race *race, const struct target *target, enum confidence confidence)
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
    const char *by = ending->use->name;
    struct report *report = begin(race, target, ending->is_sure ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
    report_message(report, "%s relies on `%s` behind %s, which %s", call, what, by, ended_text(ending));
    report_repair(report, "Change the protection before, or clear the variable when what it names is gone and test it "
                          "here.");
    if (!ending->is_direct)
        report_step(report, ROLE_CALL, ir_inst_at(target->scene->function, ending->inst)->loc,
                    "a function is called that takes `%s` away", what);
    report_step(report, ROLE_FREE, ending->use->loc, "%s %s%s", by, ended_text(ending),
                ending->is_sure ? "" : ", on some ways through the function");
    report_use(report, ROLE_USE, "%s relies on it, and no other value is in its place", target->use->name);
    report_key(report, by);
    report_emit(report);
}

static void tell_raced(struct race *race, const struct target *target, const struct threat *threat, uint32_t lookup,
                       enum confidence confidence)
{
    const struct runner *runner = &g_array_index(concurrency_runners(race->concurrency), struct runner, threat->runner);
    const char *name = ir_function_name(race->review->unit, runner->function), *by = threat->ending.use->name;
    g_autofree char *call = report_call_text(race->review, target->use);
    g_autofree char *what = report_argument_text(race->review, target->use, target->argument);
    struct report *report = begin(race, target, confidence);
    report_message(report, "%s relies on `%s`, which %s `%s` may take away meanwhile: %s %s", call, what,
                   runner->is_handler ? "the signal handler" : "the thread", name, by, ended_text(&threat->ending));
    report_repair(report, "Hold one lock from the lookup of the address to this call, and the same one around %s.", by);
    report_step(report, ROLE_SOURCE, runner->start->loc, "from here on `%s` may run at any time", name);
    if (lookup != target->use->inst)
        report_step(report, ROLE_VALUE, ir_inst_at(target->scene->function, lookup)->loc, "`%s` is looked up here",
                    what);
    report_step(report, ROLE_FREE, threat->ending.use->loc, "`%s`, or what it calls, %s; no lock keeps the two apart",
                name, ended_text(&threat->ending));
    report_use(report, ROLE_USE, "%s relies on it", target->use->name);
    report_key(report, name);
    report_emit(report);
}

/* ---- other threads ---- */

static void clear_holder(gpointer holder)
{
    place_clear(&((struct holder *)holder)->place);
}

/* Where the function found the value, and when `is_made` also where it left it: struct holder. */
static GArray *holders_of(const struct scene *scene, term_id value, bool is_made)
{
    GArray *holders = g_array_new(FALSE, FALSE, sizeof(struct holder));
    g_array_set_clear_func(holders, clear_holder);
    term_id wanted = scene_settled(scene, value);
    for (uint32_t i = 0; wanted != TERM_UNKNOWN && i < scene->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, i);
        bool is_store = inst->op == IR_STORE && is_made;
        if (inst->op != IR_LOAD && !is_store)
            continue;
        struct ir_ref held =
            is_store ? ir_operand(scene->function, inst, 1) : (struct ir_ref){.kind = IR_REF_TEMP, .index = i};
        int64_t offset;
        term_id base = term_base(terms_of(scene), numbering_of(scene->numbering, held), &offset);
        if (scene_settled(scene, base) != wanted)
            continue;
        struct holder holder = {place_at(scene, ir_operand(scene->function, inst, 0)), i};
        if (place_is_known(&holder.place))
            g_array_append_val(holders, holder);
        else
            place_clear(&holder.place);
    }
    return holders;
}

static void clear_threat(gpointer threat)
{
    g_array_unref(((struct threat *)threat)->holders);
}

static void add_threats(struct race *race, guint runner, const struct use *use)
{
    struct scene *scene = endings_scene(race->endings, use->function);
    for (guint i = 0; scene && i < use->interface->ends->len; i++) {
        struct threat threat = {.runner = runner};
        if (!endings_of_use(race->endings, use, i, &threat.ending))
            continue;
        threat.holders = holders_of(scene, threat.ending.value, true);
        g_array_append_val(race->threats, threat);
    }
}

static void find_threats(struct race *race)
{
    guint n = concurrency_runners(race->concurrency)->len;
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        bool is_call = use->function && use->inst != IR_NONE && !use->is_reference && use->interface->ends->len;
        for (guint r = 0; is_call && r < n && race->threats->len < THREATS_MAX; r++)
            if (concurrency_runs(race->concurrency, r, use->function))
                add_threats(race, r, use);
    }
}

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

/* 2. */
static bool is_raced(struct race *race, const struct target *target, const struct threat *threat, const GArray *found,
                     const GArray *made)
{
    bool is_sure;
    uint32_t lookup = target->use->inst;
    if (concurrency_runs(race->concurrency, threat->runner, target->scene->function) ||
        (threat->ending.end->what == ENDED_KEY) != target->is_key || match(made, threat, &lookup) == PLACE_DIFFERENT ||
        !concurrency_meets(race->concurrency, threat->runner, target->scene->function, target->use->inst, &is_sure))
        return false;
    enum place_match matched = match(is_sure ? made : found, threat, &lookup);
    struct stretch mine = {target->scene->function, MIN(lookup, target->use->inst), target->use->inst};
    struct stretch other = {threat->ending.use->function, threat->ending.inst, threat->ending.inst};
    if (matched == PLACE_DIFFERENT || concurrency_excludes(race->concurrency, &mine, &other))
        return false;
    tell_raced(race, target, threat, lookup,
               (enum confidence)(CONFIDENCE_HIGH - !is_sure - (matched == PLACE_SAME_MEMBER)));
    return true;
}

/* ---- all of it ---- */

static void judge(struct race *race, const struct target *target)
{
    const GArray *endings = endings_in(race->endings, target->scene->function);
    for (guint i = 0; i < endings->len; i++) {
        const struct ending *ending = &g_array_index(endings, struct ending, i);
        if (!is_gone(race, target, ending))
            continue;
        tell_gone(race, target, ending);
        return;
    }
    g_autoptr(GArray) found = holders_of(target->scene, target->value, false);
    g_autoptr(GArray) made = holders_of(target->scene, target->value, true);
    for (guint i = 0; i < race->threats->len; i++)
        if (is_raced(race, target, &g_array_index(race->threats, struct threat, i), found, made))
            return;
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

static bool has_both(struct review *review)
{
    bool protects = false, ends = false;
    for (guint u = 0; u < review->uses->len; u++) {
        const struct use *use = &g_array_index(review->uses, struct use, u);
        protects |= use->interface->protects;
        ends |= use->interface->ends->len > 0;
    }
    return protects && ends;
}

void rule_range_race(struct review *review)
{
    if (!has_both(review))
        return;
    struct race race = {.review = review, .graph = callgraph_new(review->unit)};
    race.endings = endings_new(review, race.graph);
    race.concurrency = concurrency_new(review, race.graph, race.endings);
    race.threats = g_array_new(FALSE, FALSE, sizeof(struct threat));
    g_array_set_clear_func(race.threats, clear_threat);
    find_threats(&race);
    for (guint u = 0; u < review->uses->len; u++) {
        const struct use *use = &g_array_index(review->uses, struct use, u);
        if (!is_protection(review, use))
            continue;
        judge_argument(&race, use, use_role(use, ARGUMENT_ADDRESS), false);
        judge_argument(&race, use, use_role(use, ARGUMENT_KEY), true);
    }
    g_array_unref(race.threats);
    concurrency_free(race.concurrency);
    endings_free(race.endings);
    callgraph_free(race.graph);
}
