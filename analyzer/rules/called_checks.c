#include "rules/called_checks.h"

#include "facts/called.h"
#include "facts/results.h"
#include "ir/access.h"

enum { BRINGING_MAX = 8 /* joins within joins */ };

/* Whether a subject of the called function's summary is, or is made of, those bytes of the read. */
static bool is_of(const struct pair *pair, uint32_t call, const struct subject *subject, const struct read *read,
                  struct bytes bytes)
{
    struct reading *r = pair->reading;
    int64_t offset;
    struct bytes inside;
    if (reading_inside(read, call, subject, &inside) || reading_handed(r, read, call, subject, &inside))
        return bytes_overlap(inside, bytes);
    if (subject->kind == SUBJECT_FETCHED) {
        struct bytes fetched = subject->bytes;
        fetched.low += read->bytes.low;
        fetched.high += fetched.high == INT64_MAX ? 0 : read->bytes.low;
        return reading_fetched(read, call, subject) && bytes_overlap(fetched, bytes);
    }
    term_id value = called_value(r->numbering, r->function, call, subject);
    if (value)
        return reading_stems_bits(r, value, ~subject->bytes.apart, read, bytes);
    term_id address = called_address(r->numbering, call, subject);
    if (!address || !read->destination ||
        term_base(numbering_terms(r->numbering), address, &offset) != read->destination)
        return false;
    int64_t low = offset - read->destination_offset + read->bytes.low;
    struct bytes held = subject->bytes;
    held.low = low;
    held.high = held.high == INT64_MAX ? INT64_MAX : low + subject->bytes.high - subject->bytes.low;
    return bytes_overlap(held, bytes);
}

static void narrow(struct span *span, const struct span *by)
{
    span->low = MAX(span->low, by->low);
    span->high = MIN(span->high, by->high);
    if (by->is_excluding) {
        span->is_excluding = true;
        span->except = by->except;
    }
}

static void take(const struct pair *pair, uint32_t call, const struct deed *deed, const struct read *read,
                 struct bytes bytes, struct called_check *check)
{
    if (!is_of(pair, call, &deed->of, read, bytes))
        return;
    check->is_about = true;
    check->is_limit |= deed->is_limit;
    if (deed->is_exact)
        narrow(&check->span, &deed->span);
    bool is_against = deed->to.kind != SUBJECT_NONE && is_of(pair, call, &deed->to, pair->first, bytes);
    check->is_bound |= is_against;
    check->is_equal |= is_against && deed->is_equal;
}

/* The branch looks at the bytes themselves, or at what was made of them. */
static void take_returned(const struct deed *deed, const struct fact *fact, struct called_check *check)
{
    struct span span = {fact->low, fact->high, fact->except, fact->is_excluding};
    check->is_about = true;
    if (deed->is_exact)
        narrow(&check->span, &span);
}

bool called_check_passed(const struct pair *pair, uint32_t branch, uint32_t to, const struct read *read,
                         struct bytes bytes, struct called_check *ret_check)
{
    const struct reading *r = pair->reading;
    struct fact fact;
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, branch), to, &fact))
        return false;
    struct term result = *term_at(numbering_terms(r->numbering), term_bare(numbering_terms(r->numbering), fact.subject));
    const struct ir_inst *call = result.kind == TERM_RESULT ? ir_inst_at(r->function, result.at) : NULL;
    if (!call || call->op != IR_CALL)
        return false;
    const struct summary *summary = read->inst == result.at && read->summary
                                        ? read->summary
                                        : effects_summary(&r->knowledge, r->function, result.at);
    if (!summary)
        return false;
    *ret_check = (struct called_check){.callee = ir_callee(r->knowledge.unit, r->function, call),
                                       .span = {.low = INT64_MIN, .high = INT64_MAX}};
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_CHECKS && result_is_of(deed->when, &fact))
            take(pair, result.at, deed, read, bytes, ret_check);
        if (deed->kind == DEED_RETURNS && is_of(pair, result.at, &deed->of, read, bytes))
            take_returned(deed, &fact, ret_check);
    }
    return true;
}

