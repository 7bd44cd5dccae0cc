#include "rules/dependence.h"

#include "facts/called.h"
#include "facts/callees.h"
#include "facts/texts.h"
#include "ir/arithmetic.h"
#include "ir/access.h"

const char *dependence_text(enum dependence_kind kind)
{
#define TEXT(identifier, text) text,
    static const char *const texts[] = {DEPENDENCES(TEXT)};
#undef TEXT
    return texts[kind];
}

enum { PARTS_MAX = 32 };

struct finder {
    struct reading *reading;
    const struct read *read;
    GArray *found;
    const struct deed *deed; /* of the called function that is being looked at, or NULL */
};

/* Of those bits of the value. */
static void add_bits(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value, uint64_t bits)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(f->reading, value, bits, f->read, kind >= DEPENDENCE_ARGUMENT, parts);
    for (guint i = 0; i < MIN(parts->len, PARTS_MAX); i++) {
        struct dependence dependence = {kind, inst, g_array_index(parts, struct bytes, i), value, f->deed};
        g_array_append_val(f->found, dependence);
    }
}

static void add(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value)
{
    add_bits(f, kind, inst, value, MASK_ALL);
}

static const struct terms *terms_of(const struct finder *f)
{
    return numbering_terms(f->reading->numbering);
}

static term_id operand(const struct reading *r, uint32_t inst, uint32_t i)
{
    return numbering_of(r->numbering, ir_operand(r->function, ir_inst_at(r->function, inst), i));
}

term_id dependence_condition(const struct reading *r, uint32_t inst)
{
    enum ir_op op = (enum ir_op)ir_inst_at(r->function, inst)->op;
    return op == IR_CBR || op == IR_SWITCH ? operand(r, inst, 0) : TERM_UNKNOWN;
}

/* A counter: a value that its loop's head joins. */
static bool is_counter(const struct finder *f, term_id id)
{
    const struct term *term = term_at(terms_of(f), id);
    while (term->kind == TERM_OFFSET || (term->kind == TERM_OPERATION && !term->b))
        term = term_at(terms_of(f), term->a);
    const struct cfg *cfg = f->reading->cfg;
    struct cfg_list before = term->kind == TERM_JOIN ? cfg_predecessors(cfg, term->at) : (struct cfg_list){NULL, 0};
    for (uint32_t i = 0; i < before.n; i++)
        if (cfg_dominates(cfg, term->at, before.blocks[i]))
            return true;
    return false;
}

static bool is_left_by(const struct finder *f, uint32_t block)
{
    const struct reading *r = f->reading;
    struct cfg_list after = cfg_successors(r->cfg, block);
    bool leaves = false, stays = false;
    for (uint32_t i = 0; i < after.n; i++) {
        bool is_back = after.blocks[i] == block || paths_reach(r->paths, after.blocks[i], block);
        stays |= is_back;
        leaves |= !is_back;
    }
    return leaves && stays;
}

/* Whether the loop that the block stands in ends only there. */
static bool is_only_exit(const struct finder *f, uint32_t block)
{
    const struct reading *r = f->reading;
    struct cfg_list order = cfg_order(r->cfg);
    for (uint32_t i = 0; i < order.n; i++) {
        uint32_t other = order.blocks[i];
        bool is_inside = paths_reach(r->paths, block, other) && paths_reach(r->paths, other, block);
        if (other != block && is_inside && is_left_by(f, other))
            return false;
    }
    return is_left_by(f, block);
}

/* `while (text[n]) n++;`: how far it goes, nothing but the bytes say. */
static bool is_text_end(const struct finder *f, uint32_t inst, term_id condition)
{
    const struct terms *terms = terms_of(f);
    const struct term *term = term_at(terms, condition);
    bool has_number = term->kind == TERM_OPERATION && term->b && term_at(terms, term->b)->kind == TERM_CONST;
    if (has_number && (term->op == IR_EQ || term->op == IR_NE))
        term = term_at(terms, term->a);
    while (term->kind == TERM_OPERATION && !term->b)
        term = term_at(terms, term->a);
    if (term->kind != TERM_WRITTEN || cell_at(terms, term->cell)->size > 4)
        return false;
    term_id at = cell_at(terms, term->cell)->base;
    while (term_at(terms, at)->kind == TERM_OFFSET)
        at = term_at(terms, at)->a;
    bool moves = term_at(terms, at)->kind == TERM_INDEXED ? is_counter(f, term_at(terms, at)->b) : is_counter(f, at);
    return moves && is_only_exit(f, cfg_block_of(f->reading->cfg, inst));
}

