/* Private to facts and rules: functions that look at a text, or at bytes, by their names. */
#ifndef FACTS_TEXTS_H
#define FACTS_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

/* An argument is counted from 1. */
struct text_function {
    const char *name;
    unsigned first, last; /* the arguments that it reads */
    unsigned length;      /* the argument that limits it, or 0: it reads until the NUL */
};

/* A function whose result tells of the bytes; NULL for others. */
const struct text_function *text_look(const char *name);
/* A function that copies them: (to, from[, n]), or gives a copy; NULL for others. */
const struct text_function *text_copy(const char *name);
/* Whether it reads that operand of its call (counted with the callee) until it finds a NUL. */
bool text_needs_end(const char *name, uint32_t operand);

#endif
