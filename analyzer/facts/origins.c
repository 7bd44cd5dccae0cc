#include "facts/origins_p.h"

#include "facts/called.h"
#include "facts/callees.h"
#include "facts/summary_p.h"
#include "facts/texts.h"
#include "flow/masks.h"
#include "ir/access.h"

enum { SUBJECTS_MAX = 24 /* of one value; beyond, the rest is left out */ };

struct origins *origins_new(struct call_knowledge *knowledge, const struct cfg *cfg, struct numbering *numbering,
                            const GArray *fetches)
{
    struct origins *o = g_new0(struct origins, 1);
    *o = (struct origins){knowledge, cfg, cfg_function(cfg), numbering, fetches, NULL, NULL, 0};
    o->known = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    o->seen = g_hash_table_new(NULL, NULL);
    return o;
}

void origins_free(struct origins *o)
{
    if (!o)
        return;
    g_hash_table_unref(o->known);
    g_hash_table_unref(o->seen);
    g_free(o);
}

/* ---- values ---- */

static bool subject_of_cell(struct origins *o, const struct cell *cell, struct subject *ret)
{
    *ret = (struct subject){0};
    if (origins_is_parameter(o, cell)) {
        ret->kind = SUBJECT_VALUE;
        ret->at.argument = term_at(origins_terms(o), cell->base)->at;
        ir_id type = g_array_index(o->function->locals, struct ir_local, ret->at.argument).type;
        if (ir_type_at(o->knowledge->unit, type)->kind == IR_TYPE_RECORD)
            ret->bytes = bytes_between(cell->offset, cell->offset + (int64_t)MIN(cell->size, INT32_MAX));
        return true;
    }
    int64_t offset;
    bool is_exact = true;
    if (!origins_place(o, cell->base, &ret->at, &offset, &is_exact))
        return false;
    ret->kind = SUBJECT_MEMORY;
    ret->bytes.low = offset + cell->offset;
    ret->bytes.high = is_exact ? ret->bytes.low + (int64_t)MIN(cell->size, INT32_MAX) : INT64_MAX;
    return true;
}

static struct bytes fetched_bytes(const struct fetched *fetch)
{
    return bytes_between(0, fetch->size <= INT32_MAX ? (int64_t)fetch->size : INT64_MAX);
}

/* What of the fetch's bytes, counted from its first, the cell holds. */
static struct bytes bytes_of_cell(const struct origins *o, const struct fetched *fetch, const struct cell *cell)
{
    struct bytes bytes = fetched_bytes(fetch);
    int64_t behind = cell->offset - fetch->offset;
    term_id base = cell->base;
    for (const struct term *term = term_at(origins_terms(o), base);
         term->kind == TERM_INDEXED || term->kind == TERM_OFFSET; term = term_at(origins_terms(o), base)) {
        behind += term->kind == TERM_OFFSET ? term->number : 0;
        base = term->a;
    }
    if (base == fetch->destination && behind > 0 && behind < bytes.high)
        bytes.low = behind;
    if (cell->base == fetch->destination && bytes.low + (int64_t)MIN(cell->size, INT32_MAX) <= bytes.high)
        bytes.high = bytes.low + (int64_t)cell->size;
    return bytes;
}

/* The same of a cell that need not be one alone: of an element, the bytes of all that it may be. */
static bool subject_of_cells(struct origins *o, const struct cell *cell, struct subject *ret)
{
    if (!subject_of_cell(o, cell, ret))
        return false;
    int64_t extent = ret->kind == SUBJECT_MEMORY && ret->bytes.high == INT64_MAX
                         ? origins_extent(o, cell->base, cell->size)
                         : INT64_MAX;
    if (extent < INT64_MAX - MAX(ret->bytes.low, 0))
        ret->bytes.high = ret->bytes.low + extent;
    return true;
}

/* The fetch that wrote the cell there, or whose result this is. */
static bool subject_of_fetch(const struct origins *o, const struct term *term, struct subject *ret)
{
    for (guint i = 0; i < o->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(o->fetches, struct fetched, i);
        bool is_result = term->kind == TERM_RESULT && fetch->gives_value;
        bool is_landing = false;
        if (term->kind == TERM_WRITTEN && fetch->destination) {
            const struct cell *cell = cell_at(origins_terms(o), term->cell);
            is_landing = numbering_root(o->numbering, cell->base) == numbering_root(o->numbering, fetch->destination);
        }
        if (fetch->inst != term->at || (!is_result && !is_landing))
            continue;
        *ret = (struct subject){.kind = SUBJECT_FETCHED, .fetch = i};
        ret->bytes = is_result ? fetched_bytes(fetch) : bytes_of_cell(o, fetch, cell_at(origins_terms(o), term->cell));
        return true;
    }
    return false;
}

