/* The findings of one unit, complete: ordered, with levels, fingerprints, source texts and suppressions. */
#ifndef SCAN_FINDINGS_H
#define SCAN_FINDINGS_H

#include "model/finding.h"
#include "scan/seen.h"
#include "scan/sources.h"
#include "scan/suppression.h"

struct findings_context {
    const char *root;
    struct seen *seen;
    struct sources *sources;
    struct suppressions *suppressions;
};

/* Of what judgement_pass said of a unit: struct finding in order, without those that another unit has reported or that
 * lie in system headers. Strings live in `strings`; free with findings_free. */
GArray *findings_take(const struct findings_context *context, const uint8_t *judged, size_t n, GStringChunk *strings);
void findings_free(GArray *findings);

#endif
