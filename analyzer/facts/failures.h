/* What branches say of a call: that it failed, and so did nothing. */
#ifndef FACTS_FAILURES_H
#define FACTS_FAILURES_H

#include "catalogue/catalogue.h"
#include "facts/scene.h"

/* How the result of a call says that it did nothing. */
struct refusal {
    enum failure failure; /* as the catalogue tells it; FAILURE_NONE: by no value */
    unsigned signs;       /* results.h: it did nothing when the result has none of these */
};

/* The signs that a result may have when the call did not fail. */
unsigned failures_signs(enum failure failure);

/* The edges that are taken only when the call did nothing: struct path_edge. Owned by the caller. */
GArray *failures_edges(const struct scene *scene, uint32_t call, const struct refusal *refusal);

#endif
