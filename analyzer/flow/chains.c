#include "flow/chains.h"

#include "flow/bits.h"
#include "ir/access.h"
#include "ir/build.h"

enum { SURE_DEPTH_MAX = 6 };

struct chains {
    const struct ir_function *function;
    const struct slots *slots;
    const struct reaching *reaching;
    GPtrArray *users; /* by temp: GArray of struct chain_use, or NULL */
    GArray *none;
};

static void unref_list(gpointer list)
{
    if (list)
        g_array_unref(list);
}

static void add_user(struct chains *c, uint32_t temp, struct chain_use use)
{
    GArray **list = (GArray **)(void *)&g_ptr_array_index(c->users, temp);
    if (!*list)
        *list = g_array_new(FALSE, FALSE, sizeof(struct chain_use));
    g_array_append_val(*list, use);
}

struct chains *chains_new(const struct cfg *cfg, const struct slots *slots, const struct reaching *reaching)
{
    struct chains *c = g_new0(struct chains, 1);
    c->function = cfg_function(cfg);
    c->slots = slots;
    c->reaching = reaching;
    c->users = g_ptr_array_new_with_free_func(unref_list);
    g_ptr_array_set_size(c->users, (gint)c->function->insts->len);
    c->none = g_array_new(FALSE, FALSE, sizeof(struct chain_use));
    for (uint32_t i = 0; i < c->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(c->function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(c->function, inst, o);
            if (ref.kind == IR_REF_TEMP)
                add_user(c, ref.index, (struct chain_use){i, o});
        }
    }
    return c;
}

void chains_free(struct chains *c)
{
    if (!c)
        return;
    g_ptr_array_unref(c->users);
    g_array_unref(c->none);
    g_free(c);
}

const GArray *chains_users(const struct chains *c, uint32_t temp)
{
    const GArray *users = g_ptr_array_index(c->users, temp);
    return users ? users : c->none;
}

static bool is_conversion(const struct ir_inst *inst)
{
    return inst->op == IR_TRUNC || inst->op == IR_EXTEND || inst->op == IR_BITCAST || inst->op == IR_INTTOPTR ||
           inst->op == IR_PTRTOINT;
}

/* The private local's store that this use of a value is, when the value can be followed through it. */
static bool is_followed_store(const struct chains *c, struct chain_use use)
{
    const struct ir_inst *inst = ir_inst_at(c->function, use.inst);
    if (!c->reaching || inst->op != IR_STORE || use.operand != 1)
        return false;
    struct ir_ref where = ir_operand(c->function, inst, 0);
    return where.kind == IR_REF_LOCAL && slots_of_local(c->slots, where.index) != IR_NONE;
}

/* Temps still to look at; each is taken once. */
struct work {
    GArray *todo; /* uint32_t */
    uint64_t *seen;
};

static void work_begin(struct work *work, const struct ir_function *function)
{
    work->todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    work->seen = bits_new(function->insts->len);
}

static void work_end(struct work *work)
{
    g_array_unref(work->todo);
    g_free(work->seen);
}

static void work_add(struct work *work, uint32_t temp)
{
    if (bits_has(work->seen, temp))
        return;
    bits_add(work->seen, temp);
    g_array_append_val(work->todo, temp);
}

static bool work_take(struct work *work, uint32_t *ret_temp)
{
    if (!work->todo->len)
        return false;
    *ret_temp = g_array_index(work->todo, uint32_t, work->todo->len - 1);
    g_array_set_size(work->todo, work->todo->len - 1);
    return true;
}

/* The value is read by loads, which are followed, and by asm statements, which consume it. */
static void follow_reads(const struct chains *c, uint32_t write, struct work *work, GArray *found)
{
    const GArray *reads = c->reaching ? reaching_reads(c->reaching, write) : NULL;
    for (guint i = 0; reads && i < reads->len; i++) {
        uint32_t read = g_array_index(reads, uint32_t, i);
        if (ir_inst_at(c->function, read)->op == IR_LOAD)
            work_add(work, read);
        else
            g_array_append_val(found, ((struct chain_use){read, 0}));
    }
}

static void follow_use(const struct chains *c, struct chain_use use, struct work *work, GArray *found)
{
    const struct ir_inst *inst = ir_inst_at(c->function, use.inst);
    if (is_conversion(inst) || inst->op == IR_PHI) {
        work_add(work, use.inst);
    } else if (is_followed_store(c, use)) {
        follow_reads(c, use.inst, work, found);
    } else {
        g_array_append_val(found, use);
    }
}

static int order_uses(gconstpointer a, gconstpointer b)
{
    const struct chain_use *x = a, *y = b;
    if (x->inst != y->inst)
        return x->inst < y->inst ? -1 : 1;
    return (x->operand > y->operand) - (x->operand < y->operand);
}