static bool is_loop_bound(const struct finder *f, term_id condition)
{
    const struct term *term = term_at(terms_of(f), condition);
    bool compares = term->kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term->op);
    if (!compares)
        return false;
    if (is_counter(f, term->a))
        return !reading_stems(f->reading, term->a, f->read, f->read->bytes);
    return is_counter(f, term->b) && !reading_stems(f->reading, term->b, f->read, f->read->bytes);
}

/* Whether the fetch has put a NUL behind the copy. */
static bool ends_by_itself(const struct finder *f)
{
    const struct interface *interface = f->read->fetch.interface;
    return interface && interface->fetch && interface->fetch->forces_nul;
}

static void find_branch(struct finder *f, uint32_t inst)
{
    term_id condition = dependence_condition(f->reading, inst);
    bool is_switch = ir_inst_at(f->reading->function, inst)->op == IR_SWITCH;
    add(f,
        is_switch                                               ? DEPENDENCE_SWITCH
        : is_loop_bound(f, condition)                           ? DEPENDENCE_LOOP
        : is_text_end(f, inst, condition) && !ends_by_itself(f) ? DEPENDENCE_TEXT
                                                                : DEPENDENCE_BRANCH,
        inst, condition);
}

/* What an address is reckoned by. What is left of it. */
static term_id find_indexes(struct finder *f, uint32_t inst, term_id address)
{
    struct term term = *term_at(terms_of(f), address);
    while (term.kind == TERM_OFFSET || term.kind == TERM_INDEXED) {
        if (term.kind == TERM_INDEXED)
            add(f, DEPENDENCE_INDEX, inst, term.b);
        address = term.a;
        term = *term_at(terms_of(f), address);
    }
    return address;
}

/* The parts of an address that are made of the bytes: what is followed, or what is added to it. */
static void find_address(struct finder *f, uint32_t inst, term_id address)
{
    address = find_indexes(f, inst, address);
    const struct term *term = term_at(terms_of(f), address);
    bool is_object = term->kind == TERM_LOCAL || term->kind == TERM_SYMBOL || term->kind == TERM_STRING;
    if (!is_object && !(term->kind == TERM_RESULT && term->at == f->read->inst))
        add(f, DEPENDENCE_POINTER, inst, address);
}

static bool is_ours(const struct finder *f, term_id root)
{
    return term_at(terms_of(f), root)->kind == TERM_LOCAL ||
           root == numbering_root(f->reading->numbering, f->read->destination);
}

/* The element that is kept or given back is what it was reckoned to be; also where it may be none. */
static void find_kept(struct finder *f, uint32_t inst, term_id value)
{
    const GArray *joined = numbering_joined(f->reading->numbering, value);
    for (guint i = 0; joined && i < joined->len; i++)
        find_indexes(f, inst, g_array_index(joined, term_id, i));
    find_indexes(f, inst, value);
    add(f, DEPENDENCE_KEPT, inst, value);
}

