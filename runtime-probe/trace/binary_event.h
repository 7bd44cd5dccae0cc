/* Calls and faults of the probe's file. */
#ifndef TRACE_BINARY_EVENT_H
#define TRACE_BINARY_EVENT_H

#include "trace/delivery.h"

/* Each delivers the event that a payload is; false when it makes no sense. `interfaces`: number of a probe → name. */
bool binary_call(struct delivery *delivery, GHashTable *interfaces, const uint8_t *payload, uint32_t size);
bool binary_fault(struct delivery *delivery, const uint8_t *payload, uint32_t size);

#endif
