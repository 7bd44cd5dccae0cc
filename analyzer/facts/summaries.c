#include "facts/summaries_p.h"

#include "facts/callgraph.h"
#include "facts/summary_p.h"
#include "facts/tree_summaries.h"
#include "ir/access.h"

enum { PERHAPS_MAX = 16 /* functions behind one field: beyond, it is nobody's in particular */ };

struct unit_summaries *unit_summaries_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                                          const struct tree_summaries *tree)
{
    struct unit_summaries *u = g_new0(struct unit_summaries, 1);
    u->knowledge = (struct call_knowledge){unit, catalogue, u, NULL, efforts_new()};
    u->tree = tree;
    u->graph = callgraph_new(unit);
    u->used = g_hash_table_new(g_str_hash, g_str_equal);
    u->of = g_new0(struct summary *, MAX(unit_summaries_n(u), 1));
    u->packed = g_new0(GBytes *, MAX(unit_summaries_n(u), 1));
    u->is_done = g_new0(bool, MAX(unit_summaries_n(u), 1));
    return u;
}

void unit_summaries_free(struct unit_summaries *u)
{
    if (!u)
        return;
    for (uint32_t f = 0; f < unit_summaries_n(u); f++) {
        summary_free(u->of[f]);
        g_clear_pointer(&u->packed[f], g_bytes_unref);
    }
    efforts_free(u->knowledge.efforts);
    g_free(u->of);
    g_free(u->packed);
    g_free(u->is_done);
    g_free(u->fetching);
    g_hash_table_unref(u->used);
    callgraph_free(u->graph);
    g_free(u);
}

/* ---- components ---- */

static bool is_circular(const struct unit_summaries *u, const GArray *members)
{
    uint32_t only = g_array_index(members, uint32_t, 0);
    const GArray *callees = callgraph_callees(u->graph, only);
    bool calls_itself = false;
    for (guint i = 0; i < callees->len; i++)
        calls_itself |= g_array_index(callees, uint32_t, i) == only;
    return members->len > 1 || calls_itself;
}

static bool is_equal(const struct summary *a, const struct summary *b)
{
    return a == b || (a && b && summary_equal(a, b));
}

/* True when something changed. */
static bool summarise_again(struct unit_summaries *u, const GArray *members)
{
    bool is_changed = false;
    for (guint i = 0; i < members->len; i++) {
        uint32_t f = g_array_index(members, uint32_t, i);
        struct summary *summary = summarise(&u->knowledge, unit_summaries_at(u, f));
        is_changed |= !is_equal(summary, u->of[f]);
        summary_free(u->of[f]);
        u->of[f] = summary;
    }
    return is_changed;
}

static void summarise_circle(struct unit_summaries *u, const GArray *members)
{
    for (guint i = 0; i < members->len; i++) {
        struct summary *nothing = summary_new();
        summary_settle(nothing);
        u->of[g_array_index(members, uint32_t, i)] = nothing;
    }
    for (unsigned round = 0; round < CYCLE_ROUNDS; round++)
        if (!summarise_again(u, members))
            return;
    for (guint i = 0; i < members->len; i++)
        g_clear_pointer(&u->of[g_array_index(members, uint32_t, i)], summary_free);
}

static void summarise_component(struct unit_summaries *u, uint32_t component)
{
    const GArray *members = callgraph_members(u->graph, component);
    u->is_done[component] = true; /* what it calls in a circle must not begin it again */
    if (is_circular(u, members))
        summarise_circle(u, members);
    else
        summarise_again(u, members);
}

static int order_numbers(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void want_callees(const struct unit_summaries *u, uint32_t function, GArray *wanted, GHashTable *seen)
{
    const GArray *callees = callgraph_callees(u->graph, function);
    for (guint c = 0; c < callees->len; c++) {
        uint32_t other = callgraph_component(u->graph, g_array_index(callees, uint32_t, c));
        if (!u->is_done[other] && g_hash_table_add(seen, GUINT_TO_POINTER(other)))
            g_array_append_val(wanted, other);
    }
}

/* Components that the one reaches, itself among them, that are not done yet: callees first, as they are numbered. */
static GArray *reached(const struct unit_summaries *u, uint32_t component)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_hash_table_add(seen, GUINT_TO_POINTER(component));
    g_array_append_val(wanted, component);
    for (guint i = 0; i < wanted->len; i++) {
        const GArray *members = callgraph_members(u->graph, g_array_index(wanted, uint32_t, i));
        for (guint m = 0; m < members->len; m++)
            want_callees(u, g_array_index(members, uint32_t, m), wanted, seen);
    }
    g_array_sort(wanted, order_numbers);
    return wanted;
}

static const struct summary *summary_of(struct unit_summaries *u, uint32_t function)
{
    uint32_t component = callgraph_component(u->graph, function);
    if (!u->is_done[component]) {
        g_autoptr(GArray) wanted = reached(u, component);
        for (guint i = 0; i < wanted->len; i++)
            summarise_component(u, g_array_index(wanted, uint32_t, i));
    }
    if (!u->of[function] && u->packed[function])
        u->of[function] = summary_unpack(u->packed[function], u->knowledge.catalogue);
    return u->of[function];
}

const struct summary *unit_summaries_of(struct unit_summaries *u, const struct ir_function *function)
{
    uint32_t f = function->symbol == IR_NONE ? IR_NONE : callgraph_body(u->graph, function->symbol);
    return f == IR_NONE ? NULL : summary_of(u, f);
}

