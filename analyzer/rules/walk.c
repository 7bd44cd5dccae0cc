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
    for (guint i = 0; joined && depth < DEPTH_MAX && i < joined->len; i++)
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

/* Where a walk begins: what its loop's head gets from outside of the loop; TERM_UNKNOWN when that is not one value. */
static term_id beginning(const struct reading *r, term_id join)
{
    const struct term *term = term_at(numbering_terms(r->numbering), join);
    const GArray *joined = numbering_joined(r->numbering, join);
    struct cfg_list before =
        joined && term->cell != IR_NONE ? cfg_predecessors(r->cfg, term->at) : (struct cfg_list){NULL, 0};
    term_id found = TERM_UNKNOWN;
    bool is_loop = false;
    for (uint32_t i = 0; i < before.n && i < joined->len; i++) {
        term_id value = g_array_index(joined, term_id, i);
        if (cfg_dominates(r->cfg, term->at, before.blocks[i])) {
            is_loop = true;
        } else {
            if (found != TERM_UNKNOWN && found != value)
                return TERM_UNKNOWN;
            found = value;
        }
    }
    return is_loop ? found : TERM_UNKNOWN;
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

/* Where the first element lies in the object at `whole`. */
static bool first_element(const struct reading *r, term_id address, term_id whole, int64_t *ret_offset, unsigned depth)
{
    const struct terms *terms = numbering_terms(r->numbering);
    int64_t offset;
    term_id base = term_base(terms, address, &offset);
    const struct term *term = term_at(terms, base);
    if (base == whole) {
        *ret_offset = offset;
        return depth > 0;
    }
    term_id inner = term->kind == TERM_INDEXED ? term->a : term->kind == TERM_JOIN ? beginning(r, base) : TERM_UNKNOWN;
    if (depth == DEPTH_MAX || inner == TERM_UNKNOWN || !first_element(r, inner, whole, ret_offset, depth + 1))
        return false;
    *ret_offset += offset;
    return true;
}

bool walk_within(const struct reading *r, const struct read *element, term_id whole, struct read *ret)
{
    int64_t offset;
    if (!walk_is(r, element) || !first_element(r, element->source, whole, &offset, 0))
        return false;
    *ret = *element;
    ret->source = whole;
    ret->bytes.low += offset;
    ret->bytes.high += element->bytes.high == INT64_MAX ? 0 : offset;
    return true;
}

/* Adds the edges behind which a part of the address is another value. */
static void add_renewing(const struct reading *r, term_id id, GArray *edges, unsigned depth)
{
    struct term term = *term_at(numbering_terms(r->numbering), id);
    bool has_parts = term.kind == TERM_INDEXED || term.kind == TERM_OFFSET || term.kind == TERM_OPERATION;
    uint32_t block = term.kind == TERM_RESULT                         ? cfg_block_of(r->cfg, term.at)
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

bool walk_is_one_round(const struct reading *r, const struct read *first, const struct read *second)
{
    g_autoptr(GArray) renewing = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    add_renewing(r, second->source, renewing, 0);
    return !renewing->len || paths_lead(r->paths, first->inst, second->inst, renewing) != PATH_EXCLUDED;
}
