/* Private to facts: how a value that a function passes on comes about: from which of its own parameters, or fixed. */
#ifndef FACTS_HANDING_H
#define FACTS_HANDING_H

#include "flow/body.h"
#include "ir/access.h"

enum handed_kind {
    HANDED_NOTHING, /* no path leads there */
    HANDED_UNKNOWN,
    HANDED_FIXED, /* a constant, or the address of an object or function */
    HANDED_PARAMETER
};

struct handed {
    enum handed_kind kind;
    uint32_t parameter;
    bool is_changed; /* on some path it is another value: masked, rounded, offset, replaced, or only let through when a
                        test allows it */
};

/* Follows conversions, arithmetic with what is no parameter, joins, and private locals. */
struct handed handing_of(struct body *body, const struct ir_function *function, struct ir_ref ref);

#endif
