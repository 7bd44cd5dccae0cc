/* Labels, gotos, and what they mean for cleanups (C11 6.8.1, 6.8.6.1; GCC's computed gotos). Internal to the lowering.
 */
#ifndef FRONT_LABEL_H
#define FRONT_LABEL_H

#include "front/expr.h"

void labels_init(struct lower *l);
/* Ends the gotos, whose cleanups are known only now, and the computed ones, whose targets are. */
void labels_finish(struct lower *l);
void lower_goto(struct lower *l, CXCursor statement);
void lower_computed_goto(struct lower *l, CXCursor statement);
/* Opens the label's block. */
void lower_label(struct lower *l, CXCursor statement);
struct value label_address(struct lower *l, CXCursor address);
/* The labels whose addresses an initialiser of a static object takes. */
void lower_take_addresses(struct lower *l, CXCursor initialiser);
/* The block that a jump from here to the label goes to first: it runs the cleanups that lie between. */
struct ir_ref jump_to_label(struct lower *l, const char *name, ir_id loc);

#endif
