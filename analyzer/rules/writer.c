/* Who can write the memory that a pair is about, and where that memory comes into the function. */
#include "facts/entries.h"
#include "facts/summaries.h"
#include "ir/access.h"
#include "rules/verdict.h"

enum { DEPTH_MAX = 8 /* pointers that are followed back to where the first one comes from */ };

static const char *writer_text(const char *principal)
{
    static const struct {
        const char *principal, *text;
    } texts[] = {{"user", "user space"},   {"process", "another process"}, {"thread", "another thread"},
                 {"device", "the device"}, {"host", "the host"},           {"guest", "the guest"}};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_str_equal(texts[i].principal, principal))
            return texts[i].text;
    return principal;
}

/* Where the outermost thing that the address is made of is declared or given; IR_NONE when nobody can tell. */
static ir_id origin(const struct reading *r, term_id address, unsigned depth)
{
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *root = term_at(terms, numbering_root(r->numbering, address));
    switch (root->kind) {
    case TERM_LOCAL:
        return g_array_index(r->function->locals, struct ir_local, root->at).loc;
    case TERM_SYMBOL:
        return g_array_index(r->knowledge.unit->symbols, struct ir_symbol, root->at).loc;
    case TERM_RESULT:
        return ir_inst_at(r->function, root->at)->loc;
    case TERM_INITIAL:
        return depth < DEPTH_MAX ? origin(r, cell_at(terms, root->cell)->base, depth + 1) : IR_NONE;
    default:
        return IR_NONE;
    }
}

static void tell_whoever(struct report *report, const struct reading *reading, const struct read *read,
                         const char *memory)
{
    ir_id loc = origin(reading, read->source, 0);
    if (loc == IR_NONE || !ir_loc_at(reading->knowledge.unit, loc)->line)
        loc = ir_inst_at(reading->function, read->inst)->loc;
    report_step(report, ROLE_SOURCE, loc, "%s can write %s, while this code runs", writer_text(read->principal),
                memory);
}

void report_writer(struct report *report, const struct reading *reading, const struct read *read, const char *memory)
{
    static const char by[] = "%s can write this memory while this code runs, by `%s`";
    const struct owner *owner = &read->owner;
    if (owner->kind != OWNER_NONE && owner->loc)
        report_step(report, ROLE_SOURCE, owner->loc, by, owner->principal, owner->what);
    else if (owner->told.file && owner->told.line)
        report_spot(report, ROLE_SOURCE, &owner->told, by, owner->principal, owner->what);
    else
        tell_whoever(report, reading, read, memory);
}

void report_entry(struct report *report, struct review *review, const struct ir_function *function)
{
    const struct callgraph *graph = unit_summaries_graph(review->knowledge.summaries);
    uint32_t number = function->symbol == IR_NONE ? IR_NONE : callgraph_body(graph, function->symbol);
    struct entries *entries = entries_new(review->unit, review->catalogue, graph);
    struct entry entry;
    if (number != IR_NONE && entries_reach(entries, number, &entry)) {
        const struct ir_function *first = g_ptr_array_index(review->unit->functions, entry.function);
        const char *by = entry.interface->entry->by, *field = entry.field;
        report_step(report, ROLE_SOURCE, ir_symbol_at(review->unit, first->symbol)->loc,
                    "a program comes in by %s: %s%s%s%s", by, ir_function_name(review->unit, first),
                    field ? " is what " : "", field ? field : "", field ? " calls" : "");
    }
    entries_free(entries);
}
