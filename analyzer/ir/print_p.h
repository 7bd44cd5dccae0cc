/* Shared by the printer's files. */
#ifndef IR_PRINT_P_H
#define IR_PRINT_P_H

#include "ir/unit.h"

struct ir_names;

struct ir_printer {
    const struct ir_unit *unit;
    const struct ir_function *function;
    struct ir_names *names;
    const char *file; /* the file that positions without a name are in; interned */
    GString *out;
    /* Which namesake an entry is, from 1; symbol_ordinals is NULL when they are not told apart. */
    uint32_t *symbol_ordinals, *local_ordinals, *block_ordinals;
};

/* By enum ir_mention_kind. */
extern const char *const ir_mention_words[IR_N_MENTION_KINDS];

void ir_print_loc(const struct ir_printer *printer, ir_id loc);
void ir_print_symbol_name(const struct ir_printer *printer, ir_id symbol);
void ir_print_local_name(const struct ir_printer *printer, uint32_t local);
void ir_print_block_name(const struct ir_printer *printer, uint32_t block);
/* One line. */
void ir_print_inst(const struct ir_printer *printer, uint32_t inst);

#endif
