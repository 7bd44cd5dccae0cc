#include "rules/arrays.h"

#include "flow/counter.h"
#include "ir/access.h"

/* The type of the array that the address is an element of, or a part of one; NULL: of none whose size is known. */
static const struct ir_type *array_of(const struct reading *r, struct ir_ref address)
{
    const struct ir_unit *unit = r->knowledge.unit;
    const struct ir_inst *inst = address.kind == IR_REF_TEMP ? ir_inst_at(r->function, address.index) : NULL;
    while (inst && (inst->op == IR_FIELD || inst->op == IR_BITCAST)) {
        address = ir_operand(r->function, inst, 0);
        inst = address.kind == IR_REF_TEMP ? ir_inst_at(r->function, address.index) : NULL;
    }
    if (!inst || inst->op != IR_INDEX)
        return NULL;
    ir_id pointer = ir_ref_type(unit, r->function, ir_operand(r->function, inst, 0));
    const struct ir_type *type = pointer == IR_NONE ? NULL : ir_type_at(unit, pointer);
    if (!type || type->kind != IR_TYPE_POINTER || type->target == IR_NONE)
        return NULL;
    type = ir_type_at(unit, type->target);
    return type->kind == IR_TYPE_ARRAY && type->size && type->size <= INT32_MAX ? type : NULL;
}

/* Whether the instruction stands in the loop that counts the value; behind it, it is one number. */
static bool is_in_rounds(const struct reading *r, uint32_t inst, term_id value)
{
    uint32_t head = counter_head(r->cfg, numbering_terms(r->numbering), value), home = cfg_block_of(r->cfg, inst);
    return head != IR_NONE &&
           (head == home || (cfg_dominates(r->cfg, head, home) && paths_reach(r->paths, home, head)));
}

/* The read as one of all elements. False: it is of one, or nobody knows of how many. */
static bool spread(const struct reading *r, const struct read *read, struct read *ret)
{
    struct terms *terms = numbering_terms(r->numbering);
    const struct term source = *term_at(terms, read->source);
    bool is_element = (read->kind == READ_PLAIN || read->kind == READ_ONCE) && source.kind == TERM_INDEXED &&
                      source.number > 0 && is_in_rounds(r, read->inst, source.b);
    const struct ir_type *array = is_element ? array_of(r, read->fetch.source) : NULL;
    int64_t begin;
    term_id object = array ? term_base(terms, source.a, &begin) : TERM_UNKNOWN;
    if (!object || begin < -INT32_MAX || begin > INT32_MAX || read->bytes.low < 0 || read->bytes.high > INT32_MAX)
        return false;
    *ret = *read;
    ret->source = object;
    ret->stride = source.number;
    ret->width = read->bytes.high - read->bytes.low;
    ret->bytes = bytes_between(begin + read->bytes.low, begin + (int64_t)array->size);
    const struct term *within = term_at(terms, ret->source);
    return within->kind != TERM_INDEXED || !counter_is(r->cfg, terms, within->b); /* else loops within loops */
}

bool arrays_meet(const struct read *a, const struct read *b)
{
    const struct read *array = a->stride ? a : b, *other = a->stride ? b : a;
    bool is_single = other->kind == READ_PLAIN || other->kind == READ_ONCE; /* of one element, or of what lies beside */
    if (!array->stride || other->stride || is_single || a->source != b->source || a->inst == b->inst)
        return false;
    bool is_dense = array->width == array->stride; /* else other members lie between those that are read */
    return is_dense || (other->kind != READ_COPY && other->bytes.low == array->bytes.low);
}

static bool has_partner(const struct reading *r, guint n, const struct read *array)
{
    for (guint i = 0; i < n; i++) {
        const struct read *other = &g_array_index(r->reads, struct read, i);
        if (arrays_meet(array, other) && bytes_overlap(array->bytes, other->bytes))
            return true;
    }
    return false;
}

void arrays_add(struct reading *r, guint most)
{
    GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(struct read), r->reads->len);
    for (guint i = 0; i < r->reads->len; i++) {
        const struct read *read = &g_array_index(r->reads, struct read, i);
        struct read array;
        g_array_append_val(all, *read);
        bool has_room = r->reads->len + (all->len - i) <= most; /* what is added drives none of them out */
        if (has_room && spread(r, read, &array) && has_partner(r, r->reads->len, &array))
            g_array_append_val(all, array);
    }
    g_array_unref(r->reads);
    r->reads = all;
}
