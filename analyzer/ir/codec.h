/* Bytes that are kept or sent: one description of each struct serves both ways, as a codec either writes what it is
 * shown or reads into it. Numbers are LEB128, signed ones zigzag; texts are numbers into the table of texts in front
 * (0: NULL). What is read may be anything: a count beyond the bytes that are left is a lie, and once something is wrong
 * the rest reads as zeros. */
#ifndef IR_CODEC_H
#define IR_CODEC_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct codec {
    GByteArray *out;     /* NULL when reading */
    bool is_broken;      /* when reading: what follows means nothing */
    const void *context; /* what the caller's own coders need, or NULL */
    const uint8_t *at, *end;
    GHashTable *numbers; /* when writing: text → its number */
    GPtrArray *texts;    /* by number - 1 */
};

/* Gives the copy that is to be read. */
typedef const char *codec_keep(const char *text, void *context);

/* Texts that are written must live until the end. */
void codec_begin_writing(struct codec *codec);
/* Appends the table of texts and what was written. */
void codec_end_writing(struct codec *codec, GByteArray *out);
/* The bytes must live until the end. `keep` NULL: texts that are read are borrowed from the bytes. */
void codec_begin_reading(struct codec *codec, const uint8_t *bytes, size_t n, codec_keep *keep, void *context);
/* Whether all was read, and was sound. */
bool codec_end_reading(struct codec *codec);

/* When reading: a wrong value breaks the codec. What is written is right by itself. */
void codec_refuse(struct codec *codec, bool is_wrong);

void code_u64(struct codec *codec, uint64_t *value);
void code_u32(struct codec *codec, uint32_t *value);
void code_signed(struct codec *codec, int64_t *value);
/* At most 32 of them. */
void code_flags(struct codec *codec, bool *const *flags, unsigned n);
#define FLAGS(...) (bool *const[]){__VA_ARGS__}, G_N_ELEMENTS(((bool *const[]){__VA_ARGS__}))
void code_text(struct codec *codec, const char **text);
/* Read ones are a copy (g_bytes_unref), never NULL. */
void code_bytes(struct codec *codec, GBytes **bytes);
/* One of the first n numbers: an enum's. */
uint32_t code_word(struct codec *codec, uint32_t value, uint32_t n);

#endif
