/* Small sets of the values that something may hold, shared: equal sets have equal ids. */
#ifndef FLOW_VALUES_H
#define FLOW_VALUES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum value_kind { VALUE_NUMBER, VALUE_SYMBOL, VALUE_STRING };

struct value {
    enum value_kind kind;
    int64_t number; /* the number, or the id of the unit's symbol or string literal whose address it is */
};

enum { VALUES_MAX = 8 };

/* Sorted. Open: there may be others, which nobody knows. */
struct value_set {
    unsigned n;
    bool is_open;
    struct value values[VALUES_MAX];
};

typedef uint32_t value_id;
enum {
    VALUES_NONE,     /* nothing yet: never assigned, or never reached */
    VALUES_ANYTHING, /* more than VALUES_MAX, or unknown for good; every join with it gives it */
    VALUES_UNKNOWN   /* open, and no value known */
};

struct value_pool;

struct value_pool *value_pool_new(void);
void value_pool_free(struct value_pool *pool);

/* Adds one value; false when there is no room for it: then the whole is VALUES_ANYTHING. */
bool value_set_add(struct value_set *set, struct value value);
bool value_set_has(const struct value_set *set, struct value value);
/* The set that ids share; borrowed from the pool. */
const struct value_set *value_set_of(const struct value_pool *pool, value_id id);
value_id value_id_of(struct value_pool *pool, const struct value_set *set);
value_id value_id_number(struct value_pool *pool, int64_t number);
value_id value_id_join(struct value_pool *pool, value_id a, value_id b);

#endif
