/* Locks that may not be taken: on which edges they are, and where they may lack. */
#include "facts/failures.h"
#include "facts/locks_p.h"
#include "facts/results.h"
#include "flow/bits.h"

/* ---- success ---- */

/* Who asks for one failure only believes that there is no other. */
static bool says_success(const struct fact *fact, enum failure failure)
{
    bool is_other = failure == FAILURE_NONZERO && fact->is_excluding && fact->except != 0;
    return is_other || !(result_signs_of(fact) & ~failures_signs(failure));
}

static bool edge_says_success(struct locks *l, const struct use *use, uint32_t from, uint32_t to)
{
    const struct numbering *numbering = body_numbering(bodies_of(l->bodies, use->function));
    struct fact fact;
    if (!numbering || !condition_of(numbering, l->unit, use->function, from, to, &fact))
        return false;
    const struct terms *terms = numbering_terms(numbering);
    const struct term *subject = term_at(terms, term_bare(terms, fact.subject));
    return subject->kind == TERM_RESULT && subject->at == use->inst && says_success(&fact, use->interface->failure);
}

void locks_find_successes(struct locks *l, const struct lock *lock, const struct use *use)
{
    const struct cfg *cfg = bodies_cfg(l->bodies, use->function);
    struct cfg_list order = cfg_order(cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n; s++) {
            struct lock_success success = {lock->function, lock->inst, order.blocks[b], after.blocks[s]};
            if (edge_says_success(l, use, success.from, success.to))
                g_array_append_val(l->successes, success);
        }
    }
}

/* ---- paths without it ---- */

static bool is_success(const struct locks *l, const struct lock *tried, uint32_t from, uint32_t to)
{
    for (guint i = 0; i < l->successes->len; i++) {
        struct lock_success success = g_array_index(l->successes, struct lock_success, i);
        if (success.function == tried->function && success.call == tried->inst && success.from == from &&
            success.to == to)
            return true;
    }
    return false;
}

/* Whether the block takes the same lock for sure, before `end`. */
static bool takes_it(const struct locks *l, const struct cfg *cfg, const struct lock *tried, uint32_t block,
                     uint32_t end)
{
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = lock_at(l, i);
        if (lock_takes(lock) && !lock->is_tried && lock->function == tried->function && lock->inst < end &&
            cfg_block_of(cfg, lock->inst) == block && lock_is_same(lock, tried))
            return true;
    }
    return false;
}

bool locks_may_lack(struct locks *l, const struct lock *tried, uint32_t inst)
{
    const struct cfg *cfg = bodies_cfg(l->bodies, lock_body(l, tried->function));
    uint32_t goal = cfg_block_of(cfg, inst);
    if (cfg_block_of(cfg, tried->inst) == goal && tried->inst < inst)
        return true;
    g_autofree uint64_t *seen = bits_new(cfg_function(cfg)->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t from = cfg_block_of(cfg, tried->inst);
    for (g_array_append_val(todo, from); todo->len;) {
        from = g_array_index(todo, uint32_t, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        struct cfg_list after = cfg_successors(cfg, from);
        for (uint32_t s = 0; s < after.n; s++) {
            uint32_t block = after.blocks[s];
            if (is_success(l, tried, from, block) || bits_has(seen, block))
                continue;
            bits_add(seen, block);
            if (block == goal && !takes_it(l, cfg, tried, block, inst))
                return true;
            if (!takes_it(l, cfg, tried, block, IR_NONE))
                g_array_append_val(todo, block);
        }
    }
    return false;
}
