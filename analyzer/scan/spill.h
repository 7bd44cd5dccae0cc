/* Bytes put aside for later in a file that has no name: gone with the process, whatever ends it. */
#ifndef SCAN_SPILL_H
#define SCAN_SPILL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct spill;

/* Where bytes lie; all 0 before they do. */
struct spilled {
    uint64_t offset;
    size_t size, room;
};

/* In the folder for temporary files (TMPDIR). NULL and an error when that cannot be written. */
struct spill *spill_new(GError **error);
void spill_free(struct spill *spill);

/* In place of what lay there before. False and an error when the disk is full. */
bool spill_put(struct spill *spill, struct spilled *place, GBytes *bytes, GError **error);
/* Into `ret_bytes`, in place of what it held. */
bool spill_get(const struct spill *spill, const struct spilled *place, GByteArray *ret_bytes, GError **error);

/* A descriptor of it that can only be read, for another process; spill_get needs no other. */
int spill_file(const struct spill *spill);

#endif
