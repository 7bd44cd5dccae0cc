/* What a function does with what it is given, in words that hold in any unit: parameters, and bytes behind pointers
 * that start at a parameter. A summary is a list of deeds in the order of the function's instructions. What is not in
 * it the function does not do, but for what escapes it: an address that was kept or handed to an unknown function may
 * be read and written by anybody later, and the deed says so (USES kept, argument, object). */
#ifndef FACTS_SUMMARY_H
#define FACTS_SUMMARY_H

#include "catalogue/catalogue.h"
#include "facts/bytes.h"
#include "facts/dependences.h"
#include "facts/spot.h"
#include "flow/numbering.h"

/* clang-format off */
#define DEEDS(X)                                                                                                       \
    X(FETCHES, "fetches") /* `of`, memory of somebody else's, by a catalogued call, into `to` */                       \
    X(LOADS,   "loads")   /* `of`, memory, by a plain load or a copy */                                                \
    X(WRITES,  "writes")  /* into `of`, memory; the value `to` when that is known, or one that is made of what it fetched */                                   \
    X(CHECKS,  "checks")  /* leaves on `of`: with the results of `when` the fact holds */                              \
    X(USES,    "uses")    /* depends on `of` as `use` says; the fact is what holds there */                            \
    X(FREES,   "frees")   /* what parameter `of` points to */                                                          \
    X(RETURNS, "returns") /* a value that is made of `of`; or `of` itself when is_exact */
#define ENUM(identifier, text) DEED_##identifier,
enum deed_kind { DEEDS(ENUM) };
#undef ENUM

/* With which results something holds: where both lines are known, a caller that goes on with 0 needs ZERO. */
#define RESULTS(X)                                                                                                     \
    X(NEVER, "never") X(ZERO, "zero") X(NONZERO, "nonzero") X(POSITIVE, "positive") X(NOT_NEGATIVE, "not negative")    \
    X(ALWAYS, "always")
#define ENUM(identifier, text) RESULT_##identifier,
enum result_class { RESULTS(ENUM) };
#undef ENUM
/* clang-format on */

enum subject_kind {
    SUBJECT_NONE,
    SUBJECT_VALUE,   /* the value of parameter at.argument, or the result (CALL_RESULT); at.depth is 0.
                        Of a record, those of its bytes; else bytes.high is 0, and bytes.apart is of the value's bits */
    SUBJECT_MEMORY,  /* the bytes behind `at`, as they are when the function is entered */
    SUBJECT_FETCHED, /* the bytes of the source that FETCHES deed number `fetch` brought (counted from 0) */
    SUBJECT_CONSTANT /* the number bytes.low */
};

struct subject {
    enum subject_kind kind;
    struct call_place at;
    uint32_t fetch;
    struct bytes bytes;
};

/* What a number is known to be. */
struct span {
    int64_t low, high; /* INT64_MIN, INT64_MAX: no limit */
    int64_t except;
    bool is_excluding; /* `except` */
};

/* Numbers that a result may be: all of them, unless is_open. */
enum { NUMBERS_MAX = 24 };
struct numbers {
    int64_t values[NUMBERS_MAX]; /* ascending */
    unsigned n;
    bool is_open;
};

struct deed {
    enum deed_kind kind;
    enum dependence_kind use; /* of USES */
    enum result_class
        when; /* of CHECKS; of WRITES and RETURNS: ALWAYS (on every path that is no failure) or NEVER (on some) */
    struct subject of, to; /* to: of FETCHES kind MEMORY (bytes.low: where the first byte lands) or none; of CHECKS that
                              compare with something else; of USES: `of` was found to be not more than that, or none */
    struct span span;      /* of CHECKS and USES: of the number that `of` is, as signed numbers of its width; of
                              FETCHES: of `on` */
    struct subject on;     /* of FETCHES that are made only when the value of a parameter lies in `span`; or none */
    bool is_equal;         /* of CHECKS and USES with `to`: they are equal; else it is another relation */
    bool is_limit;    /* of CHECKS: by order with something else than 0; equality, or a bit, says what it is just now */
    bool is_exact;    /* of CHECKS and USES: it is about `of` itself, not only about a value made of it; of FETCHES: the
                         length is a constant */
    bool is_volatile; /* of LOADS */
    const struct interface *interface; /* of FETCHES */
    struct numbers after;              /* of FETCHES: results that the function may give once it has come by it */
    struct subject length;             /* of FETCHES whose length is a parameter; or none */
    struct subject skip;  /* of FETCHES that begin so many units of `unit` bytes behind `of`; or none. Where
                             more may be skipped besides, `of` has no end */
    int64_t unit, inside; /* of `skip`; so many bytes of the last element come before the fetch, they are in `of` too */
    const char *callee;   /* of USES: the unknown function it is handed to, or NULL; "a function pointer" */
    uint32_t argument;    /* of USES with a callee: as which argument, counted from 0 */
    bool is_elsewhere;    /* of USES with a callee: it is external, and has no body in the unit */
    struct spot spot;     /* where it is done; in an own function called by this one, that one's place */
};

struct summary {
    GArray *deeds;    /* struct deed */
    GArray *writes;   /* struct call_write: the WRITES as flow needs them */
    bool writes_open; /* globals, or what nobody can name */
    int returned;     /* the parameter that is the result, or -1 */
    struct numbers results;
    unsigned signs; /* that its result may have (facts/exits.h) */
};

const char *deed_name(enum deed_kind kind);
const char *result_class_name(enum result_class kind);
/* Whether there is a fetch of what its caller can name. */
bool summary_fetches(const struct summary *summary);
/* Whether the result is made of the bytes of that fetch. */
bool summary_returns_fetched(const struct summary *summary, uint32_t fetch);
/* A line a deed, as tests see it. Appended. */
void summary_print(const struct summary *summary, GString *out);

#endif
