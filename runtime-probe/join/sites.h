/* Private to join/: the sites of the run, and which of them a chain of frames comes from. */
#ifndef JOIN_SITES_H
#define JOIN_SITES_H

#include "db/read.h"
#include "join/tree.h"
#include "model/event.h"

/* A site as far as joining needs it. */
struct place_site {
    char *fingerprint, *interface, *function;
    const char *file; /* as the index keeps it */
    enum site_kind kind;
    enum side side;
    uint32_t line, col;
    GPtrArray *constants; /* for each argument NAME, VALUE (NULL where it is no constant) */
    GArray *reach;        /* struct site_reach, its texts kept by the sites: of an implementation */
    uint64_t hits, stored_hits; /* of these */
};

struct sites;

struct sites *sites_new(void);
void sites_free(struct sites *sites);
/* Also makes its file one of the tree's. */
void sites_add(struct sites *sites, struct tree *tree, const struct site *site);
unsigned sites_count(const struct sites *sites);
struct place_site *sites_nth(struct sites *sites, unsigned index);

/* What a chain comes to. */
struct sites_match {
    int match;             /* enum match, or -1: resolved, but no site is there */
    GPtrArray *candidates; /* struct place_site *, all at `match`: the arguments may tell which */
    GPtrArray *through;    /* struct place_site *: wrappers on the way, and the interface's own function, each once */
};
struct sites_match *sites_match(struct sites *sites, struct tree *tree, const struct frame_place *places, uint32_t n,
                                const char *interface);
void sites_match_free(struct sites_match *match);

/* Of the candidates the one that the event's arguments allow; NULL when there is none. *ret_match is lowered to that of
 * the line when several are left. */
struct place_site *sites_choose(const struct sites_match *match, const struct event *event, int *ret_match);

/* The one function of the tree that serves the interface in the kernel, by the kernel function that the probe stood in
 * ("sys_mpx", "MODULE:sys_mpx"; NULL when that is not known); NULL when there is none, or one in several files. */
struct place_site *sites_implementation(struct sites *sites, const char *interface, const char *symbol);

#endif
