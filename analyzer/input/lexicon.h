/* Which words come to mean something in a unit: those that its own text says, and those in the definitions of its
 * headers whose names are said, and so on. By names alone, one name space over all headers of a unit. No proof: a macro
 * of a file that nobody added is missed, or a name that is pasted of many parts. */
#ifndef INPUT_LEXICON_H
#define INPUT_LEXICON_H

#include "input/outline.h"

struct lexicon;

/* Memory grows with the words of the definitions added, 4 bytes for each in each definition, and with the places in
 * names where ## may have joined them, which are bounded. */
struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);

/* The word's number, in the order of asking. */
guint32 lexicon_word(struct lexicon *lexicon, const char *text, gsize length);

/* Takes a file's definitions, once; `file` is its number, small. */
void lexicon_add(struct lexicon *lexicon, guint32 file, const struct outline *outline);

/* Another unit: nothing is said, and no file is part of it. */
void lexicon_begin(struct lexicon *lexicon);
/* Its definitions count, and its live text is said. */
void lexicon_include(struct lexicon *lexicon, guint32 file);
/* `weak`: as a member or a local object, which only a macro's name may be besides. */
void lexicon_say(struct lexicon *lexicon, guint32 word, gboolean weak);
/* It stands at a ##, and may be a part of a name. */
void lexicon_paste(struct lexicon *lexicon, guint32 word);
/* The number of a word that may be made by ##: of parts that begin or end with a _. */
guint32 lexicon_name(struct lexicon *lexicon, const char *text, gsize length);
/* Says all that comes of what was said so far. Of the `names` (guint32, from lexicon_name) also those are said which ##
 * may make of what stands at one and what is said. */
void lexicon_follow(struct lexicon *lexicon, const GArray *names);

gboolean lexicon_is_said(const struct lexicon *lexicon, guint32 word);
/* Does a file of this unit define it? */
gboolean lexicon_is_defined(const struct lexicon *lexicon, guint32 word);

#endif
