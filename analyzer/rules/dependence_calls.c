/* What calls do with the bytes that a read brought. */
#include "facts/called.h"
#include "facts/callees.h"
#include "facts/texts.h"
#include "rules/finder.h"

bool dependence_is_idle(const struct reading *reading, uint32_t call)
{
    const struct ir_inst *inst = ir_inst_at(reading->function, call);
    const struct ir_symbol *callee = ir_callee(reading->knowledge.unit, reading->function, inst);
    struct call_effect effect = {.kind = EFFECT_FILL};
    return (callee && callee_is_quiet(callee->name)) ||
           (reading->effects.of_call(reading->function, call, &effect, reading->effects.context) &&
            effect.kind != EFFECT_WRITES);
}

static bool is_length(const struct finder *f, uint32_t inst, uint32_t o, const char *name)
{
    struct fetch_call fetch;
    const struct ir_inst *call = ir_inst_at(f->reading->function, inst);
    if (effects_fetch(&f->reading->knowledge, f->reading->function, inst, &fetch)) {
        struct ir_ref ref = ir_operand(f->reading->function, call, o);
        return ref.kind == fetch.length.kind && ref.index == fetch.length.index;
    }
    return callee_measures(name, o);
}

/* Whether the callee only prints, frees, locks, or copies: what it is given is not relied on, or followed as a copy. */
static bool is_harmless(const struct finder *f, uint32_t inst, const char *name)
{
    struct call_effect effect = {.kind = EFFECT_FILL};
    struct fetch_call fetch;
    const struct effects *effects = &f->reading->effects;
    if (callee_is_quiet(name))
        return true;
    return !effects_fetch(&f->reading->knowledge, f->reading->function, inst, &fetch) &&
           effects->of_call(f->reading->function, inst, &effect, effects->context);
}

/* Whether the operand is an argument of a call that protects memory. */
static bool is_protection(const struct finder *f, uint32_t inst, uint32_t o)
{
    const GArray *uses = f->reading->uses;
    struct ir_ref ref = ir_operand(f->reading->function, ir_inst_at(f->reading->function, inst), o);
    for (guint i = 0; uses && i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (use->function != f->reading->function || use->inst != inst || use->is_reference ||
            !use->interface->protects)
            continue;
        for (unsigned a = 0; a < use->interface->args->len; a++) {
            struct ir_ref argument = use_argument(use, a, NULL);
            if (argument.kind == ref.kind && argument.index == ref.index)
                return true;
        }
    }
    return false;
}

/* Whether the operand is an address that a copy or a fill starts at. */
static bool is_copied(const struct finder *f, uint32_t inst, uint32_t o)
{
    const struct effects *effects = &f->reading->effects;
    struct call_effect effect = {.kind = EFFECT_NONE};
    if (!effects->of_call(f->reading->function, inst, &effect, effects->context) ||
        (effect.kind != EFFECT_COPY && effect.kind != EFFECT_FILL))
        return false;
    struct ir_ref ref = ir_operand(f->reading->function, ir_inst_at(f->reading->function, inst), o);
    return (ref.kind == effect.to.kind && ref.index == effect.to.index) ||
           (ref.kind == effect.from.kind && ref.index == effect.from.index);
}

/* Whether the operand says how much is allocated; where, or from what, pointers say. */
static bool is_size(const struct finder *f, uint32_t inst, uint32_t o, const char *name)
{
    const struct ir_unit *unit = f->reading->knowledge.unit;
    struct ir_ref ref = ir_operand(f->reading->function, ir_inst_at(f->reading->function, inst), o);
    ir_id type = ir_ref_type(unit, f->reading->function, ref);
    return callee_allocates(name) && (type == IR_NONE || ir_type_at(unit, type)->kind != IR_TYPE_POINTER);
}

static void find_argument(struct finder *f, uint32_t inst, uint32_t o, const char *name)
{
    term_id value = finder_operand(f, inst, o);
    struct fetch_call fetch;
    bool is_fetch = effects_fetch(&f->reading->knowledge, f->reading->function, inst, &fetch);
    if (is_protection(f, inst, o))
        finder_add(f, DEPENDENCE_PROTECTION, inst, value);
    else if (is_length(f, inst, o, name))
        finder_add(f, DEPENDENCE_LENGTH, inst, value);
    else if (is_size(f, inst, o, name))
        finder_add(f, DEPENDENCE_ALLOC, inst, value);
    else if (is_fetch || is_copied(f, inst, o))
        finder_address(f, inst, value);
    else if (!is_harmless(f, inst, name))
        finder_add(f, DEPENDENCE_ARGUMENT, inst, value);
}

