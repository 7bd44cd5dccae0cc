/* The definitions of a tree's headers: which names each of them gives, and which words it says of them. Words are the
 * web's numbers (input/web.h). Once indexed, the definitions that say a word are found by it. */
#ifndef INPUT_DEFINITIONS_H
#define INPUT_DEFINITIONS_H

#include <glib.h>

struct definition {
    guint32 first_name, n_names; /* definitions_name */
    guint32 first_word, n_words; /* definitions_word */
    guint32 file;
    gboolean is_live; /* code, which is there without anybody naming it */
};

struct definitions;

struct definitions *definitions_new(void);
void definitions_free(struct definitions *definitions);

/* One definition: begun, filled, ended. Words said twice count once. One that says nothing leads nowhere, and is left
 * out, as most of a register map's. */
void definitions_begin(struct definitions *definitions, guint32 file, gboolean is_live);
void definitions_say(struct definitions *definitions, guint32 word);
void definitions_name_it(struct definitions *definitions, guint32 name);
void definitions_end(struct definitions *definitions);

/* FALSE when nothing was added since the last time. `n_words`: above all words said. */
gboolean definitions_index(struct definitions *definitions, guint32 n_words);
/* How many say the word, and the i-th of them, by its number; words that came after the index are said by nobody. */
guint32 definitions_sayers(const struct definitions *definitions, guint32 word);
guint32 definitions_sayer_number(const struct definitions *definitions, guint32 word, guint32 i);
const struct definition *definitions_at(const struct definitions *definitions, guint32 number);
guint32 definitions_name(const struct definitions *definitions, const struct definition *definition, guint32 i);
guint32 definitions_word(const struct definitions *definitions, const struct definition *definition, guint32 i);

static inline const struct definition *definitions_sayer(const struct definitions *definitions, guint32 word, guint32 i)
{
    return definitions_at(definitions, definitions_sayer_number(definitions, word, i));
}

#endif
