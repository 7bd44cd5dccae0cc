/* What the units of a tree tell each other of memory that others can write: which global pointers, which members, and
 * which results of external functions point to it, what these write through their parameters, and which of their
 * parameters are given it. Of a kernel only the last is told, of functions that no `include` folder declares: the same
 * member holds the device's memory in one driver and its own in the next, and what all call is given both.
 *
 * Keys: `@name` a global, `f()` a result, `f*0` what is written through a parameter, `f#0` what a parameter points to,
 * else a member as facts/commons.h has it. Of several that tell of one key the unit nearest by folders is meant; what
 * is told counts from the next round on, as in facts/tree_summaries.h. */
#ifndef FACTS_TREE_OWNERS_H
#define FACTS_TREE_OWNERS_H

#include "facts/owners.h"
#include "ir/codec.h"

struct tree_owners *tree_owners_new(void);
void tree_owners_free(struct tree_owners *tree);

/* Kind OWNER_NONE when nobody has told. `is_defined`: the file defines the global itself, and means no other one. */
struct owner tree_owners_find(const struct tree_owners *tree, const char *key, const char *file, bool is_defined);
bool tree_owners_is_empty(const struct tree_owners *tree);
/* Grows when something new is told. */
unsigned tree_owners_age(const struct tree_owners *tree);
/* Whether the last round has told what one of the unit's own functions is given. */
bool tree_owners_news(const struct tree_owners *tree, const struct ir_unit *unit);

/* What is told: it is kept, its strings are copied. */
struct told_owner {
    const char *key;
    enum told_kind {
        TOLD_NAME,   /* a global, or a function that gives or writes it */
        TOLD_MEMBER, /* of any object of the record */
        TOLD_GIVEN   /* a function that is given it */
    } kind;
    const char *name;   /* what whoever uses the key has to say: the global's, the function's, the member's */
    const char *file;   /* the unit's that tells */
    bool is_defined;    /* a global: by that unit */
    uint32_t parameter; /* of TOLD_GIVEN */
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
    GPtrArray *shared;  /* names of globals, functions and members: for all that use or say them */
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
