/* Private to rules: checks that called functions make, as the branches of this one pass them. */
#ifndef RULES_CALLED_CHECKS_H
#define RULES_CALLED_CHECKS_H

#include "rules/pair.h"

struct called_check {
    const struct ir_symbol *callee; /* NULL: through a pointer */
    struct span span;               /* of the bytes, where all is well */
    bool is_about;                  /* there is a check of them */
    bool is_limit;                  /* by order */
    bool is_bound;                  /* against the first read's value … */
    bool is_equal;                  /* … and they are found equal */
};

/* What is known of the read's bytes where the branch goes on to `to`, by the called function whose result it tests.
 * False: it tests no result of a function of which something is known. */
bool called_check_passed(const struct pair *pair, uint32_t branch, uint32_t to, const struct read *read,
                         struct bytes bytes, struct called_check *ret_check);

/* Adds to `edges` (struct path_edge) those behind which the called function cannot have made its fetch, by its result:
 * `if (ret != -ENOTTY) return ret;` behind one that gives -ENOTTY only when it does nothing. */
void called_check_bar(const struct pair *pair, const struct read *read, GArray *edges);

static inline bool span_is_bounded(const struct span *span)
{
    return span->low != INT64_MIN || span->high != INT64_MAX;
}

#endif
