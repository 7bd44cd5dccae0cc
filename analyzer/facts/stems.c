/* Which of a read's bytes a value is made of. */
#include <string.h>

#include "facts/called.h"
#include "facts/callees.h"
#include "facts/reads.h"
#include "facts/texts.h"
#include "flow/masks.h"
#include "ir/access.h"

struct stems {
    struct reading *r;
    const struct read *read;
    GHashTable *seen; /* term → the bits of it that were looked for */
    GArray *parts;
    bool is_strict;
};

static void found_bytes(struct stems *s, struct bytes bytes)
{
    for (guint i = 0; i < s->parts->len; i++) {
        struct bytes *known = &g_array_index(s->parts, struct bytes, i);
        if (known->low != bytes.low || known->high != bytes.high)
            continue;
        known->apart &= bytes.apart;
        return;
    }
    g_array_append_val(s->parts, bytes);
}

/* What the read itself gives: of a bit-field, its bits. */
static void found_value(struct stems *s, uint64_t wanted)
{
    struct bytes bytes = s->read->bytes;
    unsigned first = bytes.apart ? (unsigned)__builtin_ctzll(~bytes.apart) : 0;
    found_bytes(s, bytes_masked(bytes, wanted << first | mask_low(first)));
}

/* The source's bytes behind a cell that the read filled; of an element of an array, those from the array's beginning.
 */
static void found_cell(struct stems *s, const struct cell *cell, uint64_t wanted)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    struct bytes bytes = s->read->bytes;
    int64_t behind = cell->offset - s->read->destination_offset;
    term_id base = cell->base;
    for (const struct term *term = term_at(terms, base); term->kind == TERM_INDEXED || term->kind == TERM_OFFSET;
         term = term_at(terms, base)) {
        behind += term->kind == TERM_OFFSET ? term->number : 0;
        base = term->a;
    }
    bool is_before = behind < 0 && behind + (int64_t)MIN(cell->size, INT32_MAX) <= 0;
    if (cell->base == s->read->destination && is_before)
        return; /* of the same object, but the read begins behind it */
    if (base == s->read->destination && bytes.low + behind < bytes.high)
        bytes.low += MAX(behind, 0);
    if (cell->base == s->read->destination)
        bytes = bytes_masked(bytes_between(bytes.low, bytes.low + (int64_t)cell->size), wanted);
    found_bytes(s, bytes);
}

static void look_for(struct stems *s, term_id id, uint64_t wanted);

static void look(struct stems *s, term_id id)
{
    look_for(s, id, MASK_ALL);
}

static bool takes_pointer(const struct reading *r, const struct ir_inst *call)
{
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(r->function, call, o);
        ir_id type = ir_ref_type(r->knowledge.unit, r->function, ref);
        if (type == IR_NONE || ir_type_at(r->knowledge.unit, type)->kind == IR_TYPE_POINTER)
            return true;
    }
    return false;
}

/* Functions whose result tells something of the objects that they are given. */
static bool is_inspection(const struct reading *r, const struct ir_inst *call)
{
    static const char *const words[] = {"memcmp", "bcmp", "check", "valid", "verify", "sane"};
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    for (unsigned i = 0; callee && i < G_N_ELEMENTS(words); i++)
        if (strstr(callee->name, words[i]))
            return true;
    return false;
}

/* How many bytes a call such as memcmp looks at; INT64_MAX: nobody knows. */
static int64_t measured(const struct reading *r, const struct ir_inst *call)
{
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    if (!callee || call->n_operands <= 3 || !callee_measures(callee->name, 3))
        return INT64_MAX;
    const struct term *length =
        term_at(numbering_terms(r->numbering), numbering_of(r->numbering, ir_operand(r->function, call, 3)));
    return length->kind == TERM_CONST && length->number > 0 && length->number < INT32_MAX ? length->number : INT64_MAX;
}

/* The object behind the operand, if it is what the read filled: as it was when the call looked at so many bytes. */
static void look_object(struct stems *s, uint32_t inst, term_id address, int64_t size)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    int64_t offset;
    if (!s->read->destination || term_base(terms, address, &offset) != s->read->destination)
        return;
    uint32_t n = cells_count(terms);
    for (uint32_t c = 0; c < n; c++)
        if (cell_at(terms, c)->base == s->read->destination && cell_at(terms, c)->offset >= offset &&
            cell_at(terms, c)->offset - offset < size)
            look(s, numbering_content(s->r->numbering, inst, c));
}

bool reading_text(struct reading *r, uint32_t inst, term_id address, const struct read *read, struct bytes *ret_bytes)
{
    const struct terms *terms = numbering_terms(r->numbering);
    int64_t offset;
    if (!read->destination || term_base(terms, address, &offset) != read->destination)
        return false;
    int64_t low = read->bytes.low + offset - read->destination_offset;
    uint32_t n = cells_count(terms);
    for (uint32_t c = 0; c < n; c++) {
        const struct cell *cell = cell_at(terms, c);
        struct bytes first = bytes_between(low, low + 1);
        if (cell->base != read->destination || cell->offset != offset || cell->size != 1)
            continue;
        *ret_bytes = bytes_between(low, read->bytes.high);
        return low < read->bytes.high && reading_stems(r, numbering_content(r->numbering, inst, c), read, first);
    }
    return false;
}

