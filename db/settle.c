#include "db/settle.h"

/* A finding is open when the newest row of it, in whichever run, is not `fixed`: runs over parts of the tree may lie
 * between.
 *
 * 1. By fingerprint: open, unchanged; known but fixed, reopened; else new.
 * 2. By fingerprint_moved, among those left new: a finding of a renamed file is one that went and one that came with
 * the same identity but for the path. Only where exactly one went and one came; a copied function makes two of them,
 * and then nobody can say which is the old one.
 * 3. The same against what was fixed, for a finding that came back under another name.
 * 4. What is open and not here has been fixed, where this run looked again: its file is one of this run's units, or the
 * run's scope holds all of the scope in which it was found (so that headers, and files that were deleted, count). A file
 * that could not be analysed was not looked at, and runs whose roots lie one inside the other tell paths differently:
 * their scopes are not compared. */
bool settle_states(struct database *database, int64_t run, GError **error)
{
    static const enum statement order[] = {STATEMENT_SETTLE_SAME, STATEMENT_SETTLE_MOVED, STATEMENT_SETTLE_REOPENED,
                                           STATEMENT_SETTLE_FIXED};
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (!database_run(database, error, order[i], "i", run))
            return false;
    return true;
}
