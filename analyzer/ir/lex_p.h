/* The words of the text form. */
#ifndef IR_LEX_P_H
#define IR_LEX_P_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum ir_token_kind {
    IR_TOKEN_END,
    IR_TOKEN_NAME,    /* load, if.then, size_t */
    IR_TOKEN_QUOTED,  /* 'a name' */
    IR_TOKEN_STRING,  /* "text" */
    IR_TOKEN_NUMBER,  /* 12, -3, 0xff */
    IR_TOKEN_ORDINAL, /* #2 */
    IR_TOKEN_TEMP,    /* %0, %len */
    IR_TOKEN_SYMBOL,  /* @name */
    IR_TOKEN_LOCAL,   /* &name */
    IR_TOKEN_LABEL,   /* &&name */
    IR_TOKEN_ARROW,   /* -> */
    IR_TOKEN_DOTS,    /* ... */
    IR_TOKEN_SIGN     /* any other character, in `value` */
};

struct ir_token {
    enum ir_token_kind kind;
    const char *text; /* without quotes and escapes; interned in `strings` */
    uint64_t value;   /* of a number, two's complement */
    uint32_t line, col;
    bool is_first; /* on its line */
};

/* All tokens, IR_TOKEN_END last; or NULL, with *ret_line, *ret_col and a static message. Owned by the caller. */
GArray *ir_lex(const char *text, GStringChunk *strings, uint32_t *ret_line, uint32_t *ret_col,
               const char **ret_message);

#endif
