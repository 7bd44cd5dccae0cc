/* Private to facts: what holds a value, by names that mean the same in every function of a unit. */
#ifndef FACTS_HOMES_H
#define FACTS_HOMES_H

#include "ir/access.h"

enum home_kind {
    HOME_NONE,
    HOME_LOCAL,  /* a: function, b: local */
    HOME_SYMBOL, /* a: symbol */
    HOME_FIELD,  /* a: record, b: field: in every object of the type */
    HOME_RESULT, /* a: function: what it returns */
    HOME_BEHIND, /* a: function, b: parameter: what the callee writes through it */
    HOME_TYPE    /* a: record: what pointers to the type point to */
};

struct home {
    enum home_kind kind;
    uint32_t a, b; /* functions by their number in the unit */
};

struct homes;

/* The unit must outlive the result. Owned by the caller (homes_free). */
struct homes *homes_new(const struct ir_unit *unit);
void homes_free(struct homes *homes);

uint32_t homes_number(const struct homes *homes, const struct ir_function *function);
const struct ir_function *homes_body(const struct homes *homes, uint32_t number);
/* The number of the function that a call calls by name, when the unit has its body; IR_NONE. */
uint32_t homes_callee(const struct homes *homes, const struct ir_function *function, const struct ir_inst *call);
/* Of that symbol; IR_NONE when it has no body here. */
uint32_t homes_defined(const struct homes *homes, const struct ir_symbol *function);
/* The parameter whose value it is, by way of casts; or -1. */
int homes_parameter(const struct ir_function *function, struct ir_ref value);
/* What is at an address; elements of an array are one. */
struct home homes_at(const struct homes *homes, const struct ir_function *function, struct ir_ref address);
/* The type of what a pointer operand points to, or NULL. */
const struct ir_type *homes_pointee(const struct homes *homes, const struct ir_function *function, struct ir_ref ref);
/* struct list_head, hlist_node and their kind: nothing but links to their own kind. */
bool homes_is_link(const struct homes *homes, ir_id record);
/* The first type of this name: const struct s and struct s are one. */
ir_id homes_record(const struct homes *homes, ir_id type);

/* For hash tables (g_int64_hash): equal homes have equal keys. */
static inline gint64 home_key(struct home home)
{
    return (gint64)((uint64_t)home.kind << 60 | (uint64_t)home.a << 30 | home.b);
}

#endif
