/* The findings of one unit, complete: ordered, with levels, fingerprints, source texts and suppressions. */
#ifndef SCAN_FINDINGS_H
#define SCAN_FINDINGS_H

#include "catalogue/catalogue.h"
#include "facts/owners.h"
#include "ir/unit.h"
#include "model/finding.h"
#include "scan/seen.h"
#include "scan/sources.h"
#include "scan/suppression.h"

struct tree_summaries;

struct findings_context {
    const struct catalogue *catalogue;
    const bool *rules;
    const struct tree_summaries *tree; /* or NULL */
    struct owners_options owners;
    const char *root;
    struct seen *seen;
    struct sources *sources;
    struct suppressions *suppressions;
};

/* Struct finding in order, without those that another unit has reported or that lie in system headers. Strings live in
 * `strings`; free with findings_free. */
GArray *findings_take(const struct findings_context *context, const struct ir_unit *unit, const GArray *uses,
                      GStringChunk *strings);
void findings_free(GArray *findings);

#endif
