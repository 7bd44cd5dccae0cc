/* Private to db/: what each finding of a run is to the runs before it. */
#ifndef DB_SETTLE_H
#define DB_SETTLE_H

#include "db/database.h"

/* Gives every finding of `run` its state, and adds a row in state `fixed` for each that has gone. */
bool settle_states(struct database *database, int64_t run, GError **error);

#endif
