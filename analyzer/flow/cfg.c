#include "flow/cfg.h"

#include <string.h>

#include "ir/access.h"

/* All edges of one direction, packed: those of block b are to[first[b]] … to[first[b + 1] - 1]. */
struct edges {
    uint32_t *first, *to;
};

struct cfg {
    const struct ir_function *function;
    uint32_t n_blocks, n_order;
    struct edges forward, backward;
    uint32_t *order;     /* reachable blocks in reverse post order */
    uint32_t *rank;      /* of a block in `order`; IR_NONE when unreachable */
    uint32_t *dominator; /* immediate, IR_NONE for none */
    uint32_t *block_of;  /* of an instruction */
};

static void collect_forward(struct cfg *cfg)
{
    g_autoptr(GArray) all = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), cfg->n_blocks + 1);
    cfg->forward.first = g_new0(uint32_t, cfg->n_blocks + 1);
    for (uint32_t b = 0; b < cfg->n_blocks; b++) {
        cfg->forward.first[b] = all->len;
        ir_successors(cfg->function, b, all);
    }
    cfg->forward.first[cfg->n_blocks] = all->len;
    cfg->forward.to = (uint32_t *)(void *)g_array_steal(all, NULL);
}

/* Predecessors come out in ascending order of block, whatever the terminators say. */
static void reverse_edges(struct cfg *cfg)
{
    uint32_t n_edges = cfg->forward.first[cfg->n_blocks];
    uint32_t *first = g_new0(uint32_t, cfg->n_blocks + 1), *to = g_new0(uint32_t, MAX(n_edges, 1));
    for (uint32_t e = 0; e < n_edges; e++)
        first[cfg->forward.to[e] + 1]++;
    for (uint32_t b = 0; b < cfg->n_blocks; b++)
        first[b + 1] += first[b];
    g_autofree uint32_t *fill = g_memdup2(first, (cfg->n_blocks + 1) * sizeof *first);
    for (uint32_t b = 0; b < cfg->n_blocks; b++)
        for (uint32_t e = cfg->forward.first[b]; e < cfg->forward.first[b + 1]; e++)
            to[fill[cfg->forward.to[e]]++] = b;
    cfg->backward = (struct edges){first, to};
}

struct frame {
    uint32_t block, next;
};

/* Depth first without recursion: generated code has functions of many thousand blocks. */
static void number_blocks(struct cfg *cfg)
{
    cfg->order = g_new0(uint32_t, MAX(cfg->n_blocks, 1));
    cfg->rank = g_new(uint32_t, MAX(cfg->n_blocks, 1));
    memset(cfg->rank, 0xff, cfg->n_blocks * sizeof *cfg->rank);
    if (cfg->n_blocks == 0)
        return;
    g_autofree bool *seen = g_new0(bool, cfg->n_blocks);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct frame));
    struct frame entry = {0, cfg->forward.first[0]};
    g_array_append_val(stack, entry);
    seen[0] = true;
    uint32_t position = cfg->n_blocks;
    while (stack->len) {
        struct frame *top = &g_array_index(stack, struct frame, stack->len - 1);
        if (top->next == cfg->forward.first[top->block + 1]) {
            cfg->order[--position] = top->block;
            g_array_set_size(stack, stack->len - 1);
            continue;
        }
        uint32_t to = cfg->forward.to[top->next++];
        if (seen[to])
            continue;
        seen[to] = true;
        struct frame below = {to, cfg->forward.first[to]};
        g_array_append_val(stack, below);
    }
    cfg->n_order = cfg->n_blocks - position;
    memmove(cfg->order, cfg->order + position, cfg->n_order * sizeof *cfg->order);
    for (uint32_t i = 0; i < cfg->n_order; i++)
        cfg->rank[cfg->order[i]] = i;
}

static uint32_t common_dominator(const struct cfg *cfg, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (cfg->rank[a] > cfg->rank[b])
            a = cfg->dominator[a];
        while (cfg->rank[b] > cfg->rank[a])
            b = cfg->dominator[b];
    }
    return a;
}

static uint32_t dominator_of(const struct cfg *cfg, uint32_t block)
{
    uint32_t found = IR_NONE;
    struct cfg_list before = cfg_predecessors(cfg, block);
    for (uint32_t i = 0; i < before.n; i++) {
        uint32_t b = before.blocks[i];
        if (!cfg_is_reachable(cfg, b) || cfg->dominator[b] == IR_NONE)
            continue;
        found = found == IR_NONE ? b : common_dominator(cfg, b, found);
    }
    return found;
}

/* Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm (2001). While it runs the entry is its own dominator. */
static void find_dominators(struct cfg *cfg)
{
    cfg->dominator = g_new(uint32_t, MAX(cfg->n_blocks, 1));
    memset(cfg->dominator, 0xff, cfg->n_blocks * sizeof *cfg->dominator);
    if (cfg->n_blocks == 0)
        return;
    cfg->dominator[0] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 1; i < cfg->n_order; i++) {
            uint32_t block = cfg->order[i], found = dominator_of(cfg, block);
            changed |= cfg->dominator[block] != found;
            cfg->dominator[block] = found;
        }
    }
    cfg->dominator[0] = IR_NONE;
}

static void locate_instructions(struct cfg *cfg)
{
    cfg->block_of = g_new0(uint32_t, MAX(cfg->function->insts->len, 1));
    for (uint32_t b = 0; b < cfg->n_blocks; b++) {
        const struct ir_block *block = ir_block_at(cfg->function, b);
        for (uint32_t i = 0; i < block->n; i++)
            cfg->block_of[block->first + i] = b;
    }
}

struct cfg *cfg_new(const struct ir_function *function)
{
    struct cfg *cfg = g_new0(struct cfg, 1);
    cfg->function = function;
    cfg->n_blocks = function->blocks->len;
    collect_forward(cfg);
    reverse_edges(cfg);
    number_blocks(cfg);
    find_dominators(cfg);
    locate_instructions(cfg);
    return cfg;
}

void cfg_free(struct cfg *cfg)
{
    if (!cfg)
        return;
    g_free(cfg->forward.first);
    g_free(cfg->forward.to);
    g_free(cfg->backward.first);
    g_free(cfg->backward.to);
    g_free(cfg->order);
    g_free(cfg->rank);
    g_free(cfg->dominator);
    g_free(cfg->block_of);
    g_free(cfg);
}

const struct ir_function *cfg_function(const struct cfg *cfg)
{
    return cfg->function;
}

static struct cfg_list slice(const struct edges *edges, uint32_t block)
{
    return (struct cfg_list){edges->to + edges->first[block], edges->first[block + 1] - edges->first[block]};
}

struct cfg_list cfg_successors(const struct cfg *cfg, uint32_t block)
{
    return slice(&cfg->forward, block);
}

struct cfg_list cfg_predecessors(const struct cfg *cfg, uint32_t block)
{
    return slice(&cfg->backward, block);
}

struct cfg_list cfg_order(const struct cfg *cfg)
{
    return (struct cfg_list){cfg->order, cfg->n_order};
}

bool cfg_is_reachable(const struct cfg *cfg, uint32_t block)
{
    return cfg->rank[block] != IR_NONE;
}

uint32_t cfg_block_of(const struct cfg *cfg, uint32_t inst)
{
    return cfg->block_of[inst];
}

uint32_t cfg_dominator(const struct cfg *cfg, uint32_t block)
{
    return cfg->dominator[block];
}

bool cfg_dominates(const struct cfg *cfg, uint32_t above, uint32_t below)
{
    if (!cfg_is_reachable(cfg, above) || !cfg_is_reachable(cfg, below))
        return false;
    while (cfg->rank[below] > cfg->rank[above])
        below = cfg->dominator[below];
    return above == below;
}

bool cfg_is_before(const struct cfg *cfg, uint32_t above, uint32_t below)
{
    uint32_t home = cfg_block_of(cfg, above), goal = cfg_block_of(cfg, below);
    return home == goal ? above < below : cfg_dominates(cfg, home, goal);
}

static void print_list(const struct cfg *cfg, const char *title, struct cfg_list list, GString *out)
{
    g_string_append(out, title);
    for (uint32_t i = 0; i < list.n; i++)
        g_string_append_printf(out, " %s#%u", ir_block_at(cfg->function, list.blocks[i])->name, list.blocks[i]);
}

void cfg_print(const struct cfg *cfg, GString *out)
{
    struct cfg_list order = cfg_order(cfg);
    for (uint32_t i = 0; i < order.n; i++) {
        uint32_t block = order.blocks[i];
        g_string_append_printf(out, "%s#%u:", ir_block_at(cfg->function, block)->name, block);
        print_list(cfg, " from", cfg_predecessors(cfg, block), out);
        print_list(cfg, " to", cfg_successors(cfg, block), out);
        if (cfg->dominator[block] != IR_NONE)
            print_list(cfg, " under", (struct cfg_list){&cfg->dominator[block], 1}, out);
        g_string_append_c(out, '\n');
    }
}
