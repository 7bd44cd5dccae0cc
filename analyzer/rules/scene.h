/* Private to rules: one function with its values and ways, for rules that ask what may happen between two calls; and
 * places of memory that functions of one unit have in common. */
#ifndef RULES_SCENE_H
#define RULES_SCENE_H

#include "facts/effects.h"
#include "flow/paths.h"
#include "rules/review.h"

struct scene {
    struct review *review;
    const struct ir_function *function;
    const struct cfg *cfg;
    struct call_knowledge knowledge;
    struct effects effects;
    struct numbering *numbering;
    struct paths *paths;
    GArray *settled; /* by term: what scene_settled answered, or 0 */
};

/* NULL for a function that is too large or was not read whole. Owned by the caller (scene_free). */
struct scene *scene_new(struct review *review, const struct ir_function *function);
void scene_free(struct scene *scene);

/* Number again, now that more cells are of interest. False: it has grown too large, nothing can be asked any more. */
bool scene_again(struct scene *scene);

/* Whether a path leads from one instruction to the other; `blocked`: as paths_lead has it. */
bool scene_leads(const struct scene *scene, uint32_t from, uint32_t to, const GArray *blocked);
/* Adds to `blocked` what makes every remaining path from `from` to `to` go without instruction `at`. True when there is
 * none: the three stand in a row. */
bool scene_avoid(const struct scene *scene, uint32_t at, uint32_t from, uint32_t to, GArray *blocked);

/* The value behind writes of which nobody knows that they changed it. */
term_id scene_settled(const struct scene *scene, term_id value);

/* A piece of memory by names that other functions know it by too. */
struct place {
    char *symbolic; /* the way from a global: "@pool+8", "@head+0->+16"; or NULL */
    char *record;   /* the member: "struct pool.base"; or NULL */
};
enum place_match { PLACE_DIFFERENT, PLACE_SAME_MEMBER, PLACE_SAME };
/* Of the memory at an address. Free with place_clear. */
struct place place_at(const struct scene *scene, struct ir_ref address);
void place_clear(struct place *place);
bool place_is_known(const struct place *place);
/* Two ways from globals are the same memory when they are the same way; a member is one of the same type's at least. */
enum place_match place_compare(const struct place *a, const struct place *b);

#endif
