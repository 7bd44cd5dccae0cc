#include "symbols/maps.h"

#include <string.h>
#include <sys/sysmacros.h>

enum { MOST_LINES = 1 << 16, LONGEST_PATH = 4096 };

struct maps {
    unsigned references;
    GArray *mappings; /* struct mapping, by start, none overlaps another */
    GStringChunk *paths;
};

static struct maps *maps_new(void)
{
    struct maps *maps = g_new0(struct maps, 1);
    maps->references = 1;
    maps->mappings = g_array_new(FALSE, FALSE, sizeof(struct mapping));
    maps->paths = g_string_chunk_new(4096);
    return maps;
}

struct maps *maps_ref(struct maps *maps)
{
    maps->references++;
    return maps;
}

void maps_unref(struct maps *maps)
{
    if (!maps || --maps->references > 0)
        return;
    g_array_unref(maps->mappings);
    g_string_chunk_free(maps->paths);
    g_free(maps);
}

/* One line being read. */
struct cursor {
    const char *at, *end;
};

static bool take_number(struct cursor *cursor, unsigned base, uint64_t *ret_number)
{
    const char *start = cursor->at;
    uint64_t number = 0;
    for (; cursor->at < cursor->end; cursor->at++) {
        int digit = base == 16 ? g_ascii_xdigit_value(*cursor->at) : g_ascii_digit_value(*cursor->at);
        if (digit < 0)
            break;
        if (number > (UINT64_MAX - (unsigned)digit) / base)
            return false;
        number = number * base + (unsigned)digit;
    }
    *ret_number = number;
    return cursor->at > start;
}

static bool take_char(struct cursor *cursor, char wanted)
{
    if (cursor->at >= cursor->end || *cursor->at != wanted)
        return false;
    cursor->at++;
    return true;
}

static void skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t'))
        cursor->at++;
}

/* The kernel writes a line feed in a path as \012 (show_map_vma), and nothing else in another way. */
static char *unescaped(const char *at, const char *end)
{
    GString *path = g_string_new_len(at, end - at);
    g_string_replace(path, "\\012", "\n", 0);
    return g_string_free(path, FALSE);
}

/* "7f00-7f10 r-xp 00001000 fe:01 1234    /usr/bin/a b" */
static bool parse_line(struct cursor cursor, GStringChunk *paths, struct mapping *mapping)
{
    uint64_t major, minor;
    *mapping = (struct mapping){0};
    if (!take_number(&cursor, 16, &mapping->start) || !take_char(&cursor, '-') ||
        !take_number(&cursor, 16, &mapping->end) || mapping->start >= mapping->end || !take_char(&cursor, ' ') ||
        cursor.end - cursor.at < 5)
        return false;
    mapping->is_executable = cursor.at[2] == 'x';
    cursor.at += 4;
    if (!take_char(&cursor, ' ') || !take_number(&cursor, 16, &mapping->offset) || !take_char(&cursor, ' ') ||
        !take_number(&cursor, 16, &major) || !take_char(&cursor, ':') || !take_number(&cursor, 16, &minor) ||
        !take_char(&cursor, ' ') || !take_number(&cursor, 10, &mapping->inode))
        return false;
    skip_blanks(&cursor);
    if (cursor.end - cursor.at > LONGEST_PATH || memchr(cursor.at, '\0', (size_t)(cursor.end - cursor.at)))
        return false;
    mapping->device = makedev((unsigned)major, (unsigned)minor);
    g_autofree char *path = unescaped(cursor.at, cursor.end);
    mapping->path = g_string_chunk_insert_const(paths, path);
    return true;
}

static int by_start(gconstpointer a, gconstpointer b)
{
    const struct mapping *left = a, *right = b;
    return (left->start > right->start) - (left->start < right->start);
}

/* Cuts what is there where the new mapping lies, as mmap does. */
static void put(GArray *mappings, const struct mapping *fresh)
{
    for (unsigned i = 0; i < mappings->len; i++) {
        struct mapping *old = &g_array_index(mappings, struct mapping, i);
        if (old->end <= fresh->start || old->start >= fresh->end)
            continue;
        struct mapping right = *old;
        if (old->start < fresh->start)
            old->end = fresh->start;
        else
            g_array_remove_index(mappings, i--);
        if (right.end > fresh->end) {
            right.offset += fresh->end - right.start;
            right.start = fresh->end;
            g_array_append_val(mappings, right);
        }
    }
    g_array_append_val(mappings, *fresh);
}

/* A whole listing is in order; what is not (hostile, or added) is put in its place one by one. */
static void take_lines(struct maps *maps, const char *text, size_t size)
{
    const char *end = text + size;
    bool is_sorted = maps->mappings->len == 0;
    for (unsigned n = 0; text < end && n < MOST_LINES && maps->mappings->len < MOST_LINES; n++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        struct mapping mapping;
        stop = stop ? stop : end;
        if (parse_line((struct cursor){text, stop}, maps->paths, &mapping)) {
            GArray *known = maps->mappings;
            is_sorted = is_sorted &&
                        (known->len == 0 || g_array_index(known, struct mapping, known->len - 1).end <= mapping.start);
            if (is_sorted)
                g_array_append_val(known, mapping);
            else if (known->len < 4096) /* quadratic */
                put(known, &mapping);
        }
        text = stop + 1;
    }
    g_array_sort(maps->mappings, by_start);
}

struct maps *maps_parse(const char *text, size_t size)
{
    struct maps *maps = maps_new();
    take_lines(maps, text, size);
    return maps;
}

struct maps *maps_add(const struct maps *base, const char *text, size_t size)
{
    struct maps *maps = maps_new();
    for (unsigned i = 0; base && i < base->mappings->len; i++) {
        struct mapping mapping = g_array_index(base->mappings, struct mapping, i);
        mapping.path = g_string_chunk_insert_const(maps->paths, mapping.path);
        g_array_append_val(maps->mappings, mapping);
    }
    take_lines(maps, text, size);
    return maps;
}

const struct mapping *maps_find(const struct maps *maps, uint64_t address)
{
    unsigned low = 0, high = maps->mappings->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const struct mapping *mapping = &g_array_index(maps->mappings, struct mapping, middle);
        if (address < mapping->start)
            high = middle;
        else if (address >= mapping->end)
            low = middle + 1;
        else
            return mapping;
    }
    return NULL;
}

const struct mapping *maps_nth(const struct maps *maps, unsigned index)
{
    return index < maps->mappings->len ? &g_array_index(maps->mappings, struct mapping, index) : NULL;
}
