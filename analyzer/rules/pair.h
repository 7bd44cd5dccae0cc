/* Private to rules: two reads of the same bytes, and what becomes of them. FIELD.md §2 is the definition. */
#ifndef RULES_PAIR_H
#define RULES_PAIR_H

#include "model/words.h"
#include "rules/dependence.h"

/* The closed set of reasons why a pair is safe. */
/* clang-format off */
#define PAIR_REASONS(X)                                                                                                \
    X(NONE, "") X(OVERRIDDEN, "overridden") X(COMPARED, "compared") X(RECHECKED, "rechecked")                          \
    X(REST_ONLY, "rest-only") X(SNAPSHOT, "snapshot") X(UNUSED, "unused") X(EXCLUSIVE, "exclusive-paths")              \
    X(DISJOINT, "disjoint") X(RETRY, "retry")
/* clang-format on */
#define ENUM(identifier, name) PAIR_##identifier,
enum pair_reason { PAIR_REASONS(ENUM) };
#undef ENUM
const char *pair_reason_name(enum pair_reason reason);

struct filled;

struct pair {
    struct reading *reading;
    const struct read *first, *second;
    const GArray *believed; /* struct dependence of the first read */
    const GArray *relied;   /* struct dependence of the second */
    bool is_load;           /* one of the two is no fetch */
    bool is_behind;         /* the second begins where the first ends, or further on */
    const GArray *renewing; /* struct path_edge, or NULL: behind them the first one's bytes are no longer meant */
    /* Or NULL: what becomes of the verdict (no safe one) of this relation and use; then the next may be better. */
    void (*soften)(struct pair *pair, const struct filled *filled);
    const struct filled *filled; /* that it is given */

    enum verdict verdict;
    enum pair_reason reason;
    bool is_softened; /* some verdict came to nothing so: that somebody relies on the second read is no question */
    const struct dependence *relation, *use; /* the pair's best; or NULL */
    uint32_t proof;                          /* the instruction that makes it safe, or IR_NONE */
    GArray *failures;       /* while it is judged: struct path_edge, gone when the second fetch failed */
    GHashTable *selections; /* likewise: branch instruction + 1 → enum verdict */
};

static inline const struct terms *pair_terms(const struct pair *pair)
{
    return numbering_terms(pair->reading->numbering);
}

/* Whether a way leads from one instruction to the other on which the second fetch has not failed. */
static inline bool pair_leads(const struct pair *pair, uint32_t from, uint32_t to)
{
    return from == to || paths_lead(pair->reading->paths, from, to, pair->failures) == PATH_FOUND;
}

/* Sets verdict, reason, relation, use and proof. False: the two are no pair at all, nothing is believed of the first.
 * VERDICT_NONE, without the others: what there was came to nothing by `soften`. */
bool pair_judge(struct pair *pair);
/* The same of one read in a loop, first and second alike: what one round does with what another one fetched. False:
 * nothing is believed of it. */
bool pair_judge_rounds(struct pair *pair);

/* Whether, on every path from the second read to the use, the second value is found to be as the relation says that the
 * first one was. */
enum pair_reason pair_reestablished(const struct pair *pair, const struct dependence *relation,
                                    const struct dependence *use, uint32_t *ret_proof);
/* The successor of the branch that every way from one instruction to the other goes by: where the check was passed;
 * IR_NONE when both lead there. */
uint32_t pair_passing(const struct pair *pair, uint32_t from, uint32_t branch, uint32_t to);
/* The edges that are gone only when the second fetch failed: struct path_edge. Owned by the caller. */
GArray *pair_failures(const struct pair *pair);
/* A branch on the second value, as a use: LIVE when it selects what the first value was not let through for, UNPROVEN
 * when it may do so, NONE when it refuses, or goes where the first value may go too. */
enum verdict pair_selection(const struct pair *pair, const struct dependence *branch);
/* Whether both are one question, of which the same answer leads to the second read, and from there to it again: the
 * value is waited for. */
bool pair_is_polling(const struct pair *pair, const struct dependence *relation, const struct dependence *use);
/* Whether two branches ask of one value. */
bool pair_is_one_subject(const struct pair *pair, uint32_t branch, uint32_t other);
/* Whether what was believed is used behind the second fetch as it was kept before it: the instruction that keeps it, or
 * IR_NONE. */
uint32_t pair_snapshot(const struct pair *pair, const struct dependence *relation);

#endif
