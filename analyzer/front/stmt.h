/* Statements (C11 6.8). Internal to the lowering. */
#ifndef FRONT_STMT_H
#define FRONT_STMT_H

#include "front/expr.h"

void lower_statement(struct lower *l, CXCursor statement);
/* GNU statement expression: its value is that of its last statement, when that is an expression. */
struct value stmt_expression(struct lower *l, CXCursor expression, bool is_wanted);
/* asm.c */
void lower_asm(struct lower *l, CXCursor statement);
/* asm("…") outside of functions, a template without operands; nothing for any other unexposed declaration. */
void lower_file_asm(struct lower *l, CXCursor declaration);

#endif