/* Whether one of the functions that the call may go to gives the number in so many words. */
static bool is_given(const struct reading *r, uint32_t call, int64_t number)
{
    for (guint i = 0; i < r->reads->len; i++) {
        const struct read *read = &g_array_index(r->reads, struct read, i);
        for (unsigned n = 0; read->inst == call && read->summary && n < read->summary->results.n; n++)
            if (read->summary->results.values[n] == number)
                return true;
    }
    return false;
}

/* Whether the result says that the fetch was not made. Of results that are not known by number none is taken to be a
 * number that a function gives there in so many words where it has not fetched: -ENOIOCTLCMD. */
static bool is_told_apart(const struct reading *r, const struct read *read, const struct fact *fact)
{
    struct numbers known = read->deed->after;
    if (!numbers_allow(&read->deed->after, fact))
        return true;
    known.is_open = false;
    return fact->low == fact->high && fact->low != 0 && !numbers_allow(&known, fact) &&
           is_given(r, read->inst, fact->low);
}

/* What the ways that come by a call bring into the joins of a value. */
struct bringing {
    const struct reading *r;
    uint32_t call;
    term_id joins[BRINGING_MAX]; /* that are being looked at: a round that leaves the value as it was brings nothing */
    unsigned n;
    bool is_brought;
};

static bool brings(struct bringing *b, term_id subject);

static bool joins_bring(struct bringing *b, const struct term *join, const GArray *joined)
{
    uint32_t home = cfg_block_of(b->r->cfg, b->call);
    struct cfg_list before = cfg_predecessors(b->r->cfg, join->at);
    for (uint32_t i = 0; i < before.n && i < joined->len; i++) {
        bool is_behind = before.blocks[i] == home || paths_reach(b->r->paths, home, before.blocks[i]);
        if (is_behind && !brings(b, g_array_index(joined, term_id, i)))
            return false;
    }
    return true;
}

/* False when something else than the call's result may be brought. */
static bool brings(struct bringing *b, term_id subject)
{
    const struct terms *terms = numbering_terms(b->r->numbering);
    term_id value = term_bare(terms, subject);
    struct term term = *term_at(terms, value);
    const GArray *joined = numbering_joined(b->r->numbering, value);
    if (term.kind == TERM_RESULT) {
        b->is_brought |= term.at == b->call;
        return term.at == b->call;
    }
    for (unsigned i = 0; i < b->n; i++)
        if (b->joins[i] == value)
            return true;
    if (!joined || term.cell == IR_NONE || b->n == BRINGING_MAX)
        return false;
    b->joins[b->n++] = value;
    bool is_only = joins_bring(b, &term, joined);
    b->n--;
    return is_only;
}

/* Whether a value that is tested behind the call is its result: also `ret = -ENOTTY; if (f) ret = f();`, where a way
 * that comes by the call brings its result into the join; and `while (ret == -ENOTTY && next()) ret = f();`. */
static bool is_result(const struct reading *r, term_id subject, const struct read *read)
{
    struct bringing bringing = {.r = r, .call = read->inst};
    return brings(&bringing, subject) && bringing.is_brought;
}

void called_check_bar(const struct pair *pair, const struct read *read, GArray *edges)
{
    const struct reading *r = pair->reading;
    struct cfg_list order = cfg_order(r->cfg);
    if (!read->deed || read->deed->kind != DEED_FETCHES)
        return;
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(r->cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n && after.n > 1; s++) {
            struct path_edge edge = {order.blocks[b], after.blocks[s]};
            struct fact fact;
            if (!condition_of(r->numbering, r->knowledge.unit, r->function, edge.from, edge.to, &fact))
                continue;
            if (is_result(r, fact.subject, read) && is_told_apart(r, read, &fact))
                g_array_append_val(edges, edge);
        }
    }
}
