/* Reading the text that clang prints of a function: its `for` and `asm` statements, and its _Generic selections. Knows no clang; the text is canonical:
 * no comments, no macros, every literal in its printed form. */
#ifndef FRONT_PRINTED_H
#define FRONT_PRINTED_H

#include "front/pretty.h"
#include "ir/unit.h"

enum printed_kind { PRINTED_FOR, PRINTED_ASM, PRINTED_GENERIC };

struct printed_item {
    enum printed_kind kind;
    size_t pos; /* behind the keyword */
};

/* All `for` and `asm` statements in the order of the text, and apart from them all selections. An asm label of a declaration
 * is none. */
void printed_items(const char *text, size_t length, GArray *ret_statements, GArray *ret_selections);

/* `pos` as in struct printed_item. False when the text is not what clang prints; outputs are then untouched. */
bool printed_for(const char *text, size_t length, size_t pos, bool ret_has[3]);

/* What stands between the brackets of a selection (g_free); NULL when they do not match. */
char *printed_generic(const char *text, size_t length, size_t pos);

struct printed_asm {
    const char *template;
    bool is_volatile, is_goto;
    GArray *outputs, *inputs;  /* struct pretty_operand */
    GArray *clobbers, *labels; /* const char * */
};
/* Strings are interned in `unit`. Owned by the caller (printed_asm_free); NULL when the text is no asm statement. */
struct printed_asm *printed_asm_read(struct ir_unit *unit, const char *text, size_t length, size_t pos);
void printed_asm_free(struct printed_asm *item);

#endif
