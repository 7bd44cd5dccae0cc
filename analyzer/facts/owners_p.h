/* Private to owners.c, and to owner_behind.c, owner_sources.c, owner_pass.c, owner_told.c and owner_tell.c. */
#ifndef FACTS_OWNERS_P_H
#define FACTS_OWNERS_P_H

#include "facts/callgraph.h"
#include "facts/commons.h"
#include "facts/homes.h"
#include "facts/owners.h"
#include "facts/tree_owners.h"

struct owners {
    const struct ir_unit *unit;
    const GArray *uses;
    const struct owners_options *options;
    const struct tree_owners *tree; /* or NULL */
    const char *folder;             /* of a kernel: where its own is told of; NULL: nothing is */
    struct homes *homes;
    struct commons *commons;
    struct threads *threads; /* borrowed; NULL: there are none */
    struct callgraph *graph; /* or NULL: owners_graph */
    uint64_t *handed;        /* of each function, the parameters that its result may be, or point into, as bits: in a
                                call it is what that one hands in, whatever others do */
    GHashTable *own;         /* set of home_key: parameters that the function itself gives something that is shared */
    GHashTable *pointers;    /* home_key → struct owner: of what the pointer held there points to */
    GHashTable *sources;     /* struct site → struct use */
    GHashTable *privates;    /* home_key → whether it leads to our own only, as far as asked (facts/owner_private.c) */
    GHashTable *inherited;   /* those whose memory only processes begun later have: struct use */
    bool has_grown;
};

enum { HANDED_MAX = 64 /* of parameters from there on, what any caller hands in is the result */ };

/* Of two mappings of which only later processes have each nobody says when which was made. */
static inline void owner_join(struct owner *into, struct owner more)
{
    if (more.kind > into->kind)
        *into = more;
    else if (more.kind == into->kind && more.mapping != into->mapping)
        into->mapping = NULL;
}

/* Of what the pointer held there points to. */
struct owner owners_held(const struct owners *owners, struct home home);
/* By what the unit does there; into a function's parameter, by what that function itself does. */
void owners_put(struct owners *owners, struct home home, struct owner owner);
/* Into a function's parameter, by who calls it. */
void owners_give(struct owners *owners, uint32_t function, uint32_t parameter, struct owner owner);
/* owner_sources.c: what the user, a type, a call of the catalogue says of who can write. */
bool owner_is_named(const struct owners *owners, const char *name);
struct owner owner_untrusted(const char *what, ir_id loc);
struct owner owner_of_type(const struct owners *owners, const struct ir_type *type);
struct owner owner_of_source(const struct owners *owners, const struct ir_function *function, uint32_t inst,
                             const struct use **ret_use);
void owners_find_sources(struct owners *owners);

/* Made when it is asked for: most units call nothing through fields that is given shared memory. Borrowed. */
const struct callgraph *owners_graph(struct owners *owners);

/* owner_pass.c: follows what is shared through the unit. */
void owners_pass(struct owners *owners);
/* The function that a use lets run in a thread, and the pointer that it is given; false: none, or nobody knows which.
 */
bool owners_started(const struct owners *owners, const struct use *use, const struct ir_symbol **ret_function,
                    struct ir_ref *ret_data);

#endif
