#include "flow/bounds.h"

#include "ir/access.h"
#include "ir/arithmetic.h"

enum {
    DEPTH_MAX = 12,  /* values within values */
    STEPS_MAX = 256, /* of one question */
    CLIMB_MAX = 48   /* blocks above the one asked of */
};

/* One question; the loops whose heads it is inside of, with what their values are taken to be. */
struct search {
    const struct bounding *of;
    unsigned steps, depth, n;
    struct {
        term_id join;
        struct bounds bounds;
    } loops[DEPTH_MAX];
};

static struct bounds look(struct search *s, uint32_t block, term_id value);

static struct bounds meet(struct bounds a, struct bounds b)
{
    return (struct bounds){MAX(a.low, b.low), MIN(a.high, b.high)};
}

static struct bounds join(struct bounds a, struct bounds b)
{
    return (struct bounds){MIN(a.low, b.low), MAX(a.high, b.high)};
}

term_id bounds_plain(const struct terms *terms, term_id value)
{
    const struct term *term = term_at(terms, value);
    while (term->kind == TERM_OPERATION && term->op == IR_EXTEND)
        term = term_at(terms, value = term->a);
    return value;
}

/* What the edge says of the value. */
static void narrow(const struct search *s, uint32_t from, uint32_t to, term_id plain, struct bounds *bounds)
{
    const struct bounding *of = s->of;
    struct fact fact;
    if (condition_of(of->numbering, of->unit, cfg_function(of->cfg), from, to, &fact) &&
        bounds_plain(numbering_terms(of->numbering), fact.subject) == plain)
        *bounds = meet(*bounds, (struct bounds){fact.low, fact.high});
}

/* What all ways to the block say of it. */
static struct bounds by_branches(const struct search *s, uint32_t block, term_id plain)
{
    struct bounds bounds = bounds_any();
    for (unsigned climbed = 0; climbed < CLIMB_MAX; climbed++) {
        uint32_t above = cfg_dominator(s->of->cfg, block);
        if (above == IR_NONE)
            break;
        struct cfg_list before = cfg_predecessors(s->of->cfg, block);
        if (before.n == 1)
            narrow(s, before.blocks[0], block, plain, &bounds);
        block = above;
    }
    return bounds;
}

static int64_t added(int64_t a, int64_t b, int64_t no_limit)
{
    int64_t sum;
    return a == no_limit || b == no_limit || __builtin_add_overflow(a, b, &sum) ? no_limit : sum;
}

