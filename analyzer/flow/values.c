#include "flow/values.h"

#include <string.h>

struct value_pool {
    GPtrArray *sets; /* struct value_set *, by id */
    GHashTable *ids; /* struct value_set * → id */
};

static guint hash_set(gconstpointer key)
{
    const struct value_set *set = key;
    uint64_t hash = set->n * 2 + set->is_open;
    for (unsigned i = 0; i < set->n; i++)
        hash = (hash ^ (uint64_t)set->values[i].number ^ set->values[i].kind) * UINT64_C(0x9e3779b97f4a7c15);
    return (guint)(hash >> 32 ^ hash);
}

static int order_of(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    return (a.number > b.number) - (a.number < b.number);
}

static gboolean equal_sets(gconstpointer x, gconstpointer y)
{
    const struct value_set *a = x, *b = y;
    if (a->n != b->n || a->is_open != b->is_open)
        return FALSE;
    for (unsigned i = 0; i < a->n; i++)
        if (order_of(a->values[i], b->values[i]))
            return FALSE;
    return TRUE;
}

static value_id add_set(struct value_pool *pool, const struct value_set *set, bool shared)
{
    struct value_set *copy = g_memdup2(set, sizeof *set);
    value_id id = pool->sets->len;
    g_ptr_array_add(pool->sets, copy);
    if (shared)
        g_hash_table_insert(pool->ids, copy, GUINT_TO_POINTER(id));
    return id;
}

struct value_pool *value_pool_new(void)
{
    struct value_pool *pool = g_new0(struct value_pool, 1);
    pool->sets = g_ptr_array_new_with_free_func(g_free);
    pool->ids = g_hash_table_new(hash_set, equal_sets);
    add_set(pool, &(struct value_set){0}, true);
    add_set(pool, &(struct value_set){.is_open = true}, false);
    add_set(pool, &(struct value_set){.is_open = true}, true);
    return pool;
}

void value_pool_free(struct value_pool *pool)
{
    if (!pool)
        return;
    g_hash_table_unref(pool->ids);
    g_ptr_array_unref(pool->sets);
    g_free(pool);
}

bool value_set_add(struct value_set *set, struct value value)
{
    unsigned i = 0;
    while (i < set->n && order_of(set->values[i], value) < 0)
        i++;
    if (i < set->n && order_of(set->values[i], value) == 0)
        return true;
    if (set->n == VALUES_MAX)
        return false;
    memmove(&set->values[i + 1], &set->values[i], (set->n - i) * sizeof *set->values);
    set->values[i] = value;
    set->n++;
    return true;
}

bool value_set_has(const struct value_set *set, struct value value)
{
    for (unsigned i = 0; i < set->n; i++)
        if (order_of(set->values[i], value) == 0)
            return true;
    return false;
}

const struct value_set *value_set_of(const struct value_pool *pool, value_id id)
{
    return g_ptr_array_index(pool->sets, id);
}

value_id value_id_of(struct value_pool *pool, const struct value_set *set)
{
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(pool->ids, set, NULL, &known))
        return GPOINTER_TO_UINT(known);
    return add_set(pool, set, true);
}

value_id value_id_number(struct value_pool *pool, int64_t number)
{
    struct value_set set = {.n = 1, .values = {{VALUE_NUMBER, number}}};
    return value_id_of(pool, &set);
}

value_id value_id_join(struct value_pool *pool, value_id a, value_id b)
{
    if (a == b || b == VALUES_NONE)
        return a;
    if (a == VALUES_NONE || b == VALUES_ANYTHING)
        return b;
    if (a == VALUES_ANYTHING)
        return a;
    struct value_set set = *value_set_of(pool, a);
    const struct value_set *other = value_set_of(pool, b);
    set.is_open |= other->is_open;
    for (unsigned i = 0; i < other->n; i++)
        if (!value_set_add(&set, other->values[i]))
            return VALUES_ANYTHING;
    return value_id_of(pool, &set);
}
