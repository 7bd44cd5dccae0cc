/* Overlays that are not files: for tests, for fuzzing, and for whoever has one in memory. */
#ifndef CATALOGUE_OVERLAY_H
#define CATALOGUE_OVERLAY_H

#include "catalogue/catalogue.h"

struct catalogue_overlay {
    const char *name; /* as faults call it */
    const void *bytes;
    gsize size;
};

/* As catalogue_load, with overlays from memory. */
struct catalogue *catalogue_load_bytes(const struct catalogue_overlay *overlays, unsigned n_overlays, GError **error);

#endif