GArray *chains_consumers(const struct chains *c, uint32_t temp)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct chain_use));
    struct work work;
    work_begin(&work, c->function);
    if (ir_inst_at(c->function, temp)->op == IR_ASM || ir_inst_at(c->function, temp)->op == IR_ASMGOTO)
        follow_reads(c, temp, &work, found);
    else
        work_add(&work, temp);
    for (uint32_t next; work_take(&work, &next);) {
        const GArray *users = chains_users(c, next);
        for (guint i = 0; i < users->len; i++)
            follow_use(c, g_array_index(users, struct chain_use, i), &work, found);
    }
    work_end(&work);
    g_array_sort(found, order_uses);
    return found;
}

static void add_origin(GArray *found, struct ir_ref ref)
{
    for (guint i = 0; i < found->len; i++)
        if (ir_ref_equal(g_array_index(found, struct ir_ref, i), ref))
            return;
    g_array_append_val(found, ref);
}

static void trace_ref(struct ir_ref ref, struct work *work, GArray *found)
{
    if (ref.kind == IR_REF_TEMP)
        work_add(work, ref.index);
    else
        add_origin(found, ref);
}

/* What a write left in the local: its value, or the writing instruction itself when that is an asm or a zeroing. */
static void trace_write(const struct chains *c, uint32_t write, struct work *work, GArray *found)
{
    if (write == IR_NONE) {
        add_origin(found, (struct ir_ref){.kind = IR_REF_NONE});
        return;
    }
    const struct ir_inst *inst = ir_inst_at(c->function, write);
    if (inst->op == IR_STORE)
        trace_ref(ir_operand(c->function, inst, 1), work, found);
    else
        add_origin(found, ir_ref(IR_REF_TEMP, write));
}

static void trace_temp(const struct chains *c, uint32_t temp, struct work *work, GArray *found)
{
    const struct ir_inst *inst = ir_inst_at(c->function, temp);
    const GArray *writes = c->reaching && inst->op == IR_LOAD ? reaching_writes(c->reaching, temp) : NULL;
    if (is_conversion(inst)) {
        trace_ref(ir_operand(c->function, inst, 0), work, found);
    } else if (inst->op == IR_PHI) {
        for (uint32_t o = 1; o < inst->n_operands; o += 2)
            trace_ref(ir_operand(c->function, inst, o), work, found);
    } else if (writes && writes->len) {
        for (guint i = 0; i < writes->len; i++)
            trace_write(c, g_array_index(writes, uint32_t, i), work, found);
    } else {
        add_origin(found, ir_ref(IR_REF_TEMP, temp));
    }
}

GArray *chains_origins(const struct chains *c, struct ir_ref ref)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    struct work work;
    work_begin(&work, c->function);
    trace_ref(ref, &work, found);
    for (uint32_t next; work_take(&work, &next);)
        trace_temp(c, next, &work, found);
    work_end(&work);
    return found;
}

static uint64_t common_bits(const struct value_set *set)
{
    uint64_t bits = set->n && !set->is_open ? UINT64_MAX : 0;
    for (unsigned i = 0; i < set->n; i++)
        bits &= set->values[i].kind == VALUE_NUMBER ? (uint64_t)set->values[i].number : 0;
    return bits;
}

/* Beyond the depth (a loop that adds bits, above all) nothing more is known, which errs on the safe side. */
static uint64_t sure_bits(const struct chains *c, const struct constants *constants, struct ir_ref ref, unsigned depth)
{
    uint64_t bits = common_bits(constants_of(constants, ref));
    if (bits || depth == SURE_DEPTH_MAX)
        return bits;
    g_autoptr(GArray) origins = chains_origins(c, ref);
    bits = origins->len ? UINT64_MAX : 0;
    for (guint i = 0; i < origins->len; i++) {
        struct ir_ref origin = g_array_index(origins, struct ir_ref, i);
        const struct ir_inst *inst = origin.kind == IR_REF_TEMP ? ir_inst_at(c->function, origin.index) : NULL;
        if (inst && inst->op == IR_OR)
            bits &= sure_bits(c, constants, ir_operand(c->function, inst, 0), depth + 1) |
                    sure_bits(c, constants, ir_operand(c->function, inst, 1), depth + 1);
        else
            bits &= common_bits(constants_of(constants, origin));
    }
    return bits;
}

uint64_t chains_sure_bits(const struct chains *c, const struct constants *constants, struct ir_ref ref)
{
    return sure_bits(c, constants, ref, 0);
}

void chains_print(const struct chains *c, GString *out)
{
    for (uint32_t i = 0; i < c->function->insts->len; i++) {
        if (ir_inst_at(c->function, i)->op != IR_CALL)
            continue;
        g_autoptr(GArray) found = chains_consumers(c, i);
        g_string_append_printf(out, "%%%u goes to", i);
        for (guint u = 0; u < found->len; u++) {
            struct chain_use use = g_array_index(found, struct chain_use, u);
            g_string_append_printf(out, " %%%u(%s)", use.inst,
                                   ir_op_name((enum ir_op)ir_inst_at(c->function, use.inst)->op));
        }
        g_string_append(out, found->len ? "\n" : " nothing\n");
    }
}
