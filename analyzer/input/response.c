#include "input/response.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/flags.h"

#define MAX_DEPTH 8
#define MAX_BYTES (1 << 20)

struct expansion {
    const char *tree, *directory;
    GPtrArray *words;
    size_t bytes; /* read so far, from all files */
    char *refused;
};

/* Resolved through symbolic links, so that a link in the tree does not lead out of it. */
static gboolean is_inside(const char *tree, const char *path)
{
    char *real_tree = realpath(tree, NULL);
    char *real_path = realpath(path, NULL);
    size_t n = real_tree ? strlen(real_tree) : 0;
    while (n > 0 && real_tree[n - 1] == '/')
        n--;
    gboolean inside = real_tree && real_path && strncmp(real_tree, real_path, n) == 0 && real_path[n] == '/';
    free(real_tree);
    free(real_path);
    return inside;
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static char *read_bounded(struct expansion *expansion, const char *path)
{
    struct stat stat;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return NULL;
    g_autofree char *text = NULL;
    if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size <= (off_t)(MAX_BYTES - expansion->bytes)) {
        text = g_malloc((size_t)stat.st_size + 1);
        ssize_t n = read(fd, text, (size_t)stat.st_size);
        text[MAX(n, 0)] = '\0';
        expansion->bytes += (size_t)MAX(n, 0);
    }
    close(fd);
    return g_steal_pointer(&text);
}

static char **words_of(struct expansion *expansion, const char *name)
{
    g_autofree char *path = g_canonicalize_filename(name, expansion->directory);
    if (!is_inside(expansion->tree, path))
        return NULL;
    g_autofree char *text = read_bounded(expansion, path);
    return text ? flags_split(text) : NULL;
}

static void expand(struct expansion *expansion, const char *const *argv, unsigned depth)
{
    for (size_t i = 0; argv[i] && expansion->words->len < RESPONSE_MAX_WORDS; i++) {
        if (argv[i][0] != '@') {
            g_ptr_array_add(expansion->words, g_strdup(argv[i]));
            continue;
        }
        g_auto(GStrv) words = depth < MAX_DEPTH ? words_of(expansion, argv[i] + 1) : NULL;
        if (words)
            expand(expansion, (const char *const *)words, depth + 1);
        else if (!expansion->refused)
            expansion->refused = g_strdup(argv[i]);
    }
}

GPtrArray *response_expand(const char *const *argv, const char *tree, const char *directory, char **ret_refused)
{
    struct expansion expansion = {.tree = tree, .directory = directory};
    expansion.words = g_ptr_array_new_with_free_func(g_free);
    expand(&expansion, argv, 0);
    *ret_refused = expansion.refused;
    return expansion.words;
}
