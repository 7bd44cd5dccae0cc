#include "flow/numbering_p.h"

#include <string.h>

#include "ir/access.h"

enum {
    INSTS_MAX = 60000,
    CELLS_MAX = 6000,
    STATES_MAX = 12 * 1000 * 1000, /* blocks times cells */
    ROUNDS_MAX = 40,
    JOINS_MAX = 8 /* within each other, when a root is looked for */
};

static bool is_too_much(struct numbering *n)
{
    if (cells_count(n->terms) > CELLS_MAX)
        effort_fail(n->effort, "more than 6000 pieces of memory");
    if ((uint64_t)cells_count(n->terms) * n->function->blocks->len > STATES_MAX)
        effort_fail(n->effort, "more than 12 million states of memory");
    return n->effort->fault != NULL;
}

/* Locals whose address is stored as a value: a call may know them. */
static void find_stored(struct numbering *n)
{
    for (uint32_t i = 0; i < n->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(n->function, i);
        if (inst->op != IR_STORE)
            continue;
        struct ir_ref ref = ir_operand(n->function, inst, 1);
        while (ref.kind == IR_REF_TEMP) {
            const struct ir_inst *made = ir_inst_at(n->function, ref.index);
            if (made->op != IR_FIELD && made->op != IR_INDEX && made->op != IR_BITCAST)
                break;
            ref = ir_operand(n->function, made, 0);
        }
        if (ref.kind == IR_REF_LOCAL && ir_operand(n->function, inst, 0).kind != IR_REF_LOCAL)
            n->is_stored[ref.index] = true;
    }
}

static void number_block(struct numbering *n, uint32_t block, bool *changed)
{
    GArray *state = memory_meet(n, block);
    if (n->in[block])
        g_array_unref(n->in[block]);
    n->in[block] = g_array_copy(state);
    const struct ir_block *b = ir_block_at(n->function, block);
    for (uint32_t i = b->first; i < b->first + b->n && effort_spend(n->effort, 1); i++) {
        term_id before = n->temps[i];
        numbering_step(n, state, i);
        *changed |= n->temps[i] != before;
    }
    const GArray *old = n->out[block];
    size_t size = state->len * sizeof(term_id);
    *changed |= !old || old->len != state->len || (size && memcmp(old->data, state->data, size) != 0);
    if (n->out[block])
        g_array_unref(n->out[block]);
    n->out[block] = state;
}

/* A block's beginning is made anew from its predecessors' ends, not joined into what it was: a value that a loop's head
 * turns into a join must not meet its own stale form further down. So this is no problem for flow/solver.h. */
bool numbering_again(struct numbering *n)
{
    struct cfg_list order = cfg_order(n->cfg);
    n->replayed_at = IR_NONE;
    g_hash_table_remove_all(n->touched);
    for (n->round = 0; n->round < ROUNDS_MAX; n->round++) {
        bool changed = false;
        uint32_t cells = cells_count(n->terms);
        g_array_set_size(n->roots, 0);
        for (uint32_t b = 0; b < order.n; b++) {
            number_block(n, order.blocks[b], &changed);
            if (is_too_much(n))
                return false;
        }
        if (!changed && cells == cells_count(n->terms))
            return true;
    }
    effort_fail(n->effort, "its values do not settle");
    return false;
}

static void unref_list(gpointer list)
{
    if (list)
        g_array_unref(list);
}

struct numbering *numbering_new(const struct ir_unit *unit, const struct cfg *cfg, const struct effects *effects)
{
    const struct ir_function *function = cfg_function(cfg);
    struct numbering *n = g_new0(struct numbering, 1);
    *n = (struct numbering){.unit = unit, .function = function, .cfg = cfg, .effects = effects};
    n->own = effort_begin(NULL);
    n->effort = effects && effects->effort ? effects->effort : &n->own;
    n->terms = terms_new();
    n->temps = g_new0(term_id, MAX(function->insts->len, 1));
    n->in = g_new0(GArray *, MAX(function->blocks->len, 1));
    n->out = g_new0(GArray *, MAX(function->blocks->len, 1));
    n->is_stored = g_new0(bool, MAX(function->locals->len, 1));
    n->joined = g_ptr_array_new_with_free_func(unref_list);
    n->arrays = g_hash_table_new(NULL, NULL);
    n->touched = g_hash_table_new(NULL, NULL);
    n->roots = g_array_new(FALSE, TRUE, sizeof(term_id));
    n->replayed_at = IR_NONE;
    find_stored(n);
    if (function->insts->len > INSTS_MAX)
        effort_fail(n->effort, "more than 60000 instructions");
    if (!n->effort->fault && numbering_again(n))
        return n;
    numbering_free(n);
    return NULL;
}

