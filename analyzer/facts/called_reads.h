/* Private to facts and rules: fetches inside of called functions, as reads of the function that calls them. */
#ifndef FACTS_CALLED_READS_H
#define FACTS_CALLED_READS_H

#include "facts/reads.h"

/* Adds those of one call to reading->reads. */
void called_reads_find(struct reading *reading, uint32_t call);
/* Source, bytes, length and destination of one, once the function is numbered. */
void called_read_place(const struct reading *reading, struct read *read);
/* The address behind writes of which nobody knows that they changed it (facts/read_places.c). */
term_id reads_settled(const struct reading *reading, term_id address);
/* Where the source of a catalogued fetch begins (facts/read_places.c): `source`, and the distance behind it; false when
 * an unknown number of bytes is skipped besides. */
bool reads_place_source(const struct reading *reading, struct read *read, int64_t *ret_offset);
/* Who can write what the interface fetches (facts/reads.c). */
const char *reads_principal(const struct interface *interface);

/* Cuts the bytes to what the length may be at most (facts/reads.c). */
void reads_limit(const struct reading *reading, struct read *read);

/* What the function called there returns is what it read; or is made of nothing but that: `return e->word & 15;`. */
bool reading_is_accessor(const struct read *read);
bool reading_is_computed(const struct read *read);

#endif
