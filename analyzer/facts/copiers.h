/* Private to facts: functions that do nothing but copy an object from one argument to another: memcpy by another name.
 * A call of one is a copy that the caller makes. */
#ifndef FACTS_COPIERS_H
#define FACTS_COPIERS_H

#include "ir/unit.h"

struct copier {
    uint32_t to, from; /* parameters */
    uint64_t size;
};

/* `*to = *from;`, or memcpy of so many bytes, and nothing else. */
bool copier_of(const struct ir_unit *unit, const struct ir_function *body, struct copier *ret);

#endif
