/* From the database to reports and to the number that decides the exit status. */
#ifndef CLI_REPORTING_H
#define CLI_REPORTING_H

#include "model/unit.h"
#include "options.h"

/* --db, or mpx-audit.db. */
const char *reporting_database(const struct options *options);

/* The default names are looked for in the current folder, which may be the tree of somebody hostile: false when such a
 * name is a link to somewhere else. What the user names himself is followed. */
bool reporting_is_safe(const struct options *options, unsigned verb_mask, GError **error);

/* Each loads the newest run with --severity and --baseline applied, and answers how many findings count. */
bool reporting_count(const struct options *options, unsigned *ret_counted, GError **error);
/* audit's reports: text on stdout, index.html, report.xml and report.sarif in --output. */
bool reporting_write_all(const struct options *options, unsigned *ret_counted, GError **error);
/* report's: every --format. */
bool reporting_write_formats(const struct options *options, unsigned *ret_counted, GError **error);

/* The newest run's totals, and what it holds; ret_part->missing: g_free. */
bool reporting_totals(const struct options *options, struct run_totals *ret_totals, struct run_part *ret_part,
                      GError **error);

#endif
