/* Who calls whom in one unit: by name, and through pointers that are kept somewhere (facts/callplaces.h), which lead to
 * every function that the unit stores there (`.unlocked_ioctl = f`), or, when the record is a constant object of the
 * unit, to the one that was stored there. Static functions and header inlines are the unit's own; what is external is
 * known by its name only, and so is such a place, here called a field: "struct file_operations.read". */
#ifndef FACTS_CALLGRAPH_H
#define FACTS_CALLGRAPH_H

#include "ir/unit.h"

struct callgraph;

/* The unit must outlive the graph. Owned by the caller (callgraph_free). */
struct callgraph *callgraph_new(const struct ir_unit *unit);
void callgraph_free(struct callgraph *graph);

/* The index among unit->functions of a symbol's body; IR_NONE when the unit has none. */
uint32_t callgraph_body(const struct callgraph *graph, ir_id symbol);

/* What one call instruction calls. */
struct call_target {
    const struct ir_symbol *symbol; /* by name, or through a constant table; else NULL */
    uint32_t body;                  /* the symbol's, or IR_NONE */
    const char *field;              /* through a record's field; else NULL. Lives as long as the graph */
    const char *of_object;          /* of a constant object of another unit: as that one names the field; or NULL */
};
struct call_target callgraph_target(const struct callgraph *graph, const struct ir_function *function, uint32_t call);

/* Functions of the unit whose address is stored into the field somewhere: uint32_t, by index, ascending; NULL when
 * there are none. */
const GArray *callgraph_stored(const struct callgraph *graph, const char *field);
/* The fields that functions are stored into: const char *, sorted. Owned by the caller (g_ptr_array_unref). */
GPtrArray *callgraph_fields(const struct callgraph *graph);

/* The fields that functions are called through: const char *, each once, in the order of the calls. Owned by the caller
 * (g_ptr_array_unref). */
GPtrArray *callgraph_called_fields(const struct callgraph *graph);

/* Functions by component, callees before callers; within a component as they stand in the unit. */
uint32_t callgraph_component(const struct callgraph *graph, uint32_t function);
/* The members of a component: uint32_t indices. Borrowed. */
const GArray *callgraph_members(const struct callgraph *graph, uint32_t component);
/* The bodies that a function calls, each once: uint32_t indices. Borrowed. */
const GArray *callgraph_callees(const struct callgraph *graph, uint32_t function);
/* The calls of a function by name, or through a constant table: struct call_site, as they stand in the unit. Borrowed.
 */
struct call_site {
    uint32_t function, inst;
};
const GArray *callgraph_callers(const struct callgraph *graph, uint32_t function);

/* `f: g @external struct ops.read[f]`, and a line for each circle: `circle: f g`. */
void callgraph_print(const struct callgraph *graph, GString *out);

#endif
