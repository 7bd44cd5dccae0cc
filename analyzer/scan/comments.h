/* The comments of a C text, and which lines hold anything else. */
#ifndef SCAN_COMMENTS_H
#define SCAN_COMMENTS_H

#include <glib.h>
#include <stdint.h>

struct comment {
    const char *text; /* behind its opening, borrowed from the source */
    size_t length;    /* without its end */
    uint32_t first_line, last_line;
};

struct comments {
    GArray *list;      /* struct comment, in order */
    GByteArray *coded; /* by line, counted from 0: 1 when the line holds code */
};

/* Strings and character constants are not comments (C17 6.4.9); a backslash at a line's end continues it (5.1.1.2). */
void comments_find(const char *text, size_t length, struct comments *ret_comments);
void comments_clear(struct comments *comments);
gboolean comments_has_code(const struct comments *comments, uint32_t line); /* counted from 1 */

#endif