/* ---- calls ---- */

static void use(struct unit_summaries *u, const char *name)
{
    g_hash_table_add(u->used, (gpointer)(uintptr_t)name);
}

static const struct summary *summary_of_target(struct unit_summaries *u, const struct call_target *target)
{
    if (target->body != IR_NONE)
        return summary_of(u, target->body);
    if (!target->symbol || target->symbol->linkage != IR_EXTERN || !u->tree)
        return NULL;
    use(u, target->symbol->name);
    return tree_summaries_find(u->tree, target->symbol->name, u->knowledge.unit->main_file);
}

const struct summary *unit_summaries_called(struct unit_summaries *u, const struct ir_function *function, uint32_t call)
{
    struct call_target target = callgraph_target(u->graph, function, call);
    return summary_of_target(u, &target);
}

static void add_behind(struct unit_summaries *u, const char *field, GPtrArray *all)
{
    const GArray *stored = field ? callgraph_stored(u->graph, field) : NULL;
    for (guint i = 0; stored && i < stored->len; i++) {
        const struct summary *summary = summary_of(u, g_array_index(stored, uint32_t, i));
        if (summary)
            g_ptr_array_add(all, (gpointer)(uintptr_t)summary);
    }
    if (field && u->tree)
        tree_summaries_behind(u->tree, field, u->knowledge.unit->main_file, all);
}

GPtrArray *unit_summaries_perhaps(struct unit_summaries *u, const struct ir_function *function, uint32_t call)
{
    struct call_target target = callgraph_target(u->graph, function, call);
    if (!target.field)
        return NULL;
    GPtrArray *all = g_ptr_array_new();
    add_behind(u, target.of_object, all);
    if (!all->len) /* nobody tells what is in that object */
        add_behind(u, target.field, all);
    if (all->len > PERHAPS_MAX)
        g_ptr_array_set_size(all, 0);
    return all;
}

/* ---- who fetches ---- */

static bool fetches_by(struct unit_summaries *u, const struct ir_function *function, uint32_t inst)
{
    struct fetch_call fetch;
    if (effects_fetch(&u->knowledge, function, inst, &fetch))
        return true;
    struct call_target target = callgraph_target(u->graph, function, inst);
    const struct summary *summary = NULL;
    if (u->tree && target.symbol && target.body == IR_NONE && target.symbol->linkage == IR_EXTERN)
        summary = tree_summaries_find(u->tree, target.symbol->name, u->knowledge.unit->main_file);
    if (summary && summary_fetches(summary))
        return true;
    return target.field && u->tree && tree_summaries_fetch(u->tree, target.field, true);
}

static bool fetches_itself(struct unit_summaries *u, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++)
        if (ir_inst_at(function, i)->op == IR_CALL && fetches_by(u, function, i))
            return true;
    return false;
}

static bool calls_marked(const struct unit_summaries *u, uint32_t function, const bool *marks)
{
    const GArray *callees = callgraph_callees(u->graph, function);
    for (guint c = 0; c < callees->len; c++)
        if (marks[g_array_index(callees, uint32_t, c)])
            return true;
    return false;
}

/* Of a circle all are marked when one is. */
static void spread_in(const struct unit_summaries *u, const GArray *members, bool *marks)
{
    bool is_any = false;
    for (guint m = 0; m < members->len && !is_any; m++) {
        uint32_t f = g_array_index(members, uint32_t, m);
        is_any = marks[f] || calls_marked(u, f, marks);
    }
    for (guint m = 0; m < members->len; m++)
        marks[g_array_index(members, uint32_t, m)] = is_any;
}

void unit_summaries_spread(const struct unit_summaries *u, bool *marks)
{
    uint32_t components = 0;
    for (uint32_t f = 0; f < unit_summaries_n(u); f++)
        components = MAX(components, callgraph_component(u->graph, f) + 1);
    for (uint32_t c = 0; c < components; c++) /* callees first */
        spread_in(u, callgraph_members(u->graph, c), marks);
}

static void find_fetching(struct unit_summaries *u)
{
    u->fetching = g_new0(bool, MAX(unit_summaries_n(u), 1));
    for (uint32_t f = 0; f < unit_summaries_n(u); f++)
        u->fetching[f] = fetches_itself(u, unit_summaries_at(u, f));
    unit_summaries_spread(u, u->fetching);
}

bool unit_summaries_fetches(struct unit_summaries *u, const struct ir_function *function)
{
    if (!u->fetching)
        find_fetching(u);
    uint32_t f = function->symbol == IR_NONE ? IR_NONE : callgraph_body(u->graph, function->symbol);
    return f != IR_NONE && u->fetching[f];
}

GPtrArray *unit_summaries_called_fields(struct unit_summaries *u)
{
    return callgraph_called_fields(u->graph);
}

GPtrArray *unit_summaries_fields(struct unit_summaries *u)
{
    return callgraph_fields(u->graph);
}

const GArray *unit_summaries_stored(struct unit_summaries *u, const char *field)
{
    return callgraph_stored(u->graph, field);
}

struct efforts *unit_summaries_efforts(const struct unit_summaries *u)
{
    return u->knowledge.efforts;
}

const struct callgraph *unit_summaries_graph(const struct unit_summaries *u)
{
    return u->graph;
}
