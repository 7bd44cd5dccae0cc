/* Slim headers: for one unit, the texts of its headers without the bodies of static functions that it does not seem to
 * reach, so that the parser is spared them. In a body's place stand a semicolon and blanks: every other byte keeps its
 * line and column.
 *
 * What a unit reaches is guessed by names (input/lexicon.h). Whoever parses with such texts has to look for static
 * functions that are reached and have no body, and to parse again when slim_left_out says of one of them that it had
 * one. Errors in a body that is left out are not seen.
 *
 * Only files with names in .h are slimmed: others are part of the unit that includes them (front/context.h). A header
 * that is found by several paths stays as it is, and so does one that is large. */
#ifndef INPUT_SLIM_H
#define INPUT_SLIM_H

#include "input/command.h"

/* What is known of a tree's headers: each is read once, when the first unit may include it, and taken to stay as it
 * is. Not for several threads at once. */
struct slim;

/* Of the headers below `root` (absolute); others are not looked at. */
struct slim *slim_new(const char *root);
void slim_free(struct slim *slim);

/* For this unit: path and text by turns (const char *), as struct command's stand_ins; NULL when it would not pay.
 * `names` (char *, or NULL): functions that the unit reaches for sure. Borrowed until the next call. */
const GPtrArray *slim_texts(struct slim *slim, const struct command *command, const GPtrArray *names);
/* Has a function of this name lost its body in the last texts? */
gboolean slim_left_out(const struct slim *slim, const char *name);

#endif
