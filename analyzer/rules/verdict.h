/* Private to rules: what only the toctou family says of a finding. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "facts/reads.h"
#include "rules/report.h"

/* A finding at an instruction that is no use of an interface; its key is made of report_key alone. */
struct report *report_new_at(struct review *review, const struct ir_function *function, uint32_t inst);
/* A step in another function, maybe of another file (facts/summary.h). */
struct spot;
void report_spot(struct report *report, enum step_role role, const struct spot *spot, const char *why, ...)
    G_GNUC_PRINTF(4, 5);
/* A safe pair has level `none`, a latent one is a note. `reason`: a static string, or NULL. */
void report_verdict(struct report *report, enum verdict verdict, const char *reason);
/* The bytes that it is about. */
void report_where(struct report *report, const struct finding_memory *memory);
/* By which system call or handler of the unit a program comes into the function, when that is known: a step. */
void report_entry(struct report *report, struct review *review, const struct ir_function *function);
/* The family's first step: who can write the memory, at the place that makes it his, or where it comes into the
 * function. `memory`: what to call it in a sentence. */
void report_writer(struct report *report, const struct reading *reading, const struct read *read, const char *memory);

#endif
