/* switch, and jumps but for goto (C11 6.8.1, 6.8.4.2, 6.8.6). Internal to the lowering. */
#ifndef FRONT_JUMP_H
#define FRONT_JUMP_H

#include "front/expr.h"

void lower_switch(struct lower *l, CXCursor statement);
/* case, default: opens the block of a chain of them; the statement behind the chain is returned. */
CXCursor lower_case(struct lower *l, CXCursor statement, bool *ret_found);
void lower_break(struct lower *l, CXCursor statement);
void lower_continue(struct lower *l, CXCursor statement);
void lower_return(struct lower *l, CXCursor statement);

#endif