void numbering_free(struct numbering *n)
{
    if (!n)
        return;
    for (uint32_t b = 0; b < n->function->blocks->len; b++) {
        if (n->in[b])
            g_array_unref(n->in[b]);
        if (n->out[b])
            g_array_unref(n->out[b]);
    }
    if (n->replayed)
        g_array_unref(n->replayed);
    g_ptr_array_unref(n->joined);
    g_hash_table_unref(n->arrays);
    g_hash_table_unref(n->touched);
    g_array_unref(n->roots);
    terms_free(n->terms);
    g_free(n->is_stored);
    g_free(n->temps);
    g_free(n->in);
    g_free(n->out);
    g_free(n);
}

bool numbering_spend(struct numbering *n, uint64_t steps)
{
    return effort_spend(n->effort, steps);
}

struct terms *numbering_terms(const struct numbering *n)
{
    return n->terms;
}

term_id numbering_of(const struct numbering *n, struct ir_ref ref)
{
    switch ((enum ir_ref_kind)ref.kind) {
    case IR_REF_TEMP:
        return n->temps[ref.index];
    case IR_REF_CONST:
        return term_const(n->terms, g_array_index(n->unit->consts, struct ir_const, ref.index).value);
    case IR_REF_LOCAL:
        return term_of(n->terms, (struct term){.kind = TERM_LOCAL, .at = ref.index});
    case IR_REF_SYMBOL:
        return term_of(n->terms, (struct term){.kind = TERM_SYMBOL, .at = ref.index});
    case IR_REF_STRING:
        return term_of(n->terms, (struct term){.kind = TERM_STRING, .at = ref.index});
    default:
        return TERM_UNKNOWN;
    }
}

/* From the block's beginning; from where it stands already when that is on the way, and no cell has come that it does
 * not know. */
static void replay(struct numbering *n, uint32_t inst)
{
    uint32_t block = cfg_block_of(n->cfg, inst), from = ir_block_at(n->function, block)->first;
    if (n->replayed_at != IR_NONE && n->replayed_at >= from && n->replayed_at < inst &&
        n->replayed_cells == cells_count(n->terms)) {
        from = n->replayed_at;
    } else {
        if (n->replayed)
            g_array_unref(n->replayed);
        n->replayed = n->in[block] ? g_array_copy(n->in[block]) : g_array_new(FALSE, TRUE, sizeof(term_id));
    }
    n->replayed_cells = cells_count(n->terms);
    for (uint32_t i = from; i < inst && effort_spend(n->effort, 1); i++)
        numbering_step(n, n->replayed, i);
    n->replayed_at = inst;
}

term_id numbering_content(struct numbering *n, uint32_t inst, uint32_t cell)
{
    if (n->replayed_at != inst)
        replay(n, inst);
    return n->effort->fault ? TERM_UNKNOWN : memory_read(n, n->replayed, cell);
}

const GArray *numbering_joined(const struct numbering *n, term_id join)
{
    return join < n->joined->len ? g_ptr_array_index(n->joined, join) : NULL;
}

/* The joins that the search for a root is inside of. */
struct root_search {
    term_id joins[JOINS_MAX];
    unsigned n;
};

