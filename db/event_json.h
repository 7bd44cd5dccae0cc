/* Private to db/: an event's arguments as the columns `args` and `evidence` hold them. */
#ifndef DB_EVENT_JSON_H
#define DB_EVENT_JSON_H

#include <glib.h>
#include <stdbool.h>

#include "model/event.h"

/* [{"name": "addr", "value": "0x7f00"}, …]; g_free. */
char *event_json_args(const struct event *event);
/* [{"name": "addr", "seen": "changed", "first": 0, "last": 3, "entry": "00ff…", "leave": "…"}, …], NULL when nothing
 * was looked at; g_free. */
char *event_json_evidence(const struct event *event);
/* Both columns back into the event, whose arguments are empty; texts and bytes are put into `texts`. False when they
 * are not what the two above write. */
bool event_json_read(const char *args, const char *evidence, GStringChunk *texts, struct event *event);

#endif
