#include "facts/told.h"

static void clear_function(gpointer data)
{
    struct told_function *function = data;
    g_array_unref(function->locks);
    g_array_unref(function->ends);
    g_array_unref(function->entries);
}

static void clear_deed(gpointer data)
{
    struct tree_deed *deed = data;
    g_array_unref(deed->locks);
    g_array_unref(deed->by);
    g_array_unref(deed->meets);
}

void told_free(gpointer data)
{
    struct told_unit *unit = data;
    g_array_unref(unit->functions);
    g_array_unref(unit->deeds);
    g_ptr_array_unref(unit->asked);
    g_free(unit);
}

struct told_unit *told_new(const char *home, uint32_t number)
{
    struct told_unit *told = g_new0(struct told_unit, 1);
    *told = (struct told_unit){.number = number, .home = home};
    told->functions = g_array_new(FALSE, FALSE, sizeof(struct told_function));
    g_array_set_clear_func(told->functions, clear_function);
    told->deeds = g_array_new(FALSE, FALSE, sizeof(struct tree_deed));
    g_array_set_clear_func(told->deeds, clear_deed);
    told->asked = g_ptr_array_new();
    return told;
}

struct told_function *told_function_add(struct told_unit *unit, const char *name, bool is_defined)
{
    for (guint i = 0; i < unit->functions->len; i++) {
        struct told_function *known = &g_array_index(unit->functions, struct told_function, i);
        if (known->is_defined == is_defined && g_str_equal(known->name, name))
            return known;
    }
    struct told_function function = {.name = name, .is_defined = is_defined};
    function.locks = g_array_new(FALSE, FALSE, sizeof(struct lock_effect));
    function.ends = g_array_new(FALSE, FALSE, sizeof(struct told_end));
    function.entries = g_array_new(FALSE, FALSE, sizeof(struct tree_entry));
    g_array_append_val(unit->functions, function);
    return &g_array_index(unit->functions, struct told_function, unit->functions->len - 1);
}

struct tree_deed *told_deed_add(struct told_unit *unit)
{
    struct tree_deed deed = {.home = unit->home};
    deed.locks = g_array_new(FALSE, FALSE, sizeof(struct held_lock));
    deed.by = g_array_new(FALSE, FALSE, sizeof(struct tree_entry));
    deed.meets = g_array_new(FALSE, FALSE, sizeof(struct tree_entry));
    g_array_append_val(unit->deeds, deed);
    return &g_array_index(unit->deeds, struct tree_deed, unit->deeds->len - 1);
}
