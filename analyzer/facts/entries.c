#include "facts/entries.h"

#include <fnmatch.h>
#include <string.h>

#include "ir/access.h"

struct entries {
    GArray *all;  /* struct entry, at most one a function */
    uint32_t *of; /* by function: the entry that it is, + 1, or 0 */
    uint32_t *by; /* by function: the nearest entry that leads to it, + 1, or 0 */
    uint32_t n_functions;
};

static void add(struct entries *e, const struct interface *interface, const char *field, uint32_t function)
{
    struct entry entry = {function, interface, field};
    if (e->of[function])
        return;
    g_array_append_val(e->all, entry);
    e->of[function] = e->all->len;
}

/* "struct file_operations.read" is what the call graph knows as file_operations.read here. */
static void add_stored(struct entries *e, const struct interface *interface, const struct callgraph *graph)
{
    for (char **field = interface->entry->fields; field && *field; field++) {
        g_autofree char *full = g_strconcat("struct ", *field, NULL);
        const GArray *stored = callgraph_stored(graph, full);
        for (guint i = 0; stored && i < stored->len; i++)
            add(e, interface, *field, g_array_index(stored, uint32_t, i));
    }
}

static void add_named(struct entries *e, const struct interface *interface, const struct ir_unit *unit)
{
    for (char **glob = interface->entry->names; glob && *glob; glob++)
        for (uint32_t f = 0; f < unit->functions->len; f++) {
            const struct ir_function *function = g_ptr_array_index(unit->functions, f);
            if (!function->is_initialiser && function->symbol != IR_NONE &&
                fnmatch(*glob, ir_symbol_at(unit, function->symbol)->name, 0) == 0)
                add(e, interface, NULL, f);
        }
}

static gint by_function(gconstpointer a, gconstpointer b)
{
    const struct entry *x = a, *y = b;
    return (x->function > y->function) - (x->function < y->function);
}

/* Breadth first, from all entries at once, in the order of the unit. */
static void spread(struct entries *e, const struct callgraph *graph)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_sort(e->all, by_function);
    for (guint i = 0; i < e->all->len; i++) {
        uint32_t function = g_array_index(e->all, struct entry, i).function;
        e->of[function] = e->by[function] = i + 1;
        g_array_append_val(todo, function);
    }
    for (guint next = 0; next < todo->len; next++) {
        uint32_t caller = g_array_index(todo, uint32_t, next);
        const GArray *callees = callgraph_callees(graph, caller);
        for (guint i = 0; i < callees->len; i++) {
            uint32_t callee = g_array_index(callees, uint32_t, i);
            if (e->by[callee])
                continue;
            e->by[callee] = e->by[caller];
            g_array_append_val(todo, callee);
        }
    }
}

struct entries *entries_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                            const struct callgraph *graph)
{
    struct entries *e = g_new0(struct entries, 1);
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    e->all = g_array_new(FALSE, FALSE, sizeof(struct entry));
    e->n_functions = unit->functions->len;
    e->of = g_new0(uint32_t, MAX(e->n_functions, 1));
    e->by = g_new0(uint32_t, MAX(e->n_functions, 1));
    for (guint i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        if (!interface->entry)
            continue;
        add_stored(e, interface, graph);
        add_named(e, interface, unit);
    }
    spread(e, graph);
    return e;
}

void entries_free(struct entries *e)
{
    if (!e)
        return;
    g_array_unref(e->all);
    g_free(e->of);
    g_free(e->by);
    g_free(e);
}

static bool entry_at(const struct entries *e, uint32_t number, struct entry *ret)
{
    if (number)
        *ret = g_array_index(e->all, struct entry, number - 1);
    return number != 0;
}

bool entries_reach(const struct entries *e, uint32_t function, struct entry *ret_entry)
{
    return function < e->n_functions && entry_at(e, e->by[function], ret_entry);
}

bool entries_gives(const struct entries *e, uint32_t function, uint32_t parameter, struct entry *ret_entry)
{
    if (function >= e->n_functions || !entry_at(e, e->of[function], ret_entry) ||
        parameter >= ret_entry->interface->args->len)
        return false;
    const struct catalogue_argument *argument = g_ptr_array_index(ret_entry->interface->args, parameter);
    return argument->pointee == POINTEE_INPUT;
}