/* What a function says of a text tells of all that it has read. */
static void look_text(struct stems *s, uint32_t inst, const struct ir_inst *call)
{
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(s->r->knowledge.unit, s->r->function, call) : NULL;
    const struct text_function *text = callee ? text_look(callee->name) : NULL;
    for (uint32_t o = text ? text->first : 1; text && o <= text->last && o < call->n_operands; o++) {
        struct bytes bytes;
        int64_t size = measured(s->r, call);
        if (!reading_text(s->r, inst, numbering_of(s->r->numbering, ir_operand(s->r->function, call, o)), s->read,
                          &bytes))
            continue;
        bytes.high = MIN(bytes.high, size == INT64_MAX ? size : bytes.low + size);
        found_bytes(s, bytes);
    }
}

static void look_operands(struct stems *s, uint32_t inst, uint64_t wanted)
{
    const struct ir_inst *made = ir_inst_at(s->r->function, inst);
    if (made->op != IR_CALL && made->op != IR_ASM && made->op != IR_ASMGOTO)
        return;
    if (s->is_strict && made->op == IR_CALL && takes_pointer(s->r, made))
        return;
    const struct ir_symbol *callee = made->op == IR_CALL ? ir_callee(s->r->knowledge.unit, s->r->function, made) : NULL;
    unsigned swapped = callee ? callee_swaps(callee->name) : 0;
    look_text(s, inst, made);
    if (callee && !callee->is_defined &&
        strstr(callee->name, "printf")) /* how long what is printed has become says little of a number */
        return;
    for (uint32_t o = made->op == IR_CALL; o < made->n_operands; o++) {
        term_id value = numbering_of(s->r->numbering, ir_operand(s->r->function, made, o));
        look_for(s, value, swapped ? mask_swapped(wanted, swapped) : MASK_ALL);
        if (is_inspection(s->r, made))
            look_object(s, inst, value, measured(s->r, made));
    }
}

/* What a called function says of one of its subjects. */
static void look_subject(struct stems *s, uint32_t call, const struct subject *subject)
{
    struct numbering *n = s->r->numbering;
    if (reading_fetched(s->read, call, subject)) {
        bool is_bounded = subject->bytes.high != INT64_MAX;
        struct bytes bytes = subject->bytes;
        bytes.low += s->read->bytes.low;
        bytes.high = is_bounded ? bytes.high + s->read->bytes.low : s->read->bytes.high;
        found_bytes(s, bytes);
    }
    struct bytes inside;
    if (reading_inside(s->read, call, subject, &inside) || reading_handed(s->r, s->read, call, subject, &inside)) {
        found_bytes(s, inside);
        return;
    }
    term_id value = called_value(n, s->r->function, call, subject);
    if (value)
        look_for(s, value, ~subject->bytes.apart);
    else if (subject->kind == SUBJECT_MEMORY)
        look_object(s, call, called_address(n, call, subject), INT64_MAX);
}

/* A result is made of what the function returns, and tells of what it checks. */
static void look_called(struct stems *s, uint32_t call, const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        bool tells = deed->kind == DEED_CHECKS && !s->is_strict;
        if (deed->kind == DEED_RETURNS || tells)
            look_subject(s, call, &deed->of);
        if (tells)
            look_subject(s, call, &deed->to);
    }
}

/* What it writes where its caller finds it, made of what it has fetched: `*sum += length`. */
static void look_written(struct stems *s, const struct term *term, const struct summary *summary)
{
    struct numbering *n = s->r->numbering;
    struct cell cell = *cell_at(numbering_terms(n), term->cell);
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind != DEED_WRITES || deed->to.kind != SUBJECT_FETCHED)
            continue;
        int64_t offset;
        term_id to = called_address(n, term->at, &deed->of);
        struct bytes held = bytes_between(cell.offset, cell.offset + (int64_t)MIN(cell.size, INT32_MAX));
        if (!to || term_base(numbering_terms(n), to, &offset) != cell.base)
            continue;
        bool has_end = deed->of.bytes.high != INT64_MAX;
        int64_t end = has_end ? offset + deed->of.bytes.high - deed->of.bytes.low : INT64_MAX;
        if (bytes_overlap(held, bytes_between(offset, end)))
            look_subject(s, term->at, &deed->to);
    }
}

static bool is_landing(const struct stems *s, const struct term *term)
{
    const struct numbering *n = s->r->numbering;
    return !s->read->deed ||
           numbering_root(n, cell_at(numbering_terms(n), term->cell)->base) == numbering_root(n, s->read->destination);
}

/* `kstrtouint(text, 0, &v)`, `sscanf(text, "%u", &v)`: what such a function puts where an argument says is made of the
 * text. */
