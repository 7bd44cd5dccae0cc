#include "rules/walk.h"

#include "ir/access.h"

enum { DEPTH_MAX = 8 /* arrays within arrays */ };

static const struct term *source_term(const struct reading *r, const struct read *read)
{
    return term_at(numbering_terms(r->numbering), read->source);
}

bool walk_is(const struct reading *r, const struct read *read)
{
    enum term_kind kind = source_term(r, read)->kind;
    return kind == TERM_INDEXED || kind == TERM_JOIN;
}

/* Whether the address is one that `begin` has moved on to, through joins within each other. */
static bool is_moved(const struct reading *r, term_id address, term_id begin, unsigned depth)
{
    int64_t offset;
    term_id base = term_base(numbering_terms(r->numbering), address, &offset);
    const GArray *joined = numbering_joined(r->numbering, base);
    if (base == begin)
        return true;
    for (guint i = 0; joined && depth < DEPTH_MAX && i < joined->len && numbering_spend(r->numbering, 1); i++)
        if (is_moved(r, g_array_index(joined, term_id, i), begin, depth + 1))
            return true;
    return false;
}

/* Whether the second walk goes on where the first one ended. */
static bool goes_on(const struct reading *r, const struct read *first, const struct read *second)
{
    const GArray *joined = numbering_joined(r->numbering, second->source);
    for (guint i = 0; joined && i < joined->len; i++)
        if (is_moved(r, g_array_index(joined, term_id, i), first->source, 0))
            return true;
    return false;
}

term_id walk_beginning(const struct numbering *numbering, const struct cfg *cfg, term_id join)
{
    const struct term *term = term_at(numbering_terms(numbering), join);
    const GArray *joined = numbering_joined(numbering, join);
    struct cfg_list before =
        joined && term->cell != IR_NONE ? cfg_predecessors(cfg, term->at) : (struct cfg_list){NULL, 0};
    term_id found = TERM_UNKNOWN;
    bool is_loop = false;
    for (uint32_t i = 0; i < before.n && i < joined->len; i++) {
        term_id value = g_array_index(joined, term_id, i);
        if (cfg_dominates(cfg, term->at, before.blocks[i])) {
            is_loop = true;
        } else {
            if (found != TERM_UNKNOWN && found != value)
                return TERM_UNKNOWN;
            found = value;
        }
    }
    return is_loop ? found : TERM_UNKNOWN;
}

static term_id beginning(const struct reading *r, term_id join)
{
    return walk_beginning(r->numbering, r->cfg, join);
}

static bool is_same_list(const struct reading *r, const struct read *first, const struct read *second)
{
    if (numbering_root(r->numbering, first->source) == numbering_root(r->numbering, second->source))
        return true;
    if (source_term(r, first)->kind != TERM_JOIN || source_term(r, second)->kind != TERM_JOIN)
        return false;
    term_id begin = beginning(r, first->source);
    return begin != TERM_UNKNOWN && begin == beginning(r, second->source);
}

/* An element that is read once, by an index of its own, is another one: `buf[i]`, and behind `i += n` again `buf[i]`.
 */
static bool is_round(const struct reading *r, const struct read *read)
{
    uint32_t block = cfg_block_of(r->cfg, read->inst);
    return source_term(r, read)->kind == TERM_JOIN || paths_reach(r->paths, block, block);
}

/* Two different elements in one round are disjoint. */
bool walk_is_same(const struct reading *r, const struct read *first, const struct read *second)
{
    return walk_is(r, first) && walk_is(r, second) && is_round(r, first) && is_round(r, second) &&
           is_same_list(r, first, second) && !goes_on(r, first, second) &&
           !paths_reach(r->paths, cfg_block_of(r->cfg, second->inst), cfg_block_of(r->cfg, first->inst));
}

/* Whether a read of another element is made in each round of the loop that counts the index, and this one is not: it
 * lies where that walk has ended. */
