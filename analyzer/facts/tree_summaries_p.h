/* Private to tree_summaries.c and summary_tell.c. */
#ifndef FACTS_TREE_SUMMARIES_P_H
#define FACTS_TREE_SUMMARIES_P_H

#include "facts/tree_summaries.h"

/* One function of the tree. */
struct published {
    const char *name, *home; /* name: or the field's */
    uint32_t unit, function; /* function: of a field's, its index; else 0 */
    bool is_known, fetches;  /* is_known false: nothing is known of it any more */
    GBytes *packed;          /* the summary; empty when it is not known */
    struct summary *opened;  /* NULL: nobody has asked yet */
    GPtrArray *leads;        /* const char *: names that the summary may hang on (unit_summaries_leads) */
    unsigned changes;
};

struct asked {
    uint32_t parameters;
    unsigned depth;
};

/* What a unit has told, and asked. */
struct told_summary {
    bool is_field;
    struct published published;
};
struct question {
    const char *name;
    struct asked asked;
};

struct tree_summaries {
    const struct catalogue *catalogue;
    GHashTable *by_name;              /* GPtrArray of struct published * */
    GHashTable *by_field;             /* GPtrArray of struct published * */
    GHashTable *asked;                /* name → struct asked * */
    GArray *news;                     /* struct told_summary */
    GArray *questions;                /* struct question */
    GHashTable *new_told, *new_asked; /* names: what the last round has brought */
    GHashTable *unsettled;            /* names that have changed since those that use them were told */
    GHashTable *unsettled_fetching;   /* of these the ones that were not known to fetch */
    unsigned rounds;                  /* that have ended */
    GStringChunk *strings;
    struct tree_threads *threads;
    struct tree_owners *owners;
};

/* Whether the tree knows of that one already, told by that unit. */
bool tree_summaries_told(const struct tree_summaries *tree, const struct told_summary *told);
/* summary_order.c: moves to ret_news what may be told now. */
void tree_summaries_release(struct tree_summaries *tree, const struct tree_news *ret_news);

#endif
