/* Local variables and parameters (C11 6.2.1, 6.7.6.2). Internal to the lowering. */
#ifndef FRONT_VARIABLES_H
#define FRONT_VARIABLES_H

#include "front/children.h"

void lower_variables_init(struct lower *l);
void lower_variables_release(struct lower *l);

/* The address of a local declared here before; false for what is none. */
bool lower_variable(struct lower *l, CXCursor decl, struct ir_ref *ret_address);
/* The local that holds the size in bytes of a variable-length array; false for other variables. */
bool lower_variable_size(struct lower *l, CXCursor decl, struct ir_ref *ret_local);

void lower_parameters(struct lower *l, CXCursor function);
/* One declaration of a DeclStmt, with its initialiser. */
void lower_declaration(struct lower *l, CXCursor decl);
/* A variable-length array, or an array of such. */
bool lower_is_vla(CXType type);
/* The size in bytes of such a type; its bounds are the last of the children (inner ones first, as clang visits them). */
struct ir_ref lower_vla_size(struct lower *l, CXType type, const children *kids, ir_id loc);

/* Calls the cleanup functions of the variables that leave scope, down to `until`. */
void lower_cleanups(struct lower *l, struct cleanup *until);

#endif