/* Of a volatile load, when the function loads these bytes nowhere else: what it got is what they are for it. */
static bool subject_of_load(struct origins *o, uint32_t load, struct subject *ret)
{
    const struct ir_inst *inst = ir_inst_at(o->function, load);
    struct ir_ref address = ir_operand(o->function, inst, 0);
    term_id at = numbering_of(o->numbering, address);
    struct cell cell = {.size = ir_type_at(o->knowledge->unit, inst->type)->size};
    struct bit_field bits;
    cell.base = term_base(origins_terms(o), at, &cell.offset);
    if (!cell.base || bit_field_at(o->knowledge->unit, o->function, address, &bits))
        return false;
    for (uint32_t i = 0; i < o->function->insts->len; i++) {
        const struct ir_inst *other = ir_inst_at(o->function, i);
        if (i != load && other->op == IR_LOAD && numbering_of(o->numbering, ir_operand(o->function, other, 0)) == at)
            return false;
    }
    return subject_of_cell(o, &cell, ret) && ret->bytes.high != INT64_MAX;
}

bool origins_exact(struct origins *o, term_id value, struct subject *ret_subject)
{
    const struct term *term = term_at(origins_terms(o), origins_settled(origins_terms(o), value));
    while (term->kind == TERM_OPERATION && !term->b && (term->op == IR_EXTEND || term->op == IR_TOBOOL))
        term = term_at(origins_terms(o), origins_settled(origins_terms(o), term->a));
    struct term copy = *term;
    if (copy.kind == TERM_INITIAL) {
        struct cell cell = *cell_at(origins_terms(o), copy.cell);
        return subject_of_cell(o, &cell, ret_subject) && ret_subject->bytes.high != INT64_MAX;
    }
    if (copy.kind == TERM_CONST) {
        *ret_subject = (struct subject){.kind = SUBJECT_CONSTANT, .bytes.low = copy.number};
        return true;
    }
    if (copy.kind == TERM_RESULT && ir_inst_at(o->function, copy.at)->op == IR_LOAD)
        return subject_of_load(o, copy.at, ret_subject);
    return (copy.kind == TERM_WRITTEN || copy.kind == TERM_RESULT) && subject_of_fetch(o, &copy, ret_subject);
}

static void add(GArray *subjects, const struct subject *subject)
{
    if (subject->kind == SUBJECT_NONE || subject->kind == SUBJECT_CONSTANT)
        return;
    for (guint i = 0; i < subjects->len; i++) {
        struct subject *known = &g_array_index(subjects, struct subject, i), same = *known;
        same.bytes.apart = subject->bytes.apart;
        if (!subject_equal(&same, subject))
            continue;
        known->bytes.apart &= subject->bytes.apart;
        return;
    }
    if (subjects->len < SUBJECTS_MAX)
        g_array_append_val(subjects, *subject);
}

static void add_masked(GArray *subjects, struct subject subject, uint64_t wanted)
{
    subject.bytes = bytes_masked(subject.bytes, wanted);
    add(subjects, &subject);
}

static void look(struct origins *o, term_id value, uint64_t wanted, GArray *subjects);

/* The bits that the search did not look for before. */
static uint64_t add_seen(struct origins *o, term_id value, uint64_t wanted)
{
    uint64_t seen = GPOINTER_TO_SIZE(g_hash_table_lookup(o->seen, GUINT_TO_POINTER(value)));
    if (wanted & ~seen)
        g_hash_table_insert(o->seen, GUINT_TO_POINTER(value), GSIZE_TO_POINTER(seen | wanted));
    return wanted & ~seen;
}

/* One step of a search: a value's own list is kept only when a search began with it, as inside of a loop it is not
 * whole. */
static void add_bits_of(struct origins *o, term_id value, uint64_t wanted, GArray *subjects)
{
    const GArray *known = wanted == MASK_ALL ? g_hash_table_lookup(o->known, GUINT_TO_POINTER(value)) : NULL;
    for (guint i = 0; known && i < known->len; i++)
        add(subjects, &g_array_index(known, struct subject, i));
    if (known || !value || o->depth > ORIGINS_DEPTH || !add_seen(o, value, wanted) ||
        !numbering_spend(o->numbering, 1 + o->fetches->len))
        return;
    o->depth++;
    look(o, value, wanted, subjects);
    o->depth--;
}

static void add_of(struct origins *o, term_id value, GArray *subjects)
{
    add_bits_of(o, value, MASK_ALL, subjects);
}

