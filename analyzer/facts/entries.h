/* Where what a program gives comes into a kernel: functions that the catalogue's <entry> means, by the member that some
 * initialiser of the unit stores them into (facts/callgraph.h) or by their names; and the functions of the unit that
 * these call. */
#ifndef FACTS_ENTRIES_H
#define FACTS_ENTRIES_H

#include "catalogue/catalogue.h"
#include "facts/callgraph.h"

struct entries;

/* The arguments must outlive the result. Owned by the caller (entries_free). */
struct entries *entries_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                            const struct callgraph *graph);
void entries_free(struct entries *entries);

struct entry {
    uint32_t function;                 /* by its number in the unit */
    const struct interface *interface; /* its <entry> says by what a program comes here */
    const char *field;                 /* "file_operations.unlocked_ioctl", or NULL: by its name */
};

/* The entry that the function is, or from which the fewest calls lead to it; of equally near ones the first in the unit.
 * False: none is known. */
bool entries_reach(const struct entries *entries, uint32_t function, struct entry *ret_entry);
/* Whether the function is itself an entry whose parameter is an address of the program's memory. */
bool entries_gives(const struct entries *entries, uint32_t function, uint32_t parameter, struct entry *ret_entry);

#endif
