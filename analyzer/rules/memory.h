/* Private to rules: what a pair's finding says of the memory that it is about. */
#ifndef RULES_MEMORY_H
#define RULES_MEMORY_H

#include "rules/pair.h"
#include "rules/report.h"

/* When that memory lies behind a parameter of the function: which of its bytes were believed and are relied on; else
 * those that both reads cover. */
void report_memory(struct report *report, const struct pair *pair);

#endif