const GArray *origins_of(struct origins *o, term_id value)
{
    GArray *subjects = g_hash_table_lookup(o->known, GUINT_TO_POINTER(value));
    if (subjects)
        return subjects;
    subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    g_hash_table_remove_all(o->seen);
    add_of(o, value, subjects);
    g_hash_table_insert(o->known, GUINT_TO_POINTER(value), subjects);
    return subjects;
}

void origins_of_bits(struct origins *o, term_id value, uint64_t bits, GArray *ret_subjects)
{
    if (bits == MASK_ALL) {
        const GArray *all = origins_of(o, value);
        g_array_append_vals(ret_subjects, all->data, all->len);
        return;
    }
    g_hash_table_remove_all(o->seen);
    add_bits_of(o, value, bits, ret_subjects);
}

/* Copies of which the function itself reads nothing have no cells. */
static void add_landed(struct origins *o, term_id base, struct bytes bytes, GArray *subjects)
{
    for (guint i = 0; i < o->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(o->fetches, struct fetched, i);
        struct bytes landed = fetched_bytes(fetch);
        struct bytes wanted =
            bytes_between(bytes.low - fetch->offset, bytes.high == INT64_MAX ? INT64_MAX : bytes.high - fetch->offset);
        if (fetch->destination != base || !base || !bytes_overlap(landed, wanted))
            continue;
        struct subject subject = {.kind = SUBJECT_FETCHED, .fetch = i};
        subject.bytes = bytes_between(MAX(landed.low, wanted.low), MIN(landed.high, wanted.high));
        add(subjects, &subject);
    }
}

static void look_memory(struct origins *o, uint32_t inst, term_id address, struct bytes bytes, GArray *ret_subjects)
{
    int64_t offset, at;
    term_id base = term_base(origins_terms(o), address, &offset);
    struct subject whole = {.kind = SUBJECT_MEMORY};
    bool is_exact = true;
    if (!address || !numbering_spend(o->numbering, cells_count(origins_terms(o))))
        return;
    if (origins_place(o, address, &whole.at, &at, &is_exact)) {
        whole.bytes = bytes_between(at + bytes.low, is_exact && bytes.high != INT64_MAX ? at + bytes.high : INT64_MAX);
        add(ret_subjects, &whole);
    }
    struct bytes wanted = bytes_between(offset + bytes.low, bytes.high == INT64_MAX ? INT64_MAX : offset + bytes.high);
    uint32_t n = cells_count(origins_terms(o));
    add_landed(o, base, wanted, ret_subjects);
    for (uint32_t c = 0; c < n; c++) {
        const struct cell *cell = cell_at(origins_terms(o), c);
        struct bytes held =
            bytes_between(cell->offset - offset, cell->offset - offset + (int64_t)MIN(cell->size, INT32_MAX));
        if (cell->base == base && bytes_overlap(held, bytes))
            add_of(o, numbering_content(o->numbering, inst, c), ret_subjects);
    }
}

/* Of a function that takes no pointers the result is made of all. */
static void add_arguments(struct origins *o, uint32_t call, uint64_t wanted, GArray *subjects)
{
    const struct ir_inst *inst = ir_inst_at(o->function, call);
    const struct ir_symbol *callee = ir_callee(o->knowledge->unit, o->function, inst);
    unsigned swapped = callee ? callee_swaps(callee->name) : 0;
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        ir_id type = ir_ref_type(o->knowledge->unit, o->function, ir_operand(o->function, inst, i));
        if (type == IR_NONE || ir_type_at(o->knowledge->unit, type)->kind == IR_TYPE_POINTER)
            return;
    }
    for (uint32_t i = 1; i < inst->n_operands; i++)
        add_bits_of(o, numbering_of(o->numbering, ir_operand(o->function, inst, i)),
                    swapped ? mask_swapped(wanted, swapped) : MASK_ALL, subjects);
}

/* What the library says of a text is made of it: its length, a number that it spells. */
static void add_text(struct origins *o, uint32_t call, GArray *subjects)
{
    const struct ir_inst *inst = ir_inst_at(o->function, call);
    const struct ir_symbol *callee = ir_callee(o->knowledge->unit, o->function, inst);
    const struct text_function *text = callee ? text_look(callee->name) : NULL;
    for (uint32_t i = text ? text->first : 1; text && i <= text->last && i < inst->n_operands; i++)
        look_memory(o, call, numbering_of(o->numbering, ir_operand(o->function, inst, i)), bytes_between(0, INT64_MAX),
                    subjects);
}

