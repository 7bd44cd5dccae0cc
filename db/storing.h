/* Private to db/: the store's insides, shared by store.c (runs) and traces.c. */
#ifndef DB_STORING_H
#define DB_STORING_H

#include "db/database.h"

struct store {
    struct database *database;
    int64_t run, unit; /* unit: the one told last */
    uint32_t ir_parts; /* of that one */
    int64_t trace;     /* 0: none was begun */
    bool in_run, committed;
    bool is_shard;
};

#endif
