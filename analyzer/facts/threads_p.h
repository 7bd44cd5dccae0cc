/* Private to threads*.c. */
#ifndef FACTS_THREADS_P_H
#define FACTS_THREADS_P_H

#include "facts/locks.h"
#include "facts/stretches.h"
#include "facts/told.h"
#include "facts/tree_threads.h"

/* Contexts are bits; the first is the main thread. */
static inline uint64_t context_of(guint entry)
{
    return UINT64_C(2) << entry;
}

struct thread_wait {
    uint32_t inst;
    unsigned whom; /* enum wait, as bits */
};

/* From here on others run. */
struct thread_start {
    uint32_t inst;
    uint64_t entries; /* context bits */
};

/* A write of memory that other functions know. */
struct written {
    struct place place;
    uint32_t function, inst;
    bool clears; /* it stores null */
};

struct threads {
    const struct ir_unit *unit;
    const GArray *uses;
    const struct callgraph *graph;
    struct bodies *bodies;
    const struct tree_threads *tree; /* or NULL */
    struct homes *homes;
    struct commons *places;
    struct locks *locks; /* made when asked for */
    GArray *entries;     /* struct thread_entry */
    uint64_t *contexts;  /* by function: bit 0 main, then by entry */
    uint64_t processes;  /* context bits of the entries that are processes */
    unsigned *mentions;  /* by function (threads_mentions); made when asked for */
    GArray **starts;     /* by function: struct thread_start; NULL: none */
    GArray **waits;      /* by function: struct thread_wait, instructions that wait for an end; NULL: none */
    bool has_once;       /* whether a call runs functions once (facts/once.h) */
    unsigned once_steps; /* spent on asking for that (facts/once.c) */
    GArray *writes;      /* struct written */
    GHashTable *shared;  /* names of record types that threads know */
};

static inline const struct ir_function *thread_body(const struct threads *t, uint32_t number)
{
    return g_ptr_array_index(t->unit->functions, number);
}

static inline uint32_t thread_bodies(const struct threads *t)
{
    return t->unit->functions->len;
}

static inline const struct thread_entry *thread_entry_at(const struct threads *t, guint e)
{
    return &g_array_index(t->entries, struct thread_entry, e);
}

struct locks *threads_locks(struct threads *t);
/* How often something but a call names the function: who does lets others call it. */
unsigned threads_mentions(struct threads *t, uint32_t function);

/* thread_writes.c */
void threads_find_writes(struct threads *t);
/* Memory that functions can have in common: a global, or a member of a type that threads know. */
bool threads_common(const struct threads *t, const struct place *place);

/* thread_times.c: whether the main thread comes by the instruction while the entry can run. */
enum meeting { MEETS_NOT, MEETS_PERHAPS, MEETS };
enum meeting threads_meeting(struct threads *t, uint32_t function, uint32_t inst, guint entry);
bool threads_leads(struct threads *t, uint32_t function, uint32_t from, uint32_t to);
/* Of what the start begins, that for which nobody waits between it and the instruction: context bits. */
uint64_t threads_running(struct threads *t, uint32_t function, const struct thread_start *start, uint32_t inst);

#endif