/* What a called function's result is made of. */
static void add_returned(struct origins *o, uint32_t call, uint64_t wanted, GArray *subjects)
{
    const struct summary *summary = effects_summary(o->knowledge, o->function, call);
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind != DEED_RETURNS)
            continue;
        term_id value = called_value(o->numbering, o->function, call, &deed->of);
        if (value)
            add_bits_of(o, value, ~deed->of.bytes.apart, subjects);
        else if (deed->of.kind == SUBJECT_MEMORY)
            look_memory(o, call, numbering_place(o->numbering, call, &deed->of.at, false), deed->of.bytes, subjects);
        for (guint f = 0; deed->of.kind == SUBJECT_FETCHED && f < o->fetches->len; f++) {
            const struct fetched *fetch = &g_array_index(o->fetches, struct fetched, f);
            struct subject subject = {.kind = SUBJECT_FETCHED, .fetch = f, .bytes = deed->of.bytes};
            if (fetch->inst == call && fetch->deed && fetch->number == deed->of.fetch)
                add(subjects, &subject);
        }
    }
    if (summary)
        return;
    add_arguments(o, call, wanted, subjects);
    add_text(o, call, subjects);
}

/* Volatile, or somebody else's. */
static void look_load(struct origins *o, const struct ir_inst *load, uint64_t wanted, GArray *subjects)
{
    struct ir_ref address = ir_operand(o->function, load, 0);
    struct cell cell = {.size = ir_type_at(o->knowledge->unit, load->type)->size};
    struct bit_field bits = {0, 64};
    struct subject subject;
    if (bit_field_at(o->knowledge->unit, o->function, address, &bits))
        cell.size = bit_field_size(bits);
    cell.base = term_base(origins_terms(o), numbering_of(o->numbering, address), &cell.offset);
    if (cell.base && subject_of_cells(o, &cell, &subject))
        add_masked(subjects, subject, (wanted & mask_low(bits.width)) << bits.first);
}

static void look_result(struct origins *o, const struct term *term, uint64_t wanted, GArray *subjects)
{
    const struct ir_inst *inst = ir_inst_at(o->function, term->at);
    struct subject subject;
    struct fetch_call fetch;
    if (subject_of_fetch(o, term, &subject))
        add_masked(subjects, subject, wanted);
    if (inst->op == IR_CALL && !effects_fetch(o->knowledge, o->function, term->at, &fetch))
        add_returned(o, term->at, wanted, subjects);
    if (inst->op == IR_LOAD)
        look_load(o, inst, wanted, subjects);
}

static void look_operation(struct origins *o, const struct term *operation, uint64_t wanted, GArray *subjects)
{
    const struct ir_unit *unit = o->knowledge->unit;
    uint64_t a = mask_of_operand(o->numbering, unit, o->function, operation, false, wanted);
    uint64_t b = mask_of_operand(o->numbering, unit, o->function, operation, true, wanted);
    add_bits_of(o, operation->a, a, subjects);
    add_bits_of(o, operation->b, b, subjects);
}

static void look_initial(struct origins *o, uint32_t number, uint64_t wanted, GArray *subjects)
{
    struct cell cell = *cell_at(origins_terms(o), number);
    struct subject subject;
    if (subject_of_cells(o, &cell, &subject))
        add_masked(subjects, subject, wanted);
    else
        add_of(o, cell.base, subjects);
}

static void look(struct origins *o, term_id value, uint64_t wanted, GArray *subjects)
{
    struct term term = *term_at(origins_terms(o), value);
    const GArray *joined = numbering_joined(o->numbering, value);
    struct subject subject;
    for (guint i = 0; joined && i < joined->len; i++)
        add_bits_of(o, g_array_index(joined, term_id, i), wanted, subjects);
    switch (term.kind) {
    case TERM_INITIAL:
        look_initial(o, term.cell, wanted, subjects);
        break;
    case TERM_WRITTEN:
        if (subject_of_fetch(o, &term, &subject))
            add_masked(subjects, subject, wanted);
        add_bits_of(o, term.a, wanted, subjects);
        add_of(o, term.b, subjects);
        break;
    case TERM_RESULT:
        look_result(o, &term, wanted, subjects);
        break;
    case TERM_OPERATION:
        look_operation(o, &term, wanted, subjects);
        break;
    case TERM_OFFSET:
    case TERM_INDEXED:
        add_of(o, term.a, subjects);
        add_of(o, term.b, subjects);
        break;
    default:
        break;
    }
}

void origins_of_memory(struct origins *o, uint32_t inst, term_id address, struct bytes bytes, GArray *ret_subjects)
{
    g_hash_table_remove_all(o->seen);
    look_memory(o, inst, address, bytes, ret_subjects);
}
