/* Functions whose values were too much to follow when they were summarised for their callers (flow/effort.h), counted
 * over the whole scan: one note tells of them. */
#ifndef SCAN_GIVEN_UP_H
#define SCAN_GIVEN_UP_H

#include "flow/effort.h"
#include "ir/codec.h"

struct given_up;

struct given_up *given_up_new(void);
void given_up_free(struct given_up *given_up);

/* Those of the unit, each once over the tree. */
void given_up_take(struct given_up *given_up, const struct ir_unit *unit, const struct efforts *efforts);

/* A whole unit: `what` of the file it was, and why; both are copied. */
void given_up_add(struct given_up *given_up, const char *file, const char *what, const char *why);
/* Writes all of them, for another process, or reads such. */
void given_up_code(struct given_up *given_up, struct codec *codec);

/* The note, or NULL when there are none (g_free). Which functions it tells of does not hang on the order of the units;
 * why one of a header was given up, the first unit says. */
char *given_up_note(const struct given_up *given_up, const char *root);

#endif
