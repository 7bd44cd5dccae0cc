/* Everything that flow knows of one function, each analysis made when it is first asked for. */
#ifndef FLOW_BODY_H
#define FLOW_BODY_H

#include "flow/cfg.h"
#include "flow/chains.h"
#include "flow/constants.h"
#include "flow/liveness.h"
#include "flow/numbering.h"
#include "flow/postdominators.h"
#include "flow/reaching.h"
#include "flow/slots.h"

struct body;

/* unit and function must outlive the body. Owned by the caller (body_free). */
struct body *body_new(const struct ir_unit *unit, const struct ir_function *function);
void body_free(struct body *body);

/* Borrowed from the body. Reaching and liveness are NULL when the function is too large. */
const struct cfg *body_cfg(struct body *body);
const struct postdominators *body_postdominators(struct body *body);
const struct slots *body_slots(struct body *body);
const struct constants *body_constants(struct body *body);
const struct reaching *body_reaching(struct body *body);
const struct liveness *body_liveness(struct body *body);
const struct chains *body_chains(struct body *body);
/* With no knowledge of any call; NULL when the function is too large. */
struct numbering *body_numbering(struct body *body);

/* Prints one analysis by its name ("cfg" "postdominators" "slots" "constants" "reaching" "liveness" "chains" "numbering"
 * "conditions"); false for another name. */
bool body_print(struct body *body, const char *analysis, GString *out);

#endif
