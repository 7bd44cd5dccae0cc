/* From what a trace calls a call to the interface of the catalogue that it is. Numbers mean nothing without an ABI. */
#ifndef TRACE_NAMING_H
#define TRACE_NAMING_H

#include "catalogue/catalogue.h"
#include "model/event.h"

struct naming;

struct naming *naming_new(const struct catalogue *catalogue);
void naming_free(struct naming *naming);

struct named {
    const struct interface *interface;
    const int *positions; /* which argument of the call each one of the interface is, -1 none; NULL: its own order */
    unsigned behind;      /* arguments in front of these: prctl's option */
    enum event_abi abi;   /* that the name alone tells, or unknown */
};

/* Each answers false when the catalogue has none. `first`: the first argument of the call, which tells prctl options
 * apart. */
bool naming_number(const struct naming *naming, enum event_abi abi, int64_t number, uint64_t first,
                   struct named *ret_named);
/* A system call's name, as strace or a tracepoint spells it. */
bool naming_syscall(const struct naming *naming, const char *name, uint64_t first, struct named *ret_named);
/* A kernel function that the catalogue has a probe on. The ABI is the one that the function serves, unknown when it
 * serves several. Functions that serve every call of an ABI (ia32_sys_call) are none: their number decides. */
bool naming_symbol(const struct naming *naming, const char *symbol, uint64_t first, struct named *ret_named);

/* Puts the values of a call, in the call's own order, where the interface has them, with the catalogue's names. */
void naming_arguments(const struct named *named, const uint64_t *values, const bool *is_known, unsigned n,
                      struct event *ret_event);

/* The number of a system call that has the interface's first spelling of that kind, -1 unknown. */
int64_t naming_number_of(const struct interface *interface, enum event_abi abi);
/* The catalogue's name of an argument, "argN" behind them; `interface` may be NULL. Static or the catalogue's. */
const char *naming_argument(const struct interface *interface, unsigned index);

#endif
