/* What calls do to memory, as far as somebody knows (struct effects). */
#include "flow/made.h"
#include "flow/numbering_p.h"
#include "ir/access.h"

static term_id result(struct numbering *n, uint32_t inst)
{
    return term_of(n->terms, (struct term){.kind = TERM_RESULT, .at = inst});
}

static struct range range_of(const struct numbering *n, struct ir_ref to, const struct call_effect *effect)
{
    struct range range = {numbering_of(n, to), effect->size};
    if (effect->length.kind != IR_REF_NONE) {
        const struct term *length = term_at(n->terms, numbering_of(n, effect->length));
        range.size = length->kind == TERM_CONST && length->number >= 0 ? (uint64_t)length->number : UINT64_MAX;
    }
    return range;
}

/* The address that a place is, while `state` holds. */
static term_id address_of(struct numbering *n, const GArray *state, uint32_t inst, const struct call_place *place)
{
    const struct ir_inst *call = ir_inst_at(n->function, inst);
    if (place->argument != CALL_RESULT && place->argument + 1 >= call->n_operands)
        return TERM_UNKNOWN;
    term_id address = place->argument == CALL_RESULT
                          ? n->temps[inst]
                          : numbering_of(n, ir_operand(n->function, call, place->argument + 1));
    for (uint32_t d = 0; d < MIN(place->depth, CALL_DEPTH) && address; d++) {
        struct cell cell = {.size = n->unit->pointer_size};
        cell.base = term_base(n->terms, term_offset(n->terms, address, place->offsets[d]), &cell.offset);
        address = memory_read(n, state, cell_of(n->terms, cell));
    }
    return address;
}

term_id numbering_place(struct numbering *n, uint32_t call, const struct call_place *place, bool is_after)
{
    if (place->depth) {
        struct cell any = {.size = n->unit->pointer_size};
        numbering_content(n, call + is_after, cell_of(n->terms, any)); /* fills n->replayed */
        return address_of(n, n->replayed, call, place);
    }
    return address_of(n, NULL, call, place);
}

static term_id content_of(struct numbering *n, const GArray *state, term_id address, struct range range)
{
    struct cell cell = {.size = range.size};
    cell.base = term_base(n->terms, address, &cell.offset);
    return memory_read(n, state, cell_of(n->terms, cell));
}

static void write_one(struct numbering *n, GArray *state, const GArray *before, uint32_t inst,
                      const struct call_write *write)
{
    term_id to = address_of(n, write->is_after ? state : before, inst, &write->at);
    if (!to)
        return;
    struct range range = {term_offset(n->terms, to, write->low), write->size};
    term_id from = write->is_value || write->is_copy ? address_of(n, before, inst, &write->from) : TERM_UNKNOWN;
    bool is_number = write->is_copy && from && write->size <= sizeof(int64_t);
    if (is_number && write->is_sure) /* as it was before the call: `swap(&a, &b)` */
        memory_write(n, state, inst, range, content_of(n, before, term_offset(n->terms, from, write->from_low), range));
    else if (!write->is_sure)
        memory_perhaps(n, state, inst, range, write->is_value ? from : TERM_UNKNOWN);
    else if (write->is_copy && from)
        memory_copy(n, state, inst, range, term_offset(n->terms, from, write->from_low));
    else
        memory_write(n, state, inst, range, write->is_value ? from : TERM_UNKNOWN);
}

/* All addresses are those that the callee was called with, whatever it writes on the way. */
static void write_all(struct numbering *n, GArray *state, uint32_t inst, const struct call_effect *effect)
{
    g_autoptr(GArray) before = g_array_copy(state);
    if (effect->is_open)
        memory_clobber_open(n, state, inst);
    for (unsigned i = 0; i < effect->n_writes; i++)
        write_one(n, state, before, inst, &effect->writes[i]);
}

static term_id called_address(struct numbering *n, const GArray *state, uint32_t i, const struct call_effect *effect,
                              term_id result)
{
    if (effect->from.kind != IR_REF_NONE)
        return numbering_of(n, effect->from);
    bool is_foreign = numbering_is_shared(n, i); /* what it gives is read from memory that others write */
    term_id address = effect->body && !is_foreign ? numbering_inlined(n, state, i) : TERM_UNKNOWN;
    return address ? address : result;
}

term_id numbering_called(struct numbering *n, GArray *state, uint32_t i)
{
    struct call_effect effect = {.size = UINT64_MAX};
    const struct effects *effects = n->effects;
    if (!effects || !effects->of_call(n->function, i, &effect, effects->context)) {
        memory_clobber(n, state, i);
        return result(n, i);
    }
    term_id made = result(n, i);
    switch (effect.kind) {
    case EFFECT_NONE:
        break;
    case EFFECT_FILL:
        memory_write(n, state, i, range_of(n, effect.to, &effect), TERM_UNKNOWN);
        break;
    case EFFECT_COPY:
        if (numbering_is_shared(n, i))
            memory_write(n, state, i, range_of(n, effect.to, &effect), TERM_UNKNOWN);
        else
            memory_copy(n, state, i, range_of(n, effect.to, &effect), numbering_of(n, effect.from));
        break;
    case EFFECT_GIVES: {
        struct range range = {made, range_of(n, effect.to, &effect).size};
        memory_write(n, state, i, range, TERM_UNKNOWN);
        break;
    }
    case EFFECT_SAME:
        made = numbering_of(n, effect.from);
        break;
    case EFFECT_SWAP: /* as an operation: what is swapped twice is one value */
        made = term_of(n->terms, (struct term){.kind = TERM_OPERATION,
                                               .op = IR_CALL,
                                               .at = ir_inst_at(n->function, i)->type,
                                               .cell = IR_NONE,
                                               .a = numbering_of(n, effect.from),
                                               .b = term_const(n->terms, (int64_t)effect.size)});
        break;
    case EFFECT_WRITES:
        made = called_address(n, state, i, &effect, made);
        n->temps[i] = made; /* a place may be behind it */
        write_all(n, state, i, &effect);
        break;
    }
    return made;
}
