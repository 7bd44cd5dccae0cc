#include "flow/numbering_p.h"

#include <string.h>

#include "ir/access.h"

enum {
    OBJECTS_MAX = 24,  /* that one pointer may point into */
    DEPTH_MAX = 8,     /* pointers to pointers that a call is followed through */
    SETTLING_MAX = 8,  /* rounds after which a join stays one */
    CHANGING_MAX = 20, /* rounds after which a write goes on touching what it has touched */
    KEEPING = 8        /* steps: to keep something costs more than to look at it */
};

term_id memory_read(struct numbering *n, const GArray *state, uint32_t cell)
{
    term_id value = cell < state->len ? g_array_index(state, term_id, cell) : TERM_UNKNOWN;
    return value ? value : term_initial(n->terms, cell);
}

void memory_set(GArray *state, uint32_t cell, term_id value)
{
    if (cell >= state->len)
        g_array_set_size(state, cell + 1);
    g_array_index(state, term_id, cell) = value;
}

/* Whether `a`, or one of what it joins, joins within joins, is `b`. Of too many nobody can tell. */
static bool may_be_one(const struct numbering *n, term_id a, term_id b)
{
    term_id known[OBJECTS_MAX] = {a};
    unsigned n_known = 1;
    for (unsigned next = 0; next < n_known; next++) {
        const GArray *joined = numbering_joined(n, known[next]);
        if (known[next] == b || !effort_spend(n->effort, joined ? joined->len : 0))
            return true;
        for (guint i = 0; joined && i < joined->len; i++) {
            term_id one = g_array_index(joined, term_id, i), root = one ? numbering_root(n, one) : TERM_UNKNOWN;
            bool is_new = root != TERM_UNKNOWN;
            for (unsigned k = 0; k < n_known; k++)
                is_new &= known[k] != root;
            if (is_new && n_known == OBJECTS_MAX)
                return true;
            if (is_new)
                known[n_known++] = root;
        }
    }
    return false;
}

static bool may_alias(const struct numbering *n, term_id a, term_id b)
{
    if (a == b)
        return true;
    if (term_at(n->terms, a)->kind != TERM_JOIN && term_at(n->terms, b)->kind != TERM_JOIN)
        return false;
    return may_be_one(n, a, b) || may_be_one(n, b, a);
}

/* The bytes of an object in which an address may lie, as far as the arrays on the way to it say. */
struct hull {
    term_id object;
    int64_t low, high; /* inclusive */
};

static struct hull hull_of(const struct numbering *n, term_id address)
{
    struct hull hull = {.object = address};
    for (const struct term *term = term_at(n->terms, address);; term = term_at(n->terms, hull.object)) {
        gsize array = 0;
        if (term->kind == TERM_INDEXED)
            array = GPOINTER_TO_SIZE(g_hash_table_lookup(n->arrays, GUINT_TO_POINTER(hull.object)));
        if (term->kind != TERM_OFFSET && !array)
            return hull;
        int64_t low = term->kind == TERM_OFFSET ? term->number : 0;
        int64_t high = term->kind == TERM_OFFSET ? term->number : (int64_t)array - term->number;
        if (__builtin_add_overflow(hull.low, low, &hull.low) || __builtin_add_overflow(hull.high, high, &hull.high))
            return (struct hull){.object = address};
        hull.object = term->a;
    }
}

/* A range that many cells are compared with. */
struct target {
    struct range range;
    term_id base;
    int64_t offset;
    struct hull hull;
};

static struct target target_of(const struct numbering *n, struct range range)
{
    struct target target = {.range = range, .hull = hull_of(n, range.address)};
    target.base = term_base(n->terms, range.address, &target.offset);
    return target;
}

/* Whether two pieces of one object are in different members of it. */
static bool are_apart(const struct numbering *n, const struct cell *cell, const struct target *target)
{
    struct hull a = hull_of(n, cell->base), b = target->hull;
    uint64_t size = target->range.size;
    int64_t a_end, b_end;
    if (a.object != b.object || size > INT32_MAX || cell->size > INT32_MAX ||
        __builtin_add_overflow(a.high, cell->offset + (int64_t)cell->size, &a_end) ||
        __builtin_add_overflow(b.high, (int64_t)size, &b_end))
        return false;
    return a_end <= b.low || b_end <= a.low + cell->offset;
}

/* What a write does to a cell. */
enum touch { TOUCH_NONE, TOUCH_PART, TOUCH_ALL };

static enum touch touch_of(const struct numbering *n, uint32_t cell, const struct target *target)
{
    const struct cell *c = cell_at(n->terms, cell);
    if (c->base != target->base && are_apart(n, c, target))
        return TOUCH_NONE;
    if (c->base != target->base)
        return may_alias(n, numbering_root(n, c->base), numbering_root(n, target->base)) ? TOUCH_PART : TOUCH_NONE;
    bool is_bounded = target->range.size <= INT32_MAX;
    int64_t end = is_bounded ? target->offset + (int64_t)target->range.size : INT64_MAX;
    int64_t cell_end = c->offset + (int64_t)c->size;
    if (cell_end <= target->offset || c->offset >= end)
        return TOUCH_NONE;
    return c->offset >= target->offset && cell_end <= end ? TOUCH_ALL : TOUCH_PART;
}