static bool is_parsed_into(const struct stems *s, const struct term *term)
{
    const struct reading *r = s->r;
    const struct ir_inst *call = ir_inst_at(r->function, term->at);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    const struct text_function *text = callee && term->kind == TERM_WRITTEN ? text_look(callee->name) : NULL;
    struct cell cell = {0};
    if (text)
        cell = *cell_at(numbering_terms(r->numbering), term->cell);
    for (uint32_t o = text ? text->last + 1 : call->n_operands; o < call->n_operands; o++) {
        term_id to = numbering_of(r->numbering, ir_operand(r->function, call, o));
        int64_t offset;
        if (to && term_base(numbering_terms(r->numbering), to, &offset) == cell.base && offset == cell.offset)
            return true;
    }
    return false;
}

static void look_made(struct stems *s, const struct term *term, uint64_t wanted)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    const struct summary *summary = term->at == s->read->inst ? s->read->summary : NULL;
    if (!summary && ir_inst_at(s->r->function, term->at)->op == IR_CALL)
        summary = effects_summary(&s->r->knowledge, s->r->function, term->at);
    if (summary && term->kind == TERM_RESULT) {
        look_called(s, term->at, summary);
        return;
    }
    if (summary)
        look_written(s, term, summary);
    if (term->at == s->read->inst && (term->kind == TERM_RESULT || is_landing(s, term))) {
        if (term->kind == TERM_WRITTEN)
            found_cell(s, cell_at(terms, term->cell), wanted);
        else if (s->read->fetch.gives_value)
            found_value(s, wanted);
        return;
    }
    struct fetch_call other;
    bool is_fetch = ir_inst_at(s->r->function, term->at)->op == IR_CALL &&
                    effects_fetch(&s->r->knowledge, s->r->function, term->at, &other);
    if (!is_fetch && !term->a)
        look_operands(s, term->at, wanted);
    else if (is_parsed_into(s, term))
        look_text(s, term->at, ir_inst_at(s->r->function, term->at));
}

static void look_operation(struct stems *s, const struct term *operation, uint64_t wanted)
{
    const struct reading *r = s->r;
    uint64_t a = mask_of_operand(r->numbering, r->knowledge.unit, r->function, operation, false, wanted);
    uint64_t b = mask_of_operand(r->numbering, r->knowledge.unit, r->function, operation, true, wanted);
    look_for(s, operation->a, a);
    look_for(s, operation->b, b);
}

/* The bits that were not looked for before. */
static uint64_t add_seen(struct stems *s, term_id id, uint64_t wanted)
{
    uint64_t seen = GPOINTER_TO_SIZE(g_hash_table_lookup(s->seen, GUINT_TO_POINTER(id)));
    if (wanted & ~seen)
        g_hash_table_insert(s->seen, GUINT_TO_POINTER(id), GSIZE_TO_POINTER(seen | wanted));
    return wanted & ~seen;
}

static void look_for(struct stems *s, term_id id, uint64_t wanted)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    if (id == TERM_UNKNOWN || !add_seen(s, id, wanted) || !numbering_spend(s->r->numbering, 1))
        return;
    struct term term = *term_at(terms, id);
    const GArray *joined = numbering_joined(s->r->numbering, id);
    for (guint i = 0; joined && i < joined->len; i++)
        look_for(s, g_array_index(joined, term_id, i), wanted);
    if (term.kind == TERM_RESULT || term.kind == TERM_WRITTEN)
        look_made(s, &term, wanted);
    if (term.kind == TERM_OPERATION)
        look_operation(s, &term, wanted);
    if (term.kind == TERM_WRITTEN)
        look_for(s, term.a, wanted);
    if (term.kind == TERM_WRITTEN || term.kind == TERM_INDEXED)
        look(s, term.b);
    if (term.kind == TERM_OFFSET || term.kind == TERM_INDEXED)
        look(s, term.a);
    if (term.kind == TERM_INITIAL && cell_at(terms, term.cell)->base != id)
        look(s, cell_at(terms, term.cell)->base);
}

void reading_parts(struct reading *r, term_id value, uint64_t bits, const struct read *read, bool is_strict,
                   GArray *ret_parts)
{
    struct stems stems = {.r = r, .read = read, .parts = ret_parts, .is_strict = is_strict};
    stems.seen = g_hash_table_new(NULL, NULL);
    look_for(&stems, value, bits);
    g_hash_table_unref(stems.seen);
}

bool reading_stems_bits(struct reading *r, term_id value, uint64_t bits, const struct read *read, struct bytes wanted)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(r, value, bits, read, false, parts);
    for (guint i = 0; i < parts->len; i++)
        if (bytes_overlap(g_array_index(parts, struct bytes, i), wanted))
            return true;
    return false;
}

bool reading_stems(struct reading *r, term_id value, const struct read *read, struct bytes wanted)
{
    return reading_stems_bits(r, value, MASK_ALL, read, wanted);
}
