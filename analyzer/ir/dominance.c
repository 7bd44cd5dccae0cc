#include "ir/dominance_p.h"

#define NOWHERE UINT32_MAX

/* Neighbours of block b: to[start[b]] … to[start[b + 1] - 1]. */
struct neighbours {
    uint32_t *start, *to;
};

struct ir_dominance {
    uint32_t n;
    uint32_t *number;       /* position in reverse postorder, NOWHERE when unreachable */
    uint32_t *first, *size; /* the block's subtree of the dominator tree is [first, first + size) */
};

static struct neighbours neighbours_new(uint32_t n, const GArray *edges, bool backwards)
{
    struct neighbours result = {g_new0(uint32_t, n + 2), g_new(uint32_t, edges->len + 1)};
    uint32_t *fill = result.start + 1; /* shifted by one, so that filling leaves the starts in place */
    for (guint i = 0; i < edges->len; i++) {
        const struct ir_edge *edge = &g_array_index(edges, struct ir_edge, i);
        fill[(backwards ? edge->to : edge->from) + 1]++;
    }
    for (uint32_t b = 0; b < n; b++)
        fill[b + 1] += fill[b];
    for (guint i = 0; i < edges->len; i++) {
        const struct ir_edge *edge = &g_array_index(edges, struct ir_edge, i);
        result.to[fill[backwards ? edge->to : edge->from]++] = backwards ? edge->from : edge->to;
    }
    return result;
}

static void neighbours_clear(struct neighbours *neighbours)
{
    g_free(neighbours->start);
    g_free(neighbours->to);
}

/* Numbers the reachable blocks; the result lists them in reverse postorder. */
static GArray *number_blocks(struct ir_dominance *dominance, const struct neighbours *successors)
{
    GArray *postorder = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree uint32_t *next = g_memdup2(successors->start, (dominance->n + 1) * sizeof(uint32_t));
    uint32_t block = 0;
    dominance->number[0] = 0;
    g_array_append_val(stack, block);
    while (stack->len) {
        block = g_array_index(stack, uint32_t, stack->len - 1);
        if (next[block] == successors->start[block + 1]) {
            g_array_append_val(postorder, block);
            g_array_set_size(stack, stack->len - 1);
            continue;
        }
        uint32_t to = successors->to[next[block]++];
        if (dominance->number[to] == NOWHERE) {
            dominance->number[to] = 0;
            g_array_append_val(stack, to);
        }
    }
    for (guint i = 0; i < postorder->len / 2; i++) {
        uint32_t *a = &g_array_index(postorder, uint32_t, i);
        uint32_t *b = &g_array_index(postorder, uint32_t, postorder->len - 1 - i);
        uint32_t swapped = *a;
        *a = *b;
        *b = swapped;
    }
    for (guint i = 0; i < postorder->len; i++)
        dominance->number[g_array_index(postorder, uint32_t, i)] = i;
    return postorder;
}

/* Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm"; all in numbers of the reverse postorder. */
static uint32_t meet(const uint32_t *parent, uint32_t a, uint32_t b)
{
    while (a != b)
        if (a > b)
            a = parent[a];
        else
            b = parent[b];
    return a;
}

static uint32_t nearest(const struct ir_dominance *dominance, const struct neighbours *predecessors,
                        const uint32_t *parent, uint32_t block)
{
    uint32_t found = NOWHERE;
    for (uint32_t i = predecessors->start[block]; i < predecessors->start[block + 1]; i++) {
        uint32_t from = dominance->number[predecessors->to[i]];
        if (from != NOWHERE && parent[from] != NOWHERE)
            found = found == NOWHERE ? from : meet(parent, found, from);
    }
    return found;
}

static uint32_t *find_parents(const struct ir_dominance *dominance, const struct neighbours *predecessors,
                              const GArray *order)
{
    uint32_t *parent = g_new(uint32_t, order->len);
    for (guint i = 0; i < order->len; i++)
        parent[i] = NOWHERE;
    parent[0] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (guint i = 1; i < order->len; i++) {
            uint32_t found = nearest(dominance, predecessors, parent, g_array_index(order, uint32_t, i));
            changed = changed || parent[i] != found;
            parent[i] = found;
        }
    }
    return parent;
}

/* Turns the tree into intervals, so that a question costs two comparisons. */
static void number_tree(struct ir_dominance *dominance, const uint32_t *parent, uint32_t n)
{
    dominance->first = g_new0(uint32_t, n);
    dominance->size = g_new0(uint32_t, n);
    g_autofree uint32_t *next = g_new0(uint32_t, n);
    for (uint32_t i = n; i-- > 0;) {
        dominance->size[i]++;
        if (i > 0)
            dominance->size[parent[i]] += dominance->size[i];
    }
    next[0] = 1;
    for (uint32_t i = 1; i < n; i++) {
        dominance->first[i] = next[parent[i]];
        next[parent[i]] += dominance->size[i];
        next[i] = dominance->first[i] + 1;
    }
}

struct ir_dominance *ir_dominance_new(uint32_t n_blocks, const GArray *edges)
{
    g_assert(n_blocks > 0);
    struct ir_dominance *dominance = g_new0(struct ir_dominance, 1);
    dominance->n = n_blocks;
    dominance->number = g_new(uint32_t, n_blocks);
    for (uint32_t i = 0; i < n_blocks; i++)
        dominance->number[i] = NOWHERE;
    struct neighbours successors = neighbours_new(n_blocks, edges, false);
    struct neighbours predecessors = neighbours_new(n_blocks, edges, true);
    g_autoptr(GArray) order = number_blocks(dominance, &successors);
    g_autofree uint32_t *parent = find_parents(dominance, &predecessors, order);
    number_tree(dominance, parent, order->len);
    neighbours_clear(&successors);
    neighbours_clear(&predecessors);
    return dominance;
}

void ir_dominance_free(struct ir_dominance *dominance)
{
    if (!dominance)
        return;
    g_free(dominance->number);
    g_free(dominance->first);
    g_free(dominance->size);
    g_free(dominance);
}

bool ir_is_reachable(const struct ir_dominance *dominance, uint32_t block)
{
    return dominance->number[block] != NOWHERE;
}

bool ir_dominates(const struct ir_dominance *dominance, uint32_t a, uint32_t b)
{
    uint32_t x = dominance->number[a], y = dominance->number[b];
    g_assert(x != NOWHERE && y != NOWHERE);
    return dominance->first[y] - dominance->first[x] < dominance->size[x];
}