/* A cell that is written may be what makes an address name another one, and so be written no more: round after round
 * it would be the one or the other. In the end such a write counts in each round. */
static bool touches(struct numbering *n, uint32_t inst, uint32_t cell, bool now)
{
    if (n->round <= CHANGING_MAX)
        return now;
    gpointer key = GSIZE_TO_POINTER(((gsize)inst << 32) + cell);
    if (now && effort_spend(n->effort, KEEPING))
        g_hash_table_add(n->touched, key);
    return now || g_hash_table_contains(n->touched, key);
}

static enum touch lasting_touch(struct numbering *n, uint32_t inst, uint32_t cell, const struct target *target)
{
    enum touch touch = touch_of(n, cell, target);
    bool is_touched = touches(n, inst, cell, touch != TOUCH_NONE);
    return touch == TOUCH_NONE && is_touched ? TOUCH_PART : touch;
}

static term_id written(struct numbering *n, uint32_t inst, uint32_t cell, term_id before, term_id stored)
{
    return term_of(n->terms, (struct term){.kind = TERM_WRITTEN, .at = inst, .cell = cell, .a = before, .b = stored});
}

/* What the cell may hold besides what it held; written twice by one instruction, in a loop, it is written once. */
static void touch_part(struct numbering *n, GArray *state, uint32_t inst, uint32_t cell, term_id value)
{
    term_id before = memory_read(n, state, cell);
    const struct term *term = term_at(n->terms, before);
    if (term->kind == TERM_WRITTEN && term->at == inst && term->cell == cell)
        return;
    memory_set(state, cell, written(n, inst, cell, before, value));
}

void memory_write(struct numbering *n, GArray *state, uint32_t inst, struct range range, term_id value)
{
    if (range.address == TERM_UNKNOWN || !effort_spend(n->effort, cells_count(n->terms)))
        return;
    struct target target = target_of(n, range);
    bool is_zero = value && term_at(n->terms, value)->kind == TERM_CONST && !term_at(n->terms, value)->number;
    for (uint32_t c = 0; c < cells_count(n->terms); c++) {
        enum touch touch = lasting_touch(n, inst, c, &target);
        const struct cell *cell = cell_at(n->terms, c);
        bool is_value = value && cell->base == target.base && cell->offset == target.offset && cell->size == range.size;
        if (touch == TOUCH_ALL && (is_value || is_zero))
            memory_set(state, c, value);
        else if (touch == TOUCH_ALL)
            memory_set(state, c, written(n, inst, c, TERM_UNKNOWN, value));
        else if (touch == TOUCH_PART)
            touch_part(n, state, inst, c, value);
    }
}

void memory_perhaps(struct numbering *n, GArray *state, uint32_t inst, struct range range, term_id value)
{
    if (range.address == TERM_UNKNOWN || !effort_spend(n->effort, cells_count(n->terms)))
        return;
    struct target target = target_of(n, range);
    for (uint32_t c = 0; c < cells_count(n->terms); c++)
        if (lasting_touch(n, inst, c, &target) != TOUCH_NONE)
            touch_part(n, state, inst, c, value);
}

/* A move within one object: each cell would ask for the one that stands further on, without end. */
static bool is_moved_along(const struct target *target, term_id from_base, int64_t from_offset)
{
    int64_t distance;
    if (from_base != target->base || __builtin_sub_overflow(from_offset, target->offset, &distance))
        return from_base == target->base;
    uint64_t apart = distance < 0 ? 0 - (uint64_t)distance : (uint64_t)distance;
    return apart && apart < target->range.size;
}

void memory_copy(struct numbering *n, GArray *state, uint32_t inst, struct range to, term_id from)
{
    int64_t from_offset;
    struct target target = target_of(n, to);
    term_id from_base = term_base(n->terms, from, &from_offset);
    g_autoptr(GArray) before = g_array_copy(state);
    memory_write(n, state, inst, to, TERM_UNKNOWN);
    if (target.base == TERM_UNKNOWN || from_base == TERM_UNKNOWN || is_moved_along(&target, from_base, from_offset))
        return;
    uint32_t count = effort_spend(n->effort, cells_count(n->terms)) ? cells_count(n->terms) : 0;
    for (uint32_t c = 0; c < count; c++) {
        struct cell cell = *cell_at(n->terms, c);
        if (cell.base != target.base || touch_of(n, c, &target) != TOUCH_ALL)
            continue;
        struct cell source = {from_base, cell.offset - target.offset + from_offset, cell.size};
        memory_set(state, c, memory_read(n, before, cell_of(n->terms, source)));
    }
}

/* Whether the object is behind `root`, or behind a pointer that was read from there. */
static bool is_behind(const struct numbering *n, term_id object, term_id root, unsigned depth)
{
    if (may_alias(n, object, root))
        return true;
    const struct term *term = term_at(n->terms, object);
    bool is_read = term->kind == TERM_INITIAL || (term->kind == TERM_WRITTEN && term->cell != IR_NONE);
    if (!is_read || depth == DEPTH_MAX)
        return false;
    return is_behind(n, numbering_root(n, cell_at(n->terms, term->cell)->base), root, depth + 1);
}

