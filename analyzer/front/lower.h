/* From clang's statements and expressions to instructions. */
#ifndef FRONT_LOWER_H
#define FRONT_LOWER_H

#include "front/context.h"

/* Appends an ir_function for the definition to the unit. Functions that it calls or names are handed to front_reach. What
 * cannot be lowered becomes `unknown` with the reason; the result is sound IR in any case. Static locals with an
 * initialiser are appended to `ret_statics` (CXCursor of the VarDecl), for lower_globals. */
void lower_function(struct front *front, CXCursor definition, GArray *ret_statics);

/* Appends the synthetic function ".init": the stores of the initialisers of `vars` (CXCursor of a VarDecl of static
 * storage each), and the asm statements of file scope among them. Nothing when there is neither. */
void lower_globals(struct front *front, const GArray *vars);

#endif
