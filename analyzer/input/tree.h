/* The files below a folder,. */
#ifndef INPUT_TREE_H
#define INPUT_TREE_H

#include "input/command.h"

/* Regular .c files at or below `paths`, absolute and canonical, sorted, each once; symbolic links to folders are not
 * followed, hidden folders are left out, `excludes` are globs over the path relative to `root`. Unreadable folders
 * become `notes`. An unreadable path of `paths` is an error. GPtrArray of char *. */
GPtrArray *tree_sources(const char *root, const char *const *paths, const char *const *excludes, GPtrArray *notes,
                        GError **error);

/* The headers below `root` (files that are commonly included: *.h, *.inc …), in the same way. */
GPtrArray *tree_headers(const char *root);

/* True when the path relative to `root` matches one of the globs. */
gboolean tree_excluded(const char *root, const char *file, const char *const *excludes);

#endif
