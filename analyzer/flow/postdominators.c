#include "flow/postdominators.h"

#include <string.h>

#include "ir/access.h"

/* The reverse graph has one entry more, `exit`, in front of every block that ends the function: its number is that of
 * the blocks. */
struct postdominators {
    const struct cfg *cfg;
    uint32_t exit;
    uint32_t *order, n_order; /* reverse post order of the reverse graph */
    uint32_t *rank;           /* place in it, IR_NONE: never comes to an end */
    uint32_t *above;          /* immediate postdominator, or exit */
};

struct frame {
    uint32_t block, next;
};

static bool is_end(const struct cfg *cfg, uint32_t block)
{
    return cfg_is_reachable(cfg, block) && cfg_successors(cfg, block).n == 0;
}

static void enter(struct postdominators *p, GArray *stack, uint32_t block)
{
    if (p->rank[block] != IR_NONE || !cfg_is_reachable(p->cfg, block))
        return;
    p->rank[block] = 0; /* seen */
    struct frame frame = {block, 0};
    g_array_append_val(stack, frame);
}

/* Depth first without recursion: the functions may be machine-made. */
static void visit(struct postdominators *p, uint32_t end, uint32_t *position)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct frame));
    enter(p, stack, end);
    while (stack->len) {
        struct frame *top = &g_array_index(stack, struct frame, stack->len - 1);
        struct cfg_list before = cfg_predecessors(p->cfg, top->block);
        if (top->next < before.n) {
            enter(p, stack, before.blocks[top->next++]);
            continue;
        }
        p->order[--*position] = top->block;
        g_array_set_size(stack, stack->len - 1);
    }
}

static void number_blocks(struct postdominators *p)
{
    uint32_t position = p->exit + 1;
    p->order = g_new(uint32_t, p->exit + 1);
    p->rank = g_new(uint32_t, p->exit + 1);
    for (uint32_t b = 0; b <= p->exit; b++)
        p->rank[b] = IR_NONE;
    for (uint32_t b = 0; b < p->exit; b++)
        if (is_end(p->cfg, b))
            visit(p, b, &position);
    p->order[--position] = p->exit;
    p->n_order = p->exit + 1 - position;
    memmove(p->order, p->order + position, p->n_order * sizeof *p->order);
    for (uint32_t i = 0; i < p->n_order; i++)
        p->rank[p->order[i]] = i;
}

static uint32_t common(const struct postdominators *p, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (p->rank[a] > p->rank[b])
            a = p->above[a];
        while (p->rank[b] > p->rank[a])
            b = p->above[b];
    }
    return a;
}

static uint32_t found_above(const struct postdominators *p, uint32_t block)
{
    if (is_end(p->cfg, block))
        return p->exit;
    uint32_t found = IR_NONE;
    struct cfg_list after = cfg_successors(p->cfg, block);
    for (uint32_t i = 0; i < after.n; i++) {
        uint32_t b = after.blocks[i];
        if (p->rank[b] != IR_NONE && p->above[b] != IR_NONE)
            found = found == IR_NONE ? b : common(p, b, found);
    }
    return found;
}

/* Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm (2001), on the reverse graph. */
struct postdominators *postdominators_new(const struct cfg *cfg)
{
    struct postdominators *p = g_new0(struct postdominators, 1);
    p->cfg = cfg;
    p->exit = cfg_function(cfg)->blocks->len;
    number_blocks(p);
    p->above = g_new(uint32_t, p->exit + 1);
    for (uint32_t b = 0; b <= p->exit; b++)
        p->above[b] = IR_NONE;
    p->above[p->exit] = p->exit;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 1; i < p->n_order; i++) {
            uint32_t found = found_above(p, p->order[i]);
            changed |= p->above[p->order[i]] != found;
            p->above[p->order[i]] = found;
        }
    }
    return p;
}

void postdominators_free(struct postdominators *p)
{
    if (!p)
        return;
    g_free(p->order);
    g_free(p->rank);
    g_free(p->above);
    g_free(p);
}

uint32_t postdominators_of(const struct postdominators *p, uint32_t block)
{
    return p->above[block] == p->exit ? IR_NONE : p->above[block];
}

bool postdominators_passes(const struct postdominators *p, uint32_t above, uint32_t below)
{
    if (p->rank[above] == IR_NONE || p->rank[below] == IR_NONE)
        return false;
    while (p->rank[above] > p->rank[below])
        above = p->above[above];
    return above == below;
}

void postdominators_print(const struct postdominators *p, GString *out)
{
    const struct ir_function *function = cfg_function(p->cfg);
    struct cfg_list order = cfg_order(p->cfg);
    for (uint32_t i = 0; i < order.n; i++) {
        uint32_t block = order.blocks[i], above = p->above[block];
        g_string_append_printf(out, "%s#%u:", ir_block_at(function, block)->name, block);
        if (above == IR_NONE)
            g_string_append(out, " never");
        else if (above != p->exit)
            g_string_append_printf(out, " before %s#%u", ir_block_at(function, above)->name, above);
        g_string_append_c(out, '\n');
    }
}
