/* Private to join/: which findings of the run an event supports. Only evidence of the right kind does: bytes that
 * changed support what is said of bytes, a mapping that changed what is said of ranges. */
#ifndef JOIN_CONFIRM_H
#define JOIN_CONFIRM_H

#include "db/read.h"
#include "db/traces.h"
#include "join/sites.h"

struct confirm;

struct confirm *confirm_new(void);
void confirm_free(struct confirm *confirm);
/* In the order of the reader. Fixed findings are not in the code any more. */
void confirm_add(struct confirm *confirm, const struct stored_finding *finding);

/* An event that was joined with a site, or a kernel's implementation of the interface. Stores what it supports. */
bool confirm_event(struct confirm *confirm, struct store *store, const struct place_site *site,
                   const struct event *event, GError **error);
/* What a rule over events says, about an event that was joined with `file`:`line` in `function`. */
bool confirm_observation(struct confirm *confirm, struct store *store, const struct place_site *site,
                         const struct observation *observation, GError **error);

/* Writes what was counted of all findings since the last time, and says how many were supported. */
bool confirm_store(struct confirm *confirm, struct store *store, uint32_t *ret_confirmed, GError **error);

#endif
