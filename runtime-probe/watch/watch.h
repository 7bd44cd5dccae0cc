/* From the catalogue to the plan of mpx-probe (mpx-probe/plan.h): which calls are watched, by which numbers and kernel
 * symbols, and what lies behind their arguments. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include <glib.h>

#include "catalogue/catalogue.h"

/* The text of a plan: a line for each interface that has probes, and each of this machine's ABIs (x86_64, x32, i386)
 * that they are for. `without`: families that are left out, NULL-terminated, or NULL. NULL and an error when nothing is
 * left to be watched. g_free. */
char *watch_plan(const struct catalogue *catalogue, const char *const *without, GError **error);

#define WATCH_ERROR watch_error_quark()
GQuark watch_error_quark(void);

#endif
