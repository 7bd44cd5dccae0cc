/* What the units of a tree tell each other of threads: which functions are started, and by which other functions they
 * are run; what these do to memory that others know, and with which locks; which functions take locks, start threads
 * and wait for them for their callers.
 *
 * A function is known by its name and by the file that defines it, of several the one nearest by folders to whoever
 * names it. Told of are functions that are asked for: those that a thread or handler begins with, and, of programs,
 * those that they call in other units and those that a unit with threads calls without arguments or with one (a lock's
 * helpers are such); a kernel's are too many, and its locks stand in the catalogue.
 *
 * What is told counts from the next round on (facts/tree_threads_round.h), as in facts/tree_summaries.h. */
#ifndef FACTS_TREE_THREADS_H
#define FACTS_TREE_THREADS_H

#include "catalogue/catalogue.h"
#include "facts/commons.h"
#include "facts/summary.h"

struct tree_threads;

struct tree_entry {
    const char *function, *home; /* home: the file that it stands in; NULL: nobody has told */
    struct spot spot;            /* of the call that starts it */
    uint64_t signals;
    bool is_handler, is_process, is_many;
    unsigned depth;
};

enum tree_deed_kind { TREE_WRITE, TREE_END };
struct tree_deed {
    enum tree_deed_kind kind;
    struct place place; /* written; or where the address or key that is taken away was found */
    const char *home;   /* the unit's file */
    bool is_program;    /* the unit has a main of its own */
    struct spot spot;
    const char *name;                /* of TREE_END: the call that does it */
    const struct catalogue_end *end; /* of TREE_END */
    GArray *locks;                   /* struct held_lock: held there */
    GArray *by, *meets; /* struct tree_entry: that run the function; that may run when the main thread does it */
};

struct tree_threads *tree_threads_new(void);
void tree_threads_free(struct tree_threads *tree);

/* The file that defines the function that `file` names so; NULL: not known. Borrowed, as all that follows. */
const char *tree_threads_home(const struct tree_threads *tree, const char *name, const char *file);
/* Entries that are this function of `file`, or call it: struct tree_entry *. The list is owned by the caller. */
GPtrArray *tree_threads_running(const struct tree_threads *tree, const char *name, const char *file);
/* Entries that run behind a call of the function that `file` names so: likewise. */
GPtrArray *tree_threads_started(const struct tree_threads *tree, const char *name, const char *file);
/* For whom a call of it waits: enum wait of facts/told.h, as bits. */
unsigned tree_threads_waits(const struct tree_threads *tree, const char *name, const char *file);
/* What a call of it does to locks: struct lock_effect; or NULL. */
const GArray *tree_threads_locks(const struct tree_threads *tree, const char *name, const char *file);
/* What a call of it takes away of its caller's: struct told_end (facts/told.h); or NULL. */
const GArray *tree_threads_ends(const struct tree_threads *tree, const char *name, const char *file);
/* Whether some unit starts a thread of which this one may not know: with a main of its own, it knows all of its
 * program.
 */
bool tree_threads_have_some(const struct tree_threads *tree, const struct ir_unit *unit);
/* What is done to that memory in other units' threads: struct tree_deed *. The list is owned by the caller. */
GPtrArray *tree_threads_deeds(const struct tree_threads *tree, const struct place *place, const struct ir_unit *unit);
/* Whether something is told of what the unit defines, calls or names. */
bool tree_threads_concern(const struct tree_threads *tree, const struct ir_unit *unit);
/* Whether the last round has brought something that the unit, were it taken again, might tell or ask otherwise. */
bool tree_threads_news(const struct tree_threads *tree, const struct ir_unit *unit);

#endif
