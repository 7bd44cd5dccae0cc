/* What is said of two reads of shared memory. */
#include "rules/loading.h"
#include "rules/memory.h"
#include "rules/weight.h"

enum { MORE_MAX = 6 /* further pairs of one object that are shown */ };

static char *source_text(const struct loading *l, const struct read *read)
{
    const struct ir_function *function = l->pairing.reading->function;
    const struct ir_inst *inst = ir_inst_at(function, read->inst);
    struct ir_ref load = {.kind = IR_REF_TEMP, .index = read->inst};
    if (inst->op == IR_LOAD)
        return ir_expression(l->pairing.review->unit, function, load);
    g_autofree char *address = ir_expression(l->pairing.review->unit, function, read->fetch.source);
    return *address == '&' ? g_strdup(address + 1) : g_strconcat("*", address, NULL);
}

static const char *kind_text(const struct read *read)
{
    static const char *const texts[] = {[READ_FETCH] = "fetches",
                                        [READ_PLAIN] = "a plain load reads",
                                        [READ_ONCE] = "a load that happens once reads",
                                        [READ_COPY] = "a copy reads",
                                        [READ_TEXT] = "a look at it reads",
                                        [READ_INSIDE] = "the function called here reads"};
    return texts[read->kind];
}

static void tell_read(struct loading *l, struct report *report, enum step_role role, const struct read *read,
                      const char *source)
{
    g_autofree char *bytes = pairing_bytes(read->bytes);
    report_step(report, role, pairing_loc(&l->pairing, read->inst), "%s%s%s %s of `%s`%s",
                read->fetch.interface ? read->fetch.interface->name : "", read->fetch.interface ? " " : "",
                kind_text(read), bytes, source, role == ROLE_REFETCH ? " again" : "");
}

static void tell_steps(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *first = source_text(l, pair->first), *second = source_text(l, pair->second);
    g_autofree char *memory = g_strdup_printf("`%s`", second);
    report_writer(report, l->pairing.reading, pair->second->kind == READ_FETCH ? pair->first : pair->second, memory);
    tell_read(l, report, ROLE_FETCH, pair->first, first);
    if (pair->relation)
        report_step(report, ROLE_CHECK, pairing_loc(&l->pairing, pair->relation->inst), "the first value %s",
                    dependence_text(pair->relation->kind));
    if (pair->second != pair->first)
        tell_read(l, report, ROLE_REFETCH, pair->second, second);
    if (pair->use)
        report_step(report, ROLE_USE, pairing_loc(&l->pairing, pair->use->inst), "the %s value %s",
                    pair->second == pair->first ? "same" : "second", dependence_text(pair->use->kind));
}

static void tell_safe(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *source = source_text(l, pair->second);
    report_message(report, "`%s`, which %s can write, is read safely: %s", source, pair->second->principal,
                   pair_reason_name(pair->reason));
    pairing_tell_safe(&l->pairing, report, pair);
}

static void tell_alarm(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *source = source_text(l, pair->second);
    report_message(report, "`%s` is read twice: the first value %s, the second, which %s may have changed, %s", source,
                   dependence_text(pair->relation->kind), pair->second->principal, dependence_text(pair->use->kind));
    report_gain(report, "Whoever writes between the two reads passes the check with one value and has the other used.");
    report_repair(report, "Read it once into a local, by a volatile or atomic load, and check and use only the local.");
}

/* What else of the same object is read twice in the function. */
static void tell_more(struct loading *l, struct report *report, const struct pair *pair)
{
    unsigned told = 0;
    for (guint i = 0; i < l->alarms->len && told < MORE_MAX; i++) {
        const struct pair *other = &g_array_index(l->alarms, struct pair, i);
        if (!loading_is_of_group(pair, other) || other->second == pair->second)
            continue;
        g_autofree char *source = source_text(l, other->second), *bytes = pairing_bytes(other->second->bytes);
        report_step(report, ROLE_REFETCH, pairing_loc(&l->pairing, other->second->inst),
                    "%s of `%s` as well: the first value %s, the second %s", bytes, source,
                    dependence_text(other->relation->kind), dependence_text(other->use->kind));
        told++;
    }
}

void loading_tell(struct loading *l, const struct pair *pair)
{
    enum owner_kind kind = weight_owner(pair);
    bool is_protection = pair->use && pair->use->kind == DEPENDENCE_PROTECTION;
    enum confidence confidence = pair->second->owner.is_by_type ? CONFIDENCE_MEDIUM : weight_confidence(kind);
    struct report *report = report_new_at(l->pairing.review, l->pairing.reading->function, pair->second->inst);
    g_autofree char *source = source_text(l, pair->first);
    if (pair->verdict == VERDICT_UNPROVEN)
        confidence = confidence == CONFIDENCE_HIGH ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    report_grade(report, is_protection ? LEVEL_CRITICAL : l->pairing.review->rule->severity, confidence);
    report_verdict(report, pair->verdict, pair->reason == PAIR_NONE ? NULL : pair_reason_name(pair->reason));
    report_memory(report, pair);
    report_key(report, source);
    report_key(report, pair->relation ? dependence_text(pair->relation->kind) : "");
    report_key(report, pair->use ? dependence_text(pair->use->kind) : "");
    tell_steps(l, report, pair);
    if (pair->verdict == VERDICT_SAFE) {
        tell_safe(l, report, pair);
    } else {
        tell_alarm(l, report, pair);
        tell_more(l, report, pair);
    }
    report_emit(report);
}
