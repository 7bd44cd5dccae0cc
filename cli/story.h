/* One finding as a story for a reader at a terminal. */
#ifndef CLI_STORY_H
#define CLI_STORY_H

#include <stdbool.h>

#include "db/read.h"

/* To stdout: what was found, its steps in order with their source lines, why that is so, what it gives away, and the
 * smallest repair. Nothing of the finding's texts drives the terminal. */
void story_print(const struct stored_finding *finding, bool color);

#endif
