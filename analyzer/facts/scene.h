/* One function with its values and ways, for those who ask what may happen between two calls. */
#ifndef FACTS_SCENE_H
#define FACTS_SCENE_H

#include "facts/effects.h"
#include "flow/bodies.h"
#include "flow/paths.h"

struct scene {
    const struct ir_unit *unit;
    const struct ir_function *function;
    const struct cfg *cfg;
    struct call_knowledge knowledge;
    struct effects effects;
    struct effort effort;
    struct numbering *numbering;
    struct paths *paths;
    GArray *settled; /* by term: what scene_settled answered, or 0 */
};

/* NULL for a function that is too much, which the efforts of the bodies then say, or was not read whole. Owned by the
 * caller (scene_free). */
struct scene *scene_new(const struct ir_unit *unit, const struct catalogue *catalogue, struct bodies *bodies,
                        const struct ir_function *function);
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

#endif