static bool is_left_behind(const struct reading *r, const struct read *element, term_id index)
{
    const struct terms *terms = numbering_terms(r->numbering);
    term_id counter = bounds_plain(terms, index);
    const struct term *join = term_at(terms, counter);
    uint32_t home = cfg_block_of(r->cfg, element->inst);
    if (join->kind != TERM_JOIN || beginning(r, counter) == TERM_UNKNOWN || paths_reach(r->paths, home, join->at))
        return false;
    for (guint i = 0; i < r->reads->len; i++) {
        const struct read *other = &g_array_index(r->reads, struct read, i);
        const struct term *source = source_term(r, other);
        term_id moved = other->distance ? other->distance : source->kind == TERM_INDEXED ? source->b : TERM_UNKNOWN;
        if (bounds_plain(terms, moved) == counter &&
            paths_reach(r->paths, cfg_block_of(r->cfg, other->inst), join->at) &&
            numbering_root(r->numbering, other->source) == numbering_root(r->numbering, element->source))
            return true;
    }
    return false;
}

/* Whether the index is what the call has given back, or more than that, on every way; `within`: a loop's join that is
 * being looked at. */
static bool is_made_by(const struct reading *r, term_id index, uint32_t call, term_id within, unsigned depth)
{
    term_id value = bounds_plain(numbering_terms(r->numbering), index);
    struct term term = *term_at(numbering_terms(r->numbering), value);
    const GArray *joined = numbering_joined(r->numbering, value);
    if (term.kind == TERM_RESULT || depth == DEPTH_MAX || !numbering_spend(r->numbering, 1))
        return term.kind == TERM_RESULT && term.at == call;
    if (term.kind == TERM_OFFSET)
        return term.number >= 0 && is_made_by(r, term.a, call, within, depth + 1);
    if (term.kind == TERM_OPERATION && term.op == IR_ADD)
        return is_made_by(r, term.a, call, within, depth + 1) || is_made_by(r, term.b, call, within, depth + 1);
    bool is_all = joined && joined->len > 0;
    for (guint i = 0; is_all && i < joined->len && value != within; i++)
        is_all = is_made_by(r, g_array_index(joined, term_id, i), call, value, depth + 1);
    return is_all;
}

/* `i = length_of(text); … text[i]`: a called function has read as far as it saw fit, and says how far that was. */
static bool is_told_end(const struct reading *r, const struct read *whole, term_id index)
{
    return whole->deed && whole->bytes.high == INT64_MAX && !summary_returns_fetched(whole->summary, whole->number) &&
           is_made_by(r, index, whole->inst, TERM_UNKNOWN, 0);
}

/* Where an element may lie in the object: `low` its first byte when it is the first one that it may be, `high` when it
 * is the last, if that is known. */
struct reach {
    const struct read *element, *whole;
    int64_t low, high;
};

static int64_t times(int64_t number, int64_t size)
{
    int64_t product;
    return __builtin_mul_overflow(number, size, &product) || product > INT32_MAX ? 0 : product;
}

static void add_index(const struct reading *r, const struct term *indexed, struct reach *reach)
{
    struct bounds bounds = reading_bounds(r, reach->element->inst, indexed->b);
    int64_t low = bounds.low > 0 ? times(bounds.low, indexed->number) : 0;
    bool is_one = !is_round(r, reach->element) && bounds.high > bounds.low && bounds.high != INT64_MAX;
    reach->low += low;
    reach->high += is_one && bounds.high > 0 ? times(bounds.high, indexed->number) : low;
}

static bool find_element(const struct reading *r, term_id address, struct reach *reach, unsigned depth)
{
    int64_t offset;
    term_id base = term_base(numbering_terms(r->numbering), address, &offset);
    struct term term = *term_at(numbering_terms(r->numbering), base);
    reach->low += offset;
    reach->high += offset;
    if (base == reach->whole->source)
        return depth > 0;
    bool is_indexed = term.kind == TERM_INDEXED && !is_left_behind(r, reach->element, term.b) &&
                      !is_told_end(r, reach->whole, term.b);
    term_id inner = is_indexed ? term.a : term.kind == TERM_JOIN ? beginning(r, base) : TERM_UNKNOWN;
    if (is_indexed)
        add_index(r, &term, reach);
    return depth < DEPTH_MAX && inner != TERM_UNKNOWN && find_element(r, inner, reach, depth + 1);
}

