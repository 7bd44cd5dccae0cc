/* The term that each operation makes of its operands' terms. */
#include "ir/arithmetic.h"
#include "flow/bounds.h"
#include "flow/masks.h"
#include "flow/made.h"
#include "flow/numbering_p.h"
#include "ir/access.h"

static const struct ir_type *type_of(const struct numbering *n, ir_id id)
{
    return id == IR_NONE ? NULL : ir_type_at(n->unit, id);
}

static term_id result(struct numbering *n, uint32_t inst)
{
    return term_of(n->terms, (struct term){.kind = TERM_RESULT, .at = inst});
}

/* The type of what an address operand points to. */
static const struct ir_type *pointee(const struct numbering *n, struct ir_ref ref)
{
    if (ref.kind == IR_REF_LOCAL)
        return type_of(n, g_array_index(n->function->locals, struct ir_local, ref.index).type);
    if (ref.kind == IR_REF_SYMBOL)
        return type_of(n, ir_symbol_at(n->unit, ref.index)->type);
    const struct ir_type *type = type_of(n, ir_ref_type(n->unit, n->function, ref));
    return type && type->kind == IR_TYPE_POINTER ? type_of(n, type->target) : NULL;
}

static term_id field(struct numbering *n, const struct ir_inst *inst)
{
    struct ir_ref ref = ir_operand(n->function, inst, 0);
    const struct ir_type *record = pointee(n, ref);
    if (!record || record->kind != IR_TYPE_RECORD || !record->fields || inst->aux >= record->fields->len)
        return TERM_UNKNOWN;
    uint64_t bits = g_array_index(record->fields, struct ir_field, inst->aux).offset_bits;
    return term_offset(n->terms, numbering_of(n, ref), (int64_t)(bits / 8));
}

/* An array of one element, or none, may be the way of old to say that more follows the struct. */
static void note_array(struct numbering *n, const struct ir_inst *inst, term_id indexed)
{
    const struct ir_type *array = pointee(n, ir_operand(n->function, inst, 0));
    if (array && array->kind == IR_TYPE_ARRAY && array->count > 1 && array->size && array->size <= INT32_MAX)
        g_hash_table_insert(n->arrays, GUINT_TO_POINTER(indexed), GSIZE_TO_POINTER(array->size));
}

static term_id indexed(struct numbering *n, const struct ir_inst *inst)
{
    const struct ir_type *type = type_of(n, inst->type), *element = type ? type_of(n, type->target) : NULL;
    int64_t size = element && element->size ? (int64_t)element->size : 1;
    term_id base = numbering_of(n, ir_operand(n->function, inst, 0));
    term_id index = bounds_plain(n->terms, numbering_of(n, ir_operand(n->function, inst, 1)));
    const struct term *by = term_at(n->terms, index);
    if (base == TERM_UNKNOWN || index == TERM_UNKNOWN)
        return TERM_UNKNOWN;
    if (by->kind == TERM_CONST)
        return term_offset(n->terms, base, (int64_t)((uint64_t)by->number * (uint64_t)size));
    term_id term = term_of(n->terms, (struct term){.kind = TERM_INDEXED, .a = base, .b = index, .number = size});
    note_array(n, inst, term);
    return term;
}

/* Memory that others write (volatile, or behind a pointer tagged as theirs) gives a new value each time; a local of a
 * tagged type is ours. */
static bool is_foreign(const struct numbering *n, const struct ir_inst *load)
{
    const struct ir_type *type = pointee(n, ir_operand(n->function, load, 0));
    if (load->is_volatile || load->is_atomic || (type && type->is_volatile))
        return true;
    term_id root = numbering_root(n, numbering_of(n, ir_operand(n->function, load, 0)));
    return type && type->tag && term_at(n->terms, root)->kind != TERM_LOCAL;
}

/* The bytes that a load or store of the type at the address is of: of a bit-field those that its bits lie in. */
static struct cell cell_at_address(const struct numbering *n, struct ir_ref address, const struct ir_type *type)
{
    struct bit_field bits;
    struct cell cell = {.size = type->size};
    if (bit_field_at(n->unit, n->function, address, &bits))
        cell.size = bit_field_size(bits);
    cell.base = term_base(n->terms, numbering_of(n, address), &cell.offset);
    return cell;
}

static term_id shifted(struct numbering *n, enum ir_op op, ir_id type, term_id value, unsigned by)
{
    return term_of(n->terms, (struct term){.kind = TERM_OPERATION,
                                           .op = op,
                                           .at = type,
                                           .cell = IR_NONE,
                                           .a = value,
                                           .b = term_const(n->terms, (int64_t)by)});
}

static int64_t number_in(int64_t bytes, struct bit_field bits, bool is_signed)
{
    uint64_t number = (uint64_t)bytes >> bits.first & mask_low(bits.width);
    bool is_negative = is_signed && number >> (bits.width - 1);
    return (int64_t)(is_negative ? number | ~mask_low(bits.width) : number);
}

