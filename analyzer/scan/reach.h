/* What of this machine a scan's workers may read. */
#ifndef SCAN_REACH_H
#define SCAN_REACH_H

#include <glib.h>

#include "scan/confine.h"
#include "scan/scan.h"

/* The tree, what the user names, the system's headers. The folders of a compile database too when it lies outside of the
 * tree, where the tree's author cannot have put it; one in the tree may ask for ~/.ssh. What `units` (struct command *)
 * want and will not get is told in `notes`. confinement_free. */
struct confinement *reach_of(const struct scan_options *options, const GPtrArray *units, GPtrArray *notes);

#endif
