#include "flow/fixed.h"

#include "ir/access.h"

enum { DEPTH_MAX = 16, ELEMENTS_MAX = 256 };

struct fixed {
    const struct ir_unit *unit;
    GHashTable *pieces; /* symbol id → GArray of struct piece: what the initialiser stores, in order */
    GHashTable *named;  /* symbol id: something else than a load names it */
};

struct piece {
    uint64_t offset, size;
    bool is_known;
    struct value value;
};

/* `offset` bytes into a symbol's object or, when count > 1, any of count places each `step` bytes behind the other. */
struct place {
    ir_id symbol;
    uint64_t offset, step, count;
};

static const struct ir_type *object_type(const struct fixed *f, const struct ir_function *function, struct ir_ref ref)
{
    if (ref.kind == IR_REF_SYMBOL)
        return ir_type_at(f->unit, ir_symbol_at(f->unit, ref.index)->type);
    if (ref.kind != IR_REF_TEMP)
        return NULL;
    const struct ir_type *type = ir_type_at(f->unit, ir_inst_at(function, ref.index)->type);
    return type->kind == IR_TYPE_POINTER ? ir_type_at(f->unit, type->target) : NULL;
}

static bool step_into_field(const struct fixed *f, const struct ir_function *function, const struct ir_inst *inst,
                            struct place *place)
{
    const struct ir_type *record = object_type(f, function, ir_operand(function, inst, 0));
    if (!record || record->kind != IR_TYPE_RECORD || inst->aux >= record->fields->len)
        return false;
    const struct ir_field *field = &g_array_index(record->fields, struct ir_field, inst->aux);
    place->offset += field->offset_bits / 8;
    return field->width_bits == 0;
}

/* Only one index may be unknown, and only where it steps through an array whose length is known. */
static bool step_into_element(const struct fixed *f, const struct ir_function *function, const struct ir_inst *inst,
                              struct place *place)
{
    const struct ir_type *base = object_type(f, function, ir_operand(function, inst, 0)),
                         *element = ir_type_at(f->unit, ir_type_at(f->unit, inst->type)->target);
    int64_t index;
    if (ir_fold(f->unit, function, ir_operand(function, inst, 1), &index)) {
        place->offset += (uint64_t)index * element->size;
        return element->size > 0;
    }
    if (!base || base->kind != IR_TYPE_ARRAY || base->count == 0 || base->count > ELEMENTS_MAX || place->count > 1)
        return false;
    place->step = element->size;
    place->count = base->count;
    return element->size > 0;
}

static bool find_place(const struct fixed *f, const struct ir_function *function, struct ir_ref ref,
                       struct place *ret_place)
{
    *ret_place = (struct place){.count = 1};
    for (unsigned depth = 0; ref.kind == IR_REF_TEMP && depth < DEPTH_MAX; depth++) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        bool fine = inst->op == IR_FIELD   ? step_into_field(f, function, inst, ret_place)
                    : inst->op == IR_INDEX ? step_into_element(f, function, inst, ret_place)
                                           : false;
        if (!fine)
            return false;
        ref = ir_operand(function, inst, 0);
    }
    ret_place->symbol = ref.index;
    return ref.kind == IR_REF_SYMBOL;
}

static GArray *pieces_of(struct fixed *f, ir_id symbol)
{
    GArray *pieces = g_hash_table_lookup(f->pieces, GUINT_TO_POINTER(symbol));
    if (!pieces) {
        pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
        g_hash_table_insert(f->pieces, GUINT_TO_POINTER(symbol), pieces);
    }
    return pieces;
}

static struct piece piece_of(const struct fixed *f, const struct ir_function *init, const struct ir_inst *inst,
                             uint64_t offset)
{
    struct piece piece = {.offset = offset, .size = ir_type_at(f->unit, inst->type)->size};
    struct ir_ref ref = inst->op == IR_STORE ? ir_operand(init, inst, 1) : (struct ir_ref){.kind = IR_REF_NONE};
    if (ref.kind == IR_REF_SYMBOL || ref.kind == IR_REF_STRING) {
        piece.value = (struct value){ref.kind == IR_REF_SYMBOL ? VALUE_SYMBOL : VALUE_STRING, ref.index};
        piece.is_known = true;
    } else if (ref.kind != IR_REF_NONE) {
        piece.value.kind = VALUE_NUMBER;
        piece.is_known = ir_fold(f->unit, init, ref, &piece.value.number);
    }
    return piece;
}

