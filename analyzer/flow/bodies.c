#include "flow/bodies.h"

struct bodies {
    const struct ir_unit *unit;
    GHashTable *all; /* struct ir_function * → struct body * */
    struct efforts *efforts;
};

static void free_body(gpointer body)
{
    body_free(body);
}

struct bodies *bodies_new(const struct ir_unit *unit)
{
    struct bodies *bodies = g_new0(struct bodies, 1);
    bodies->unit = unit;
    bodies->all = g_hash_table_new_full(NULL, NULL, NULL, free_body);
    bodies->efforts = efforts_new();
    return bodies;
}

void bodies_free(struct bodies *bodies)
{
    if (!bodies)
        return;
    g_hash_table_unref(bodies->all);
    efforts_free(bodies->efforts);
    g_free(bodies);
}

struct body *bodies_of(struct bodies *bodies, const struct ir_function *function)
{
    struct body *body = g_hash_table_lookup(bodies->all, function);
    if (!body) {
        body = body_new(bodies->unit, function);
        g_hash_table_insert(bodies->all, (gpointer)function, body);
    }
    return body;
}

const struct cfg *bodies_cfg(struct bodies *bodies, const struct ir_function *function)
{
    return body_cfg(bodies_of(bodies, function));
}

bool bodies_reach(struct bodies *bodies, const struct ir_function *function, uint32_t inst)
{
    return constants_is_reached(body_constants(bodies_of(bodies, function)), inst);
}

struct efforts *bodies_efforts(struct bodies *bodies)
{
    return bodies->efforts;
}
