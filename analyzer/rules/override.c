#include "rules/override.h"

#include "ir/access.h"

static bool covers(const struct pair *pair, struct bytes bytes, term_id address, uint64_t size)
{
    const struct read *second = pair->second;
    int64_t offset;
    if (term_base(pair_terms(pair), address, &offset) != second->destination)
        return false;
    int64_t low = offset - second->destination_offset + second->bytes.low;
    int64_t high = size <= INT32_MAX ? low + (int64_t)size : INT64_MAX;
    return low <= bytes.low && (high >= bytes.high || bytes.high == INT64_MAX);
}

static struct bytes bytes_of(const struct call_write *write)
{
    return bytes_between(write->low, write->size <= INT32_MAX ? write->low + (int64_t)write->size : INT64_MAX);
}

/* `m->n = le32_to_cpu(m->n)`: the called function has read what it writes. */
static bool is_remnant_inside(const struct pair *pair, uint32_t inst, const struct call_write *write)
{
    const struct summary *summary = effects_summary(&pair->reading->knowledge, pair->reading->function, inst);
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_LOADS && deed->of.kind == SUBJECT_MEMORY && deed->of.at.argument == write->at.argument &&
            deed->of.at.depth == write->at.depth && bytes_overlap(deed->of.bytes, bytes_of(write)))
            return true;
    }
    return false;
}

/* Whether the function that fetches the bytes sets them behind that, to what its caller has given it; and to nothing
 * else afterwards. */
static bool is_set_behind(const struct call_effect *effect, unsigned i)
{
    const struct call_write *write = &effect->writes[i];
    if (write->is_after || (!write->is_value && !write->is_copy))
        return false;
    for (unsigned later = i + 1; later < effect->n_writes; later++)
        if (bytes_overlap(bytes_of(&effect->writes[later]), bytes_of(write)))
            return false;
    return true;
}

/* A called function that sets them on every path. */
static bool overrides_inside(const struct pair *pair, uint32_t inst, const struct call_effect *effect,
                             struct bytes bytes)
{
    struct numbering *n = pair->reading->numbering;
    for (unsigned i = 0; i < effect->n_writes; i++) {
        const struct call_write *write = &effect->writes[i];
        bool is_set = inst == pair->second->inst ? is_set_behind(effect, i) : !is_remnant_inside(pair, inst, write);
        term_id to = write->is_sure && is_set ? numbering_place(n, inst, &write->at, write->is_after) : TERM_UNKNOWN;
        if (to && covers(pair, bytes, term_offset(numbering_terms(n), to, write->low), write->size))
            return true;
    }
    return false;
}

/* `m.n--`: what is stored is made of the second value itself. */
static bool is_own_remnant(const struct pair *pair, struct ir_ref value, struct bytes bytes)
{
    return reading_stems(pair->reading, numbering_of(pair->reading->numbering, value), pair->second, bytes);
}

static bool overrides(const struct pair *pair, uint32_t inst, struct bytes bytes)
{
    struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    struct call_effect effect;
    if (inst == pair->second->inst && i->op != IR_CALL)
        return false;
    if (i->op == IR_STORE || i->op == IR_COPY || i->op == IR_ZERO) {
        term_id to = numbering_of(r->numbering, ir_operand(r->function, i, 0));
        if (i->op == IR_STORE && is_own_remnant(pair, ir_operand(r->function, i, 1), bytes))
            return false;
        return covers(pair, bytes, to, ir_type_at(r->knowledge.unit, i->type)->size);
    }
    if (i->op != IR_CALL || !r->effects.of_call(r->function, inst, &effect, r->effects.context))
        return false;
    if (effect.kind == EFFECT_WRITES)
        return overrides_inside(pair, inst, &effect, bytes);
    if (inst == pair->second->inst || (effect.kind != EFFECT_COPY && effect.kind != EFFECT_FILL))
        return false;
    term_id to = numbering_of(r->numbering, effect.to);
    struct term length = *term_at(pair_terms(pair), numbering_of(r->numbering, effect.length));
    return covers(pair, bytes, to, length.kind == TERM_CONST ? (uint64_t)length.number : UINT64_MAX);
}

uint32_t pair_override(const struct pair *pair, struct bytes bytes)
{
    const struct reading *r = pair->reading;
    for (uint32_t i = 0; pair->second->destination && i < r->function->insts->len; i++)
        if (overrides(pair, i, bytes) &&
            (i == pair->second->inst || paths_lead(r->paths, pair->second->inst, i, NULL) == PATH_FOUND))
            return i;
    return IR_NONE;
}

void pair_block_behind(const struct pair *pair, uint32_t inst, GArray *edges)
{
    uint32_t block = cfg_block_of(pair->reading->cfg, inst);
    struct cfg_list after = cfg_successors(pair->reading->cfg, block);
    for (uint32_t s = 0; s < after.n; s++) {
        struct path_edge edge = {block, after.blocks[s]};
        g_array_append_val(edges, edge);
    }
}
