/* The lines around findings that reports show: each at most once in a run. */
#ifndef SCAN_EXCERPT_H
#define SCAN_EXCERPT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/finding.h"
#include "model/unit.h"
#include "scan/sources.h"

struct excerpts;

struct excerpts *excerpts_new(const char *root, struct sources *sources);
void excerpts_free(struct excerpts *excerpts);

/* The finding's own line and its steps' lines, with some around each. */
void excerpts_want(struct excerpts *excerpts, const struct finding *finding);
/* Gives what is wanted and was not given before, by file and line. False when `emit` said so. */
bool excerpts_emit(struct excerpts *excerpts, bool (*emit)(const struct excerpt *excerpt, void *context),
                   void *context);

#endif
