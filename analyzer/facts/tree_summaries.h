/* What the units of a tree tell each other: summaries of external functions by name, and of functions that fetch and
 * that some initialiser stores into a record's field, by that. Functions of one name are told apart by where they
 * stand.
 *
 * Told are functions that fetch what their caller names, and those that are asked for: an external function is asked
 * for when a function that fetches hands it the address that it fetches from, bytes that it fetched, or their copy; or
 * when one that is asked for hands on what it is asked for. At most DEMAND_DEPTH calls from the one that fetches.
 *
 * What is told or asked counts from the next round on (tree_summaries_close): then nothing depends on the order in
 * which units are looked at, and the whole ends when a round changes nothing. A summary that has changed CHANGES_MAX
 * times, by circles of calls through several units or by long chains of them, stays as it is then: each one is true, as
 * it was made with what is true of those that it calls, and takes the others for unknown. */
#ifndef FACTS_TREE_SUMMARIES_H
#define FACTS_TREE_SUMMARIES_H

#include "facts/summary.h"
#include "ir/codec.h"

struct tree_summaries;
struct unit_summaries;

enum { DEMAND_DEPTH = 3, CHANGES_MAX = 8 };

/* What a round has brought: const char *, owned by the tree. Each list is appended to, sorted, and has each name once.
 */
struct tree_news {
    GPtrArray *told;     /* functions and fields of which there is another summary: for those that have asked for it. It
                            may come some rounds later (facts/summary_order.c) */
    GPtrArray *fetching; /* of those the ones that were not known to fetch: for all that call them */
    GPtrArray *shared;   /* functions, globals and members of which something new is known about threads, or who can
                            write: for all that call or say them */
    GPtrArray *asked;    /* functions of which something is asked: for those that define them */
    GPtrArray *named;    /* globals, of which whoever names them must be read */
    GPtrArray *members;  /* of records: likewise, of programs */
};

/* The catalogue must outlive the result. */
struct tree_summaries *tree_summaries_new(const struct catalogue *catalogue);
void tree_summaries_free(struct tree_summaries *tree);
/* What they tell each other of threads, and of who can write. Borrowed. */
struct tree_threads *tree_summaries_threads(const struct tree_summaries *tree);
struct tree_owners *tree_summaries_owners(const struct tree_summaries *tree);

/* Of the function of that name that is nearest to the file by folders; NULL when none is known. Borrowed. */
const struct summary *tree_summaries_find(const struct tree_summaries *tree, const char *name, const char *file);
/* Those behind the field, but for the ones that the unit of `file` has itself: struct summary *, appended, in order. */
void tree_summaries_behind(const struct tree_summaries *tree, const char *field, const char *file, GPtrArray *ret_all);
/* Whether some function of that name, or behind that field, fetches what its caller names. */
bool tree_summaries_fetch(const struct tree_summaries *tree, const char *name, bool is_field);

/* What is asked of the functions of that name: bits of parameters (the 32nd and on are not told apart), and how many
 * calls away. False: nothing. */
bool tree_summaries_asked(const struct tree_summaries *tree, const char *name, uint32_t *ret_parameters,
                          unsigned *ret_depth);

/* facts/summary_tell.c: what a unit tells and asks, with what is known so far. `number`: the unit's. `before`: what
 * unit_summaries_pack gave when it was last taken, as it was in every round since whose news concern it; then only
 * functions are looked at that call, by however many calls of the unit, what the last round has told, or that it has
 * asked for, as the others would tell and ask the same as before. NULL, or nothing: all are. */
void tree_summaries_take(struct tree_summaries *tree, struct unit_summaries *of, const struct ir_unit *unit,
                         uint32_t number, GBytes *before);
/* What was taken of the unit since the last round has ended: written, for the process that holds the tree; or read
 * there, as if it were taken. The codec's context becomes the catalogue; texts that it reads must live as long as the
 * tree. What is broken is not taken, but for what came before. */
void tree_summaries_code(struct tree_summaries *tree, struct codec *codec, uint32_t unit);
/* Drops what was taken since. */
void tree_summaries_forget(struct tree_summaries *tree);
/* Ends a round. */
void tree_summaries_close(struct tree_summaries *tree, const struct tree_news *ret_news);

#endif
