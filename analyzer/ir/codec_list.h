/* Lists in what a codec writes and reads (ir/codec.h): their length, then the entries. */
#ifndef IR_CODEC_LIST_H
#define IR_CODEC_LIST_H

#include "ir/codec.h"

typedef void codec_entry(struct codec *codec, gpointer entry);

/* How many entries follow, each of a byte or more. */
uint32_t code_count(struct codec *codec, uint32_t count);
/* All entries of a table; read ones are appended, all of them or, when they are broken, none. */
void code_table(struct codec *codec, GArray *table, codec_entry *code);
/* const char *, none of them NULL. Likewise, but of broken ones the sound ones before are there. */
void code_texts(struct codec *codec, GPtrArray *texts);

#endif
