/* Private to facts: one function while its summary is made. */
#ifndef FACTS_SUMMING_H
#define FACTS_SUMMING_H

#include "facts/exits.h"
#include "facts/origins.h"
#include "facts/summary_p.h"
#include "flow/conditions.h"

struct summing {
    struct call_knowledge *knowledge;
    const struct ir_function *function;
    struct cfg *cfg;
    struct effects effects;
    struct effort effort;
    struct numbering *numbering;
    GArray *fetches; /* struct fetched; their order is that of the FETCHES deeds */
    struct origins *origins;
    struct exits *exits;
    struct summary *summary;
    bool is_too_much;
};

/* Adds the deed, unless it is there; its spot is the instruction's, unless it has one. */
void summing_add(struct summing *s, uint32_t inst, struct deed deed);
/* What a subject of the summary of a called function is to this one: struct subject, appended; true when it is that
 * subject itself, and not only something that is made of it. */
bool summing_mapped(struct summing *s, uint32_t call, const struct subject *subject, GArray *ret_subjects);
/* The numbers that one return may give; `fetch`: when it comes by that fetch, or NULL. */
struct numbers summing_numbers(const struct summing *s, const struct exit_value *ending, const struct fetched *fetch);
/* summing_span.c: what is known of the subject in the block, by the branches that lead there, and by what called
 * functions have checked. */
struct span summing_span(struct summing *s, uint32_t block, const struct subject *subject);
/* Whether these branches have found it to be not more than a number that the caller can name, or (`ret_is_equal`) that
 * very number. */
bool summing_limit(struct summing *s, uint32_t block, const struct subject *subject, struct subject *ret_limit,
                   bool *ret_is_equal);

/* summing_fetches.c: finds them and says where they land; again once cells were added. */
void summing_find_fetches(struct summing *s);
void summing_place_fetches(struct summing *s);
/* Their deeds, in order. */
void summing_tell_fetches(struct summing *s);
/* summing_checks.c: what branches, results and called functions say of what. */
void summing_tell_checks(struct summing *s);
/* summing_rounds.c: where a round begins of the loop that goes over what the value, or one of two that it compares, was
 * loaded from, element by element, and comes to the block; 0: no loop does. */
uint32_t summing_round(const struct summing *s, uint32_t block, term_id value);
/* summing_deeds.c: everything else (facts/deeds.h), instruction by instruction. */
void summing_tell_deeds(struct summing *s);

static inline struct span span_any(void)
{
    return (struct span){.low = INT64_MIN, .high = INT64_MAX};
}

#endif