/* What a bit-field of the type holds, of the bytes that it lies in: all above it is cut, then all below it. */
static term_id taken_out(struct numbering *n, const struct ir_inst *load, term_id bytes, struct bit_field bits)
{
    const struct ir_type *type = type_of(n, load->type);
    const struct term *term = term_at(n->terms, bytes);
    unsigned width = 8 * (unsigned)type->size;
    if (term->kind == TERM_CONST)
        return term_const(n->terms, number_in(term->number, bits, type->is_signed));
    if (bits.first + bits.width > width) /* packed: it reaches beyond what its type holds */
        return TERM_UNKNOWN;
    term_id high = shifted(n, IR_SHL, load->type, bytes, width - bits.first - bits.width);
    return shifted(n, IR_SHR, load->type, high, width - bits.width);
}

term_id numbering_loaded(struct numbering *n, const GArray *state, const struct ir_inst *inst)
{
    struct ir_ref address = ir_operand(n->function, inst, 0);
    const struct ir_type *type = type_of(n, inst->type);
    struct bit_field bits;
    if (numbering_of(n, address) == TERM_UNKNOWN || !type || !type->size || is_foreign(n, inst))
        return TERM_UNKNOWN;
    term_id value = memory_read(n, state, cell_of(n->terms, cell_at_address(n, address, type)));
    return bit_field_at(n->unit, n->function, address, &bits) ? taken_out(n, inst, value, bits) : value;
}

static term_id loaded(struct numbering *n, const GArray *state, uint32_t i, const struct ir_inst *inst)
{
    term_id value = numbering_is_shared(n, i) ? TERM_UNKNOWN : numbering_loaded(n, state, inst);
    return value ? value : result(n, i);
}

/* The bytes that a bit-field lies in once a number was stored there; TERM_UNKNOWN when those beside it are not known.
 */
static term_id put_in(struct numbering *n, const GArray *state, struct cell cell, term_id value, struct bit_field bits)
{
    const struct term *old = term_at(n->terms, memory_read(n, state, cell_of(n->terms, cell)));
    const struct term *new = term_at(n->terms, value);
    uint64_t mask = mask_low(bits.width) << bits.first;
    if (old->kind != TERM_CONST || new->kind != TERM_CONST)
        return TERM_UNKNOWN;
    return term_const(n->terms,
                      (int64_t)(((uint64_t)old->number & ~mask) | ((uint64_t) new->number << bits.first &mask)));
}

static void stored(struct numbering *n, GArray *state, uint32_t i, const struct ir_inst *inst)
{
    struct ir_ref address = ir_operand(n->function, inst, 0);
    const struct ir_type *type = type_of(n, inst->type);
    term_id value = numbering_of(n, ir_operand(n->function, inst, 1));
    struct range range = {numbering_of(n, address), UINT64_MAX};
    struct bit_field bits;
    if (range.address && type && type->size) {
        struct cell cell = cell_at_address(n, address, type);
        cell_of(n->terms, cell);
        range.size = cell.size;
        if (bit_field_at(n->unit, n->function, address, &bits))
            value = put_in(n, state, cell, value, bits);
    }
    memory_write(n, state, i, range, value);
}

static term_id operation(struct numbering *n, const struct ir_inst *inst, term_id a, term_id b)
{
    bool commutes = inst->op == IR_ADD || inst->op == IR_MUL || inst->op == IR_AND || inst->op == IR_OR ||
                    inst->op == IR_XOR || inst->op == IR_EQ || inst->op == IR_NE;
    if (a == TERM_UNKNOWN || (b == TERM_UNKNOWN && inst->n_operands > 1))
        return TERM_UNKNOWN;
    bool comparison = arithmetic_is_comparison((enum ir_op)inst->op);
    return term_of(n->terms, (struct term){.kind = TERM_OPERATION,
                                           .op = inst->op,
                                           .at = inst->type,
                                           .cell = comparison ? inst->aux : IR_NONE,
                                           .a = commutes ? MIN(a, b) : a,
                                           .b = commutes ? MAX(a, b) : b});
}

static term_id binary(struct numbering *n, const struct ir_inst *inst)
{
    enum ir_op op = (enum ir_op)inst->op;
    term_id a = numbering_of(n, ir_operand(n->function, inst, 0)),
            b = numbering_of(n, ir_operand(n->function, inst, 1));
    const struct term *left = term_at(n->terms, a), *right = term_at(n->terms, b);
    const struct ir_type *type = type_of(n, inst->type);
    const struct ir_type *compared = arithmetic_is_comparison(op) ? type_of(n, inst->aux) : NULL;
    int64_t number;
    if (left->kind == TERM_CONST && right->kind == TERM_CONST &&
        arithmetic_binary(op, type, compared, left->number, right->number, &number))
        return term_const(n->terms, number);
    bool wide = type->size == n->unit->pointer_size;
    if (op == IR_ADD && wide && right->kind == TERM_CONST)
        return term_offset(n->terms, a, right->number);
    if (op == IR_ADD && wide && left->kind == TERM_CONST)
        return term_offset(n->terms, b, left->number);
    if (op == IR_SUB && wide && right->kind == TERM_CONST)
        return term_offset(n->terms, a, (int64_t)(0 - (uint64_t)right->number));
    return operation(n, inst, a, b);
}

