/* Where reads begin: addresses behind writes that leave them alone, and elements that are counted in bytes. */
#include "facts/called_reads.h"
#include "facts/summary.h"
#include "flow/counter.h"
#include "ir/access.h"

enum { SETTLED_MAX = 12, JOINS_MAX = 3 /* loops within loops */ };

struct settling {
    const struct reading *r;
    struct numbering *numbering;
    term_id joins[JOINS_MAX]; /* that are being settled */
    unsigned n_joins, depth;
};

static term_id settled(struct settling *s, term_id id);

/* What all ways bring to a place, but for those around a loop that leave it as it is; else the join itself. */
static term_id settled_join(struct settling *s, term_id join)
{
    const GArray *joined = numbering_joined(s->numbering, join);
    term_id common = TERM_UNKNOWN;
    for (unsigned i = 0; i < s->n_joins; i++)
        if (s->joins[i] == join)
            return join;
    if (!joined || s->n_joins == JOINS_MAX)
        return join;
    s->joins[s->n_joins++] = join;
    bool is_one = true;
    for (guint i = 0; i < joined->len && is_one; i++) {
        term_id value = settled(s, g_array_index(joined, term_id, i));
        is_one = value == join || common == TERM_UNKNOWN || value == common;
        if (value != join)
            common = value;
    }
    s->n_joins--;
    return is_one && common != TERM_UNKNOWN ? common : join;
}

/* What a variable of the function's own holds before it is set. */
static bool is_unset(const struct settling *s, term_id id)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *term = term_at(terms, id);
    if (term->kind != TERM_INITIAL)
        return false;
    const struct term *base = term_at(terms, cell_at(terms, term->cell)->base);
    return base->kind == TERM_LOCAL && base->at >= s->r->function->n_params;
}

/* `find(&item)`: a variable that was not set before the call holds what the call has put there. */
static term_id settled_written(struct settling *s, term_id id, term_id before)
{
    term_id value = settled(s, before);
    return is_unset(s, value) ? id : value;
}

static term_id settled_parts(struct settling *s, term_id id)
{
    struct terms *terms = numbering_terms(s->numbering);
    struct term term = *term_at(terms, id);
    if (term.kind == TERM_WRITTEN && term.a && !term.b)
        return settled_written(s, id, term.a);
    if (term.kind == TERM_JOIN)
        return settled_join(s, id);
    if (term.kind == TERM_OFFSET)
        return term_offset(terms, settled(s, term.a), term.number);
    if (term.kind == TERM_INDEXED) {
        term.a = settled(s, term.a);
        term.b = settled(s, term.b);
        return term_of(terms, term);
    }
    if (term.kind == TERM_INITIAL) {
        struct cell cell = *cell_at(terms, term.cell);
        int64_t offset;
        cell.base = term_base(terms, settled(s, cell.base), &offset);
        cell.offset += offset;
        term.cell = cell_of(terms, cell);
        return term_of(terms, term);
    }
    return id;
}

/* Pointers that calls in between may have changed, but that nobody is known to change, count as the same. */
static term_id settled(struct settling *s, term_id id)
{
    if (s->depth > SETTLED_MAX)
        return id;
    s->depth++;
    id = settled_parts(s, id);
    s->depth--;
    return id;
}

term_id reads_settled(const struct reading *r, term_id address)
{
    struct settling settling = {.r = r, .numbering = r->numbering};
    return settled(&settling, address);
}

/* The number and what it is multiplied by, when that is a constant. */
static term_id factor(const struct terms *terms, term_id product, int64_t *ret_by)
{
    const struct term *term = term_at(terms, product);
    bool is_product = term->kind == TERM_OPERATION && term->op == IR_MUL;
    if (is_product && term_at(terms, term->a)->kind == TERM_CONST) {
        *ret_by = term_at(terms, term->a)->number;
        return term->b;
    }
    if (!is_product || term_at(terms, term->b)->kind != TERM_CONST)
        return TERM_UNKNOWN;
    *ret_by = term_at(terms, term->b)->number;
    return term->a;
}

