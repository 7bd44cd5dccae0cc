/* Appending to a unit: what the front and the readers use. Nothing here checks meaning; ir/verify.h does. */
#ifndef IR_BUILD_H
#define IR_BUILD_H

#include "ir/add.h"
#include "ir/unit.h"

/* A function under construction. Blocks are made first, with telling names, and filled one at a time: instructions
 * of one block stand together in the end, whatever order they were appended in. */
struct ir_builder;
struct ir_builder *ir_builder_new(struct ir_unit *unit, struct ir_function *function);
/* Lays the blocks out (unreachable ones that are empty are dropped, an unterminated one ends in `unreachable`),
 * renumbers temps and blocks, frees the builder. */
void ir_builder_finish(struct ir_builder *builder);

struct ir_ref ir_build_block(struct ir_builder *builder, const char *name);
/* Further instructions go to the end of `block`. */
void ir_build_at(struct ir_builder *builder, struct ir_ref block);
/* The block that instructions go to now; kind NONE behind a terminator, where code is unreachable. */
struct ir_ref ir_build_here(const struct ir_builder *builder);
/* Appends one instruction (operands and flags copied from `inst`, its `operands`/`n_operands` ignored) and returns its temp. Behind a
 * terminator a fresh block named "dead" is begun first. */
struct ir_ref ir_build(struct ir_builder *builder, struct ir_inst inst, const struct ir_ref *operands, uint32_t n);
struct ir_ref ir_build_local(struct ir_builder *builder, const char *name, ir_id type, ir_id loc);

static inline struct ir_ref ir_ref(enum ir_ref_kind kind, uint32_t index)
{
    return (struct ir_ref){.kind = kind, .index = index};
}

static inline bool ir_ref_equal(struct ir_ref a, struct ir_ref b)
{
    return a.kind == b.kind && a.index == b.index;
}

#endif
