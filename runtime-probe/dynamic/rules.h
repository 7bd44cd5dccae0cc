/* The rules, by what they look at. Private to the room. */
#ifndef DYNAMIC_RULES_H
#define DYNAMIC_RULES_H

#include "dynamic/call.h"
#include "dynamic/process.h"

/* Whom they tell, and of what. */
struct telling {
    dynamic_told told;
    void *data;
    uint64_t *forgotten;
};

enum { TOLD_EVENTS = 16, TOLD_RANGES = 16 }; /* further ones of the same are left out */

struct telling_of {
    struct dynamic_finding finding;
    uint64_t events[TOLD_EVENTS];
    struct dynamic_range ranges[TOLD_RANGES];
};
/* A finding about a process, to which events and ranges are added before it is told. */
void rules_begin(struct telling_of *of, const char *rule, const struct process *process, const struct event *event);
void rules_add_event(struct telling_of *of, uint64_t event); /* NO_EVENT and those that are there are left out */
void rules_add_range(struct telling_of *of, const struct span *span);
void rules_tell(const struct telling *telling, struct telling_of *of, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Each judges a call before it changes the state, and then changes it. */
void keys_call(const struct telling *telling, struct process *process, const struct call *call);
void ranges_call(const struct telling *telling, struct process *process, const struct call *call);
void races_call(const struct telling *telling, struct process *process, const struct call *call);
void faults_event(const struct telling *telling, struct process *process, const struct event *event);
/* What a process leaves behind when it ends. */
void ranges_end(const struct telling *telling, struct process *process);

#endif
