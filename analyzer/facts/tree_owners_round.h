/* How what units tell of who can write (facts/tree_owners.h) gets there, round by round. */
#ifndef FACTS_TREE_OWNERS_ROUND_H
#define FACTS_TREE_OWNERS_ROUND_H

#include "facts/tree_owners.h"
#include "ir/codec.h"

/* What is told: it is kept, its strings are copied. */
struct told_owner {
    const char *key;
    enum told_kind {
        TOLD_NAME,   /* a global, or a function that gives or writes it */
        TOLD_MEMBER, /* of any object of the record */
        TOLD_GIVEN,  /* a function that is given it */
        TOLD_HELD,   /* a function that gives it, or is given a record which leads to it: what it does is asked */
        TOLD_AT_HOME /* of a kernel: within its folder */
    } kind;
    const char *name;   /* what whoever uses the key has to say: the global's, the function's, the member's; or the
                           folder that it has to be in */
    const char *file;   /* the unit's that tells */
    bool is_defined;    /* a global: by that unit */
    uint32_t parameter; /* of TOLD_GIVEN and TOLD_HELD */
    struct owner owner;
};
void tree_owners_tell(struct tree_owners *tree, struct told_owner told);
/* facts/owner_tell.c: takes what the unit tells. `uses`: with its wrappers'. */
void tree_owners_take(struct tree_owners *tree, const struct ir_unit *unit, const GArray *uses);
/* As tree_summaries_code and tree_summaries_forget. */
void tree_owners_code(struct tree_owners *tree, struct codec *codec);
void tree_owners_forget(struct tree_owners *tree);

struct given {
    const char *function;
    uint32_t parameter;
};

/* What a round has brought: const char *, appended; owned by the tree. */
struct owner_news {
    GPtrArray *shared;  /* names of globals, functions and members: for all that use or say them; and folders */
    GPtrArray *named;   /* of these the globals and functions */
    GPtrArray *members; /* and the members */
    GArray *given;      /* struct given: what functions were not known to be given */
};

/* Ends a round. */
void tree_owners_close(struct tree_owners *tree, const struct owner_news *ret_news);
/* facts/owner_told.c: names of the members that the unit says, as struct owner_news has them: const char *, appended,
 * each once. */
void owners_said(const struct ir_unit *unit, GPtrArray *ret_names);

#endif
