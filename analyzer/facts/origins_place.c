/* Which addresses a caller can name. */
#include "facts/amounts.h"
#include "facts/origins_p.h"
#include "flow/counter.h"
#include "ir/access.h"

/* ---- addresses ---- */

static bool place_of(struct origins *o, term_id address, struct call_place *place, int64_t *offset, bool *is_exact,
                     unsigned depth);

/* A pointer as it was at the entry: a parameter, or read from behind a place. */
static bool place_of_initial(struct origins *o, const struct cell *cell, struct call_place *place, unsigned depth)
{
    int64_t offset;
    bool is_exact = true;
    if (origins_is_parameter(o, cell)) {
        *place = (struct call_place){.argument = term_at(origins_terms(o), cell->base)->at};
        return cell->offset == 0;
    }
    if (!place_of(o, cell->base, place, &offset, &is_exact, depth + 1) || !is_exact || place->depth == CALL_DEPTH)
        return false;
    place->offsets[place->depth++] = offset + cell->offset;
    return true;
}

static bool place_of(struct origins *o, term_id address, struct call_place *place, int64_t *offset, bool *is_exact,
                     unsigned depth)
{
    int64_t behind;
    term_id base = origins_settled(origins_terms(o), term_base(origins_terms(o), address, &behind));
    struct term term = *term_at(origins_terms(o), base);
    *offset = behind;
    if (depth > ORIGINS_DEPTH)
        return false;
    if (term.kind == TERM_OFFSET) { /* behind what a call may have changed */
        bool found = place_of(o, base, place, offset, is_exact, depth + 1);
        *offset += behind;
        return found;
    }
    if (term.kind == TERM_INITIAL) {
        struct cell cell = *cell_at(origins_terms(o), term.cell);
        return place_of_initial(o, &cell, place, depth);
    }
    term_id inner = term.kind == TERM_INDEXED ? term.a : numbering_root(o->numbering, base);
    if (inner == base || (term.kind != TERM_INDEXED && term.kind != TERM_JOIN))
        return false;
    *is_exact = false;
    int64_t first;
    bool found = place_of(o, inner, place, &first, is_exact, depth + 1);
    *is_exact = false;
    *offset = (term.kind == TERM_INDEXED ? first : MIN(first, 0)) + behind; /* of the first element */
    return found;
}

bool origins_place(struct origins *o, term_id address, struct call_place *ret_place, int64_t *ret_offset,
                   bool *ret_is_exact)
{
    struct call_place place = {0};
    int64_t offset;
    bool is_exact = true;
    if (!address || !place_of(o, address, &place, &offset, &is_exact, 0) || (!is_exact && !ret_is_exact))
        return false;
    *ret_place = place;
    *ret_offset = offset;
    if (ret_is_exact)
        *ret_is_exact = is_exact;
    return true;
}

/* Whether the function looks for the element nowhere but in blocks that this one dominates. */
static bool is_only_behind(const struct origins *o, term_id element, uint32_t block)
{
    for (uint32_t i = 0; i < o->function->insts->len; i++) {
        int64_t offset;
        if (ir_inst_at(o->function, i)->op == IR_INDEX && !cfg_dominates(o->cfg, block, cfg_block_of(o->cfg, i)) &&
            term_base(origins_terms(o), numbering_of(o->numbering, (struct ir_ref){IR_REF_TEMP, i}), &offset) ==
                element)
            return false;
    }
    return numbering_spend(o->numbering, o->function->insts->len);
}

