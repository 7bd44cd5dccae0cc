/* Many expressions, one pass: the only user of vectorscan. */
#ifndef INPUT_MATCHER_H
#define INPUT_MATCHER_H

#include <glib.h>

struct matcher;

/* An expression in vectorscan's syntax without regard to case, or a plain word. */
struct matcher_pattern {
    const char *text;
    gboolean is_word;
    guint32 id;
};

/* `patterns`: struct matcher_pattern, each of which cannot be wrong but for vectorscan's limits: NULL and the error
 * then. */
struct matcher *matcher_new(const GArray *patterns, GError **error);
void matcher_free(struct matcher *matcher);

/* A place behind a hit, [end - length of the word, end) for words, which may be parts of longer ones. TRUE to go on. */
typedef gboolean matcher_hit(gpointer data, guint32 id, gsize end);
void matcher_scan(struct matcher *matcher, const char *bytes, gsize length, matcher_hit *hit, gpointer data);

#endif
