#include "facts/components.h"

/* Tarjan 1972, with a stack of its own, as the graph may be an enemy's. */

struct visit {
    uint32_t function, next; /* callee to look at */
};

struct tarjan {
    GArray *const *edges;
    struct components *result;
    uint32_t *number, *low; /* number 0: not visited */
    bool *is_open;
    GArray *visits, *open;
    uint32_t counter;
};

static void enter(struct tarjan *t, uint32_t function)
{
    struct visit visit = {function, 0};
    t->number[function] = t->low[function] = ++t->counter;
    t->is_open[function] = true;
    g_array_append_val(t->visits, visit);
    g_array_append_val(t->open, function);
}

static gint compare_indices(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void close_component(struct tarjan *t, uint32_t root)
{
    GArray *members = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t member = IR_NONE; member != root;) {
        member = g_array_index(t->open, uint32_t, t->open->len - 1);
        g_array_set_size(t->open, t->open->len - 1);
        t->is_open[member] = false;
        t->result->component[member] = t->result->members->len;
        g_array_append_val(members, member);
    }
    g_array_sort(members, compare_indices);
    g_ptr_array_add(t->result->members, members);
}

static void leave(struct tarjan *t, uint32_t function)
{
    g_array_set_size(t->visits, t->visits->len - 1);
    if (t->low[function] == t->number[function])
        close_component(t, function);
    if (!t->visits->len)
        return;
    uint32_t caller = g_array_index(t->visits, struct visit, t->visits->len - 1).function;
    t->low[caller] = MIN(t->low[caller], t->low[function]);
}

static void walk(struct tarjan *t, uint32_t root)
{
    for (enter(t, root); t->visits->len;) {
        struct visit *visit = &g_array_index(t->visits, struct visit, t->visits->len - 1);
        const GArray *callees = t->edges[visit->function];
        if (visit->next == callees->len) {
            leave(t, visit->function);
            continue;
        }
        uint32_t callee = g_array_index(callees, uint32_t, visit->next++);
        if (!t->number[callee])
            enter(t, callee);
        else if (t->is_open[callee])
            t->low[visit->function] = MIN(t->low[visit->function], t->number[callee]);
    }
}

static void unref_list(gpointer list)
{
    g_array_unref(list);
}

void components_find(struct components *components, GArray *const *edges, uint32_t n)
{
    struct tarjan t = {.edges = edges,
                       .result = components,
                       .number = g_new0(uint32_t, MAX(n, 1)),
                       .low = g_new0(uint32_t, MAX(n, 1)),
                       .is_open = g_new0(bool, MAX(n, 1)),
                       .visits = g_array_new(FALSE, FALSE, sizeof(struct visit)),
                       .open = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    components->component = g_new0(uint32_t, MAX(n, 1));
    components->members = g_ptr_array_new_with_free_func(unref_list);
    for (uint32_t f = 0; f < n; f++)
        if (!t.number[f])
            walk(&t, f);
    g_array_unref(t.visits);
    g_array_unref(t.open);
    g_free(t.number);
    g_free(t.low);
    g_free(t.is_open);
}

void components_clear(struct components *components)
{
    g_clear_pointer(&components->component, g_free);
    g_clear_pointer(&components->members, g_ptr_array_unref);
}
