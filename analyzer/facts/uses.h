/* Which instructions use catalogued interfaces, whatever their spelling: the one place that matches IR against the
 * catalogue. Inventory and rules both stand on it. */
#ifndef FACTS_USES_H
#define FACTS_USES_H

#include "catalogue/catalogue.h"
#include "ir/unit.h"

struct wrapper;

struct use {
    const struct interface *interface;
    const struct catalogue_spelling *spelling;
    const struct ir_function *function; /* NULL at file level (flags, mentions) */
    uint32_t inst;                      /* index of the call, asm …; IR_NONE for a mention and a definition */
    ir_id loc;
    bool is_reference;    /* the function's address is taken, not called */
    bool is_indirect;     /* called through a pointer that can only be this function */
    bool by_number;       /* syscall or prctl named by a bare number */
    int64_t number;       /* that number, or the folded one of its name */
    const char *abi;      /* whose system call numbers count: the unit's, but i386 for `int $0x80` */
    const char *name;     /* the spelling as found: "pkey_alloc", "SYS_pkey_alloc", "wrpkru", "-mmpx" */
    bool is_skipped_text; /* in code that the build leaves out */
    bool is_lost_text;    /* in code that the parser could not read: only its words are known */
    const char *around;   /* of a mention: the name of the function that it stands in, or "" */
    bool is_definition;   /* the tree implements the interface: `function` is the definition, inst is IR_NONE */
    const struct wrapper *wrapper; /* what is called, or defined, is a function that hands on to the interface, or NULL */
};

/* All uses in the unit in source order: struct use. Those of the tree's own wrappers: facts/wrappers.h. Owned by the
 * caller (g_array_unref). */
GArray *uses_find(const struct ir_unit *unit, const struct catalogue *catalogue);

/* Drops the uses of these families; NULL-terminated, or NULL. */
void uses_leave_out(GArray *uses, const char *const *families);

/* The operand that carries the interface's argument `i` (through the spelling's permutation), kind NONE when this
 * spelling has none. `ret_text` (may be NULL) gets the argument as written, or NULL; borrowed. */
struct ir_ref use_argument(const struct use *use, unsigned i, const char **ret_text);

/* The operand folded, in decimal by the sign of its type; NULL when it is not constant. g_free. */
char *use_value(const struct ir_unit *unit, const struct use *use, struct ir_ref ref);

/* First argument of the interface with this role: its index, or -1. */
int use_role(const struct use *use, enum argument_role role);

#endif
