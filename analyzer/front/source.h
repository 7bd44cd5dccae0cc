/* C source text in bytes: walking over it without being fooled by comments and strings. Knows no clang. */
#ifndef FRONT_SOURCE_H
#define FRONT_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum source_piece {
    SOURCE_END,
    SOURCE_BLANK,   /* blanks, line ends, continued lines */
    SOURCE_COMMENT,
    SOURCE_STRING,  /* with its quotes */
    SOURCE_CHAR,    /* with its quotes */
    SOURCE_NUMBER,  /* a preprocessing number */
    SOURCE_WORD,    /* identifier or keyword */
    SOURCE_PUNCT    /* one character */
};

/* What begins at *pos; moves *pos behind it. Never runs past `end`, whatever the text is. */
enum source_piece source_next(const char *text, size_t end, size_t *pos);

/* Where the directive ends that begins before `pos`: at its line's end, which a backslash puts off; comments may hold
 * line ends of their own. */
size_t source_directive_end(const char *text, size_t end, size_t pos);

/* How source_fold judges what it reads. */
enum source_reading {
    SOURCE_ANY,        /* whatever stands there, if its brackets match */
    SOURCE_EXPRESSION, /* and there is no comma outside of brackets */
    SOURCE_WIDEN       /* reads on behind the end until brackets match */
};

#define SOURCE_MAX_TEXT 200

/* The text from begin to end on one line: blanks folded, comments dropped, valid UTF-8, cut to SOURCE_MAX_TEXT bytes
 * (g_free). NULL when empty, or not as the reading wants it. */
char *source_fold(const char *text, size_t begin, size_t end, size_t limit, enum source_reading reading);

/* The macro use that begins at `begin`: a word, and the brackets behind it, if any. Else as source_fold. */
char *source_fold_use(const char *text, size_t begin, size_t limit);

#endif
