/* What of a parsed unit is lowered, and in which order. */
#ifndef FRONT_DRIVER_H
#define FRONT_DRIVER_H

#include "front/context.h"

/* Lowers the unit's own functions in source order, then the header functions that they and the initialisers of its
 * objects reach, and what those reach, in the order in which they were first named; last the initialisers. Appends a
 * struct extent for each function to `ret_extents`. */
void front_drive(struct front *front, GArray *ret_extents);

#endif
