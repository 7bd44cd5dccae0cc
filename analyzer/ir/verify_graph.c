#include "ir/access.h"
#include "ir/dominance_p.h"
#include "ir/ops_p.h"
#include "ir/verify_p.h"

struct graph {
    struct ir_verifier *verifier;
    GArray *edges;                  /* struct ir_edge */
    uint32_t *block_of;             /* of each instruction */
    uint32_t *predecessor;          /* stamps: predecessor[b] == n: b leads to the block looked at in round n */
    uint32_t *named;                /* stamps: named[b] == n: the phi looked at in round n has named b */
    struct ir_dominance *dominance; /* NULL until a value crosses blocks in a way that needs it */
};

static GArray *find_edges(const struct ir_function *function)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(struct ir_edge));
    for (uint32_t b = 0; b < function->blocks->len; b++) {
        const struct ir_block *block = ir_block_at(function, b);
        const struct ir_inst *last = ir_inst_at(function, block->first + block->n - 1);
        uint32_t first, end;
        ir_target_range(function, last, &first, &end);
        for (uint32_t i = first; i < end; i++) {
            struct ir_edge edge = {b, ir_operand(function, last, i).index};
            if (ir_operand(function, last, i).kind == IR_REF_BLOCK)
                g_array_append_val(edges, edge);
        }
    }
    return edges;
}

static gint by_target(gconstpointer a, gconstpointer b)
{
    const struct ir_edge *x = a, *y = b;
    return x->to == y->to ? (x->from > y->from) - (x->from < y->from) : (x->to > y->to) - (x->to < y->to);
}

static bool verify_phi(struct graph *graph, const struct ir_inst *phi, uint32_t round, uint32_t n_predecessors)
{
    struct ir_verifier *v = graph->verifier;
    for (uint32_t i = 0; i < phi->n_operands; i += 2) {
        uint32_t from = ir_operand(v->function, phi, i).index;
        if (graph->predecessor[from] != round)
            return ir_verify_fail(v, "%s is no predecessor", ir_block_at(v->function, from)->name);
        if (graph->named[from] == v->inst + 1)
            return ir_verify_fail(v, "%s is named twice", ir_block_at(v->function, from)->name);
        graph->named[from] = v->inst + 1;
    }
    return phi->n_operands / 2 == n_predecessors || ir_verify_fail(v, "a predecessor is missing");
}

/* The edges into the block are sorted from *next on. */
static bool verify_phis(struct graph *graph, uint32_t b, guint *next)
{
    struct ir_verifier *v = graph->verifier;
    const struct ir_block *block = ir_block_at(v->function, b);
    uint32_t n_predecessors = 0;
    for (; *next < graph->edges->len && g_array_index(graph->edges, struct ir_edge, *next).to == b; ++*next) {
        uint32_t from = g_array_index(graph->edges, struct ir_edge, *next).from;
        n_predecessors += graph->predecessor[from] != b + 1;
        graph->predecessor[from] = b + 1;
    }
    v->block = b;
    for (v->inst = block->first; ir_inst_at(v->function, v->inst)->op == IR_PHI; v->inst++)
        if (!verify_phi(graph, ir_inst_at(v->function, v->inst), b + 1, n_predecessors))
            return false;
    return true;
}

/* Whether the value of instruction `definition` is there when `at` (a block) is left, or entered when `from_start`. */
static bool reaches(struct graph *graph, uint32_t definition, uint32_t at)
{
    uint32_t home = graph->block_of[definition];
    if (home == at)
        return true;
    if (!graph->dominance)
        graph->dominance = ir_dominance_new(graph->verifier->function->blocks->len, graph->edges);
    if (!ir_is_reachable(graph->dominance, at))
        return true; /* nothing is ever used there */
    return ir_is_reachable(graph->dominance, home) && ir_dominates(graph->dominance, home, at);
}

static bool verify_use(struct graph *graph, const struct ir_inst *inst, uint32_t i)
{
    struct ir_verifier *v = graph->verifier;
    struct ir_ref ref = ir_operand(v->function, inst, i);
    if (ref.kind != IR_REF_TEMP)
        return true;
    uint32_t at = inst->op == IR_PHI ? ir_operand(v->function, inst, i - 1).index : v->block;
    bool is_later = inst->op != IR_PHI && graph->block_of[ref.index] == v->block && ref.index >= v->inst;
    if (is_later || !reaches(graph, ref.index, at))
        return ir_verify_fail(v, "operand %u: instruction %u is not computed on every path", i, ref.index);
    return true;
}

static bool verify_uses(struct graph *graph)
{
    struct ir_verifier *v = graph->verifier;
    for (v->block = 0; v->block < v->function->blocks->len; v->block++) {
        const struct ir_block *block = ir_block_at(v->function, v->block);
        for (v->inst = block->first; v->inst < block->first + block->n; v->inst++) {
            const struct ir_inst *inst = ir_inst_at(v->function, v->inst);
            for (uint32_t i = 0; i < inst->n_operands; i++)
                if (!verify_use(graph, inst, i))
                    return false;
        }
    }
    return true;
}

static bool verify_all_phis(struct graph *graph)
{
    guint next = 0;
    for (uint32_t b = 0; b < graph->verifier->function->blocks->len; b++)
        if (!verify_phis(graph, b, &next))
            return false;
    return true;
}

bool ir_verify_graph(struct ir_verifier *v)
{
    const struct ir_function *function = v->function;
    g_autoptr(GArray) edges = find_edges(function);
    g_autofree uint32_t *block_of = g_new(uint32_t, function->insts->len);
    g_autofree uint32_t *stamps = g_new0(uint32_t, 2 * (gsize)function->blocks->len);
    for (uint32_t b = 0; b < function->blocks->len; b++)
        for (uint32_t i = 0; i < ir_block_at(function, b)->n; i++)
            block_of[ir_block_at(function, b)->first + i] = b;
    g_array_sort(edges, by_target);
    struct graph graph = {v, edges, block_of, stamps, stamps + function->blocks->len, NULL};
    bool sound = verify_all_phis(&graph) && verify_uses(&graph);
    ir_dominance_free(graph.dominance);
    v->block = v->inst = IR_NONE;
    return sound;
}
