/* What a function loads, writes, hands on, and relies on, instruction by instruction. */
#include "facts/callees.h"
#include "facts/summing.h"
#include "facts/texts.h"
#include "flow/masks.h"
#include "ir/arithmetic.h"
#include "ir/access.h"

static struct terms *terms_of(const struct summing *s)
{
    return numbering_terms(s->numbering);
}

static term_id operand(const struct summing *s, uint32_t inst, uint32_t i)
{
    return numbering_of(s->numbering, ir_operand(s->function, ir_inst_at(s->function, inst), i));
}

static uint32_t block_of(const struct summing *s, uint32_t inst)
{
    return cfg_block_of(s->cfg, inst);
}

/* ---- uses ---- */

/* Whom something is handed to, as which of its arguments. */
struct receiver {
    const char *name;
    uint32_t argument;
    bool is_elsewhere;
};
static const struct receiver nobody = {NULL, 0, false};

static void use_subject(struct summing *s, uint32_t inst, enum dependence_kind kind, const struct subject *subject,
                        bool is_exact, struct receiver to)
{
    struct deed deed = {.kind = DEED_USES, .use = kind, .of = *subject, .is_exact = is_exact};
    deed.callee = to.name;
    deed.argument = to.argument;
    deed.is_elsewhere = to.is_elsewhere;
    deed.span = is_exact ? summing_span(s, block_of(s, inst), subject) : span_any();
    if (subject->kind != SUBJECT_NONE && subject->kind != SUBJECT_CONSTANT)
        summing_add(s, inst, deed);
}

static void use_value(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id value, struct receiver to)
{
    struct subject exact;
    if (origins_exact(s->origins, value, &exact)) {
        use_subject(s, inst, kind, &exact, true, to);
        return;
    }
    const GArray *origins = origins_of(s->origins, value);
    for (guint i = 0; i < origins->len; i++) {
        struct subject subject = g_array_index(origins, struct subject, i);
        use_subject(s, inst, kind, &subject, false, to);
    }
}

/* The bytes behind an address that goes to somebody else. */
static void use_memory(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id address, struct receiver to)
{
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    origins_of_memory(s->origins, inst, address, bytes_between(0, INT64_MAX), subjects);
    for (guint i = 0; i < subjects->len; i++)
        use_subject(s, inst, kind, &g_array_index(subjects, struct subject, i), false, to);
}

static bool is_object(const struct summing *s, const struct term *term)
{
    (void)s;
    return term->kind == TERM_LOCAL || term->kind == TERM_SYMBOL || term->kind == TERM_STRING;
}

static void use_address(struct summing *s, uint32_t inst, term_id address)
{
    const struct term *term = term_at(terms_of(s), address);
    while (term->kind == TERM_OFFSET || term->kind == TERM_INDEXED) {
        term_id index = term->kind == TERM_INDEXED ? term->b : TERM_UNKNOWN;
        address = term->a;
        if (index)
            use_value(s, inst, DEPENDENCE_INDEX, index, nobody);
        term = term_at(terms_of(s), address);
    }
    if (!is_object(s, term))
        use_value(s, inst, DEPENDENCE_POINTER, address, nobody);
}

/* ---- memory ---- */

static bool area_of(const struct summing *s, term_id address, uint64_t size, struct subject *ret)
{
    int64_t offset;
    bool is_exact = true;
    *ret = (struct subject){0};
    if (!origins_place(s->origins, address, &ret->at, &offset, &is_exact))
        return false;
    bool is_bounded = is_exact && size <= INT32_MAX;
    ret->kind = SUBJECT_MEMORY;
    ret->bytes = bytes_between(offset, is_bounded ? offset + (int64_t)size : INT64_MAX);
    return true;
}

static uint64_t type_size(const struct summing *s, ir_id id)
{
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(s->knowledge->unit, id);
    return type && type->size ? type->size : UINT64_MAX;
}

/* Whether the load or store is of a bit-field. */
static bool is_part(const struct summing *s, uint32_t inst, struct bit_field *ret_bits)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    return (i->op == IR_LOAD || i->op == IR_STORE) &&
           bit_field_at(s->knowledge->unit, s->function, ir_operand(s->function, i, 0), ret_bits);
}

static uint64_t access_size(const struct summing *s, uint32_t inst)
{
    struct bit_field bits;
    return is_part(s, inst, &bits) ? bit_field_size(bits) : type_size(s, ir_inst_at(s->function, inst)->type);
}

