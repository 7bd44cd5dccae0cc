/* The closed vocabularies of the contracts (DESIGN.md §5). Each set is written once, as a list of X(IDENTIFIER, "name"),
 * and expanded to an enum here and to its names in words.c. The order of a set is its enum's order; of levels and
 * confidences it is the rank as well. Stored databases hold the names, never the numbers. */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

/* Rank of a finding, and a rule's severity at high confidence. `none`: safe pairs, stored and never alarming. */
#define LEVELS(X)                                                                                                      \
    X(LEVEL_NONE, "none") X(LEVEL_NOTE, "note") X(LEVEL_LOW, "low") X(LEVEL_MEDIUM, "medium") X(LEVEL_HIGH, "high")    \
    X(LEVEL_CRITICAL, "critical")

#define CONFIDENCES(X) X(CONFIDENCE_LOW, "low") X(CONFIDENCE_MEDIUM, "medium") X(CONFIDENCE_HIGH, "high")

#define SITE_KINDS(X)                                                                                                  \
    X(SITE_CALL, "call") X(SITE_SYSCALL, "syscall") X(SITE_ASM, "asm") X(SITE_INTRINSIC, "intrinsic")                  \
    X(SITE_MACRO, "macro") X(SITE_WRAPPER, "wrapper") X(SITE_IMPLEMENTATION, "implementation")                         \
    X(SITE_REFERENCE, "reference") X(SITE_FLAG, "flag") X(SITE_CONSTANT, "constant")

#define SIDES(X) X(SIDE_USER, "user") X(SIDE_KERNEL, "kernel")

#define STATES(X)                                                                                                      \
    X(STATE_NEW, "new") X(STATE_UNCHANGED, "unchanged") X(STATE_REOPENED, "reopened") X(STATE_FIXED, "fixed")

/* Of the toctou family only; every other finding has VERDICT_NONE, stored as NULL. */
#define VERDICTS(X)                                                                                                    \
    X(VERDICT_NONE, "") X(VERDICT_LIVE, "live") X(VERDICT_UNPROVEN, "unproven") X(VERDICT_LATENT, "latent")            \
    X(VERDICT_SAFE, "safe")

#define UNIT_STATUSES(X)                                                                                               \
    X(UNIT_OK, "ok") X(UNIT_DEGRADED, "degraded") X(UNIT_FAILED, "failed") X(UNIT_TIMEOUT, "timeout")                  \
    X(UNIT_CRASHED, "crashed") X(UNIT_SKIPPED, "skipped")

#define STEP_ROLES(X)                                                                                                  \
    X(ROLE_SOURCE, "source") X(ROLE_FETCH, "fetch") X(ROLE_CHECK, "check") X(ROLE_REFETCH, "refetch")                  \
    X(ROLE_USE, "use") X(ROLE_ALLOC, "alloc") X(ROLE_FREE, "free") X(ROLE_OPEN, "open") X(ROLE_CLOSE, "close")         \
    X(ROLE_VALUE, "value") X(ROLE_CALL, "call")

#define WORD_ENUM(identifier, name) identifier,
enum level { LEVELS(WORD_ENUM) };
enum confidence { CONFIDENCES(WORD_ENUM) };
enum site_kind { SITE_KINDS(WORD_ENUM) };
enum side { SIDES(WORD_ENUM) };
enum state { STATES(WORD_ENUM) };
enum verdict { VERDICTS(WORD_ENUM) };
enum unit_status { UNIT_STATUSES(WORD_ENUM) };
enum step_role { STEP_ROLES(WORD_ENUM) };

/* Each returns a static string. */
const char *level_name(enum level level);
const char *confidence_name(enum confidence confidence);
const char *site_kind_name(enum site_kind kind);
const char *side_name(enum side side);
const char *state_name(enum state state);
const char *verdict_name(enum verdict verdict);
const char *unit_status_name(enum unit_status status);
const char *step_role_name(enum step_role role);

/* The word's enum value, or -1 when the word is not in the set. */
int level_parse(const char *word);
int confidence_parse(const char *word);

/* Severity lowered by one step for each step of confidence that is missing, but never below `note`: the stored level,
 * the only thing that filters and gates look at. */
enum level level_of(enum level severity, enum confidence confidence);

#endif