/* TERM_UNKNOWN when the address only leads back to a join that is being looked at. */
static term_id find_root(const struct numbering *n, term_id address, struct root_search *search)
{
    const struct term *term = term_at(n->terms, address);
    while (term->kind == TERM_OFFSET || term->kind == TERM_INDEXED) {
        address = term->a;
        term = term_at(n->terms, address);
    }
    const GArray *joined = numbering_joined(n, address);
    if (!joined || !effort_spend(n->effort, 1))
        return address;
    for (unsigned i = 0; i < search->n; i++)
        if (search->joins[i] == address)
            return TERM_UNKNOWN;
    if (search->n == JOINS_MAX)
        return address;
    search->joins[search->n++] = address;
    term_id found = TERM_UNKNOWN;
    for (guint i = 0; i < joined->len; i++) {
        term_id root = find_root(n, g_array_index(joined, term_id, i), search);
        if (root && found && root != found) {
            found = address;
            break;
        }
        found = root ? root : found;
    }
    search->n--;
    return found;
}

term_id numbering_root(const struct numbering *n, term_id address)
{
    if (address < n->roots->len && g_array_index(n->roots, term_id, address))
        return g_array_index(n->roots, term_id, address);
    struct root_search search = {.n = 0};
    term_id root = find_root(n, address, &search);
    root = root ? root : address;
    if (address >= n->roots->len)
        g_array_set_size(n->roots, address + 1);
    g_array_index(n->roots, term_id, address) = root;
    return root;
}

static void print_cell(const struct numbering *n, uint32_t cell, GString *out)
{
    const struct cell *c = cell_at(n->terms, cell);
    numbering_print_term(n, c->base, out);
    g_string_append_printf(out, "+%" G_GINT64_FORMAT ":%" G_GUINT64_FORMAT, c->offset, c->size);
}

static void print_operation(const struct numbering *n, const struct term *term, GString *out)
{
    g_string_append_printf(out, "%s(", ir_op_name((enum ir_op)term->op));
    numbering_print_term(n, term->a, out);
    if (term->b) {
        g_string_append(out, ", ");
        numbering_print_term(n, term->b, out);
    }
    g_string_append_c(out, ')');
}

void numbering_print_term(const struct numbering *n, term_id id, GString *out)
{
    const struct term *term = term_at(n->terms, id);
    switch (term->kind) {
    case TERM_NONE:
        g_string_append_c(out, '?');
        break;
    case TERM_CONST:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, term->number);
        break;
    case TERM_LOCAL:
        g_string_append_printf(out, "&%s", g_array_index(n->function->locals, struct ir_local, term->at).name);
        break;
    case TERM_SYMBOL:
        g_string_append_printf(out, "@%s", ir_symbol_at(n->unit, term->at)->name);
        break;
    case TERM_STRING:
        g_string_append(out, "string");
        break;
    case TERM_INITIAL:
        g_string_append_c(out, '[');
        print_cell(n, term->cell, out);
        g_string_append_c(out, ']');
        break;
    case TERM_RESULT:
        g_string_append_printf(out, "%%%u", term->at);
        break;
    case TERM_WRITTEN:
        g_string_append_c(out, '[');
        print_cell(n, term->cell, out);
        g_string_append_printf(out, term->a ? " may by %%%u]" : " by %%%u]", term->at);
        break;
    case TERM_JOIN:
        g_string_append_printf(out, "join#%u", term->at);
        break;
    case TERM_OFFSET:
        numbering_print_term(n, term->a, out);
        g_string_append_printf(out, "+%" G_GINT64_FORMAT, term->number);
        break;
    case TERM_INDEXED:
        numbering_print_term(n, term->a, out);
        g_string_append_c(out, '[');
        numbering_print_term(n, term->b, out);
        g_string_append_printf(out, "*%" G_GINT64_FORMAT "]", term->number);
        break;
    case TERM_OPERATION:
        print_operation(n, term, out);
        break;
    }
}

void numbering_print(const struct numbering *n, GString *out)
{
    for (uint32_t i = 0; i < n->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(n->function, i);
        bool is_read = inst->op == IR_LOAD || inst->op == IR_PHI;
        if (!is_read || !cfg_is_reachable(n->cfg, cfg_block_of(n->cfg, i)))
            continue;
        g_string_append_printf(out, "%%%u is ", i);
        numbering_print_term(n, n->temps[i], out);
        g_string_append_c(out, '\n');
    }
}
