/* What one unit tells the tree of its functions, and what it asks. */
#include <string.h>

#include "facts/callgraph.h"
#include "facts/summaries_kept.h"
#include "facts/summary_p.h"
#include "facts/tree_summaries_p.h"
#include "ir/access.h"

static const char *keep(struct tree_summaries *tree, const char *text)
{
    return text ? g_string_chunk_insert_const(tree->strings, text) : NULL;
}

/* They stay what they are: they are told once. */
static GPtrArray *leads_of(struct tree_summaries *tree, const struct unit_summaries *of,
                           const struct ir_function *function, bool is_told)
{
    GPtrArray *leads = g_ptr_array_new();
    if (!is_told)
        unit_summaries_leads(of, function, leads);
    for (guint i = 0; i < leads->len; i++)
        leads->pdata[i] = (gpointer)(uintptr_t)keep(tree, leads->pdata[i]);
    return leads;
}

/* `news`: name, unit, and of a field's function its index. */
static void tell(struct tree_summaries *tree, const struct unit_summaries *of, const struct ir_unit *unit,
                 const struct ir_function *function, struct told_summary news, const struct summary *summary)
{
    struct published *published = &news.published;
    bool is_told = tree_summaries_told(tree, &news);
    published->name = keep(tree, published->name);
    published->home = keep(tree, unit->main_file);
    published->is_known = summary != NULL;
    published->fetches = summary && summary_fetches(summary);
    published->packed = summary ? summary_pack(summary) : g_bytes_new(NULL, 0);
    published->leads = leads_of(tree, of, function, is_told);
    g_array_append_val(tree->news, news);
}

static void ask(struct tree_summaries *tree, const char *name, uint32_t argument, unsigned depth)
{
    struct question question = {keep(tree, name), {1u << MIN(argument, 31), depth}};
    if (depth <= DEMAND_DEPTH)
        g_array_append_val(tree->questions, question);
}

/* Parameters that the function fetches from. */
static uint32_t sources_of(const struct summary *summary)
{
    uint32_t parameters = 0;
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_FETCHES && deed->of.kind == SUBJECT_MEMORY)
            parameters |= 1u << MIN(deed->of.at.argument, 31);
    }
    return parameters;
}

/* `parameters`: those whose values and memory matter; bytes that were fetched always do. */
static void ask_all(struct tree_summaries *tree, const struct summary *summary, uint32_t parameters, unsigned depth)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        bool is_handed = deed->kind == DEED_USES && deed->is_elsewhere && deed->callee;
        bool matters =
            deed->of.kind == SUBJECT_FETCHED || ((deed->of.kind == SUBJECT_VALUE || deed->of.kind == SUBJECT_MEMORY) &&
                                                 parameters >> MIN(deed->of.at.argument, 31) & 1);
        if (is_handed && matters)
            ask(tree, deed->callee, deed->argument, depth);
    }
}

static void take_function(struct tree_summaries *tree, struct unit_summaries *of, const struct ir_unit *unit,
                          uint32_t number, const struct ir_function *function)
{
    const struct ir_symbol *symbol = ir_symbol_at(unit, function->symbol);
    bool fetches = unit_summaries_fetches(of, function), is_external = symbol->linkage == IR_EXTERN;
    uint32_t parameters = 0;
    unsigned depth = 0;
    bool is_asked = is_external && tree_summaries_asked(tree, symbol->name, &parameters, &depth);
    if (!fetches && !is_asked)
        return;
    const struct summary *summary = unit_summaries_of(of, function);
    bool tells = is_external && (is_asked || (summary && summary_fetches(summary)));
    if (tells)
        tell(tree, of, unit, function, (struct told_summary){.published = {.name = symbol->name, .unit = number}},
             summary);
    if (summary && fetches)
        ask_all(tree, summary, sources_of(summary), 1);
    if (summary && is_asked)
        ask_all(tree, summary, parameters, depth + 1);
}

static void take_fields(struct tree_summaries *tree, struct unit_summaries *of, const struct ir_unit *unit,
                        uint32_t number, const bool *concerned)
{
    g_autoptr(GPtrArray) fields = unit_summaries_fields(of);
    for (guint i = 0; i < fields->len; i++) {
        const char *field = g_ptr_array_index(fields, i);
        const GArray *stored = unit_summaries_stored(of, field);
        for (guint f = 0; f < stored->len; f++) {
            uint32_t index = g_array_index(stored, uint32_t, f);
            const struct ir_function *function = g_ptr_array_index(unit->functions, index);
            const struct summary *summary =
                concerned[index] && unit_summaries_fetches(of, function) ? unit_summaries_of(of, function) : NULL;
            if (summary && summary_fetches(summary))
                tell(tree, of, unit, function,
                     (struct told_summary){.is_field = true,
                                           .published = {.name = field, .unit = number, .function = index}},
                     summary);
        }
    }
}

static bool calls_told(const struct tree_summaries *tree, const struct callgraph *graph,
                       const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        if (ir_inst_at(function, i)->op != IR_CALL)
            continue;
        struct call_target target = callgraph_target(graph, function, i);
        const char *name = target.symbol ? target.symbol->name : target.field;
        if (name && target.body == IR_NONE && g_hash_table_contains(tree->new_told, name))
            return true;
    }
    return false;
}

/* By function: those that call, by however many calls of the unit, what the last round has told. */
static bool *changed_functions(const struct tree_summaries *tree, const struct unit_summaries *of,
                               const struct ir_unit *unit)
{
    bool *changed = g_new0(bool, MAX(unit->functions->len, 1));
    for (guint f = 0; f < unit->functions->len; f++)
        changed[f] = calls_told(tree, unit_summaries_graph(of), g_ptr_array_index(unit->functions, f));
    unit_summaries_spread(of, changed);
    return changed;
}

/* Those too that it has asked for. */
static void add_asked(const struct tree_summaries *tree, const struct ir_unit *unit, bool *concerned)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        concerned[f] |= g_hash_table_contains(tree->new_asked, ir_function_name(unit, function));
    }
}

static bool *all_functions(const struct ir_unit *unit)
{
    bool *all = g_new0(bool, MAX(unit->functions->len, 1));
    memset(all, true, unit->functions->len);
    return all;
}

void tree_summaries_take(struct tree_summaries *tree, struct unit_summaries *of, const struct ir_unit *unit,
                         uint32_t number, GBytes *before)
{
    bool is_known = before && g_bytes_get_size(before) > 0;
    g_autofree bool *concerned = is_known ? changed_functions(tree, of, unit) : all_functions(unit);
    if (is_known) {
        unit_summaries_take_over(of, before, concerned);
        add_asked(tree, unit, concerned);
    }
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        if (concerned[f] && !function->is_initialiser && !function->in_header && function->symbol != IR_NONE)
            take_function(tree, of, unit, number, function);
    }
    take_fields(tree, of, unit, number, concerned);
}