static uint64_t length_of(const struct summing *s, const struct call_effect *effect)
{
    if (effect->length.kind == IR_REF_NONE)
        return effect->size;
    const struct term *length = term_at(terms_of(s), numbering_of(s->numbering, effect->length));
    return length->kind == TERM_CONST && length->number >= 0 ? (uint64_t)length->number : UINT64_MAX;
}

static void load(struct summing *s, uint32_t inst, term_id address, uint64_t size)
{
    struct deed deed = {.kind = DEED_LOADS, .span = span_any(), .is_exact = true};
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    deed.is_volatile = i->is_volatile || i->is_atomic;
    if (area_of(s, address, size, &deed.of))
        summing_add(s, inst, deed);
}

/* Whether the object is this function's own: a local, or what an allocation just gave it. */
static bool is_own(const struct summing *s, term_id address)
{
    const struct term *root = term_at(terms_of(s), numbering_root(s->numbering, address));
    if (root->kind == TERM_LOCAL)
        return true;
    if (root->kind != TERM_RESULT || ir_inst_at(s->function, root->at)->op != IR_CALL)
        return root->kind == TERM_RESULT && ir_inst_at(s->function, root->at)->op == IR_ALLOCA;
    const struct ir_symbol *callee = ir_callee(s->knowledge->unit, s->function, ir_inst_at(s->function, root->at));
    struct fetch_call fetch;
    return (callee && callee_allocates(callee->name)) ||
           (effects_fetch(s->knowledge, s->function, root->at, &fetch) && fetch.gives_copy);
}

/* Whether the value is what the function gives back, too. */
static bool is_result(const struct summing *s, term_id value)
{
    const GArray *endings = exits_all(s->exits);
    bool found = false;
    for (guint i = 0; i < endings->len && term_at(terms_of(s), value)->kind == TERM_RESULT; i++)
        found |= g_array_index(endings, struct exit_value, i).value == value;
    return found;
}

/* `from`: the value that is stored (when is_copy: the address that it is copied from), or TERM_UNKNOWN. */
static void write(struct summing *s, uint32_t inst, term_id address, uint64_t size, term_id from, bool is_copy)
{
    struct deed deed = {.kind = DEED_WRITES, .span = span_any()};
    if (!area_of(s, address, size, &deed.of)) {
        s->summary->writes_open |= !is_own(s, address);
        return;
    }
    struct bit_field bits;
    bool leaves_some = is_part(s, inst, &bits);
    bool is_sure = !leaves_some && deed.of.bytes.high != INT64_MAX && exits_need(s->exits, block_of(s, inst));
    deed.when = is_sure ? RESULT_ALWAYS : RESULT_NEVER;
    struct subject value;
    from = leaves_some ? TERM_UNKNOWN : from;
    if (is_copy)
        deed.is_exact = is_sure && area_of(s, from, size, &deed.to) && deed.to.bytes.high != INT64_MAX;
    else if (from && origins_exact(s->origins, from, &value) && value.kind == SUBJECT_VALUE) {
        deed.to = value;
        deed.is_exact = true;
    } else if (from && is_result(s, from)) {
        deed.to = (struct subject){.kind = SUBJECT_VALUE, .at.argument = CALL_RESULT};
        deed.is_exact = true;
    }
    if (!deed.is_exact)
        deed.to = (struct subject){0};
    summing_add(s, inst, deed);
}

/* A value that outlives the function where others find it, and what it points to. */
static void keep(struct summing *s, uint32_t inst, term_id address, term_id value)
{
    struct call_place place;
    int64_t offset;
    if (is_own(s, address))
        return;
    use_value(s, inst, DEPENDENCE_KEPT, value, nobody);
    if (origins_place(s->origins, value, &place, &offset, &(bool){true}) &&
        ir_inst_at(s->function, inst)->op == IR_STORE) {
        ir_id type = ir_inst_at(s->function, inst)->type;
        if (type != IR_NONE && ir_type_at(s->knowledge->unit, type)->kind == IR_TYPE_POINTER)
            use_memory(s, inst, DEPENDENCE_KEPT, value, nobody);
    }
}

static void copy(struct summing *s, uint32_t inst, term_id to, term_id from, uint64_t size)
{
    load(s, inst, from, size);
    write(s, inst, to, size, from, true);
    if (is_own(s, to))
        return;
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    origins_of_memory(s->origins, inst, from, bytes_between(0, size <= INT32_MAX ? (int64_t)size : INT64_MAX),
                      subjects);
    for (guint i = 0; i < subjects->len; i++)
        use_subject(s, inst, DEPENDENCE_KEPT, &g_array_index(subjects, struct subject, i), false, nobody);
}

/* ---- calls ---- */

