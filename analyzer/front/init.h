/* Initialisation (C11 6.7.9). Internal to the lowering. */
#ifndef FRONT_INIT_H
#define FRONT_INIT_H

#include "front/expr.h"

/* Initialises the object: an expression is assigned, a string copied into an array, a list spread over the members, with the rest
 * zeroed first. */
void lower_initialise(struct lower *l, struct place place, CXType type, CXCursor initialiser);
/* 6.5.2.5: the unnamed object, initialised here. */
struct place init_compound_literal(struct lower *l, CXCursor literal);

/* list.c: the elements of a brace-enclosed list. */
void init_list(struct lower *l, struct place place, CXType type, CXCursor list);

#endif
