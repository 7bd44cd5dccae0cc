/* What a function does by those that it calls. */
#include "facts/callees.h"
#include "facts/deeds.h"
#include "facts/deeds_copies.h"
#include "facts/returned.h"
#include "facts/texts.h"

static uint64_t length_of(const struct summing *s, const struct call_effect *effect)
{
    if (effect->length.kind == IR_REF_NONE)
        return effect->size;
    const struct term *length = term_at(summing_terms(s), numbering_of(s->numbering, effect->length));
    return length->kind == TERM_CONST && length->number >= 0 ? (uint64_t)length->number : UINT64_MAX;
}

/* NULL: it is no computed value, or of no known type. */
static const struct ir_type *type_of(const struct summing *s, struct ir_ref ref)
{
    ir_id id = ref.kind == IR_REF_TEMP ? ir_ref_type(s->knowledge->unit, s->function, ref) : IR_NONE;
    return id == IR_NONE ? NULL : ir_type_at(s->knowledge->unit, id);
}

static bool is_writable(const struct summing *s, struct ir_ref ref)
{
    const struct ir_type *type = type_of(s, ref);
    if (!type || type->kind != IR_TYPE_POINTER)
        return false;
    const struct ir_type *pointee = ir_type_at(s->knowledge->unit, type->target);
    return !pointee->is_const && !pointee->tag;
}

static bool is_pointer(const struct summing *s, struct ir_ref ref)
{
    const struct ir_type *type = type_of(s, ref);
    return ref.kind == IR_REF_LOCAL || (type && type->kind == IR_TYPE_POINTER);
}

/* Whether the catalogue says that the argument, counted from 0, is one of a call that protects memory. */
static bool is_protected(const struct summing *s, const char *name, uint32_t argument)
{
    const GPtrArray *matches = catalogue_by_name(s->knowledge->catalogue, SPELLING_CALL, name);
    for (guint m = 0; matches && m < matches->len; m++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, m);
        for (guint a = 0; match->interface->protects && a < match->interface->args->len; a++)
            if (match->spelling->arguments[a] == (int)argument)
                return true;
    }
    return false;
}

static void call_unknown(struct summing *s, uint32_t inst, const char *name)
{
    const struct ir_inst *call = ir_inst_at(s->function, inst);
    const struct ir_symbol *callee = ir_callee(s->knowledge->unit, s->function, call);
    bool is_quiet = callee_is_quiet(name), allocates = callee_allocates(name);
    bool is_elsewhere = callee && callee->linkage == IR_EXTERN && !callee->is_defined;
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(s->function, call, o);
        term_id value = summing_operand(s, inst, o);
        enum dependence_kind kind = is_protected(s, name, o - 1)       ? DEPENDENCE_PROTECTION
                                    : callee_measures(name, o)         ? DEPENDENCE_LENGTH
                                    : allocates && !is_pointer(s, ref) ? DEPENDENCE_ALLOC
                                                                       : DEPENDENCE_ARGUMENT;
        if (is_writable(s, ref) && !is_quiet)
            deeds_write(s, inst, value, UINT64_MAX, TERM_UNKNOWN, false);
        if (text_needs_end(s->knowledge->unit, s->function, call, o))
            deeds_use_memory(s, inst, DEPENDENCE_TEXT, value, deeds_nobody);
        if (is_quiet)
            continue;
        struct receiver to = {name, o - 1, is_elsewhere};
        deeds_use_value(s, inst, kind, value, to);
        if (is_pointer(s, ref))
            deeds_use_memory(s, inst, DEPENDENCE_OBJECT, value, to);
    }
    s->summary->writes_open |= !is_quiet && !allocates;
}

/* Into memory of another address space: the library's functions write or ask after it, none reads it. */
static bool leads_out(const struct summing *s, struct ir_ref ref)
{
    const struct ir_type *type = type_of(s, ref);
    return type && type->kind == IR_TYPE_POINTER && type->target != IR_NONE &&
           ir_type_at(s->knowledge->unit, type->target)->tag;
}

static void call_library(struct summing *s, uint32_t inst, const char *name, const struct call_effect *effect)
{
    const struct ir_inst *call = ir_inst_at(s->function, inst);
    uint64_t size = length_of(s, effect);
    for (uint32_t o = 1; o < call->n_operands; o++)
        if (callee_measures(name, o))
            deeds_use_value(s, inst, DEPENDENCE_LENGTH, summing_operand(s, inst, o), deeds_nobody);
        else if (text_needs_end(s->knowledge->unit, s->function, call, o))
            deeds_use_memory(s, inst, DEPENDENCE_TEXT, summing_operand(s, inst, o), deeds_nobody);
    if (effect->kind == EFFECT_COPY)
        deeds_copy(s, inst, numbering_of(s->numbering, effect->to), numbering_of(s->numbering, effect->from), size);
    if (effect->kind == EFFECT_FILL)
        deeds_write(s, inst, numbering_of(s->numbering, effect->to), size, TERM_UNKNOWN, false);
    for (uint32_t o = 1; o < call->n_operands && effect->kind == EFFECT_NONE; o++) {
        struct ir_ref ref = ir_operand(s->function, call, o);
        if (is_pointer(s, ref) && !leads_out(s, ref) && !callee_frees(name))
            deeds_load(s, inst, summing_operand(s, inst, o), UINT64_MAX);
    }
}

