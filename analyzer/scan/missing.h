/* Headers that no unit could find, counted over the whole scan: one note says what is missing, and what would help. */
#ifndef SCAN_MISSING_H
#define SCAN_MISSING_H

#include <stdbool.h>

#include "ir/unit.h"

struct missing;

struct missing *missing_new(void);
void missing_free(struct missing *missing);

void missing_take(struct missing *missing, const struct ir_unit *unit, bool from_database);

/* The note, or NULL when nothing is missing (g_free). `root` tells how the tree is built. */
char *missing_note(const struct missing *missing, const char *root);

#endif
