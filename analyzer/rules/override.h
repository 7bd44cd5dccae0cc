/* Private to rules: bytes of the second read that others take the place of before they are relied on. */
#ifndef RULES_OVERRIDE_H
#define RULES_OVERRIDE_H

#include "rules/pair.h"

/* The instruction that puts other bytes in the place of the second read's `bytes`; IR_NONE when there is none. */
uint32_t pair_override(const struct pair *pair, struct bytes bytes);
/* Adds the edges that leave the instruction's block (struct path_edge). */
void pair_block_behind(const struct pair *pair, uint32_t inst, GArray *edges);

#endif
