/* if, and loops (C11 6.8.4.1, 6.8.5). Internal to the lowering. */
#ifndef FRONT_LOOP_H
#define FRONT_LOOP_H

#include "front/expr.h"

void lower_if(struct lower *l, CXCursor statement);
void lower_while(struct lower *l, CXCursor statement);
void lower_do(struct lower *l, CXCursor statement);
void lower_for(struct lower *l, CXCursor statement);

#endif
