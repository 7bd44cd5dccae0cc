/* `report --format trace`: the newest trace of the newest run as JSON Lines, which import takes back. */
#ifndef TRACELINES_H
#define TRACELINES_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* False and an error when the run has no trace, or it could not be read. Errors of the stream are the caller's to see.
 */
bool tracelines_write(const char *database, FILE *out, GError **error);

#endif
