/* What the events of a trace mean: observations of the rules over them, and static findings that they confirm. Errors
 * as in db/store.h. */
#ifndef DB_OBSERVED_H
#define DB_OBSERVED_H

#include "db/store.h"

struct observation {
    const char *rule, *message;
    uint32_t pid, tid;
    uint64_t ts_ns;
    int32_t key; /* -1 none */
    const uint64_t *events;
    uint32_t n_events;
};
bool store_observation(struct store *store, const struct observation *observation, GError **error);

struct confirmation {
    int64_t finding, trace; /* trace: of the reader's; the store knows its own */
    uint64_t event;
    const char *why;
};
bool store_confirmation(struct store *store, const struct confirmation *confirmation, GError **error);
/* Adds to what a finding has. */
bool store_finding_seen(struct store *store, int64_t finding, uint64_t hits, uint64_t confirmed, GError **error);

#endif
