#include "flow/solver.h"

#include "ir/access.h"

/* Analyses over finite sets settle in a few visits a block; the lattices in use allow far fewer than this. */
enum { VISITS_PER_BLOCK = 256 };

struct flow_solution {
    const struct cfg *cfg;
    const struct flow_problem *problem;
    void *context;
    uint32_t n_blocks;
    void **states; /* where the analysis enters the block; NULL: not reached */
    unsigned *visits;
    bool *pending;
};

static struct cfg_list next_blocks(const struct flow_solution *s, uint32_t block)
{
    return s->problem->direction == FLOW_FORWARD ? cfg_successors(s->cfg, block) : cfg_predecessors(s->cfg, block);
}

/* The i-th block in the order in which the problem's direction settles fastest. */
static uint32_t block_in_order(const struct flow_solution *s, uint32_t i)
{
    struct cfg_list order = cfg_order(s->cfg);
    return order.blocks[s->problem->direction == FLOW_FORWARD ? i : order.n - 1 - i];
}

static void run_block(const struct flow_solution *s, uint32_t index, void *state, flow_visit visit, void *data)
{
    const struct ir_block *block = ir_block_at(cfg_function(s->cfg), index);
    for (uint32_t i = 0; i < block->n; i++) {
        uint32_t inst = block->first + (s->problem->direction == FLOW_FORWARD ? i : block->n - 1 - i);
        if (visit)
            visit(state, inst, data);
        s->problem->step(state, inst, s->context);
    }
}

static void reach(struct flow_solution *s, uint32_t block, const void *state)
{
    bool first = !s->states[block];
    if (first)
        s->states[block] = s->problem->create(s->context);
    bool grew = s->problem->join(s->states[block], state, s->visits[block], s->context);
    s->pending[block] |= first || grew;
}

/* Hands the state behind `block` on to its neighbours; `scratch` is a state to spoil. */
static void propagate(struct flow_solution *s, uint32_t block, const void *state, void *scratch)
{
    bool forward = s->problem->direction == FLOW_FORWARD;
    struct cfg_list next = next_blocks(s, block);
    for (uint32_t i = 0; i < next.n; i++) {
        uint32_t to = next.blocks[i];
        if (!cfg_is_reachable(s->cfg, to))
            continue;
        if (!s->problem->edge) {
            reach(s, to, state);
            continue;
        }
        s->problem->copy(scratch, state, s->context);
        if (s->problem->edge(scratch, forward ? block : to, forward ? to : block, s->context))
            reach(s, to, scratch);
    }
}

/* Forward only the entry is known to be reached. Backward every block is, since an endless loop has no exit to come
 * from. */
static void begin(struct flow_solution *s)
{
    struct cfg_list order = cfg_order(s->cfg);
    bool forward = s->problem->direction == FLOW_FORWARD;
    for (uint32_t i = 0; i < order.n; i++) {
        uint32_t block = order.blocks[i];
        bool boundary = forward ? block == 0 : cfg_successors(s->cfg, block).n == 0;
        if (forward && !boundary)
            continue;
        s->states[block] = s->problem->create(s->context);
        s->pending[block] = true;
        if (boundary)
            s->problem->start(s->states[block], s->context);
    }
}

static bool sweep(struct flow_solution *s, void *state, void *scratch, bool *ret_limit)
{
    bool worked = false;
    for (uint32_t i = 0; i < cfg_order(s->cfg).n; i++) {
        uint32_t block = block_in_order(s, i);
        if (!s->pending[block])
            continue;
        if (++s->visits[block] > VISITS_PER_BLOCK) {
            *ret_limit = true;
            return false;
        }
        s->pending[block] = false;
        s->problem->copy(state, s->states[block], s->context);
        run_block(s, block, state, NULL, NULL);
        propagate(s, block, state, scratch);
        worked = true;
    }
    return worked;
}

struct flow_solution *flow_solve(const struct cfg *cfg, const struct flow_problem *problem, void *context)
{
    struct flow_solution *s = g_new0(struct flow_solution, 1);
    s->cfg = cfg;
    s->problem = problem;
    s->context = context;
    s->n_blocks = cfg_function(cfg)->blocks->len;
    s->states = g_new0(void *, MAX(s->n_blocks, 1));
    s->visits = g_new0(unsigned, MAX(s->n_blocks, 1));
    s->pending = g_new0(bool, MAX(s->n_blocks, 1));
    begin(s);
    void *state = problem->create(context), *scratch = problem->create(context);
    bool limit = false;
    while (sweep(s, state, scratch, &limit))
        ;
    problem->destroy(state, context);
    problem->destroy(scratch, context);
    if (limit)
        g_clear_pointer(&s, flow_free);
    return s;
}

void flow_free(struct flow_solution *s)
{
    if (!s)
        return;
    for (uint32_t b = 0; b < s->n_blocks; b++)
        if (s->states[b])
            s->problem->destroy(s->states[b], s->context);
    g_free(s->states);
    g_free(s->visits);
    g_free(s->pending);
    g_free(s);
}

const void *flow_at(const struct flow_solution *s, uint32_t block)
{
    return s->states[block];
}

void flow_replay(const struct flow_solution *s, flow_visit visit, void *data)
{
    void *state = s->problem->create(s->context);
    for (uint32_t i = 0; i < cfg_order(s->cfg).n; i++) {
        uint32_t block = block_in_order(s, i);
        if (!s->states[block])
            continue;
        s->problem->copy(state, s->states[block], s->context);
        run_block(s, block, state, visit, data);
    }
    s->problem->destroy(state, s->context);
}