bool walk_within(const struct reading *r, const struct read *element, const struct read *whole, struct read *ret)
{
    struct reach reach = {element, whole, 0, 0};
    if (!walk_is(r, element) || !find_element(r, element->source, &reach, 0))
        return false;
    *ret = *element;
    ret->source = whole->source;
    ret->bytes.low += reach.low;
    ret->bytes.high += element->bytes.high == INT64_MAX ? 0 : reach.high;
    return true;
}

/* Whether the sum is the part and something that is not below 0. */
static bool has_part(const struct reading *r, uint32_t inst, term_id sum, term_id part, unsigned depth)
{
    sum = bounds_plain(numbering_terms(r->numbering), sum);
    struct term term = *term_at(numbering_terms(r->numbering), sum);
    if (sum == part || depth == DEPTH_MAX)
        return sum == part;
    if (term.kind == TERM_OFFSET)
        return term.number >= 0 && has_part(r, inst, term.a, part, depth + 1);
    if (term.kind != TERM_OPERATION || term.op != IR_ADD)
        return false;
    return (has_part(r, inst, term.a, part, depth + 1) && reading_bounds(r, inst, term.b).low >= 0) ||
           (has_part(r, inst, term.b, part, depth + 1) && reading_bounds(r, inst, term.a).low >= 0);
}

bool walk_is_behind(const struct reading *r, const struct read *first, const struct read *second)
{
    const struct terms *terms = numbering_terms(r->numbering);
    int64_t offset = second->bytes.low, behind;
    term_id base = second->source, length = bounds_plain(terms, first->length);
    bool is_behind = length && second->distance && has_part(r, second->inst, second->distance, length, 0);
    for (struct term term = *term_at(terms, base); length && term.kind == TERM_INDEXED; term = *term_at(terms, base)) {
        is_behind |= term.number == 1 && has_part(r, second->inst, term.b, length, 0);
        base = term_base(terms, term.a, &behind);
        offset += behind;
    }
    return is_behind && base == first->source && offset >= first->bytes.low;
}

/* Adds the edges behind which a part of the address is another value. */
static void add_renewing(const struct reading *r, term_id id, GArray *edges, unsigned depth)
{
    struct term term = *term_at(numbering_terms(r->numbering), id);
    bool has_parts = term.kind == TERM_INDEXED || term.kind == TERM_OFFSET || term.kind == TERM_OPERATION;
    bool is_made = term.kind == TERM_RESULT || term.kind == TERM_WRITTEN;
    uint32_t block = is_made                                          ? cfg_block_of(r->cfg, term.at)
                     : term.kind == TERM_JOIN && term.cell != IR_NONE ? term.at
                                                                      : IR_NONE;
    struct cfg_list before = block != IR_NONE ? cfg_predecessors(r->cfg, block) : (struct cfg_list){NULL, 0};
    for (uint32_t i = 0; i < before.n; i++) {
        struct path_edge edge = {before.blocks[i], block};
        g_array_append_val(edges, edge);
    }
    if (!has_parts || depth == DEPTH_MAX)
        return;
    add_renewing(r, term.a, edges, depth + 1);
    if (term.b)
        add_renewing(r, term.b, edges, depth + 1);
}

GArray *walk_renewing(const struct reading *r, term_id address)
{
    GArray *renewing = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    add_renewing(r, address, renewing, 0);
    return renewing;
}

bool walk_is_one_round(const struct reading *r, const struct read *first, const struct read *second,
                       const GArray *renewing)
{
    return !renewing->len || paths_lead(r->paths, first->inst, second->inst, renewing) != PATH_EXCLUDED;
}
