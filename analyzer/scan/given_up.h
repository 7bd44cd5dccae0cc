/* Functions whose values were too much to follow when they were summarised for their callers (flow/effort.h), counted
 * over the whole scan: one note tells of them. */
#ifndef SCAN_GIVEN_UP_H
#define SCAN_GIVEN_UP_H

#include "flow/effort.h"

struct given_up;

struct given_up *given_up_new(void);
void given_up_free(struct given_up *given_up);

/* Those of the unit, each once over the tree. */
void given_up_take(struct given_up *given_up, const struct ir_unit *unit, const struct efforts *efforts);

/* The note, or NULL when there are none (g_free). The same in whatever order units were taken. */
char *given_up_note(const struct given_up *given_up, const char *root);

#endif
