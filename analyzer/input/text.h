/* The bytes of a source file as the first phases of translation leave them (C11 5.1.1.2): lines that end in a backslash
 * are joined. Read with read(2), never mapped: a file that shrinks meanwhile is only shorter. */
#ifndef INPUT_TEXT_H
#define INPUT_TEXT_H

#include <glib.h>

struct text {
    char *bytes; /* NUL at [length], for the reader's ease; others may stand before */
    size_t length;
    GArray *splices; /* size_t: offsets where a line break was taken out, ascending */
};

enum text_state { TEXT_READ, TEXT_UNREADABLE, TEXT_TOO_LARGE };

/* Larger files are told by TEXT_TOO_LARGE, and not read. Only regular files are; a FIFO is unreadable at once. */
#define TEXT_MAX_BYTES (64u << 20)

/* What text holds after TEXT_READ, and only then, is released by text_clear. */
enum text_state text_read(const char *path, struct text *ret_text);
/* The file's bytes as they are, if there are no more than `max`; a NUL stands behind them. g_free. */
enum text_state text_bytes(const char *path, size_t max, char **ret_bytes, size_t *ret_length);
/* The same as text_read from memory: takes `bytes`, which g_free will free and which has room for one byte at [length].
 */
struct text text_from(char *bytes, size_t length);
void text_clear(struct text *text);

/* The line, from 1, in which the byte stood in the file. */
unsigned text_line(const struct text *text, size_t offset);

#endif
