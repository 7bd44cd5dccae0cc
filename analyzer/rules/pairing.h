/* Private to rules: the reads of one function that are paired with each other, and how a pair is told. */
#ifndef RULES_PAIRING_H
#define RULES_PAIRING_H

#include "rules/pair.h"
#include "rules/verdict.h"

struct pairing {
    struct review *review;
    struct reading *reading;
    GPtrArray *dependences; /* by read: GArray, made when asked for */
};

/* Takes over the reading. Ended by pairing_clear. */
void pairing_init(struct pairing *pairing, struct review *review, struct reading *reading);
void pairing_clear(struct pairing *pairing);
/* Whether pairs of the function are looked for: it stands in this file, and the parser read it whole. */
bool pairing_wants(const struct ir_function *function);
/* n places for lists (GArray) that are made later; frees them. */
GPtrArray *pairing_lists(guint n);

struct read *pairing_read(const struct pairing *pairing, guint read);
/* All of the read: struct dependence. Borrowed. */
const GArray *pairing_dependences(struct pairing *pairing, guint read);

ir_id pairing_loc(const struct pairing *pairing, uint32_t inst);
/* "bytes 4..7". Owned by the caller. */
char *pairing_bytes(struct bytes bytes);
/* What stands behind the reason, in a few words. */
const char *pairing_proof(enum pair_reason reason);
/* The parts of a safe pair's report that follow from its reason: the gain, and the step that proves it. */
void pairing_tell_safe(const struct pairing *pairing, struct report *report, const struct pair *pair);

#endif
