/* Bytes of the second read that others take the place of before they are relied on. */
#include "ir/access.h"
#include "rules/pair.h"

static const struct terms *terms_of(const struct pair *pair)
{
    return numbering_terms(pair->reading->numbering);
}

static bool covers(const struct pair *pair, struct bytes bytes, term_id address, uint64_t size)
{
    const struct read *second = pair->second;
    int64_t offset;
    if (term_base(terms_of(pair), address, &offset) != second->destination)
        return false;
    int64_t low = offset - second->destination_offset + second->bytes.low;
    int64_t high = size <= INT32_MAX ? low + (int64_t)size : INT64_MAX;
    return low <= bytes.low && (high >= bytes.high || bytes.high == INT64_MAX);
}

/* Whether it is how the bytes come there: what the called function fetches, or stores of it. */
static bool is_landing(const struct call_effect *effect, const struct call_write *write)
{
    for (unsigned i = 0; i < effect->n_writes; i++) {
        const struct call_write *other = &effect->writes[i];
        if (other->is_after && other->low == write->low && other->size == write->size)
            return true;
    }
    return false;
}

/* A called function that sets them on every path; the one that fetches them may set them behind that. */
static bool overrides_inside(const struct pair *pair, uint32_t inst, const struct call_effect *effect,
                             struct bytes bytes)
{
    struct numbering *n = pair->reading->numbering;
    for (unsigned i = 0; i < effect->n_writes; i++) {
        const struct call_write *write = &effect->writes[i];
        if (!write->is_sure || (inst == pair->second->inst && is_landing(effect, write)))
            continue;
        term_id to = numbering_place(n, inst, &write->at, write->is_after);
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
    const struct term *length = term_at(terms_of(pair), numbering_of(r->numbering, effect.length));
    return covers(pair, bytes, numbering_of(r->numbering, effect.to),
                  length->kind == TERM_CONST ? (uint64_t)length->number : UINT64_MAX);
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