static void call_fetch(struct summing *s, uint32_t inst, const struct fetch_call *fetch)
{
    deeds_use_value(s, inst, DEPENDENCE_LENGTH, numbering_of(s->numbering, fetch->length), deeds_nobody);
    deeds_use_address(s, inst, numbering_of(s->numbering, fetch->source));
    if (fetch->destination.kind != IR_REF_NONE)
        deeds_use_address(s, inst, numbering_of(s->numbering, fetch->destination));
}

/* What a called function has held it against, as this function's caller knows that; or what this one has. */
static void take_limit(struct summing *s, uint32_t inst, const struct deed *theirs, struct deed *deed)
{
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(struct subject));
    bool is_theirs = theirs->to.kind != SUBJECT_NONE && summing_mapped(s, inst, &theirs->to, to) && to->len == 1;
    if (is_theirs)
        deed->to = g_array_index(to, struct subject, 0);
    else if (!summing_limit(s, summing_block(s, inst), &deed->of, &deed->to, &deed->is_equal))
        deed->to = (struct subject){0};
    deed->is_equal &= deed->to.kind != SUBJECT_NONE;
}

/* A use, a load or a write of a called function, as this function's caller sees it. */
static void call_deed(struct summing *s, uint32_t inst, const struct deed *theirs)
{
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    bool is_exact = summing_mapped(s, inst, &theirs->of, subjects) && theirs->is_exact;
    for (guint i = 0; i < subjects->len; i++) {
        struct deed deed = *theirs;
        deed.of = g_array_index(subjects, struct subject, i);
        deed.is_exact = is_exact;
        take_limit(s, inst, theirs, &deed);
        struct span here = summing_span(s, summing_block(s, inst), &deed.of);
        deed.span = span_any();
        if (is_exact) {
            deed.span = theirs->span;
            deed.span.low = MAX(deed.span.low, here.low);
            deed.span.high = MIN(deed.span.high, here.high);
        }
        summing_add(s, inst, deed);
    }
}

static void call_area(struct summing *s, uint32_t inst, const struct deed *theirs)
{
    term_id address = numbering_place(s->numbering, inst, &theirs->of.at, false);
    uint64_t size =
        theirs->of.bytes.high == INT64_MAX ? UINT64_MAX : (uint64_t)(theirs->of.bytes.high - theirs->of.bytes.low);
    struct deed deed = {.kind = theirs->kind, .span = span_any(), .is_volatile = theirs->is_volatile};
    deed.spot = theirs->spot;
    deed.is_exact = theirs->kind == DEED_LOADS;
    if (!address)
        return;
    address = term_offset(summing_terms(s), address, theirs->of.bytes.low);
    if (theirs->kind == DEED_LOADS && returned_area(s, address, size, &deed.of))
        summing_add(s, inst, deed);
    if (!deeds_area(s, address, size, &deed.of)) {
        s->summary->writes_open |= theirs->kind == DEED_WRITES && !deeds_is_own(s, address);
        return;
    }
    if (theirs->kind == DEED_WRITES) {
        bool is_sure = theirs->when == RESULT_ALWAYS && deed.of.bytes.high != INT64_MAX &&
                       !deeds_fetched_over(s, inst, address, size) && exits_need(s->exits, summing_block(s, inst));
        deed.when = is_sure ? RESULT_ALWAYS : RESULT_NEVER;
        g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(struct subject));
        if (is_sure && theirs->is_exact && theirs->to.kind == SUBJECT_VALUE &&
            summing_mapped(s, inst, &theirs->to, from) && from->len == 1 &&
            g_array_index(from, struct subject, 0).kind == SUBJECT_VALUE) {
            deed.to = g_array_index(from, struct subject, 0);
            deed.is_exact = true;
        } else if (theirs->to.kind == SUBJECT_FETCHED && summing_mapped(s, inst, &theirs->to, from)) {
            deed.to = g_array_index(from, struct subject, from->len - 1);
        }
    }
    summing_add(s, inst, deed);
}

static void call_summary(struct summing *s, uint32_t inst, const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_USES || deed->kind == DEED_FREES)
            call_deed(s, inst, deed);
        if (deed->kind == DEED_LOADS || deed->kind == DEED_WRITES)
            call_area(s, inst, deed);
    }
    s->summary->writes_open |= summary->writes_open;
}

void deeds_call(struct summing *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    const struct ir_symbol *callee = ir_callee(s->knowledge->unit, s->function, i);
    const char *name = callee ? callee->name : "";
    const struct summary *summary = effects_summary(s->knowledge, s->function, inst);
    struct call_effect effect = {.size = UINT64_MAX};
    struct fetch_call fetch;
    struct subject freed;
    if (summary)
        call_summary(s, inst, summary);
    else if (effects_fetch(s->knowledge, s->function, inst, &fetch))
        call_fetch(s, inst, &fetch);
    else if (callee && (callee_of_library(s->function, i, name, &effect) ||
                        effects_copier(s->knowledge, s->function, inst, &effect)))
        call_library(s, inst, name, &effect);
    else
        call_unknown(s, inst, callee ? name : "a function pointer");
    if (callee_frees(name) && i->n_operands > 1 && origins_exact(s->origins, summing_operand(s, inst, 1), &freed) &&
        freed.kind == SUBJECT_VALUE) {
        struct deed deed = {.kind = DEED_FREES, .of = freed, .span = span_any(), .is_exact = true};
        summing_add(s, inst, deed);
    }
}
