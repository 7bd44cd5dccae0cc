/* Private to rules: what only the toctou family says of a finding. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/report.h"

/* A safe pair has level `none`, a latent one is a note. `reason`: a static string, or NULL. */
void report_verdict(struct report *report, enum verdict verdict, const char *reason);

#endif
