/* Texts of source files for excerpts, suppressions and hashes of lines: read at most once while they are near, bounded.
 */
#ifndef SCAN_SOURCES_H
#define SCAN_SOURCES_H

#include <glib.h>
#include <stdint.h>

#define SOURCE_MAX_LINE 400 /* bytes that a report shows */

struct source {
    char *text;
    size_t length;
    GArray *starts; /* uint32_t: where each line begins */
    char **hashes;  /* see source_line_hash */
};

struct sources;

struct sources *sources_new(const char *root);
void sources_free(struct sources *sources);
/* NULL when the file cannot be read, is no regular file, is too large, or is none of those that may be shown. Borrowed
 * until the next call. */
struct source *sources_get(struct sources *sources, const char *file);

uint32_t source_n_lines(const struct source *source);
/* The line, counted from 1, as valid UTF-8 without its end or control characters, cut to SOURCE_MAX_LINE bytes; NULL
 * when there is none. g_free. */
char *source_line(const struct source *source, uint32_t line);
/* GitHub's primaryLocationLineHash of the line, borrowed; NULL when there is none. */
const char *source_line_hash(struct source *source, uint32_t line);

#endif
