#include "ir/access.h"
#include "ir/build.h"

#include <string.h>

/* Until the end, temps and blocks are numbered in the order they were made in, and the instructions of a block are a
 * list through `next`. ir_builder_finish() lays them out and translates the numbers. */
struct draft {
    struct ir_inst inst;
    uint32_t next;
};

struct draft_block {
    const char *name;
    uint32_t first, last; /* into drafts; IR_NONE while empty */
    bool is_begun, is_terminated, is_kept;
    uint32_t place; /* in the finished function */
};

struct ir_builder {
    struct ir_unit *unit;
    struct ir_function *function;
    GArray *drafts, *blocks, *operands;
    GArray *order;    /* uint32_t: blocks as they were begun: the order of the source */
    uint32_t current; /* block, or IR_NONE */
};

static struct draft *draft_at(const struct ir_builder *builder, uint32_t i)
{
    return &g_array_index(builder->drafts, struct draft, i);
}

static struct draft_block *block_at(const struct ir_builder *builder, uint32_t i)
{
    return &g_array_index(builder->blocks, struct draft_block, i);
}

struct ir_builder *ir_builder_new(struct ir_unit *unit, struct ir_function *function)
{
    g_assert(function->insts->len == 0 && function->blocks->len == 0);
    struct ir_builder *builder = g_new0(struct ir_builder, 1);
    builder->unit = unit;
    builder->function = function;
    builder->drafts = g_array_new(FALSE, FALSE, sizeof(struct draft));
    builder->blocks = g_array_new(FALSE, FALSE, sizeof(struct draft_block));
    builder->operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    builder->order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    builder->current = IR_NONE;
    return builder;
}

struct ir_ref ir_build_block(struct ir_builder *builder, const char *name)
{
    struct draft_block block = {.name = ir_intern(builder->unit, name ? name : ""), .first = IR_NONE, .last = IR_NONE};
    g_array_append_val(builder->blocks, block);
    return ir_ref(IR_REF_BLOCK, builder->blocks->len - 1);
}

void ir_build_at(struct ir_builder *builder, struct ir_ref block)
{
    g_assert(block.kind == IR_REF_BLOCK && block.index < builder->blocks->len);
    struct draft_block *at = block_at(builder, block.index);
    uint32_t index = block.index;
    if (!at->is_begun)
        g_array_append_val(builder->order, index);
    at->is_begun = true;
    builder->current = index;
}

struct ir_ref ir_build_here(const struct ir_builder *builder)
{
    if (builder->current == IR_NONE || block_at(builder, builder->current)->is_terminated)
        return ir_ref(IR_REF_NONE, 0);
    return ir_ref(IR_REF_BLOCK, builder->current);
}

struct ir_ref ir_build_local(struct ir_builder *builder, const char *name, ir_id type, ir_id loc)
{
    struct ir_local local = {
        .name = ir_intern(builder->unit, name ? name : ""), .type = type, .loc = loc, .cleanup = IR_NONE};
    g_array_append_val(builder->function->locals, local);
    return ir_ref(IR_REF_LOCAL, builder->function->locals->len - 1);
}

static void append_to(struct ir_builder *builder, struct draft_block *block, struct ir_inst inst)
{
    struct draft draft = {inst, IR_NONE};
    uint32_t index = builder->drafts->len;
    g_assert(index < 1u << 28 && !block->is_terminated);
    g_array_append_val(builder->drafts, draft);
    if (block->last == IR_NONE)
        block->first = index;
    else
        draft_at(builder, block->last)->next = index;
    block->last = index;
    block->is_terminated = ir_op_has_flag(inst.op, 'T');
}

struct ir_ref ir_build(struct ir_builder *builder, struct ir_inst inst, const struct ir_ref *operands, uint32_t n)
{
    if (ir_build_here(builder).kind == IR_REF_NONE)
        ir_build_at(builder, ir_build_block(builder, "dead"));
    inst.operands = builder->operands->len;
    inst.n_operands = n;
    if (n)
        g_array_append_vals(builder->operands, operands, n);
    append_to(builder, block_at(builder, builder->current), inst);
    return ir_ref(IR_REF_TEMP, builder->drafts->len - 1);
}

static void keep(struct ir_builder *builder, GArray *work, uint32_t index)
{
    struct draft_block *block = block_at(builder, index);
    if (!block->is_kept)
        g_array_append_val(work, index);
    block->is_kept = true;
}

static void keep_targets(struct ir_builder *builder, GArray *work, const struct ir_inst *inst)
{
    if (inst->op == IR_PHI)
        return; /* it names where control comes from */
    for (uint32_t i = 0; i < inst->n_operands; i++) {
        struct ir_ref ref = g_array_index(builder->operands, struct ir_ref, inst->operands + i);
        if (ref.kind == IR_REF_BLOCK)
            keep(builder, work, ref.index);
    }
}

