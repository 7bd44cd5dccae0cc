/* A call or a fault of our JSON Lines. */
#ifndef TRACE_JSONL_EVENT_H
#define TRACE_JSONL_EVENT_H

#include "trace/delivery.h"

struct json_object;

/* Delivers the event that the object is, or counts it as bad. */
void jsonl_event_read(struct json_object *object, enum event_kind kind, struct delivery *delivery);

#endif