/* `overruns`: into a place that has room for what the first text was, perhaps, and no more. */
static void find_text(struct finder *f, uint32_t inst, term_id address, bool overruns)
{
    struct bytes bytes;
    if ((overruns || !finder_ends_by_itself(f)) && reading_text(f->reading, inst, address, f->read, &bytes))
        finder_add_bytes(f, DEPENDENCE_TEXT, inst, bytes);
}

/* What a called function relies on, in the terms of this one. */
static void find_deed(struct finder *f, uint32_t inst, enum dependence_kind kind)
{
    const struct subject *of = &f->deed->of;
    if (of->kind == SUBJECT_FETCHED) {
        bool is_bounded = of->bytes.high != INT64_MAX;
        struct bytes bytes = of->bytes;
        bytes.low += f->read->bytes.low;
        bytes.high = is_bounded ? bytes.high + f->read->bytes.low : f->read->bytes.high;
        if (reading_fetched(f->read, inst, of))
            finder_add_bytes(f, kind, inst, bytes);
        return;
    }
    struct bytes inside;
    bool is_handed = reading_handed(f->reading, f->read, inst, of, &inside);
    if (is_handed || reading_inside(f->read, inst, of, &inside))
        finder_add_bytes(f, kind, inst, inside);
    if (inst == f->read->inst || is_handed)
        return;
    term_id value = called_value(f->reading->numbering, f->reading->function, inst, of);
    if (kind == DEPENDENCE_TEXT)
        find_text(f, inst, called_address(f->reading->numbering, inst, of), false);
    else if (value)
        finder_add_bits(f, kind, inst, value, ~of->bytes.apart);
    else if (of->kind == SUBJECT_MEMORY)
        finder_object(f, inst, called_address(f->reading->numbering, inst, of), kind,
                      of->bytes.high == INT64_MAX ? INT64_MAX : of->bytes.high - of->bytes.low);
}

static void find_deeds(struct finder *f, uint32_t inst, const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        f->deed = &g_array_index(summary->deeds, struct deed, i);
        if (f->deed->kind == DEED_USES)
            find_deed(f, inst, f->deed->use);
        else if (f->deed->kind == DEED_CHECKS && f->deed->when == RESULT_ALWAYS)
            find_deed(f, inst, DEPENDENCE_BRANCH);
    }
    f->deed = NULL;
}

void finder_call(struct finder *f, uint32_t inst)
{
    const struct summary *summary =
        inst == f->read->inst ? f->read->summary : effects_summary(&f->reading->knowledge, f->reading->function, inst);
    const struct ir_inst *call = ir_inst_at(f->reading->function, inst);
    const struct ir_symbol *callee = ir_callee(f->reading->knowledge.unit, f->reading->function, call);
    const char *name = callee ? callee->name : "";
    if (!callee && inst != f->read->inst) /* `(text + entry)()` */
        finder_indexes(f, inst, term_bare(finder_terms(f), finder_operand(f, inst, 0)));
    for (uint32_t o = 1; o < call->n_operands && inst != f->read->inst; o++)
        if (text_needs_end(f->reading->knowledge.unit, f->reading->function, call, o))
            find_text(f, inst, finder_operand(f, inst, o), text_overruns(name));
    if (inst == f->read->inst && (text_overruns(name) || text_act(name)))
        finder_add_bytes(f, DEPENDENCE_TEXT, inst, f->read->bytes); /* the copy itself goes on until the NUL */
    if (summary) {
        find_deeds(f, inst, summary);
        return;
    }
    struct fetch_call fetch;
    bool is_fetch = effects_fetch(&f->reading->knowledge, f->reading->function, inst, &fetch);
    if (inst == f->read->inst)
        return;
    for (uint32_t o = 1; o < call->n_operands; o++) {
        find_argument(f, inst, o, name);
        bool is_text = text_is_read(f->reading->knowledge.unit, f->reading->function, call, o);
        bool is_looked_at = is_text && (text_look(name) || text_copy(name) || !finder_ends_by_itself(f));
        if (!is_fetch && !is_looked_at && !is_harmless(f, inst, name))
            finder_object(f, inst, finder_operand(f, inst, o), DEPENDENCE_OBJECT, INT64_MAX);
    }
}