static void find_store(struct finder *f, uint32_t inst)
{
    term_id address = operand(f->reading, inst, 0);
    find_address(f, inst, address);
    if (!is_ours(f, numbering_root(f->reading->numbering, address)))
        find_kept(f, inst, operand(f->reading, inst, 1));
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

bool dependence_is_idle(const struct reading *reading, uint32_t call)
{
    const struct ir_inst *inst = ir_inst_at(reading->function, call);
    const struct ir_symbol *callee = ir_callee(reading->knowledge.unit, reading->function, inst);
    struct call_effect effect = {.kind = EFFECT_FILL};
    return (callee && callee_is_quiet(callee->name)) ||
           (reading->effects.of_call(reading->function, call, &effect, reading->effects.context) &&
            effect.kind != EFFECT_WRITES);
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
    term_id value = operand(f->reading, inst, o);
    struct fetch_call fetch;
    bool is_fetch = effects_fetch(&f->reading->knowledge, f->reading->function, inst, &fetch);
    if (is_protection(f, inst, o))
        add(f, DEPENDENCE_PROTECTION, inst, value);
    else if (is_length(f, inst, o, name))
        add(f, DEPENDENCE_LENGTH, inst, value);
    else if (is_size(f, inst, o, name))
        add(f, DEPENDENCE_ALLOC, inst, value);
    else if (is_fetch || is_copied(f, inst, o))
        find_address(f, inst, value);
    else if (!is_harmless(f, inst, name))
        add(f, DEPENDENCE_ARGUMENT, inst, value);
}

/* The bytes of the object behind a pointer, as far as they are still those of the read; of a pointer to a member, those
 * from there on. */
static void find_object(struct finder *f, uint32_t inst, term_id address, enum dependence_kind kind, int64_t size)
{
    int64_t offset;
    if (!f->read->destination || term_base(terms_of(f), address, &offset) != f->read->destination)
        return;
    struct bytes wanted = bytes_between(offset, size == INT64_MAX ? INT64_MAX : offset + size);
    uint32_t n = cells_count(terms_of(f));
    for (uint32_t c = 0; c < n; c++) {
        const struct cell *cell = cell_at(terms_of(f), c);
        struct bytes held = bytes_between(cell->offset, cell->offset + (int64_t)MIN(cell->size, INT32_MAX));
        if (cell->base == f->read->destination && bytes_overlap(held, wanted))
            add(f, kind, inst, numbering_content(f->reading->numbering, inst, c));
    }
}

static void add_bytes(struct finder *f, enum dependence_kind kind, uint32_t inst, struct bytes bytes)
{
    struct dependence dependence = {kind, inst, bytes, TERM_UNKNOWN, f->deed};
    g_array_append_val(f->found, dependence);
}

static void find_text(struct finder *f, uint32_t inst, term_id address)
{
    struct bytes bytes;
    if (!ends_by_itself(f) && reading_text(f->reading, inst, address, f->read, &bytes))
        add_bytes(f, DEPENDENCE_TEXT, inst, bytes);
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
            add_bytes(f, kind, inst, bytes);
        return;
    }
    struct bytes inside;
    if (reading_inside(f->read, inst, of, &inside))
        add_bytes(f, kind, inst, inside);
    if (inst == f->read->inst)
        return;
    term_id value = called_value(f->reading->numbering, f->reading->function, inst, of);
    if (kind == DEPENDENCE_TEXT)
        find_text(f, inst, called_address(f->reading->numbering, inst, of));
    else if (value)
        add_bits(f, kind, inst, value, ~of->bytes.apart);
    else if (of->kind == SUBJECT_MEMORY)
        find_object(f, inst, called_address(f->reading->numbering, inst, of), kind,
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

static void find_call(struct finder *f, uint32_t inst)
{
    const struct summary *summary =
        inst == f->read->inst ? f->read->summary : effects_summary(&f->reading->knowledge, f->reading->function, inst);
    const struct ir_inst *call = ir_inst_at(f->reading->function, inst);
    const struct ir_symbol *callee = ir_callee(f->reading->knowledge.unit, f->reading->function, call);
    const char *name = callee ? callee->name : "";
    for (uint32_t o = 1; o < call->n_operands && inst != f->read->inst; o++)
        if (text_needs_end(f->reading->knowledge.unit, f->reading->function, call, o))
            find_text(f, inst, operand(f->reading, inst, o));
    if (inst == f->read->inst && text_overruns(name))
        add_bytes(f, DEPENDENCE_TEXT, inst, f->read->bytes); /* the copy itself goes on until the NUL */
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
        if (!is_fetch && !is_text && !is_harmless(f, inst, name))
            find_object(f, inst, operand(f->reading, inst, o), DEPENDENCE_OBJECT, INT64_MAX);
    }
}

static void find_at(struct finder *f, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(f->reading->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_CBR:
    case IR_SWITCH:
        find_branch(f, inst);
        break;
    case IR_LOAD:
        find_address(f, inst, operand(f->reading, inst, 0));
        break;
    case IR_STORE:
        find_store(f, inst);
        break;
    case IR_COPY:
        find_address(f, inst, operand(f->reading, inst, 0));
        find_address(f, inst, operand(f->reading, inst, 1));
        break;
    case IR_CALL:
        find_call(f, inst);
        break;
    case IR_RET:
        if (i->n_operands) {
            find_kept(f, inst, operand(f->reading, inst, 0));
            find_object(f, inst, operand(f->reading, inst, 0), DEPENDENCE_OBJECT, INT64_MAX);
        }
        break;
    default:
        break;
    }
}

GArray *dependences_of(struct reading *reading, const struct read *read)
{
    struct finder f = {reading, read, g_array_new(FALSE, FALSE, sizeof(struct dependence)), NULL};
    for (uint32_t i = 0; i < reading->function->insts->len; i++)
        if (cfg_is_reachable(reading->cfg, cfg_block_of(reading->cfg, i)))
            find_at(&f, i);
    return f.found;
}
