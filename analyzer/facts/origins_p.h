/* Private to origins.c and origins_place.c. */
#ifndef FACTS_ORIGINS_P_H
#define FACTS_ORIGINS_P_H

#include "facts/origins.h"

enum { ORIGINS_DEPTH = 100 /* terms within terms */ };

struct origins {
    struct call_knowledge *knowledge;
    const struct cfg *cfg;
    const struct ir_function *function;
    struct numbering *numbering;
    const GArray *fetches;
    GHashTable *known; /* term → GArray of struct subject */
    GHashTable *seen;  /* terms that the search at hand has come by → the bits of them that it looked for */
    unsigned depth;
};

static inline struct terms *origins_terms(const struct origins *o)
{
    return numbering_terms(o->numbering);
}

/* A pointer that calls may have changed, but that nobody is known to change, counts as the same one. */
static inline term_id origins_settled(const struct terms *terms, term_id id)
{
    const struct term *term = term_at(terms, id);
    while (term->kind == TERM_WRITTEN && term->a && !term->b) {
        id = term->a;
        term = term_at(terms, id);
    }
    return id;
}

/* A cell of a local that holds a parameter. */
static inline bool origins_is_parameter(const struct origins *o, const struct cell *cell)
{
    const struct term *base = term_at(origins_terms(o), cell->base);
    return base->kind == TERM_LOCAL && base->at < o->function->n_params;
}

#endif
