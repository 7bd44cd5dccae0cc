/* System calls by a bare number that means no catalogued interface here, but means one on another ABI: 56 is mpx on
 * i386 and clone on x86-64. By itself such a call says nothing; whoever asks must look for evidence of what was meant.
 */
#ifndef FACTS_NUMBERS_H
#define FACTS_NUMBERS_H

#include "facts/uses.h"

struct number_candidate {
    struct use use;          /* as if the interface were meant; never among uses_find's */
    const char *foreign_abi; /* where the number is the interface's */
};

/* struct number_candidate, in the order of the unit's functions. Owned by the caller (g_array_unref). */
GArray *numbers_find(const struct ir_unit *unit, const struct catalogue *catalogue);

/* The interface's number on an ABI; false when it has none there. */
bool numbers_of(const struct interface *interface, const char *abi, int64_t *ret_number);
/* An ABI other than `abi` on which the number is the interface's, the nearest relatives first; NULL when there is none.
 */
const char *numbers_foreign(const struct interface *interface, const char *abi, int64_t number);

#endif
