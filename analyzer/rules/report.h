/* Private to rules: writing one finding. What a rule does not say stays as the use and the rule's row have it. */
#ifndef RULES_REPORT_H
#define RULES_REPORT_H

#include "rules/review.h"

struct report;

/* A finding at the place of the use, with the rule's severity and high confidence; its key is made from the interface
 * and the normalised arguments. Ends with report_emit. */
struct report *report_new(struct review *review, const struct use *use);
/* Hands the finding to the rule run's receiver, and frees the report. */
void report_emit(struct report *report);

void report_grade(struct report *report, enum level severity, enum confidence confidence);
/* One line. The texts of gain and repair are whole sentences. */
void report_message(struct report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
void report_gain(struct report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
void report_repair(struct report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Steps stand in the order in which they are added. */
void report_step(struct report *report, enum step_role role, ir_id loc, const char *why, ...) G_GNUC_PRINTF(4, 5);
/* The step of the use itself; a further step shows the line of a macro's body that the use stands in, and another where
 * a wrapper makes the call. */
void report_use(struct report *report, enum step_role role, const char *why, ...) G_GNUC_PRINTF(3, 4);
/* The stores through which the argument came to hold the number, a step each; none when it is written in the call. */
void report_values(struct report *report, int argument, int64_t number);
/* Something more that tells two findings of one line apart. */
void report_key(struct report *report, const char *part);

/* The call as a reader knows it: `mprotect(p, n, PROT_NONE)`, cut when long. Owned by the caller. */
char *report_call_text(const struct review *review, const struct use *use);
/* The interface's argument as written, or else its normalised expression. Owned by the caller. */
char *report_argument_text(struct review *review, const struct use *use, int argument);

#endif