/* `i * size + 4` bytes behind the address, as byte 4 of element i; TERM_UNKNOWN when it is not counted so. */
static term_id elements(const struct reading *r, term_id from, term_id distance)
{
    struct terms *terms = numbering_terms(r->numbering);
    int64_t behind = 0, size = 0;
    term_id product = bounds_plain(terms, distance);
    struct term sum = *term_at(terms, product);
    if (sum.kind == TERM_OFFSET) {
        behind = sum.number;
        product = bounds_plain(terms, sum.a);
    } else if (sum.kind == TERM_OPERATION && sum.op == IR_ADD && term_at(terms, sum.b)->kind == TERM_CONST) {
        behind = term_at(terms, sum.b)->number;
        product = bounds_plain(terms, sum.a);
    }
    term_id index = factor(terms, product, &size);
    if (!index || size <= 0 || !counter_is(r->cfg, terms, bounds_plain(terms, index)))
        return TERM_UNKNOWN;
    struct term element = {.kind = TERM_INDEXED, .a = from, .b = index, .number = size};
    return term_offset(terms, term_of(terms, element), behind);
}

/* The address, of which a distance in bytes that counts elements is told as such. */
static term_id by_elements(const struct reading *r, term_id address)
{
    struct terms *terms = numbering_terms(r->numbering);
    int64_t offset;
    struct term term = *term_at(terms, term_base(terms, address, &offset));
    term_id element = term.kind == TERM_INDEXED && term.number == 1 ? elements(r, term.a, term.b) : TERM_UNKNOWN;
    return element ? term_offset(terms, element, offset) : address;
}

/* Whether the function looks behind no pointer that it is given: what it gives holds the pointers themselves. */
static bool hands_back(const struct reading *r, uint32_t call)
{
    const struct summary *summary = effects_summary(&r->knowledge, r->function, call);
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        enum deed_kind kind = g_array_index(summary->deeds, struct deed, i).kind;
        if (kind == DEED_LOADS || kind == DEED_FETCHES || kind == DEED_USES)
            return false;
    }
    return summary && !summary->writes_open;
}

/* `KERNEL_SOCKPTR(&ours)`: a record that a function has made of nothing but an address of the function's own object. */
static bool is_own(const struct reading *r, term_id source)
{
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *term = term_at(terms, source);
    const struct ir_inst *call = term->kind == TERM_RESULT ? ir_inst_at(r->function, term->at) : NULL;
    bool is_record = call && call->op == IR_CALL && call->n_operands > 1 && call->type != IR_NONE &&
                     ir_type_at(r->knowledge.unit, call->type)->kind == IR_TYPE_RECORD;
    for (uint32_t o = 1; is_record && o < call->n_operands; o++) {
        term_id value = numbering_of(r->numbering, ir_operand(r->function, call, o));
        term_id root = numbering_root(r->numbering, value);
        if (term_at(terms, value)->kind != TERM_CONST && term_at(terms, root)->kind != TERM_LOCAL)
            return false;
    }
    return is_record && hands_back(r, term->at);
}

bool reads_place_source(const struct reading *r, struct read *read, int64_t *ret_offset)
{
    struct terms *terms = numbering_terms(r->numbering);
    term_id address = by_elements(r, reads_settled(r, numbering_of(r->numbering, read->fetch.source)));
    if (is_own(r, address))
        address = TERM_UNKNOWN;
    term_id distance = numbering_of(r->numbering, read->fetch.skipped);
    bool is_skipping = read->fetch.skipped.kind != IR_REF_NONE && term_at(terms, distance)->kind != TERM_CONST;
    term_id element = is_skipping && address ? elements(r, address, distance) : TERM_UNKNOWN;
    read->source = term_base(terms, element ? element : address, ret_offset);
    if (term_at(terms, distance)->kind == TERM_CONST)
        *ret_offset += term_at(terms, distance)->number;
    return !is_skipping || element;
}
