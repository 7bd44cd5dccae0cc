/* Private to rounds.c and round.c. */
#ifndef SCAN_ROUNDS_P_H
#define SCAN_ROUNDS_P_H

#include "input/prefilter.h"
#include "scan/look.h"
#include "scan/rounds.h"
#include "scan/spill.h"

/* What is kept of a unit: its bytes lie in the spill, here is what tells when they must be looked at again. */
struct kept {
    enum unit_status status;
    char *reason, *wanted;
    uint32_t cpu_ms, peak_kib;
    struct spilled ir, made; /* ir: its size is 0 until the unit was read; made: its summaries (scan/look.h) */
    GArray *called;  /* guint32: numbers of names that are called and have no body there, of fields called through, and
                        of a program's globals */
    GArray *defined; /* guint32: numbers of external functions that it defines */
    GArray *used;    /* guint32: numbers of functions whose summaries its own hang on */
    unsigned owners_age; /* tree_owners_age when it was last looked at */
    uint64_t steps;      /* that following its values has cost in all rounds so far */
};

struct rounds {
    const struct rounds_job *job;
    struct prefilter *prefilter; /* NULL: everything is wanted */
    struct spill *spill;
    struct kept *units;
    bool has_new_names; /* that the prefilter has not been asked for */
    GArray *todo;       /* uint32_t: the units of this round, those that were read already among them */
    uint32_t done, asked;
    GStringChunk *texts; /* of what workers have sent */
    GHashTable *numbers; /* name → rounds_number */
    GHashTable *looked_for; /* what the prefilter was told: names' numbers, and how they are looked for */
    struct wrappers *tree, *found;
    GHashTable *new_wrappers;         /* numbers of those that the last round has found */
    struct tree_summaries *summaries; /* NULL: no rule asks for them */
    struct given_up *given_up;
    GByteArray *bytes; /* what rounds_result lends */
    GError *error;
};

/* round.c. The name's number, the same in all rounds; counted from 1. */
guint32 rounds_number(struct rounds *rounds, const char *name);
/* Whether one of the numbers is among them; `of` may be NULL. */
bool round_has_any(const GArray *of, GHashTable *numbers);
/* Reads those units of the round that were not read before, and looks at all of them. */
bool round_run(struct rounds *rounds);

static inline bool kept_is_read(const struct kept *kept)
{
    return kept->ir.size > 0;
}

#endif
