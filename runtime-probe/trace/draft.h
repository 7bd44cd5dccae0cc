/* An event under construction, with what its pointers point to. */
#ifndef TRACE_DRAFT_H
#define TRACE_DRAFT_H

#include "trace/delivery.h"
#include "trace/naming.h"

/* Which kind of line told of the call: two kinds may tell of the same. */
enum draft_source { SOURCE_RAW, SOURCE_SYSCALL, SOURCE_KPROBE };

struct draft {
    struct event event;                /* its pointers are set by draft_deliver */
    const struct interface *interface; /* NULL: none that is of interest, kept only to be told apart */
    enum draft_source source;
    uint64_t place; /* address of the probed function, 0 unknown */
    char *comm;
    GArray *addresses; /* uint64_t */
    GPtrArray *frames; /* char * */
    GString *raw;      /* members of a JSON object without its braces */
};

struct draft *draft_new(enum event_kind kind);
void draft_free(struct draft *draft);
void draft_name(struct draft *draft, const struct named *named);
/* Deeper frames than any sensible stack has are left out. Takes the frame. */
void draft_frame(struct draft *draft, char *frame);
void draft_address(struct draft *draft, uint64_t address);
/* Keeps a field that nobody knows. */
void draft_raw(struct draft *draft, const char *name, const char *text);
/* Tells the sink; counts it. The draft stays the caller's. */
void draft_deliver(struct draft *draft, struct delivery *delivery);

#endif
