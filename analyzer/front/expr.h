/* Expressions: their values, the objects that they designate, their effects. Internal to the lowering. */
#ifndef FRONT_EXPR_H
#define FRONT_EXPR_H

#include "front/children.h"
#include "front/convert.h"

/* The value, after lvalue conversion (C11 6.3.2.1): reading an object is a load, also of a whole record. Never without a
 * ref: an operand that has no value, as happens in broken code, is `unknown`. */
struct value lower_value(struct lower *l, CXCursor expression);
/* The same where a void expression is fine. */
struct value lower_any(struct lower *l, CXCursor expression);
struct value lower_value_as(struct lower *l, CXCursor expression, ir_id type);
/* A value that is a pointer, also in broken code. */
struct value lower_pointer(struct lower *l, CXCursor expression);
/* Evaluates and drops the value: no load of a record that nothing reads, no phi for arms that nobody joins. */
void lower_effect(struct lower *l, CXCursor expression);

/* The object. What is no lvalue, such as the record that a call returns, is stored in a local first. */
struct place lower_place(struct lower *l, CXCursor expression);
/* Whether the expression designates an object, so that its address is had without reading it. */
bool lower_is_lvalue(struct lower *l, CXCursor expression);

struct value lower_load(struct lower *l, struct place place, ir_id loc);
void lower_store(struct lower *l, struct place place, struct ir_ref value, ir_id loc);
/* Assigns or initialises a place from an expression: a copy between objects, else a store; returns what was stored (of a copy: void). */
struct value lower_store_expression(struct lower *l, struct place place, CXCursor expression, ir_id loc);

/* Without parentheses and __extension__. */
CXCursor lower_strip(struct lower *l, CXCursor expression);

#endif
