/* Which files are the tree's, and what they are called outside: relative to the root. */
#ifndef SCAN_PATHS_H
#define SCAN_PATHS_H

#include <stdbool.h>

/* Both canonical and absolute. A folder is below itself. */
bool paths_is_below(const char *folder, const char *file);

/* Relative to `root` when below it, else absolute; `.` and `..` resolved, without looking at the file system. g_free.
 */
char *paths_relative(const char *root, const char *file);

/* False for system headers: outside of the root, or in a folder where a system keeps its headers, unless the root
 * itself lies there. */
bool paths_is_ours(const char *root, const char *file);

/* True for what may be shown: the tree's files and system headers. What a worker names is not trusted: it must not make
 * the report quote any file of the machine. */
bool paths_is_readable(const char *root, const char *file);

#endif
