/* Private to join/: the files of the scanned tree, and which of them a path of the debug information means. The tree
 * may have been built somewhere else; then its files are known by the ends of their paths. */
#ifndef JOIN_TREE_H
#define JOIN_TREE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct tree;

/* `maps`: "OLD=NEW", checked by tree_check_maps; borrowed, NULL-terminated or NULL. */
struct tree *tree_new(const char *root, const char *const *maps);
void tree_free(struct tree *tree);
/* `file` is relative to the root. */
void tree_add(struct tree *tree, const char *file);

/* What a path may be; none: no file of the scan. */
struct tree_files {
    const char *const *files; /* relative to the root, `n` of them, sorted */
    unsigned n;
    bool is_sure; /* it is this one by its whole path, or by more of it than its last part */
};
/* Borrowed from the tree; bounded in number, so that it may be gone after the next call. */
const struct tree_files *tree_find(struct tree *tree, const char *path);

/* True when a word is OLD=NEW with both sides. */
bool tree_is_map(const char *word);

#endif
