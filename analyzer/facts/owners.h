/* Who else can write the memory behind a pointer, and how that is known. One pass over the unit: what a source of the
 * catalogue gives is followed through variables, casts, offsets, members (by type and field), arguments, results and
 * pointers written for a caller. */
#ifndef FACTS_OWNERS_H
#define FACTS_OWNERS_H

#include "facts/threads.h"
#include "facts/uses.h"

/* By strength: of two the later one counts. */
enum owner_kind {
    OWNER_NONE,     /* nobody else, as far as seen */
    OWNER_UNKNOWN,  /* what a parameter or a global points to: nothing says that it is shared, nor that it is not */
    OWNER_VOLATILE, /* read as volatile or atomic: somebody writes, nobody says who */
    OWNER_THREAD,   /* another thread, or a signal handler */
    OWNER_ASSUMED,  /* somebody, because the user says that all memory of unknown owner is shared */
    OWNER_DEVICE,
    OWNER_HOST, /* the other side of a virtual machine or of an enclave */
    OWNER_PROCESS,
    OWNER_UNTRUSTED, /* named so by the user or by an attribute */
    OWNER_USER       /* user space, while the kernel reads */
};

struct owner {
    enum owner_kind kind;
    const char *principal; /* "another process" */
    const char *what;      /* that makes it so: "mmap", "volatile", a variable's name */
    ir_id loc;             /* where that stands; 0: nowhere, or in another unit, which has told of it: */
    struct spot told;      /* file NULL: nobody has */
    const struct use
        *mapping;    /* the call that made it, if only processes begun later have it (facts/alone.h); or NULL */
    bool is_alone;   /* nobody else has it yet when it is read, as far as the code tells */
    bool is_cleared; /* of OWNER_THREAD: he stores null there */
    bool is_by_type; /* only because other objects of the type are shared */
    bool is_perhaps; /* the call that gives it does not say whose it is */
    bool is_input;   /* of OWNER_UNKNOWN: behind a pointer to const */
};

static inline struct owner owner_make(enum owner_kind kind, const char *principal, const char *what, ir_id loc)
{
    return (struct owner){.kind = kind, .principal = principal, .what = what, .loc = loc};
}

static inline bool owner_is_told(const struct owner *owner)
{
    return owner->told.file != NULL;
}

struct owners_options {
    const char *const *untrusted; /* names of variables, parameters and types, NULL-terminated, or NULL */
    bool assume_shared;           /* memory of unknown owner counts as shared */
};

struct owners;
struct tree_owners;

/* `uses` is what uses_find gave. All arguments must outlive the result; threads, tree and options may be NULL.
 * Owned by the caller (owners_free). */
struct owners *owners_new(const struct ir_unit *unit, const GArray *uses, struct threads *threads,
                          const struct tree_owners *tree, const struct owners_options *options);
void owners_free(struct owners *owners);

/* Of the memory that `value` points to, when instruction `inst` comes. */
struct owner owners_of_pointer(const struct owners *owners, const struct ir_function *function, uint32_t inst,
                               struct ir_ref value);
/* Of the memory behind a pointer that is reached from `value`: by way of one that lies `offsets[0]` bytes behind it, and
 * so on, `depth` of them. By their members' types: OWNER_NONE when these do not tell. */
struct owner owners_of_place(const struct owners *owners, const struct ir_function *function, uint32_t inst,
                             struct ir_ref value, const int64_t *offsets, uint32_t depth);
/* Of the memory that a load, or a struct copy, reads at its address `address`. */
struct owner owners_of_access(const struct owners *owners, const struct ir_function *function, uint32_t inst,
                              struct ir_ref address);

/* Whether what other threads write at the address of both instructions is kept out from one to the other: by a lock
 * that all sides take. */
bool owners_excluded(const struct owners *owners, const struct ir_function *function, uint32_t first, uint32_t second,
                     struct ir_ref address);

static inline bool owner_is_known(const struct owner *owner)
{
    return owner->kind > OWNER_UNKNOWN;
}

#endif
