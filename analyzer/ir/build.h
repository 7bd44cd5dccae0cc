/* Appending to a unit: what the front and the readers use. Nothing here checks meaning; ir/verify.h does. */
#ifndef IR_BUILD_H
#define IR_BUILD_H

#include "ir/unit.h"

/* Ids of equal entries are equal: consts, literals, files and locs are looked up before they are added. */
ir_id ir_add_const(struct ir_unit *unit, ir_id type, int64_t value, const char *name);
ir_id ir_add_literal(struct ir_unit *unit, const char *text);
ir_id ir_add_file(struct ir_unit *unit, const char *path);
ir_id ir_add_loc(struct ir_unit *unit, struct ir_loc loc);
/* Appended as they are, strings interned here; the caller knows whether an equal one is there. `fields` and `params` become the unit's; a record
 * without fields and a function type without params get empty ones. */
ir_id ir_add_type(struct ir_unit *unit, struct ir_type type);
ir_id ir_add_symbol(struct ir_unit *unit, struct ir_symbol symbol);

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
