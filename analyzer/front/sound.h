/* The last look at a unit before it leaves: a function that the lowering got wrong costs itself, not its unit. */
#ifndef FRONT_SOUND_H
#define FRONT_SOUND_H

#include "ir/unit.h"

/* Afterwards the unit passes ir_verify: functions that do not are taken out, and the unit is degraded by the first one's
 * fault. False and an error when the tables themselves are broken. */
bool front_make_sound(struct ir_unit *unit, GError **error);

#endif
