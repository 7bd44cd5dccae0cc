/* Private to facts: what the finders of uses (facts/finders.h) share. */
#ifndef FACTS_COLLECTOR_H
#define FACTS_COLLECTOR_H

#include "facts/uses.h"
#include "flow/body.h"
#include "ir/access.h"

struct collector {
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    const char *abi;
    GArray *uses;       /* struct use */
    GHashTable *bodies; /* struct ir_function * → struct body *, made when asked for */
};

struct body *collector_body(struct collector *collector, const struct ir_function *function);
/* Whether a spelling that is bound to the kernel or to user space can be meant in this unit. */
bool collector_on_side(const struct collector *collector, const struct catalogue_spelling *spelling);
/* Whether a call can be meant by the spelling: its number of arguments, and none of them a pointer where the interface
 * takes a number (`pkey_free(EVP_PKEY *)` of another library). */
bool collector_fits(const struct collector *collector, const struct ir_function *function, const struct ir_inst *call,
                    const struct catalogue_match *match);
/* A use at an instruction of a function, filled in but for what its finder knows better. */
struct use collector_use(const struct collector *collector, const struct ir_function *function, uint32_t inst,
                         const struct catalogue_match *match, const char *name);
void collector_add(struct collector *collector, struct use use);

/* Puts the uses into source order, and drops those that are there twice. */
void collector_settle(struct collector *collector);

/* How the text names a system call or option: the text behind SYS_, __NR_ and the like ("SYS_pkey_alloc" gives
 * "pkey_alloc"); NULL when it does not. Owned by the caller. */
char *collector_number_name(const char *text);
/* The call's argument as written, or NULL. */
const char *collector_text(const struct ir_function *function, const struct ir_inst *call, uint32_t argument);

#endif