/* Zeroing says nothing that static storage does not say already. */
static void note_initialiser(struct fixed *f, const struct ir_function *init, const struct ir_inst *inst)
{
    struct place place;
    if (!ir_op_has_flag((enum ir_op)inst->op, 'W') || inst->op == IR_ZERO ||
        !find_place(f, init, ir_operand(init, inst, 0), &place))
        return;
    struct piece piece = piece_of(f, init, inst, place.offset);
    g_array_append_val(pieces_of(f, place.symbol), piece);
}

static void note_names(struct fixed *f, const struct ir_function *function, const struct ir_inst *inst)
{
    for (uint32_t o = 0; o < inst->n_operands; o++) {
        struct ir_ref ref = ir_operand(function, inst, o);
        bool only_read = o == 0 && inst->op == IR_LOAD;
        bool initialised = o == 0 && inst->op == IR_STORE && function->is_initialiser;
        if (ref.kind == IR_REF_SYMBOL && !only_read && !initialised)
            g_hash_table_add(f->named, GUINT_TO_POINTER(ref.index));
    }
}

struct fixed *fixed_new(const struct ir_unit *unit)
{
    struct fixed *f = g_new0(struct fixed, 1);
    f->unit = unit;
    f->pieces = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    f->named = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        for (uint32_t k = 0; k < function->insts->len; k++) {
            const struct ir_inst *inst = ir_inst_at(function, k);
            note_names(f, function, inst);
            if (function->is_initialiser)
                note_initialiser(f, function, inst);
        }
    }
    return f;
}

void fixed_free(struct fixed *f)
{
    if (!f)
        return;
    g_hash_table_unref(f->pieces);
    g_hash_table_unref(f->named);
    g_free(f);
}

static bool is_const(const struct ir_unit *unit, ir_id id)
{
    const struct ir_type *type = ir_type_at(unit, id);
    for (unsigned depth = 0; type->kind == IR_TYPE_ARRAY && !type->is_const && depth < DEPTH_MAX; depth++)
        type = ir_type_at(unit, type->target);
    return type->is_const && !type->is_volatile;
}

/* An object with a section of its own may be filled by whoever walks the section; code that the parser lost may write
 * what is not const. */
static bool keeps_its_value(const struct fixed *f, ir_id id)
{
    const struct ir_symbol *symbol = ir_symbol_at(f->unit, id);
    if (!symbol->is_defined || symbol->is_function || symbol->is_weak || symbol->section)
        return false;
    bool unwritten =
        symbol->linkage == IR_STATIC && !f->unit->degraded && !g_hash_table_contains(f->named, GUINT_TO_POINTER(id));
    return is_const(f->unit, symbol->type) || unwritten;
}

/* The last store counts: `[0 ... 9] = 1, [3] = 2`. Where nothing was stored there is 0. */
static bool read_at(const struct fixed *f, ir_id symbol, uint64_t offset, uint64_t size, struct value *ret)
{
    const GArray *pieces = g_hash_table_lookup(f->pieces, GUINT_TO_POINTER(symbol));
    for (guint i = pieces ? pieces->len : 0; i-- > 0;) {
        const struct piece *piece = &g_array_index(pieces, struct piece, i);
        if (piece->offset == offset && piece->size == size) {
            *ret = piece->value;
            return piece->is_known;
        }
        if (piece->offset < offset + size && offset < piece->offset + piece->size)
            return false;
    }
    *ret = (struct value){VALUE_NUMBER, 0};
    return true;
}

bool fixed_read(const struct fixed *f, const struct ir_function *function, const struct ir_inst *load,
                struct value_set *ret)
{
    struct place place;
    const struct ir_type *type = ir_type_at(f->unit, load->type);
    bool scalar = type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER;
    if (!scalar || load->is_volatile || !find_place(f, function, ir_operand(function, load, 0), &place) ||
        !keeps_its_value(f, place.symbol))
        return false;
    *ret = (struct value_set){0};
    for (uint64_t i = 0; i < place.count; i++) {
        struct value value;
        if (!read_at(f, place.symbol, place.offset + i * place.step, type->size, &value) || !value_set_add(ret, value))
            return false;
    }
    return true;
}
