/* What a header gives to those who include it: which names it defines, and which words each definition says. No more of
 * C is understood than where a definition begins and ends; where that is in doubt, the text counts as live. Conditions
 * are not evaluated: all branches count. */
#ifndef INPUT_OUTLINE_H
#define INPUT_OUTLINE_H

#include "input/text.h"

enum outline_kind {
    OUTLINE_MACRO,
    OUTLINE_NAMED,       /* a function or an object with its initialiser: means something only to who names it */
    OUTLINE_DECLARATION, /* of anything else: its words are those with parentheses behind them */
    OUTLINE_LIVE, /* stands in every unit that includes the file: a macro that makes definitions, a fragment of code */
};

struct slice {
    const char *at; /* into the text */
    size_t length;
    gboolean weak; /* of a word: a member's or a local object's name, and no use of a function, only of a macro */
};

struct outline_part {
    enum outline_kind kind;
    guint first_name, n_names; /* of outline.names */
    guint first_word, n_words; /* of outline.words: identifiers, also those in strings */
    guint first_paste,
        n_pastes; /* of outline.pastes: identifiers and numbers at a ##; an empty one for a parameter at both sides */
    size_t begin, end; /* its bytes */
};

struct outline {
    GArray *parts;                  /* struct outline_part */
    GArray *names, *words, *pastes; /* struct slice */
};

/* Without declarations. */
struct outline outline_of(const struct text *text);
struct outline outline_with_declarations(const struct text *text);
void outline_clear(struct outline *outline);

#endif
