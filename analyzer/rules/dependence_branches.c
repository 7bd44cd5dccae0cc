/* What branches ask of the bytes that a read brought. */
#include "flow/counter.h"
#include "ir/arithmetic.h"
#include "rules/finder.h"

static bool is_left_by(const struct finder *f, uint32_t block)
{
    const struct reading *r = f->reading;
    struct cfg_list after = cfg_successors(r->cfg, block);
    bool leaves = false, stays = false;
    for (uint32_t i = 0; i < after.n; i++) {
        bool is_back = after.blocks[i] == block || paths_reach(r->paths, after.blocks[i], block);
        stays |= is_back;
        leaves |= !is_back;
    }
    return leaves && stays;
}

/* Whether the loop that the block stands in ends only there. */
static bool is_only_exit(const struct finder *f, uint32_t block)
{
    const struct reading *r = f->reading;
    struct cfg_list order = cfg_order(r->cfg);
    for (uint32_t i = 0; i < order.n; i++) {
        uint32_t other = order.blocks[i];
        bool is_inside = paths_reach(r->paths, block, other) && paths_reach(r->paths, other, block);
        if (other != block && is_inside && is_left_by(f, other))
            return false;
    }
    return is_left_by(f, block);
}

/* `while (text[n]) n++;`: how far it goes, nothing but the bytes say. */
static bool is_text_end(const struct finder *f, uint32_t inst, term_id condition)
{
    const struct terms *terms = finder_terms(f);
    const struct term *term = term_at(terms, condition);
    bool has_number = term->kind == TERM_OPERATION && term->b && term_at(terms, term->b)->kind == TERM_CONST;
    bool is_equality = has_number && (term->op == IR_EQ || term->op == IR_NE);
    term = term_at(terms, term_bare(terms, is_equality ? term->a : condition));
    if (term->kind != TERM_WRITTEN || cell_at(terms, term->cell)->size > 4)
        return false;
    term_id at = cell_at(terms, term->cell)->base;
    while (term_at(terms, at)->kind == TERM_OFFSET)
        at = term_at(terms, at)->a;
    bool moves = term_at(terms, at)->kind == TERM_INDEXED
                     ? counter_is(f->reading->cfg, finder_terms(f), term_at(terms, at)->b)
                     : counter_is(f->reading->cfg, finder_terms(f), at);
    return moves && is_only_exit(f, cfg_block_of(f->reading->cfg, inst));
}

/* A loop counts with the value, and the branch is asked in its rounds; behind the loop it is a number like others. */
static bool is_counting(const struct finder *f, uint32_t inst, term_id value)
{
    uint32_t head = counter_head(f->reading->cfg, finder_terms(f), value);
    return head != IR_NONE && (head == cfg_block_of(f->reading->cfg, inst) ||
                               paths_reach(f->reading->paths, cfg_block_of(f->reading->cfg, inst), head));
}

static bool is_loop_bound(const struct finder *f, uint32_t inst, term_id condition)
{
    const struct term *term = term_at(finder_terms(f), condition);
    bool compares = term->kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term->op);
    if (!compares)
        return false;
    if (is_counting(f, inst, term->a))
        return !reading_stems(f->reading, term->a, f->read, f->read->bytes);
    return is_counting(f, inst, term->b) && !reading_stems(f->reading, term->b, f->read, f->read->bytes);
}

/* `while (n--)`: the loop's head joins the value, and what is one less than that. */
static bool is_count_down(const struct finder *f, term_id condition)
{
    const struct terms *terms = finder_terms(f);
    const struct term *term = term_at(terms, term_bare(terms, condition));
    term_id counter = term_bare(terms, condition);
    if (term->kind == TERM_OPERATION && term->b && term_at(terms, term->b)->kind == TERM_CONST)
        counter = term_bare(terms, term->a);
    const GArray *joined = numbering_joined(f->reading->numbering, counter);
    bool is_stepping = false, is_begun = false;
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id value = term_bare(terms, g_array_index(joined, term_id, i));
        struct term step = *term_at(terms, value);
        bool is_step = (step.kind == TERM_OFFSET || step.kind == TERM_OPERATION) && term_bare(terms, step.a) == counter;
        is_stepping |= is_step;
        is_begun |= !is_step && reading_stems(f->reading, value, f->read, f->read->bytes);
    }
    return is_stepping && is_begun;
}

void finder_branch(struct finder *f, uint32_t inst)
{
    term_id condition = dependence_condition(f->reading, inst);
    bool is_switch = ir_inst_at(f->reading->function, inst)->op == IR_SWITCH;
    finder_add(f,
               is_switch                                                          ? DEPENDENCE_SWITCH
               : is_loop_bound(f, inst, condition) || is_count_down(f, condition) ? DEPENDENCE_LOOP
               : is_text_end(f, inst, condition) && !finder_ends_by_itself(f)     ? DEPENDENCE_TEXT
                                                                                  : DEPENDENCE_BRANCH,
               inst, condition);
}
