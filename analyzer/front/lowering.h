/* What the lowering's files share: the function under construction, and how instructions are appended to it. Internal. */
#ifndef FRONT_LOWERING_H
#define FRONT_LOWERING_H

#include "front/context.h"
#include "front/pretty.h"
#include "ir/access.h"
#include "ir/build.h"

/* A value and its type (never qualified); a void expression has ref NONE and type 0. Arrays and functions are addresses
 * here, of a pointer type: they have decayed. */
struct value {
    struct ir_ref ref;
    ir_id type;
    bool is_array; /* the ref is the address of an array, the type that of a pointer to its first element */
};

/* An object that an lvalue designates. `type` is without qualifiers. */
struct place {
    struct ir_ref address;
    ir_id type;
    bool is_volatile, is_atomic;
};

/* A local with __attribute__((cleanup)) that is alive; innermost first. */
struct cleanup {
    struct cleanup *outer;
    struct ir_ref local;
    ir_id symbol, loc;
};

/* Where break or continue lead, and which cleanups stay alive there. */
struct exit_to {
    struct ir_ref block;
    struct cleanup *cleanups;
};

struct cases;  /* jump.c: the switch around */
struct labels; /* label.c */

struct lower {
    struct front *front;
    struct ir_unit *unit;
    struct ir_function *function;
    struct ir_builder *builder;
    struct pretty *pretty;
    GHashTable *variables; /* VarDecl or ParmDecl pointer → struct ir_ref *: its address */
    GHashTable *sizes;     /* VarDecl pointer of a VLA → struct ir_ref *: the local that holds its size */
    GPtrArray *cleanup_pool;
    struct cleanup *cleanups;
    struct exit_to on_break, on_continue;
    struct cases *cases;
    struct labels *labels;
    CXCursor definition; /* the function, or the object whose initialiser is lowered */
    GArray *compounds;   /* CXCursor: the compound statements around, outermost first */
    GArray *children; /* CXCursor: a stack, see children.h */
    GArray *statics;  /* CXCursor: static locals with an initialiser */
    ir_id int_type, size_type, ptrdiff_type, byte_pointer;
};

/* `loc` is a cursor's: an instruction stands where its expression begins. */
struct ir_ref lower_emit(struct lower *l, struct ir_inst inst, const struct ir_ref *operands, uint32_t n);
struct ir_ref lower_emit1(struct lower *l, struct ir_inst inst, struct ir_ref a);
struct ir_ref lower_emit2(struct lower *l, struct ir_inst inst, struct ir_ref a, struct ir_ref b);

bool lower_is_reachable(const struct lower *l);
/* Control goes on in `block` when it still goes on here. */
void lower_branch(struct lower *l, struct ir_ref block, ir_id loc);
/* The same, and what follows is appended to `block`. */
void lower_continue_in(struct lower *l, struct ir_ref block, ir_id loc);

struct ir_ref lower_const(struct lower *l, ir_id type, int64_t value);
/* The constant's value; false for what is no integer constant. */
bool lower_constant(const struct lower *l, struct ir_ref ref, int64_t *ret_value);

/* An `unknown` with the reason; its type is that of the expression, 0 for a statement. */
struct value lower_unknown(struct lower *l, CXCursor cursor, ir_id type, const char *reason, const struct ir_ref *operands,
                           uint32_t n);

static inline const struct ir_type *lower_type_at(const struct lower *l, ir_id type)
{
    return ir_type_at(l->unit, type);
}

static inline struct value typed(struct ir_ref ref, ir_id type)
{
    return (struct value){.ref = ref, .type = type};
}

static inline struct value lower_void(void)
{
    return (struct value){.ref = ir_ref(IR_REF_NONE, 0)};
}

#endif
