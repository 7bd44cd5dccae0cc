/* Which units a scan has: those of the compile database below the paths, or without one all sources with guessed flags.
 */
#ifndef SCAN_PLAN_H
#define SCAN_PLAN_H

#include <glib.h>

#include "input/command.h"
#include "scan/scan.h"

/* The commands in the order of their files, struct command *. What is left out is told in `notes` (char *). NULL and an
 * error when a path cannot be read or the database is broken. */
GPtrArray *plan_make(const struct scan_options *options, GPtrArray *notes, GError **error);

/* The command for one file. */
struct command *plan_one(const struct scan_options *options, const char *file, GPtrArray *notes, GError **error);

/* Whether a unit belongs to the options' shard, if they name one. A hash of its path alone decides, so that others may
 * come and go. */
bool plan_is_ours(const struct scan_options *options, const struct command *command);
void plan_note_shard(const struct scan_options *options, const GPtrArray *units, GPtrArray *notes);

#endif