static bool is_writable(const struct summing *s, struct ir_ref ref)
{
    ir_id id = ref.kind == IR_REF_TEMP ? ir_ref_type(s->knowledge->unit, s->function, ref) : IR_NONE;
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(s->knowledge->unit, id);
    if (!type || type->kind != IR_TYPE_POINTER)
        return false;
    const struct ir_type *pointee = ir_type_at(s->knowledge->unit, type->target);
    return !pointee->is_const && !pointee->tag;
}

static bool is_pointer(const struct summing *s, struct ir_ref ref)
{
    ir_id id = ref.kind == IR_REF_TEMP ? ir_ref_type(s->knowledge->unit, s->function, ref) : IR_NONE;
    return ref.kind == IR_REF_LOCAL || (id != IR_NONE && ir_type_at(s->knowledge->unit, id)->kind == IR_TYPE_POINTER);
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
        term_id value = operand(s, inst, o);
        enum dependence_kind kind = is_protected(s, name, o - 1)       ? DEPENDENCE_PROTECTION
                                    : callee_measures(name, o)         ? DEPENDENCE_LENGTH
                                    : allocates && !is_pointer(s, ref) ? DEPENDENCE_ALLOC
                                                                       : DEPENDENCE_ARGUMENT;
        if (is_writable(s, ref) && !is_quiet)
            write(s, inst, value, UINT64_MAX, TERM_UNKNOWN, false);
        if (text_needs_end(s->knowledge->unit, s->function, call, o))
            use_memory(s, inst, DEPENDENCE_TEXT, value, nobody);
        if (is_quiet)
            continue;
        struct receiver to = {name, o - 1, is_elsewhere};
        use_value(s, inst, kind, value, to);
        if (is_pointer(s, ref))
            use_memory(s, inst, DEPENDENCE_OBJECT, value, to);
    }
    s->summary->writes_open |= !is_quiet && !allocates;
}

/* Into memory of another address space: the library's functions write or ask after it, none reads it. */
static bool leads_out(const struct summing *s, struct ir_ref ref)
{
    ir_id id = ref.kind == IR_REF_TEMP ? ir_ref_type(s->knowledge->unit, s->function, ref) : IR_NONE;
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(s->knowledge->unit, id);
    return type && type->kind == IR_TYPE_POINTER && type->target != IR_NONE &&
           ir_type_at(s->knowledge->unit, type->target)->tag;
}

static void call_library(struct summing *s, uint32_t inst, const char *name, const struct call_effect *effect)
{
    const struct ir_inst *call = ir_inst_at(s->function, inst);
    uint64_t size = length_of(s, effect);
    for (uint32_t o = 1; o < call->n_operands; o++)
        if (callee_measures(name, o))
            use_value(s, inst, DEPENDENCE_LENGTH, operand(s, inst, o), nobody);
        else if (text_needs_end(s->knowledge->unit, s->function, call, o))
            use_memory(s, inst, DEPENDENCE_TEXT, operand(s, inst, o), nobody);
    if (effect->kind == EFFECT_COPY)
        copy(s, inst, numbering_of(s->numbering, effect->to), numbering_of(s->numbering, effect->from), size);
    if (effect->kind == EFFECT_FILL)
        write(s, inst, numbering_of(s->numbering, effect->to), size, TERM_UNKNOWN, false);
    for (uint32_t o = 1; o < call->n_operands && effect->kind == EFFECT_NONE; o++) {
        struct ir_ref ref = ir_operand(s->function, call, o);
        if (is_pointer(s, ref) && !leads_out(s, ref) && !callee_frees(name))
            load(s, inst, operand(s, inst, o), UINT64_MAX);
    }
}

