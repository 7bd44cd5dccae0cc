#define _GNU_SOURCE /* memrchr */

#include "input/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How many bytes the line break behind a backslash takes, or 0 when there is none. Compilers let blanks stand between
 * (GCC manual, "Initial processing"). */
static size_t splice_length(const char *at, const char *end)
{
    const char *p = at + 1;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\v' || *p == '\f'))
        p++;
    if (p < end && *p == '\r')
        p++;
    return p < end && *p == '\n' ? (size_t)(p + 1 - at) : 0;
}

/* 5.2.1.1: ??/ is a backslash where trigraphs are on. */
static const char *next_backslash(const char *from, const char *end, size_t *ret_width)
{
    const char *plain = memchr(from, '\\', (size_t)(end - from));
    const char *trigraph = memmem(from, (size_t)((plain ? plain : end) - from), "?\?/", 3);
    *ret_width = trigraph ? 3 : 1;
    return trigraph ? trigraph : plain;
}

/* In place: what is left is never longer. */
static void join_lines(struct text *text)
{
    const char *from = text->bytes, *end = text->bytes + text->length;
    char *to = text->bytes;
    size_t width;
    for (const char *at = from; (at = next_backslash(at, end, &width));) {
        size_t length = splice_length(at + width - 1, end);
        if (!length) {
            at += width;
            continue;
        }
        memmove(to, from, (size_t)(at - from));
        to += at - from;
        size_t offset = (size_t)(to - text->bytes);
        g_array_append_val(text->splices, offset);
        from = at = at + width - 1 + length;
    }
    memmove(to, from, (size_t)(end - from));
    to += end - from;
    text->length = (size_t)(to - text->bytes);
    *to = '\0';
}

struct text text_from(char *bytes, size_t length)
{
    struct text text = {.bytes = bytes, .length = length, .splices = g_array_new(FALSE, FALSE, sizeof(size_t))};
    bytes[length] = '\0';
    join_lines(&text);
    return text;
}

/* At most `size` bytes, fewer when the file has become shorter; -1 on failure. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, bytes + have, size - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        have += (size_t)n;
    }
    return (ssize_t)have;
}

enum text_state text_bytes(const char *path, size_t max, char **ret_bytes, size_t *ret_length)
{
    struct stat stat;
    enum text_state state = TEXT_UNREADABLE;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return state;
    if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode)) {
        size_t size = (size_t)stat.st_size;
        g_autofree char *bytes = size <= max ? g_malloc(size + 1) : NULL;
        ssize_t n = bytes ? read_all(fd, bytes, size) : 0;
        state = !bytes ? TEXT_TOO_LARGE : n < 0 ? TEXT_UNREADABLE : TEXT_READ;
        if (state == TEXT_READ) {
            bytes[n] = '\0';
            *ret_bytes = g_steal_pointer(&bytes);
            *ret_length = (size_t)n;
        }
    }
    close(fd);
    return state;
}

enum text_state text_read(const char *path, struct text *ret_text)
{
    char *bytes = NULL;
    size_t length = 0;
    enum text_state state = text_bytes(path, TEXT_MAX_BYTES, &bytes, &length);
    if (state == TEXT_READ)
        *ret_text = text_from(bytes, length);
    return state;
}

void text_clear(struct text *text)
{
    g_clear_pointer(&text->bytes, g_free);
    g_clear_pointer(&text->splices, g_array_unref);
}

unsigned text_line(const struct text *text, size_t offset)
{
    unsigned line = 1;
    for (const char *p = text->bytes; (p = memchr(p, '\n', (size_t)(text->bytes + offset - p))); p++)
        line++;
    for (guint i = 0; i < text->splices->len && g_array_index(text->splices, size_t, i) <= offset; i++)
        line++;
    return line;
}