static int64_t multiplied(int64_t a, int64_t b)
{
    int64_t product;
    return a == INT64_MAX || b == INT64_MAX || __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

/* The numbers of a type; those of a signed one only where it is cut to them, as they bound nothing. */
static struct bounds of_type(const struct search *s, ir_id id, bool is_cut)
{
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(s->of->unit, id);
    if (!type || !type->size || type->size >= 8 || (type->is_signed && !is_cut))
        return bounds_any();
    int64_t half = INT64_C(1) << (type->size * 8 - 1);
    return type->is_signed ? (struct bounds){-half, half - 1} : (struct bounds){0, 2 * half - 1};
}

/* What does not fit into the type may be any of its numbers. */
static struct bounds converted(const struct search *s, ir_id type, struct bounds from)
{
    struct bounds cut = of_type(s, type, true);
    return from.low >= cut.low && from.high <= cut.high ? from : of_type(s, type, false);
}

static struct bounds calculated(enum ir_op op, struct bounds a, struct bounds b)
{
    bool is_natural = a.low >= 0 && b.low >= 0;
    switch (op) {
    case IR_ADD:
        return (struct bounds){added(a.low, b.low, INT64_MIN), added(a.high, b.high, INT64_MAX)};
    case IR_MUL:
        return is_natural ? (struct bounds){multiplied(a.low, b.low), multiplied(a.high, b.high)} : bounds_any();
    case IR_AND:
        return b.low >= 0 ? (struct bounds){0, b.high} : a.low >= 0 ? (struct bounds){0, a.high} : bounds_any();
    case IR_SHR:
    case IR_DIV:
        return is_natural ? (struct bounds){0, a.high} : bounds_any();
    case IR_REM:
        return is_natural && b.high > 0 ? (struct bounds){0, MIN(a.high, b.high - 1)} : bounds_any();
    default:
        return arithmetic_is_comparison(op) ? (struct bounds){0, 1} : bounds_any();
    }
}

static struct bounds operation(struct search *s, uint32_t block, const struct term *term)
{
    struct bounds type = of_type(s, term->at, false);
    struct bounds a = look(s, block, term->a);
    if (!term->b)
        return term->op == IR_EXTEND || term->op == IR_TRUNC ? converted(s, term->at, a) : type;
    struct bounds result = calculated((enum ir_op)term->op, a, look(s, block, term->b));
    return result.low >= 0 ? result : type;
}

/* By predecessor: whether a round of the loop comes from there. */
static bool *rounds_of(const struct search *s, const struct term *term, struct cfg_list before)
{
    bool *is_back = g_new0(bool, MAX(before.n, 1));
    for (uint32_t i = 0; i < before.n; i++)
        is_back[i] = cfg_dominates(s->of->cfg, term->at, before.blocks[i]);
    return is_back;
}

static struct bounds from_edge(struct search *s, uint32_t from, uint32_t to, term_id value)
{
    struct bounds bounds = look(s, from, value);
    narrow(s, from, to, bounds_plain(numbering_terms(s->of->numbering), value), &bounds);
    return bounds;
}

/* Of a loop's head: what it begins with; and a limit below that no round breaks. */
static struct bounds joined(struct search *s, term_id id, const struct term *term)
{
    const GArray *values = numbering_joined(s->of->numbering, id);
    struct cfg_list before = cfg_predecessors(s->of->cfg, term->at);
    if (!values || values->len != before.n || s->n == DEPTH_MAX)
        return bounds_any();
    g_autofree bool *is_back = rounds_of(s, term, before);
    struct bounds all = {INT64_MAX, INT64_MIN};
    bool is_loop = false;
    for (uint32_t i = 0; i < before.n; i++) {
        is_loop |= is_back[i];
        if (!is_back[i])
            all = join(all, from_edge(s, before.blocks[i], term->at, g_array_index(values, term_id, i)));
    }
    if (!is_loop || all.low == INT64_MIN || all.low > all.high)
        return is_loop ? bounds_any() : all;
    s->loops[s->n].join = id;
    s->loops[s->n++].bounds = (struct bounds){all.low, INT64_MAX};
    bool is_kept = true;
    for (uint32_t i = 0; i < before.n && is_kept; i++)
        is_kept =
            !is_back[i] || from_edge(s, before.blocks[i], term->at, g_array_index(values, term_id, i)).low >= all.low;
    s->n--;
    return is_kept ? (struct bounds){all.low, INT64_MAX} : bounds_any();
}

static struct bounds by_itself(struct search *s, uint32_t block, term_id value)
{
    struct term term = *term_at(numbering_terms(s->of->numbering), value);
    for (unsigned i = 0; i < s->n; i++)
        if (s->loops[i].join == value)
            return s->loops[i].bounds;
    switch (term.kind) {
    case TERM_CONST:
        return (struct bounds){term.number, term.number};
    case TERM_JOIN:
        return joined(s, value, &term);
    case TERM_OPERATION:
        return operation(s, block, &term);
    case TERM_OFFSET: {
        struct bounds a = look(s, block, term.a);
        return (struct bounds){added(a.low, term.number, INT64_MIN), added(a.high, term.number, INT64_MAX)};
    }
    case TERM_RESULT:
        return s->of->of_result ? s->of->of_result(term.at, s->of->context) : bounds_any();
    default:
        return bounds_any();
    }
}

static struct bounds look(struct search *s, uint32_t block, term_id value)
{
    if (!value || s->depth == DEPTH_MAX || s->steps++ > STEPS_MAX)
        return bounds_any();
    s->depth++;
    struct bounds bounds = by_itself(s, block, value);
    s->depth--;
    term_id plain = bounds_plain(numbering_terms(s->of->numbering), value);
    struct bounds told = by_branches(s, block, plain);
    return plain == value || told.low >= 0 ? meet(bounds, told)
                                           : bounds; /* what is below 0 may be extended to a large one */
}

struct bounds bounds_of(const struct bounding *bounding, uint32_t block, term_id value)
{
    struct search search = {.of = bounding};
    return look(&search, block, value);
}
