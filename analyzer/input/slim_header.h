/* What slim.c keeps of a file that units include. */
#ifndef INPUT_SLIM_HEADER_H
#define INPUT_SLIM_HEADER_H

#include "input/includes.h"
#include "input/lexicon.h"

/* A body in the file's bytes. */
struct slim_body {
    size_t begin, end;
    guint first_name, n_names; /* of the header's names */
    gboolean is_left_out;      /* of the text as it is now */
};

struct slim_header {
    gboolean is_known;
    GArray *lines; /* struct include_line; NULL of a file that was not read */
    /* Of a header with bodies, else NULL. Bytes are as the file is, text is as the last unit saw it. */
    char *bytes, *text;
    size_t left_out; /* bytes, of the text */
    GArray *bodies;  /* struct slim_body */
    GArray *names;   /* guint32, words of the lexicon: what may be names of the bodies' functions */
};

/* A text of the unit's own: all its words are live, names are those of its macros. outline_clear. */
struct outline slim_whole(const struct text *text);
/* What a text at that path includes, but for computed lines: struct include_line. */
GArray *slim_lines(struct includes *includes, const struct text *text, const char *path);

/* Fills `header`, which is zeroed, from a file of at most `max` bytes, and the lexicon with what it defines. Gives how
 * many bytes were read. */
size_t slim_header_read(struct slim_header *header, struct includes *includes, struct lexicon *lexicon, guint32 file,
                        size_t max);
void slim_header_clear(struct slim_header *header);

/* Makes its text lack those bodies whose function is not said, and adds the names of these (words) to `ret_left_out`, a
 * set. */
void slim_header_cut(struct slim_header *header, const struct lexicon *lexicon, GHashTable *ret_left_out);

#endif
