/* Paths between what takes a lock and what gives it away. */
#include "facts/locks_p.h"
#include "flow/bits.h"
#include "ir/access.h"

/* The local that the block does nothing but ask of: `while (once)`; IR_NONE: it does something else. */
static uint32_t asked_local(const struct ir_function *function, uint32_t block)
{
    const struct ir_block *b = ir_block_at(function, block);
    const struct ir_inst *load = ir_inst_at(function, b->first), *last = ir_inst_at(function, b->first + b->n - 1);
    struct ir_ref of = load->op == IR_LOAD ? ir_operand(function, load, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    struct ir_ref asked = last->op == IR_CBR ? ir_operand(function, last, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    bool is_only = b->n == 2 && of.kind == IR_REF_LOCAL && asked.kind == IR_REF_TEMP && asked.index == b->first;
    return is_only ? of.index : IR_NONE;
}

/* What the block leaves in the local. False: nothing that is known. */
static bool leaves_constant(const struct ir_unit *unit, const struct cfg *cfg, uint32_t block, uint32_t local,
                            int64_t *ret)
{
    const struct ir_function *function = cfg_function(cfg);
    const struct ir_block *b = ir_block_at(function, block);
    for (uint32_t i = b->first + b->n; i-- > b->first;) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_CALL)
            return false;
        struct ir_ref to = inst->op == IR_STORE ? ir_operand(function, inst, 0) : (struct ir_ref){.kind = IR_REF_NONE};
        if (to.kind != IR_REF_LOCAL || to.index != local)
            continue;
        struct ir_ref value = ir_operand(function, inst, 1);
        if (value.kind == IR_REF_CONST)
            *ret = g_array_index(unit->consts, struct ir_const, value.index).value;
        return value.kind == IR_REF_CONST;
    }
    return false;
}

/* Where the way from one block to the next leads: `for (once = (lock(m), 1); once; once = (unlock(m), 0))` is no loop.
 */
static uint32_t passed(const struct ir_unit *unit, const struct cfg *cfg, uint32_t from, uint32_t to)
{
    const struct ir_function *function = cfg_function(cfg);
    uint32_t local = asked_local(function, to);
    int64_t value;
    if (local == IR_NONE || !leaves_constant(unit, cfg, from, local, &value))
        return to;
    const struct ir_block *block = ir_block_at(function, to);
    return ir_operand(function, ir_inst_at(function, block->first + 1), value ? 1 : 2).index;
}

/* What stands behind `from` in its block, then whole blocks, up to `to`. */
bool locks_leads(const struct ir_unit *unit, const struct cfg *cfg, uint32_t from, uint32_t to, uint32_t around)
{
    const struct ir_function *function = cfg_function(cfg);
    uint32_t home = cfg_block_of(cfg, from), goal = cfg_block_of(cfg, to);
    uint32_t barrier = around == IR_NONE ? IR_NONE : cfg_block_of(cfg, around);
    if (home == goal && from < to && !(barrier == home && from < around && around < to))
        return true;
    if (barrier == home && around > from)
        return false;
    g_autofree uint64_t *seen = bits_new(function->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(todo, home);
    while (todo->len) {
        uint32_t at = g_array_index(todo, uint32_t, todo->len - 1);
        struct cfg_list after = cfg_successors(cfg, at);
        g_array_set_size(todo, todo->len - 1);
        for (uint32_t s = 0; s < after.n; s++) {
            uint32_t block = passed(unit, cfg, at, after.blocks[s]);
            if (block == goal && !(block == barrier && around < to))
                return true;
            if (block != barrier && !bits_has(seen, block))
                g_array_append_val(todo, block);
            bits_add(seen, block);
        }
    }
    return false;
}