/* Conversions of full width keep the value; cutting what was widened gives it back. */
static term_id unary(struct numbering *n, const struct ir_inst *inst)
{
    enum ir_op op = (enum ir_op)inst->op;
    term_id a = numbering_of(n, ir_operand(n->function, inst, 0));
    const struct term *from = term_at(n->terms, a);
    int64_t number;
    if (from->kind == TERM_CONST && arithmetic_unary(op, type_of(n, inst->type), from->number, &number))
        return term_const(n->terms, number);
    if (op == IR_BITCAST || op == IR_INTTOPTR || op == IR_PTRTOINT)
        return a;
    return operation(n, inst, a, TERM_UNKNOWN);
}

static term_id phi(struct numbering *n, uint32_t i, const struct ir_inst *inst)
{
    uint32_t block = cfg_block_of(n->cfg, i);
    struct cfg_list before = cfg_predecessors(n->cfg, block);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(term_id));
    for (uint32_t p = 0; p < before.n; p++) {
        term_id value = TERM_UNKNOWN;
        for (uint32_t o = 0; o + 1 < inst->n_operands; o += 2)
            if (ir_operand(n->function, inst, o).index == before.blocks[p] && n->out[before.blocks[p]])
                value = numbering_of(n, ir_operand(n->function, inst, o + 1));
        g_array_append_val(values, value);
    }
    return memory_join(n, (struct term){.kind = TERM_JOIN, .at = block, .cell = IR_NONE, .number = i}, values);
}

/* Outputs are addresses, in front; what an asm statement does to other memory is not followed. */
static void assembled(struct numbering *n, GArray *state, uint32_t i, const struct ir_inst *inst)
{
    const struct ir_asm *text = &g_array_index(n->function->asms, struct ir_asm, inst->aux);
    uint32_t first = inst->op == IR_ASMGOTO ? text->n_labels + 1 : 0;
    for (uint32_t o = first; o < MIN(inst->n_operands, first + text->n_outputs); o++) {
        struct ir_ref ref = ir_operand(n->function, inst, o);
        const struct ir_type *type = pointee(n, ref);
        struct range range = {numbering_of(n, ref), type && type->size ? type->size : UINT64_MAX};
        memory_write(n, state, i, range, TERM_UNKNOWN);
    }
}

static struct range object(const struct numbering *n, const struct ir_inst *inst)
{
    const struct ir_type *type = type_of(n, inst->type);
    return (struct range){numbering_of(n, ir_operand(n->function, inst, 0)),
                          type && type->size ? type->size : UINT64_MAX};
}

static bool is_operation(enum ir_op op)
{
    return op == IR_FIELD || op == IR_INDEX || arithmetic_is_binary(op) || arithmetic_is_comparison(op) ||
           op == IR_NEG || op == IR_NOT || (op >= IR_TRUNC && op <= IR_FLOATCAST);
}

term_id numbering_made(struct numbering *n, const struct ir_inst *inst)
{
    enum ir_op op = (enum ir_op)inst->op;
    if (!is_operation(op))
        return TERM_UNKNOWN;
    if (op == IR_FIELD)
        return field(n, inst);
    if (op == IR_INDEX)
        return indexed(n, inst);
    return inst->n_operands > 1 ? binary(n, inst) : unary(n, inst);
}

void numbering_step(struct numbering *n, GArray *state, uint32_t i)
{
    const struct ir_inst *inst = ir_inst_at(n->function, i);
    enum ir_op op = (enum ir_op)inst->op;
    switch (op) {
    case IR_LOAD:
        n->temps[i] = loaded(n, state, i, inst);
        break;
    case IR_STORE:
        stored(n, state, i, inst);
        break;
    case IR_COPY:
        if (numbering_is_shared(n, i))
            memory_write(n, state, i, object(n, inst), TERM_UNKNOWN);
        else
            memory_copy(n, state, i, object(n, inst), numbering_of(n, ir_operand(n->function, inst, 1)));
        break;
    case IR_ZERO:
        memory_write(n, state, i, object(n, inst), term_const(n->terms, 0));
        break;
    case IR_PHI:
        n->temps[i] = phi(n, i, inst);
        break;
    case IR_CALL:
        n->temps[i] = numbering_called(n, state, i);
        break;
    case IR_ASM:
    case IR_ASMGOTO:
        assembled(n, state, i, inst);
        break;
    default:
        n->temps[i] = is_operation(op) ? numbering_made(n, inst) : result(n, i);
        break;
    }
}