static bool is_empty(const struct ir_builder *builder, const struct draft_block *block)
{
    return block->first == IR_NONE || ir_op_has_flag(draft_at(builder, block->first)->inst.op, 'T');
}

/* Kept are the entry, every block with more in it than a terminator (dead code has sites, too), and what those lead to.
 */
static void mark_kept(struct ir_builder *builder)
{
    g_autoptr(GArray) work = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->blocks->len; i++)
        if (i == 0 || !is_empty(builder, block_at(builder, i)))
            keep(builder, work, i);
    while (work->len) {
        uint32_t index = g_array_index(work, uint32_t, work->len - 1);
        g_array_set_size(work, work->len - 1);
        for (uint32_t i = block_at(builder, index)->first; i != IR_NONE; i = draft_at(builder, i)->next)
            keep_targets(builder, work, &draft_at(builder, i)->inst);
    }
}

/* The entry, then blocks as they were begun, then those that never were. */
static GArray *layout(struct ir_builder *builder)
{
    GArray *placed = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->blocks->len; i++)
        if (!block_at(builder, i)->is_begun)
            g_array_append_val(builder->order, i);
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < builder->order->len; i++) {
            uint32_t index = g_array_index(builder->order, uint32_t, i);
            if ((index == 0) == (pass == 0) && block_at(builder, index)->is_kept)
                g_array_append_val(placed, index);
        }
    return placed;
}

static void terminate(struct ir_builder *builder, const GArray *placed)
{
    for (uint32_t i = 0; i < placed->len; i++) {
        struct draft_block *block = block_at(builder, g_array_index(placed, uint32_t, i));
        if (!block->is_terminated)
            append_to(builder, block, (struct ir_inst){.op = IR_UNREACHABLE, .aux = IR_NONE});
    }
}

/* Lays instructions out block by block; the result says where each draft went. */
static uint32_t *place(struct ir_builder *builder, const GArray *placed)
{
    struct ir_function *function = builder->function;
    uint32_t *places = g_new0(uint32_t, builder->drafts->len);
    for (uint32_t i = 0; i < placed->len; i++) {
        struct draft_block *block = block_at(builder, g_array_index(placed, uint32_t, i));
        struct ir_block done = {.name = block->name, .first = function->insts->len};
        for (uint32_t j = block->first; j != IR_NONE; j = draft_at(builder, j)->next) {
            places[j] = function->insts->len;
            g_array_append_val(function->insts, draft_at(builder, j)->inst);
        }
        done.n = function->insts->len - done.first;
        block->place = function->blocks->len;
        g_array_append_val(function->blocks, done);
    }
    return places;
}

/* A block that is gone is no predecessor any more; nor is the place behind a terminator (kind NONE). */
static bool is_gone(const struct ir_builder *builder, struct ir_ref ref)
{
    return ref.kind == IR_REF_NONE || (ref.kind == IR_REF_BLOCK && !block_at(builder, ref.index)->is_kept);
}

static void translate(struct ir_builder *builder, struct ir_inst *inst, const uint32_t *places)
{
    GArray *out = builder->function->operands;
    uint32_t from = inst->operands, n = inst->n_operands;
    inst->operands = out->len;
    for (uint32_t i = 0; i < n; i++) {
        struct ir_ref ref = g_array_index(builder->operands, struct ir_ref, from + i);
        if (inst->op == IR_PHI && i % 2 == 0 && is_gone(builder, ref)) {
            i++;
            continue;
        }
        if (ref.kind == IR_REF_TEMP)
            ref.index = places[ref.index];
        else if (ref.kind == IR_REF_BLOCK)
            ref.index = block_at(builder, ref.index)->place;
        g_array_append_val(out, ref);
    }
    inst->n_operands = out->len - inst->operands;
}

/* An asm is volatile by its text; its instruction says the same. */
static void settle_asm(struct ir_function *function, struct ir_inst *inst)
{
    if ((inst->op == IR_ASM || inst->op == IR_ASMGOTO) && inst->aux < function->asms->len) {
        struct ir_asm *code = &g_array_index(function->asms, struct ir_asm, inst->aux);
        inst->is_volatile = code->is_volatile = inst->is_volatile || code->is_volatile;
    }
}

static void builder_free(struct ir_builder *builder)
{
    g_array_unref(builder->drafts);
    g_array_unref(builder->blocks);
    g_array_unref(builder->operands);
    g_array_unref(builder->order);
    g_free(builder);
}

void ir_builder_finish(struct ir_builder *builder)
{
    mark_kept(builder);
    g_autoptr(GArray) placed = layout(builder);
    terminate(builder, placed);
    g_autofree uint32_t *places = place(builder, placed);
    for (uint32_t i = 0; i < builder->function->insts->len; i++) {
        struct ir_inst *inst = &g_array_index(builder->function->insts, struct ir_inst, i);
        translate(builder, inst, places);
        settle_asm(builder->function, inst);
    }
    builder_free(builder);
}
