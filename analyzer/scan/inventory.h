/* The sites of one unit: where catalogued interfaces are used. */
#ifndef SCAN_INVENTORY_H
#define SCAN_INVENTORY_H

#include "ir/unit.h"
#include "model/site.h"
#include "scan/seen.h"

/* Of the uses (facts/uses.h) of a unit: struct site in order, each with its fingerprint; without those that another
 * unit has reported or that lie in system headers. Strings live in `strings`, argument lists in the array itself: free
 * with inventory_free. */
GArray *inventory_take(const struct ir_unit *unit, const GArray *uses, const char *root, struct seen *seen,
                       GStringChunk *strings);
void inventory_free(GArray *sites);

#endif
