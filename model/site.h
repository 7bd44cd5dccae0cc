/* A place in the source where a catalogued interface is used. A plain noun: strings are borrowed from whoever made the
 * site and live until the call that received it returns; a receiver that keeps one copies it. */
#ifndef MODEL_SITE_H
#define MODEL_SITE_H

#include <stdint.h>

#include "model/words.h"

struct site_argument {
    const char *name;  /* the catalogue's name of the argument; "argN" behind the last one that it names */
    const char *text;  /* as written in the source, blanks folded */
    const char *value; /* folded constant in decimal, or NULL when not constant */
    const char *tags;  /* the catalogue's tags, "U,TOCTOU" style, or "" */
};

/* An argument, as a signed number of its width, lies between the two. */
struct site_limit {
    const char *argument;
    int64_t low, high;
};

enum { SITE_LIMITS = 6 };

/* Of an implementation: a pointer argument arrives as a parameter of a function. */
struct site_reach {
    const char *argument; /* the catalogue's name */
    const char *function;
    const char *file;   /* NULL: it is not in the same unit */
    uint32_t parameter; /* counted from 0 */
    int64_t offset;     /* so many bytes further on; only when all of the limits hold */
    struct site_limit limits[SITE_LIMITS];
    uint32_t n_limits;
};

struct site {
    const char *fingerprint; /* 32 hex digits; see model/fingerprint.h */
    const char *family;
    const char *interface;
    enum site_kind kind;
    const char *file; /* relative to the run's root */
    uint32_t line, col;
    const char *function; /* "" at file level */
    enum side side;
    const struct site_argument *args;
    uint32_t n_args;
    const struct site_reach *reach; /* of a kernel's implementation */
    uint32_t n_reach;
    const char *value; /* the folded value that named the interface (syscall number, prctl option), or NULL */
    enum confidence confidence;

    /* What tells the same place seen by two units from two places; what numbers the fingerprints of equal ones. */
    const char *identity; /* the fingerprint before it got its ordinal */
    uint32_t occurrence;  /* how many of its unit have the same identity, line and column before it */
};

#endif
