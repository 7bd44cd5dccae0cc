/* Private to facts and rules: functions that look at a text, or at bytes, by their names. */
#ifndef FACTS_TEXTS_H
#define FACTS_TEXTS_H

#include "ir/unit.h"

/* An argument is counted from 1. */
struct text_function {
    const char *name;
    unsigned first, last; /* the arguments that it reads */
    unsigned length;      /* the argument that limits it, or 0: it reads until the NUL */
};

/* A function whose result tells of the bytes; NULL for others. */
const struct text_function *text_look(const char *name);
/* Whether such a function compares the text, or looks for something in it. */
bool text_compares(const char *name);
/* Whether it reads a number out of the text. */
bool text_parses(const char *name);
/* A function that opens, runs, loads or removes what the text names; NULL for others. */
const struct text_function *text_act(const char *name);
/* A function that copies them: (to, from[, n]), or gives a copy; NULL for others. */
const struct text_function *text_copy(const char *name);
/* Whether the call reads a text by that operand (counted with the callee), limited by another one or not. */
bool text_is_read(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *call,
                  uint32_t operand);
/* Whether the call reads that operand until it finds a NUL: by what the function is, or by a
 * `%s` in the format among its arguments (C11 7.21.6.1; of a precision it is read no further). */
bool text_needs_end(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *call,
                    uint32_t operand);
/* Whether it copies a text until the NUL into a place that the caller has chosen, whatever that has room for. */
bool text_overruns(const char *name);

#endif
