#include "db/settle.h"

/* 1. By fingerprint: in the run before, unchanged; in an older one, or fixed in the run before, reopened; else new.
 * 2. By fingerprint_moved, among those left new: a finding of a renamed file is one that went and one that came with
 * the same identity but for the path. Only where exactly one went and one came; a copied function makes two of them,
 * and then nobody can say which is the old one.
 * 3. The same against older runs, for a finding that came back under another name.
 * 4. What is left of the run before has been fixed, except in files that could not be analysed this time: their
 * findings are neither seen nor gone. */
bool settle_states(struct database *database, int64_t run, GError **error)
{
    static const enum statement order[] = {STATEMENT_SETTLE_SAME, STATEMENT_SETTLE_MOVED, STATEMENT_SETTLE_REOPENED,
                                           STATEMENT_SETTLE_FIXED};
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (!database_run(database, error, order[i], "i", run))
            return false;
    return true;
}
