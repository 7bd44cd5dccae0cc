/* What the units of a tree tell each other of memory that others can write: which global pointers, which members, and
 * which results of external functions point to it, what these write through their parameters, and which of their
 * parameters are given it. In a kernel the same member holds the device's memory in one driver and its own in the next,
 * and what all call is given both: there nothing is told of functions and records that an `include` folder declares,
 * and all but what functions are given stays within one folder.
 *
 * Keys: `@name` a global, `f()` a result, `f*0` what is written through a parameter, `f#0` what a parameter points to,
 * else a member as facts/commons.h has it. Of several that tell of one key the unit nearest by folders is meant; what
 * is told counts from the next round on, as in facts/tree_summaries.h. */
#ifndef FACTS_TREE_OWNERS_H
#define FACTS_TREE_OWNERS_H

#include "facts/owners.h"

struct tree_owners *tree_owners_new(void);
void tree_owners_free(struct tree_owners *tree);

/* Kind OWNER_NONE when nobody has told. `is_defined`: the file defines the global itself, and means no other one. */
struct owner tree_owners_find(const struct tree_owners *tree, const char *key, const char *file, bool is_defined);
bool tree_owners_is_empty(const struct tree_owners *tree);
/* The folder of the file, when something is told at home there; NULL. Borrowed. */
const char *tree_owners_folder(const struct tree_owners *tree, const char *file);
/* Grows when something new is told, but at home. */
unsigned tree_owners_age(const struct tree_owners *tree);
/* Whether the last round has told what one of the unit's own functions is given, or something at its home. */
bool tree_owners_news(const struct tree_owners *tree, const struct ir_unit *unit);

#endif