/* What an element's index may be: of a counter, in the rounds of its loop. */
static struct bounds index_bounds(const struct origins *o, term_id element)
{
    term_id index = term_at(origins_terms(o), element)->b;
    uint32_t head = counter_head(o->cfg, origins_terms(o), index);
    struct cfg_list after = head == IR_NONE ? (struct cfg_list){NULL, 0} : cfg_successors(o->cfg, head);
    struct bounds all = amounts_of(o->knowledge, o->cfg, o->numbering, 0, index);
    for (uint32_t i = 0; i < after.n; i++) {
        const struct ir_block *block = ir_block_at(o->function, after.blocks[i]);
        struct bounds inside = amounts_of(o->knowledge, o->cfg, o->numbering, block->first, index);
        if (cfg_predecessors(o->cfg, after.blocks[i]).n == 1 && inside.low >= 0 && inside.high < all.high &&
            is_only_behind(o, element, after.blocks[i]))
            all = inside;
    }
    return all;
}

int64_t origins_extent(struct origins *o, term_id address, uint64_t size)
{
    struct terms *terms = origins_terms(o);
    int64_t extent = (int64_t)MIN(size, INT32_MAX), behind;
    term_id at = origins_settled(terms, term_base(terms, address, &behind));
    bool is_element = false;
    while (extent < INT32_MAX && term_at(terms, at)->kind == TERM_INDEXED) {
        const struct term element = *term_at(terms, at);
        struct bounds index = index_bounds(o, at);
        if (index.low < 0 || index.high > INT32_MAX || element.number <= 0 || element.number > INT32_MAX)
            return INT64_MAX;
        extent += MIN(index.high * element.number, INT32_MAX);
        at = origins_settled(terms, term_base(terms, element.a, &behind));
        is_element = true;
    }
    bool is_walked = term_at(terms, at)->kind == TERM_JOIN || term_at(terms, at)->kind == TERM_OFFSET;
    return is_element && !is_walked && extent < INT32_MAX ? extent : INT64_MAX;
}

/* ---- distances ---- */

/* Of a sum, what is constant of it is added to `bytes`. */
static void take_parts(struct origins *o, term_id sum, int64_t unit, int64_t *bytes, struct displaced *d,
                       unsigned depth)
{
    struct term term = *term_at(origins_terms(o), sum);
    struct subject part;
    bool is_conversion = term.kind == TERM_OPERATION && (term.op == IR_EXTEND || term.op == IR_TRUNC);
    bool is_sum = term.kind == TERM_OFFSET || (term.kind == TERM_OPERATION && term.op == IR_ADD);
    if (term.kind == TERM_CONST || term.kind == TERM_OFFSET)
        *bytes = (int64_t)((uint64_t)*bytes + (uint64_t)term.number * (uint64_t)unit);
    if (term.kind == TERM_CONST)
        return;
    bool is_named = d->by.kind == SUBJECT_NONE && origins_exact(o, sum, &part) &&
                    (part.kind == SUBJECT_VALUE || part.kind == SUBJECT_MEMORY) && part.at.argument != CALL_RESULT;
    if (is_named) {
        d->by = part;
        d->unit = unit;
    } else if ((is_sum || is_conversion) && depth < ORIGINS_DEPTH) {
        take_parts(o, term.a, unit, bytes, d, depth + 1);
        if (term.b)
            take_parts(o, term.b, unit, bytes, d, depth + 1);
    } else {
        d->is_exact = false;
    }
}

bool origins_displaced(struct origins *o, term_id address, struct displaced *ret)
{
    struct terms *terms = origins_terms(o);
    struct displaced d = {.is_exact = true};
    int64_t bytes = 0, behind;
    struct term term;
    do {
        address = origins_settled(terms, term_base(terms, address, &behind));
        term = *term_at(terms, address);
        bytes = (int64_t)((uint64_t)bytes + (uint64_t)behind);
        if (term.kind == TERM_INDEXED) {
            d.inside = d.unit ? d.inside : bytes;
            take_parts(o, term.b, term.number, &bytes, &d, 0);
            address = term.a;
        }
    } while (term.kind == TERM_INDEXED || term.kind == TERM_OFFSET);
    if (d.by.kind == SUBJECT_NONE)
        return false;
    d.from = term_offset(terms, address, bytes);
    *ret = d;
    return true;
}
