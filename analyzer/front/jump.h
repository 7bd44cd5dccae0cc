/* switch, labels and jumps (C11 6.8.1, 6.8.4.2, 6.8.6). Internal to the lowering. */
#ifndef FRONT_JUMP_H
#define FRONT_JUMP_H

#include "front/expr.h"

void lower_switch(struct lower *l, CXCursor statement);
/* case, default: opens the block of a chain of them; the statement behind the chain is returned. */
CXCursor lower_case(struct lower *l, CXCursor statement, bool *ret_found);
void lower_break(struct lower *l, CXCursor statement);
void lower_continue(struct lower *l, CXCursor statement);
void lower_return(struct lower *l, CXCursor statement);

void jump_init(struct lower *l);
/* Ends the gotos, whose cleanups are known only now, and the computed ones, whose targets are. */
void jump_finish(struct lower *l);
void lower_goto(struct lower *l, CXCursor statement);
void lower_computed_goto(struct lower *l, CXCursor statement);
/* Opens the label's block. */
void lower_label(struct lower *l, CXCursor statement);
struct value jump_label_address(struct lower *l, CXCursor address);
/* The labels whose addresses an initialiser of a static object takes. */
void lower_take_addresses(struct lower *l, CXCursor initialiser);
/* The block that a jump from here to the label goes to first: it runs the cleanups that lie between. */
struct ir_ref jump_to_label(struct lower *l, const char *name, ir_id loc);

#endif
