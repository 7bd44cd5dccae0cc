/* Writing a run: one transaction from store_begin to store_commit. Killed at any moment, the file holds the previous
 * runs and is readable. WAL while writing, one plain file at rest. Errors carry SQLite's own words and the file's name;
 * after one, only store_close is of use. */
#ifndef DB_STORE_H
#define DB_STORE_H

#include <glib.h>
#include <stdbool.h>

#include "db/error.h"
#include "model/finding.h"
#include "model/site.h"
#include "model/unit.h"

struct store;

/* Opens or creates `path`, migrates an older schema. A newer one, or a file that is not ours, is an error and left
 * alone. */
struct store *store_open(const char *path, GError **error);
/* Rolls back what was not committed. Accepts NULL. False when the file could not be left as one plain file. */
bool store_close(struct store *store, GError **error);

bool store_begin(struct store *store, const struct run_info *run, GError **error);
/* The run looks at everything below `path` (relative to the root; "." is all of it): what it does not find there any
 * more is fixed. A run of which nothing is said vouches for its units alone. */
bool store_scope(struct store *store, const char *path, GError **error);
bool store_rule(struct store *store, const struct rule_row *rule, GError **error);
bool store_unit(struct store *store, const struct unit_report *unit, GError **error);
/* What a unit says follows it. */
bool store_site(struct store *store, const struct site *site, GError **error);
bool store_finding(struct store *store, const struct finding *finding, GError **error);
bool store_excerpt(struct store *store, const struct excerpt *excerpt, GError **error);
/* Settles the states (new, unchanged, reopened, fixed) against the runs before, writes the totals, commits. */
bool store_commit(struct store *store, const struct run_totals *totals, GError **error);

#endif
