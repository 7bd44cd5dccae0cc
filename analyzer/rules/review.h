/* Private to rules: what one run of the rules over a unit shares. */
#ifndef RULES_REVIEW_H
#define RULES_REVIEW_H

#include "facts/effects.h"
#include "facts/owners.h"
#include "facts/threads.h"
#include "flow/bodies.h"
#include "ir/access.h"
#include "rules/rules.h"

struct review {
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    const char *abi;
    const GArray *uses;      /* struct use, of the whole unit in source order */
    const struct rule *rule; /* the one that runs */
    struct call_knowledge knowledge; /* with summaries: what called functions do */
    const struct owners_options *owners_options; /* or NULL */
    const struct tree_threads *tree_threads;     /* or NULL */
    const struct tree_owners *tree_owners;       /* or NULL */
    struct threads *threads; /* review_threads, made when asked for */
    bool has_threads;        /* it was made: `threads` may be NULL */
    struct owners *owners;   /* review_owners, made when asked for */
    struct bodies *bodies;
    rule_emit emit;
    void *context;
};

/* Every rule is one function of this shape; it looks at what it wants and reports through rules/report.h. */
#define RULE(identifier, id, family, severity, cwe, on, title) void rule_##identifier(struct review *review);
#include "rules/rules.def"
#undef RULE

struct body *review_body(struct review *review, const struct ir_function *function);
const struct owners *review_owners(struct review *review);
/* NULL: nothing of the unit has to do with threads. */
struct threads *review_threads(struct review *review);
/* Whether an alarm may rest on the use: a call or asm that is really made, on a path that exists, in a function that
 * the parser read whole. Mentions, references, definitions and degraded functions are not. */
bool review_is_sound(struct review *review, const struct use *use);
/* Whether the use stands in a folder that is named after another architecture than the unit's (arch/powerpc,
 * sysdeps/aarch64): code that was read with flags not its own. What depends on the ABI cannot be judged there. */
bool review_is_foreign(const struct review *review, const struct use *use);
/* What the interface's argument may be there; NULL when this spelling has no such argument, or a wrapper may pass
 * something else than it gets. */
const struct value_set *review_values(struct review *review, const struct use *use, int argument);
const struct catalogue_argument *review_argument(const struct use *use, int argument);
/* What the `op` argument says that the call does; OP_NONE when it has none or says nothing known. */
enum op_effect review_effect(struct review *review, const struct use *use);
/* The call instruction of a use, or NULL when it is no call. */
const struct ir_inst *review_call(const struct use *use);

#endif
