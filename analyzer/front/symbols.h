/* Functions and objects with linkage as symbols of the unit. */
#ifndef FRONT_SYMBOLS_H
#define FRONT_SYMBOLS_H

#include "front/context.h"

/* The symbol of a FunctionDecl or VarDecl, or of what a DeclRefExpr names; every redeclaration gives the same id.
 * IR_NONE for anything else. A static local is a symbol only if asked for here: locals have their own table. */
ir_id front_symbol(struct front *front, CXCursor decl);
/* The symbol of a function that is named but not declared in the unit (a cleanup function that only its attribute names
 * is looked up among the symbols of this name first). */
ir_id front_symbol_named(struct front *front, const char *name, ir_id type);

void front_symbols_init(struct front *front);
void front_symbols_release(struct front *front);

#endif