/* The pointer operands through which a call may write. */
static bool is_writable(const struct numbering *n, struct ir_ref ref)
{
    if (ref.kind == IR_REF_LOCAL || ref.kind == IR_REF_SYMBOL)
        return true;
    ir_id id = ir_ref_type(n->unit, n->function, ref);
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(n->unit, id);
    return ref.kind == IR_REF_TEMP && type && type->kind == IR_TYPE_POINTER &&
           !ir_type_at(n->unit, type->target)->is_const && !ir_type_at(n->unit, type->target)->tag;
}

static bool is_open(const struct numbering *n, term_id root)
{
    const struct term *term = term_at(n->terms, root);
    return term->kind == TERM_SYMBOL || (term->kind == TERM_LOCAL && n->is_stored[term->at]);
}

void memory_clobber(struct numbering *n, GArray *state, uint32_t inst)
{
    const struct ir_inst *call = ir_inst_at(n->function, inst);
    g_autoptr(GArray) roots = g_array_new(FALSE, FALSE, sizeof(term_id));
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(n->function, call, o);
        term_id root = is_writable(n, ref) ? numbering_root(n, numbering_of(n, ref)) : TERM_UNKNOWN;
        if (root)
            g_array_append_val(roots, root);
    }
    uint32_t count = cells_count(n->terms);
    for (uint32_t c = 0; c < count && effort_spend(n->effort, 1 + roots->len); c++) {
        term_id object = numbering_root(n, cell_at(n->terms, c)->base);
        bool touched = is_open(n, object);
        for (guint i = 0; i < roots->len && !touched; i++)
            touched = is_behind(n, object, g_array_index(roots, term_id, i), 0);
        if (touches(n, inst, c, touched))
            touch_part(n, state, inst, c, TERM_UNKNOWN);
    }
}

void memory_clobber_open(struct numbering *n, GArray *state, uint32_t inst)
{
    uint32_t count = effort_spend(n->effort, cells_count(n->terms)) ? cells_count(n->terms) : 0;
    for (uint32_t c = 0; c < count; c++)
        if (touches(n, inst, c, is_open(n, numbering_root(n, cell_at(n->terms, c)->base))))
            touch_part(n, state, inst, c, TERM_UNKNOWN);
}

/* What stays as it was is left alone: somebody may be going through it. */
static void remember(struct numbering *n, term_id join, const GArray *values)
{
    const GArray *old = numbering_joined(n, join);
    if (old && old->len == values->len && memcmp(old->data, values->data, values->len * sizeof(term_id)) == 0)
        return;
    GArray *copy = g_array_sized_new(FALSE, FALSE, sizeof(term_id), values->len);
    g_array_append_vals(copy, values->data, values->len);
    if (join >= n->joined->len)
        g_ptr_array_set_size(n->joined, (gint)join + 1);
    if (n->joined->pdata[join])
        g_array_unref(n->joined->pdata[join]);
    n->joined->pdata[join] = copy;
}

term_id memory_join(struct numbering *n, struct term join, const GArray *values)
{
    term_id self = term_of(n->terms, join), found = TERM_UNKNOWN;
    bool differ = n->round > SETTLING_MAX && numbering_joined(n, self);
    for (guint i = 0; i < values->len; i++) {
        term_id value = g_array_index(values, term_id, i);
        if (!value || value == self)
            continue;
        differ |= found && value != found;
        found = value;
    }
    if (!differ)
        return found;
    remember(n, self, values);
    return self;
}

static term_id meet_cell(struct numbering *n, uint32_t block, uint32_t cell, GArray *values)
{
    struct cfg_list before = cfg_predecessors(n->cfg, block);
    g_array_set_size(values, 0);
    term_id first = TERM_UNKNOWN;
    bool same = true;
    for (uint32_t p = 0; p < before.n; p++) {
        const GArray *out = n->out[before.blocks[p]];
        term_id value = out ? memory_read(n, out, cell) : TERM_UNKNOWN;
        g_array_append_val(values, value);
        same &= !value || !first || value == first;
        first = first ? first : value;
    }
    if (same && n->round <= SETTLING_MAX)
        return first;
    return memory_join(n, (struct term){.kind = TERM_JOIN, .at = block, .cell = cell, .number = IR_NONE}, values);
}

GArray *memory_meet(struct numbering *n, uint32_t block)
{
    GArray *state = g_array_new(FALSE, TRUE, sizeof(term_id));
    struct cfg_list before = cfg_predecessors(n->cfg, block);
    if (before.n == 0)
        return state;
    if (before.n == 1) {
        const GArray *out = n->out[before.blocks[0]];
        if (out)
            g_array_append_vals(state, out->data, out->len);
        return state;
    }
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(term_id));
    for (uint32_t c = 0; c < cells_count(n->terms) && effort_spend(n->effort, before.n); c++)
        memory_set(state, c, meet_cell(n, block, c, values));
    return state;
}
