#include "flow/masks.h"

#include "ir/access.h"
#include "ir/arithmetic.h"

struct look {
    const struct numbering *numbering;
    const struct ir_unit *unit;
    const struct ir_function *function;
};

/* The integer type that the value has, as far as its term says; NULL: unknown. */
static const struct ir_type *type_of(const struct look *l, const struct term *term)
{
    ir_id id = IR_NONE;
    if (term->kind == TERM_OPERATION)
        id = term->at;
    else if (term->kind == TERM_RESULT)
        id = ir_inst_at(l->function, term->at)->type;
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(l->unit, id);
    return type && type->kind == IR_TYPE_INT && type->size && type->size <= 8 ? type : NULL;
}

static unsigned width_of(const struct look *l, const struct term *term)
{
    const struct ir_type *type = type_of(l, term);
    bool is_held =
        term->kind == TERM_INITIAL || term->kind == TERM_WRITTEN || (term->kind == TERM_JOIN && term->cell != IR_NONE);
    uint64_t size = type ? type->size : is_held ? cell_at(numbering_terms(l->numbering), term->cell)->size : 8;
    return 8 * (unsigned)CLAMP(size, 1, 8);
}

static uint64_t sign_bit(unsigned width)
{
    return UINT64_C(1) << (width - 1);
}

/* The bits above an operand's own are copies of its sign, unless it is known to have none. */
static uint64_t of_extended(const struct look *l, const struct term *operand, uint64_t wanted)
{
    const struct ir_type *type = type_of(l, operand);
    unsigned width = width_of(l, operand);
    bool wants_sign = (wanted & ~mask_low(width)) && (!type || type->is_signed);
    return (wanted & mask_low(width)) | (wants_sign ? sign_bit(width) : 0);
}

static uint64_t of_shifted(const struct look *l, const struct term *operation, uint64_t wanted)
{
    const struct term *by = term_at(numbering_terms(l->numbering), operation->b);
    const struct ir_type *type = type_of(l, operation);
    unsigned width = width_of(l, operation);
    if (by->kind != TERM_CONST || by->number < 0 || by->number >= width || !type)
        return MASK_ALL;
    unsigned n = (unsigned)by->number;
    wanted &= mask_low(width);
    if (operation->op == IR_SHL)
        return wanted >> n;
    bool wants_sign = type->is_signed && (wanted & ~mask_low(width - n));
    return (wanted << n & mask_low(width)) | (wants_sign ? sign_bit(width) : 0);
}

/* A carry goes upwards. */
static uint64_t of_sum(uint64_t wanted)
{
    return wanted ? MASK_ALL >> __builtin_clzll(wanted) : 0;
}

/* `x < 0` of a signed x asks for its sign. */
static uint64_t of_comparison(const struct look *l, const struct term *operation, const struct term *other)
{
    bool is_sign = (operation->op == IR_LT || operation->op == IR_GE) && other->kind == TERM_CONST && !other->number;
    if (!is_sign || operation->cell == IR_NONE || operation->cell >= l->unit->types->len)
        return MASK_ALL;
    const struct ir_type *type = ir_type_at(l->unit, operation->cell);
    bool is_signed = type->kind == IR_TYPE_INT && type->is_signed && type->size && type->size <= 8;
    return is_signed ? sign_bit(8 * (unsigned)type->size) : MASK_ALL;
}

uint64_t mask_of_operand(const struct numbering *numbering, const struct ir_unit *unit,
                         const struct ir_function *function, const struct term *operation, bool is_second,
                         uint64_t wanted)
{
    const struct look l = {numbering, unit, function};
    const struct terms *terms = numbering_terms(numbering);
    const struct term *self = term_at(terms, is_second ? operation->b : operation->a);
    const struct term *other = term_at(terms, is_second ? operation->a : operation->b);
    uint64_t number = other->kind == TERM_CONST ? (uint64_t)other->number : 0;
    switch ((enum ir_op)operation->op) {
    case IR_CALL: /* EFFECT_SWAP */
        return mask_swapped(wanted, (unsigned)number);
    case IR_AND:
        return other->kind == TERM_CONST ? wanted & number : wanted;
    case IR_OR:
        return wanted & ~number;
    case IR_XOR:
    case IR_NOT:
    case IR_TRUNC:
    case IR_BITCAST:
        return wanted & mask_low(width_of(&l, operation));
    case IR_EXTEND:
        return of_extended(&l, self, wanted);
    case IR_SHL:
    case IR_SHR:
        return is_second ? MASK_ALL : of_shifted(&l, operation, wanted);
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_NEG:
        return of_sum(wanted & mask_low(width_of(&l, operation)));
    case IR_LT:
    case IR_GE:
        return is_second ? MASK_ALL : of_comparison(&l, operation, other);
    default:
        return MASK_ALL;
    }
}

uint64_t mask_swapped(uint64_t wanted, unsigned bytes)
{
    return bytes && bytes <= 8 ? __builtin_bswap64(wanted) >> (64 - 8 * bytes) : MASK_ALL;
}

static const struct ir_type *record_behind(const struct ir_unit *unit, const struct ir_function *function,
                                           struct ir_ref ref)
{
    if (ref.kind == IR_REF_LOCAL)
        return ir_type_at(unit, g_array_index(function->locals, struct ir_local, ref.index).type);
    if (ref.kind == IR_REF_SYMBOL)
        return ir_type_at(unit, ir_symbol_at(unit, ref.index)->type);
    ir_id id = ir_ref_type(unit, function, ref);
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(unit, id);
    return type && type->kind == IR_TYPE_POINTER && type->target != IR_NONE ? ir_type_at(unit, type->target) : NULL;
}

bool bit_field_at(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address,
                  struct bit_field *ret_field)
{
    const struct ir_inst *inst = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (!inst || inst->op != IR_FIELD)
        return false;
    const struct ir_type *record = record_behind(unit, function, ir_operand(function, inst, 0));
    if (!record || record->kind != IR_TYPE_RECORD || !record->fields || inst->aux >= record->fields->len)
        return false;
    const struct ir_field *field = &g_array_index(record->fields, struct ir_field, inst->aux);
    struct bit_field found = {(unsigned)(field->offset_bits % 8), field->width_bits};
    bool is_one = found.width > 0 && found.width <= 64 && found.first + found.width <= 64;
    if (is_one)
        *ret_field = found;
    return is_one;
}
