/* Private to facts: making summaries. */
#ifndef FACTS_SUMMARY_P_H
#define FACTS_SUMMARY_P_H

#include "facts/effects.h"
#include "facts/summary.h"
#include "ir/codec.h"

struct summary *summary_new(void);
void summary_free(struct summary *summary);
/* Once all deeds are in: makes the writes of them. */
void summary_settle(struct summary *summary);
/* But for the spots. */
bool summary_equal(const struct summary *a, const struct summary *b);

/* facts/summary_code.c: as bytes that hold in other processes (g_bytes_unref). */
GBytes *summary_pack(const struct summary *summary);
/* Of bytes that may be anything; NULL when they are no summary. Its texts lie in the bytes. Owned by the caller. */
struct summary *summary_unpack(GBytes *bytes, const struct catalogue *catalogue);
/* Whether they say the same, but for the spots. */
bool summary_packed_equal(GBytes *a, GBytes *b);
void code_spot(struct codec *codec, struct spot *spot);

bool subject_equal(const struct subject *a, const struct subject *b);
/* But for the spot. */
bool deed_equal(const struct deed *a, const struct deed *b);

/* facts/summarise.c: of one function, with what `knowledge` says of those that it calls; file names come from the unit.
 * NULL: too large, degraded, or more than can be told. Owned by the caller (summary_free). */
struct summary *summarise(struct call_knowledge *knowledge, const struct ir_function *function);

#endif
