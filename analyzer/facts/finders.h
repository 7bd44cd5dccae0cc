/* Private to facts: the finders of uses, one file for each way of spelling. Each appends to collector->uses. */
#ifndef FACTS_FINDERS_H
#define FACTS_FINDERS_H

#include "facts/collector.h"

void collect_calls(struct collector *collector, const struct ir_function *function);
void collect_asm(struct collector *collector, const struct ir_function *function);
/* The instructions of a template by themselves; `at` says where: what of a use is not the interface's. */
void collect_asm_text(struct collector *collector, const struct use *at, const char *template);
void collect_references(struct collector *collector, const struct ir_function *function);
void collect_literals(struct collector *collector, const struct ir_function *function);
void collect_enumerators(struct collector *collector, const struct ir_function *function);
void collect_definition(struct collector *collector, const struct ir_function *function);
/* After the references of the whole unit: without one there is no pointer to call through. */
void collect_indirect(struct collector *collector);
/* After everything else: a mention beside a use of the same interface on the same line is that use's own name. */
void collect_mentions(struct collector *collector);

#endif
