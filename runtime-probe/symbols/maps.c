#include "symbols/maps.h"

#include <string.h>

enum { MOST_LINES = 1 << 16, LONGEST_PATH = 4096 };

struct maps {
    unsigned references, n;
    const struct mapping *mappings; /* by start, none overlaps another */
};

/* A listing while it is read: data too, as it may lie where code was. */
struct line {
    struct mapping mapping;
    bool is_code;
};
struct listing {
    GArray *lines; /* struct line */
    GStringChunk *paths;
};

struct maps *maps_ref(struct maps *maps)
{
    maps->references++;
    return maps;
}

void maps_unref(struct maps *maps)
{
    if (!maps || --maps->references > 0)
        return;
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
static bool parse_line(struct cursor cursor, GStringChunk *paths, struct line *line)
{
    struct mapping *mapping = &line->mapping;
    uint64_t major, minor;
    *line = (struct line){0};
    if (!take_number(&cursor, 16, &mapping->start) || !take_char(&cursor, '-') ||
        !take_number(&cursor, 16, &mapping->end) || mapping->start >= mapping->end || !take_char(&cursor, ' ') ||
        cursor.end - cursor.at < 5)
        return false;
    line->is_code = cursor.at[2] == 'x';
    cursor.at += 4;
    if (!take_char(&cursor, ' ') || !take_number(&cursor, 16, &mapping->offset) || !take_char(&cursor, ' ') ||
        !take_number(&cursor, 16, &major) || !take_char(&cursor, ':') || !take_number(&cursor, 16, &minor) ||
        !take_char(&cursor, ' ') || !take_number(&cursor, 10, &mapping->inode))
        return false;
    skip_blanks(&cursor);
    if (cursor.end - cursor.at > LONGEST_PATH || memchr(cursor.at, '\0', (size_t)(cursor.end - cursor.at)))
        return false;
    g_autofree char *path = unescaped(cursor.at, cursor.end);
    mapping->path = g_string_chunk_insert_const(paths, path);
    return true;
}

static int by_start(gconstpointer a, gconstpointer b)
{
    const struct line *left = a, *right = b;
    return (left->mapping.start > right->mapping.start) - (left->mapping.start < right->mapping.start);
}

/* Cuts what is there where the new mapping lies, as mmap does. */
static void put(GArray *lines, const struct line *fresh)
{
    for (unsigned i = 0; i < lines->len; i++) {
        struct line *old = &g_array_index(lines, struct line, i);
        if (old->mapping.end <= fresh->mapping.start || old->mapping.start >= fresh->mapping.end)
            continue;
        struct line right = *old;
        if (old->mapping.start < fresh->mapping.start)
            old->mapping.end = fresh->mapping.start;
        else
            g_array_remove_index(lines, i--);
        if (right.mapping.end > fresh->mapping.end) {
            right.mapping.offset += fresh->mapping.end - right.mapping.start;
            right.mapping.start = fresh->mapping.end;
            g_array_append_val(lines, right);
        }
    }
    g_array_append_val(lines, *fresh);
}

/* A whole listing is in order; what is not (hostile, or added) is put in its place one by one. */
static void take_lines(struct listing *listing, const char *text, size_t size)
{
    const char *end = text + size;
    GArray *known = listing->lines;
    bool is_sorted = known->len == 0;
    for (unsigned n = 0; text < end && n < MOST_LINES && known->len < MOST_LINES; n++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        struct line line;
        stop = stop ? stop : end;
        if (parse_line((struct cursor){text, stop}, listing->paths, &line)) {
            is_sorted =
                is_sorted && (known->len == 0 ||
                              g_array_index(known, struct line, known->len - 1).mapping.end <= line.mapping.start);
            if (is_sorted)
                g_array_append_val(known, line);
            else if (known->len < 4096) /* quadratic */
                put(known, &line);
        }
        text = stop + 1;
    }
    g_array_sort(known, by_start);
}

/* One block of memory: the mappings, then their paths. */
static struct maps *kept(const struct listing *listing)
{
    size_t n = 0, bytes = 0;
    for (unsigned i = 0; i < listing->lines->len; i++) {
        const struct line *line = &g_array_index(listing->lines, struct line, i);
        n += line->is_code;
        bytes += line->is_code ? strlen(line->mapping.path) + 1 : 0;
    }
    struct maps *maps = g_malloc(sizeof *maps + n * sizeof(struct mapping) + bytes);
    struct mapping *mappings = (struct mapping *)(maps + 1);
    char *paths = (char *)(mappings + n);
    *maps = (struct maps){.references = 1, .n = (unsigned)n, .mappings = mappings};
    for (unsigned i = 0; i < listing->lines->len; i++) {
        const struct line *line = &g_array_index(listing->lines, struct line, i);
        if (!line->is_code)
            continue;
        *mappings = line->mapping;
        mappings->path = strcpy(paths, line->mapping.path);
        paths += strlen(paths) + 1;
        mappings++;
    }
    return maps;
}

struct maps *maps_parse(const char *text, size_t size)
{
    return maps_add(NULL, text, size);
}

struct maps *maps_add(const struct maps *base, const char *text, size_t size)
{
    struct listing listing = {g_array_new(FALSE, FALSE, sizeof(struct line)), g_string_chunk_new(4096)};
    for (unsigned i = 0; base && i < base->n; i++) {
        struct line line = {base->mappings[i], true};
        g_array_append_val(listing.lines, line);
    }
    take_lines(&listing, text, size);
    struct maps *maps = kept(&listing);
    g_array_unref(listing.lines);
    g_string_chunk_free(listing.paths);
    return maps;
}

const struct mapping *maps_find(const struct maps *maps, uint64_t address)
{
    unsigned low = 0, high = maps->n;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const struct mapping *mapping = &maps->mappings[middle];
        if (address < mapping->start)
            high = middle;
        else if (address >= mapping->end)
            low = middle + 1;
        else
            return mapping;
    }
    return NULL;
}