static void call_fetch(struct summing *s, uint32_t inst, const struct fetch_call *fetch)
{
    use_value(s, inst, DEPENDENCE_LENGTH, numbering_of(s->numbering, fetch->length), nobody);
    use_address(s, inst, numbering_of(s->numbering, fetch->source));
    if (fetch->destination.kind != IR_REF_NONE)
        use_address(s, inst, numbering_of(s->numbering, fetch->destination));
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
        struct span here = summing_span(s, block_of(s, inst), &deed.of);
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
    address = term_offset(terms_of(s), address, theirs->of.bytes.low);
    if (!area_of(s, address, size, &deed.of)) {
        s->summary->writes_open |= theirs->kind == DEED_WRITES && !is_own(s, address);
        return;
    }
    if (theirs->kind == DEED_WRITES) {
        bool is_sure =
            theirs->when == RESULT_ALWAYS && deed.of.bytes.high != INT64_MAX && exits_need(s->exits, block_of(s, inst));
        deed.when = is_sure ? RESULT_ALWAYS : RESULT_NEVER;
        g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(struct subject));
        if (theirs->is_exact && theirs->to.kind == SUBJECT_VALUE && summing_mapped(s, inst, &theirs->to, from) &&
            from->len == 1 && g_array_index(from, struct subject, 0).kind == SUBJECT_VALUE) {
            deed.to = g_array_index(from, struct subject, 0);
            deed.is_exact = true;
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

static void call(struct summing *s, uint32_t inst)
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
    else if (callee && callee_of_library(s->function, i, name, &effect))
        call_library(s, inst, name, &effect);
    else
        call_unknown(s, inst, callee ? name : "a function pointer");
    if (callee_frees(name) && i->n_operands > 1 && origins_exact(s->origins, operand(s, inst, 1), &freed) &&
        freed.kind == SUBJECT_VALUE) {
        struct deed deed = {.kind = DEED_FREES, .of = freed, .span = span_any(), .is_exact = true};
        summing_add(s, inst, deed);
    }
}

/* ---- all ---- */

/* Inputs are values, outputs addresses. What an assembler statement reads and writes besides is not followed. */
static void assembly(struct summing *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    const struct ir_asm *text = i->op == IR_UNKNOWN ? NULL : &g_array_index(s->function->asms, struct ir_asm, i->aux);
    uint32_t first = i->op == IR_ASMGOTO ? text->n_labels + 1 : 0, outputs = text ? text->n_outputs : 0;
    for (uint32_t o = first; o < i->n_operands; o++) {
        if (o < first + outputs)
            write(s, inst, operand(s, inst, o), UINT64_MAX, TERM_UNKNOWN, false);
        else
            use_value(s, inst, DEPENDENCE_ARGUMENT, operand(s, inst, o),
                      (struct receiver){"an asm statement", o, false});
    }
}

/* A counter: a value that its loop's head joins. */
static bool is_counter(const struct summing *s, term_id id)
{
    const struct term *term = term_at(terms_of(s), id);
    while (term->kind == TERM_OFFSET || (term->kind == TERM_OPERATION && !term->b))
        term = term_at(terms_of(s), term->a);
    struct cfg_list before = term->kind == TERM_JOIN ? cfg_predecessors(s->cfg, term->at) : (struct cfg_list){NULL, 0};
    for (uint32_t i = 0; i < before.n; i++)
        if (cfg_dominates(s->cfg, term->at, before.blocks[i]))
            return true;
    return false;
}

/* Branches that leave are told as checks; what bounds a loop or selects is a use as well. */
static void branch(struct summing *s, uint32_t inst)
{
    term_id condition = operand(s, inst, 0);
    const struct term *term = term_at(terms_of(s), condition);
    if (ir_inst_at(s->function, inst)->op == IR_SWITCH) {
        use_value(s, inst, DEPENDENCE_SWITCH, condition, nobody);
        return;
    }
    if (term->kind != TERM_OPERATION || !arithmetic_is_comparison((enum ir_op)term->op))
        return;
    term_id a = term->a, b = term->b;
    if (is_counter(s, a))
        use_value(s, inst, DEPENDENCE_LOOP, b, nobody);
    else if (is_counter(s, b))
        use_value(s, inst, DEPENDENCE_LOOP, a, nobody);
}

static void deeds_at(struct summing *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_LOAD:
        use_address(s, inst, operand(s, inst, 0));
        load(s, inst, operand(s, inst, 0), access_size(s, inst));
        break;
    case IR_STORE:
        use_address(s, inst, operand(s, inst, 0));
        write(s, inst, operand(s, inst, 0), access_size(s, inst), operand(s, inst, 1), false);
        keep(s, inst, operand(s, inst, 0), operand(s, inst, 1));
        break;
    case IR_COPY:
        use_address(s, inst, operand(s, inst, 0));
        use_address(s, inst, operand(s, inst, 1));
        copy(s, inst, operand(s, inst, 0), operand(s, inst, 1), type_size(s, i->type));
        break;
    case IR_ZERO:
        write(s, inst, operand(s, inst, 0), type_size(s, i->type), TERM_UNKNOWN, false);
        break;
    case IR_CALL:
        call(s, inst);
        break;
    case IR_ASM:
    case IR_ASMGOTO:
    case IR_UNKNOWN:
        assembly(s, inst);
        break;
    case IR_CBR:
    case IR_SWITCH:
        branch(s, inst);
        break;
    default:
        break;
    }
}

void summing_tell_deeds(struct summing *s)
{
    for (uint32_t i = 0; i < s->function->insts->len && !s->is_too_much; i++)
        if (cfg_is_reachable(s->cfg, block_of(s, i)))
            deeds_at(s, i);
}
