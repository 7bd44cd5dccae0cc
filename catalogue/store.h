/* What is behind struct catalogue, and the steps that fill it. Private to the room. */
#ifndef CATALOGUE_STORE_H
#define CATALOGUE_STORE_H

#include "catalogue/catalogue.h"

/* An interface and the place that it came from, for faults found later. The interface stands first: one is the other's
 * address. */
struct stanza {
    struct interface interface;
    const char *file;
    long line;
    GArray *spelling_lines; /* long, one a spelling */
};

struct index;

struct catalogue {
    GStringChunk *strings; /* every string that an interface borrows */
    GPtrArray *interfaces; /* struct stanza *, owned; by family and name once loaded */
    GHashTable *by_name;   /* name → struct stanza *, borrowed */
    GArray *models;        /* struct catalogue_model */
    struct index *index;
    char *digest;
};

void stanza_free(struct stanza *stanza);

/* index.c: the lookups over a catalogue that does not change any more. */
struct index *index_new(const GPtrArray *interfaces);
void index_free(struct index *index);

/* check.c: what holds only between interfaces: two must not claim one number of one ABI. */
gboolean interfaces_check(const GPtrArray *interfaces, GError **error);

#endif
