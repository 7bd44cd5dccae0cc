/* __attribute__((annotate("mpx_untrusted"))): somebody else writes the memory. Of a pointer it becomes the tag
 * "untrusted" of what it points to, of a struct that of the type. */
#ifndef FRONT_UNTRUSTED_H
#define FRONT_UNTRUSTED_H

#include "front/context.h"

bool front_is_untrusted(CXCursor decl);
/* The type of a variable, parameter or member that was declared as `type`. */
ir_id front_declared_type(struct front *front, CXCursor decl, ir_id type);

#endif
