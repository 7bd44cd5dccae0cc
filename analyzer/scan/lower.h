/* What workers do: parse a unit, lower it, and hand over its IR as bytes. */
#ifndef SCAN_LOWER_H
#define SCAN_LOWER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalogue/catalogue.h"
#include "input/command.h"
#include "input/slim.h"
#include "ir/unit.h"

/* Runs in a worker. Appends the packed IR to `payload`, or gives the reason why there is none (g_free). With `slim`, or
 * NULL, the parser is spared what the unit does not reach: the IR is the same but for errors in there, for numbers of
 * __COUNTER__ in names at file scope, and, where headers are missing, for what stands in for their names. */
bool lower_unit(const struct command *command, const struct catalogue *catalogue, struct slim *slim,
                GByteArray *payload, char **ret_reason);

/* Runs in the parent: reads back what a worker sent, which may be anything. NULL and the reason when it is no unit. */
struct ir_unit *lower_unpack(const uint8_t *bytes, size_t n, char **ret_reason);

#endif
