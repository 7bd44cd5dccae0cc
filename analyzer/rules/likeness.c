#include "rules/likeness.h"

enum { DEPTH_MAX = 6 /* operations of one subject */ };

static const struct term *plain(const struct pair *pair, term_id *value)
{
    *value = term_bare(pair_terms(pair), *value);
    return term_at(pair_terms(pair), *value);
}

/* The bytes that the value is, as the read brought them. */
static bool is_part(const struct pair *pair, term_id value, const struct read *read, struct bytes *ret)
{
    const struct term *term = term_at(pair_terms(pair), value);
    while (term->kind == TERM_WRITTEN && term->at != read->inst && term->a && !term->b)
        term = term_at(pair_terms(pair), value = term->a);
    if ((term->kind != TERM_WRITTEN && term->kind != TERM_RESULT) || term->at != read->inst)
        return false;
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(pair->reading, value, MASK_ALL, read, true, parts);
    if (parts->len != 1)
        return false;
    *ret = g_array_index(parts, struct bytes, 0);
    return true;
}

bool likeness_first(const struct pair *pair, term_id value, struct bytes *ret)
{
    return is_part(pair, value, pair->first, ret);
}

/* Also where ways with other reads come together: behind the second one it is what that one brought. */
bool likeness_second(const struct pair *pair, term_id value, struct bytes *ret)
{
    const GArray *joined = numbering_joined(pair->reading->numbering, value);
    for (guint i = 0; joined && i < joined->len; i++)
        if (is_part(pair, g_array_index(joined, term_id, i), pair->second, ret))
            return true;
    return is_part(pair, value, pair->second, ret);
}

static bool is_alike(const struct pair *pair, term_id of_first, term_id of_second, unsigned depth)
{
    const struct term *a = plain(pair, &of_first), *b = plain(pair, &of_second);
    struct bytes first, second;
    if (a->kind == TERM_OPERATION && b->kind == TERM_OPERATION && depth < DEPTH_MAX)
        return a->op == b->op && ((a->b == b->b && is_alike(pair, a->a, b->a, depth + 1)) ||
                                  (a->a == b->a && is_alike(pair, a->b, b->b, depth + 1)));
    return is_part(pair, of_first, pair->first, &first) && likeness_second(pair, of_second, &second) &&
           first.low == second.low && first.high == second.high;
}

bool likeness_holds(const struct pair *pair, term_id of_first, term_id of_second)
{
    return is_alike(pair, of_first, of_second, 0);
}

bool likeness_fact(const struct pair *pair, uint32_t from, uint32_t to, struct fact *ret)
{
    const struct reading *r = pair->reading;
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, from, to, ret))
        return false;
    plain(pair, &ret->subject);
    return true;
}

bool likeness_subject(const struct pair *pair, uint32_t branch, term_id *ret)
{
    const struct cfg *cfg = pair->reading->cfg;
    struct cfg_list after = cfg_successors(cfg, cfg_block_of(cfg, branch));
    struct fact fact;
    for (uint32_t i = 0; i < after.n; i++)
        if (likeness_fact(pair, cfg_block_of(cfg, branch), after.blocks[i], &fact)) {
            *ret = fact.subject;
            return true;
        }
    return false;
}

bool pair_is_one_subject(const struct pair *pair, uint32_t branch, uint32_t other)
{
    term_id a, b;
    return likeness_subject(pair, branch, &a) && likeness_subject(pair, other, &b) && a == b;
}
