#include "scan/sources.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/fingerprint.h"
#include "scan/paths.h"

#define MAX_FILE (16u << 20)
#define MAX_CACHED (64u << 20)

struct sources {
    char *root;
    GHashTable *known; /* file → struct source, or NULL for what cannot be read */
    size_t cached;     /* bytes */
};

static void source_free(gpointer data)
{
    struct source *source = data;
    if (!source)
        return;
    g_free(source->text);
    g_array_unref(source->starts);
    g_strfreev(source->hashes);
    g_free(source);
}

struct sources *sources_new(const char *root)
{
    struct sources *sources = g_new0(struct sources, 1);
    sources->root = g_strdup(root);
    sources->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, source_free);
    return sources;
}

void sources_free(struct sources *sources)
{
    g_hash_table_unref(sources->known);
    g_free(sources->root);
    g_free(sources);
}

static void index_lines(struct source *source)
{
    source->starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (size_t at = 0; at < source->length;) {
        uint32_t start = (uint32_t)at;
        g_array_append_val(source->starts, start);
        const char *end = memchr(source->text + at, '\n', source->length - at);
        at = end ? (size_t)(end - source->text) + 1 : source->length;
    }
}

static struct source *read_all(int fd, size_t size)
{
    struct source *source = g_new0(struct source, 1);
    source->text = g_malloc(size + 1);
    ssize_t n;
    while (source->length < size && (n = read(fd, source->text + source->length, size - source->length)) > 0)
        source->length += (size_t)n;
    source->text[source->length] = '\0';
    index_lines(source);
    return source;
}

/* O_NONBLOCK: a FIFO must not stop the scan. */
static struct source *read_file(const char *file)
{
    struct stat stat;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return NULL;
    struct source *source = NULL;
    if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size <= (off_t)MAX_FILE)
        source = read_all(fd, (size_t)stat.st_size);
    close(fd);
    return source;
}

/* Links followed: one in the tree may lead to anything. */
static bool may_be_shown(const char *root, const char *file)
{
    char *real_root = realpath(root, NULL), *real = realpath(file, NULL);
    bool may = real_root && real && paths_is_readable(root, file) && paths_is_readable(real_root, real);
    free(real_root);
    free(real);
    return may;
}

struct source *sources_get(struct sources *sources, const char *file)
{
    struct source *source;
    if (g_hash_table_lookup_extended(sources->known, file, NULL, (gpointer *)&source))
        return source;
    if (sources->cached > MAX_CACHED) {
        g_hash_table_remove_all(sources->known);
        sources->cached = 0;
    }
    source = may_be_shown(sources->root, file) ? read_file(file) : NULL;
    sources->cached += strlen(file) + (source ? 2 * source->length : 0);
    g_hash_table_insert(sources->known, g_strdup(file), source);
    return source;
}

uint32_t source_n_lines(const struct source *source)
{
    return source->starts->len;
}

static void replace_controls(char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7F)
            *text = ' ';
}

char *source_line(const struct source *source, uint32_t line)
{
    if (line == 0 || line > source->starts->len)
        return NULL;
    const char *start = source->text + g_array_index(source->starts, uint32_t, line - 1);
    const char *limit = source->text + source->length;
    const char *end = memchr(start, '\n', (size_t)(limit - start));
    size_t n = (size_t)((end ? end : limit) - start);
    if (n > 0 && start[n - 1] == '\r')
        n--;
    g_autofree char *raw = g_strndup(start, n); /* stops at a NUL */
    g_autofree char *valid = g_utf8_make_valid(raw, -1);
    replace_controls(valid);
    size_t kept = MIN(strlen(valid), (size_t)SOURCE_MAX_LINE);
    while (kept > 0 && ((unsigned char)valid[kept] & 0xC0) == 0x80)
        kept--; /* not inside a character */
    return g_strndup(valid, kept);
}

const char *source_line_hash(struct source *source, uint32_t line)
{
    if (line == 0 || line > source->starts->len)
        return NULL;
    if (!source->hashes)
        source->hashes = fingerprint_lines(source->text, source->length);
    return source->hashes[line - 1];
}
