/* Where the static functions of a header have their bodies: those that can be left out without anybody noticing who
 * does not reach the function. Strict: what is not surely such a body is not told. */
#ifndef INPUT_INLINES_H
#define INPUT_INLINES_H

#include "input/outline.h"

/* Its head has `static`, a list of typed parameters, and a parenthesis at its end; no directive stands in the head, and
 * in the body none but whole conditionals, each branch of which leaves the braces as it found them. */
struct inline_body {
    size_t begin, end; /* of the text: its first brace, and behind its last one */
    guint first_name, n_names;
};

struct inlines {
    GArray *bodies; /* struct inline_body, in order */
    GArray *names;  /* struct slice: what may be a function's name in its head; more than one is rare */
};

/* None of a text in which braces are spelled otherwise, or with conditionals that do not end. */
struct inlines inlines_of(const struct text *text);
void inlines_clear(struct inlines *bodies);

#endif
