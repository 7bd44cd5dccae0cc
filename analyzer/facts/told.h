/* What one unit tells of threads, as the tree keeps it (facts/tree_threads.h). Its strings are somebody else's. */
#ifndef FACTS_TOLD_H
#define FACTS_TOLD_H

#include "facts/bytes.h"
#include "facts/failures.h"
#include "facts/locks.h"
#include "facts/provenance.h"
#include "facts/tree_threads.h"
#include "ir/codec.h"

enum wait { WAIT_THREAD = 1, WAIT_PROCESS = 2, WAIT_PROCESSES = 4 /* one after the other */ };

/* What a function takes away of its caller's (facts/endings.h), in words that the caller has too. */
struct told_end {
    struct provenance of; /* not FROM_GLOBAL: a symbol is the unit's own */
    struct bytes bytes;
    const struct catalogue_end *end;
    const char *by; /* the call that does it, and where that stands: */
    struct spot spot;
    bool is_sure, is_renewed;
    struct refusal refusal;
};

/* Of an external function of the unit, or of one that it names. */
struct told_function {
    const char *name;
    bool is_defined; /* here; else it is named: `entries` are or call it */
    uint32_t waits;  /* for whom: enum wait, as bits */
    GArray *locks;   /* struct lock_effect */
    GArray *ends;    /* struct told_end */
    GArray *entries; /* struct tree_entry: begun by a call of it; or those that run it */
};

struct told_unit {
    uint32_t number;
    const char *home;
    GArray *functions; /* struct told_function */
    GArray *deeds;     /* struct tree_deed */
    GPtrArray *asked;  /* const char *: names of functions */
};

/* Empty. told_free takes a struct told_unit *. */
struct told_unit *told_new(const char *home, uint32_t number);
void told_free(gpointer unit);
/* facts/told_code.c: the codec's context is the catalogue. What is read of a broken one is not to be used. */
void told_code(struct codec *codec, struct told_unit *unit);

/* The one of that name, begun when there is none; valid until the next is added. */
struct told_function *told_function_add(struct told_unit *unit, const char *name, bool is_defined);
/* Likewise a new one. */
struct tree_deed *told_deed_add(struct told_unit *unit);

#endif
