#include "front/sound.h"

#include "ir/verify.h"

/* The unit's tables with this function alone, or with none. */
static bool verify_alone(struct ir_unit *unit, struct ir_function *function, GError **error)
{
    GPtrArray *all = unit->functions;
    unit->functions = g_ptr_array_new();
    if (function)
        g_ptr_array_add(unit->functions, function);
    bool is_sound = ir_verify(unit, error);
    g_ptr_array_unref(unit->functions);
    unit->functions = all;
    return is_sound;
}

static void degrade(struct ir_unit *unit, const GError *fault)
{
    g_autofree char *reason = g_strdup_printf("could not be lowered: %s", fault->message);
    if (!unit->degraded)
        unit->degraded = ir_intern(unit, reason);
}

bool front_make_sound(struct ir_unit *unit, GError **error)
{
    if (ir_verify(unit, NULL))
        return true;
    if (!verify_alone(unit, NULL, error))
        return false;
    for (guint i = 0; i < unit->functions->len;) {
        struct ir_function *function = g_ptr_array_index(unit->functions, i);
        g_autoptr(GError) fault = NULL;
        if (verify_alone(unit, function, &fault)) {
            i++;
            continue;
        }
        degrade(unit, fault);
        ir_function_free(g_ptr_array_steal_index(unit->functions, i));
    }
    return ir_verify(unit, error);
}
