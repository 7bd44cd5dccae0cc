/* What the tree's units have said already. A header's function is seen by every unit that reaches it, its sites and
 * findings count once. Small: 16 bytes and their place in a table each. */
#ifndef SCAN_SEEN_H
#define SCAN_SEEN_H

#include <stdbool.h>
#include <stdint.h>

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* Two equal keys at one place of one unit are two (a macro that calls twice); in two units they are the same. */
void seen_begin_unit(struct seen *seen);

/* False when another unit has reported this. Else true, and *ret_ordinal counts those with the same key before it,
 * which tells equal calls of one function apart whatever their lines; *ret_occurrence those that this unit had at the
 * same place before it. Call in order of lines. */
bool seen_add(struct seen *seen, const char *key, uint32_t line, uint32_t col, uint32_t *ret_ordinal,
              uint32_t *ret_occurrence);

#endif
