#include "input/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/database.h"

#define MAX_ENTRY (16u << 20)
#define MAX_DEPTH 16
#define MAX_ARGUMENTS 65536
#define MAX_ARGUMENT (1u << 20)

/* The array around the entries is read by hand, a byte at a time; what stands between an entry's braces goes to json-c.
 */
struct entries {
    char *path;
    FILE *stream;
    GString *text; /* of the current entry */
    struct json_tokener *tokener;
    unsigned line, column;             /* of the byte read last */
    unsigned start_line, start_column; /* of the current entry */
    unsigned n;
};

static void fail(const struct entries *entries, GError **error, enum input_error code, const char *what)
{
    g_set_error(error, INPUT_ERROR, (int)code, "%s:%u:%u: %s", entries->path, entries->line, entries->column, what);
}

static FILE *open_regular(const char *path, GError **error)
{
    struct stat stat = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &stat) != 0) {
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_IO, "cannot read %s: %s", path, g_strerror(errno));
    } else if (!S_ISREG(stat.st_mode)) {
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_IO, "cannot read %s: not a regular file", path);
    } else if (stat.st_size > ENTRIES_MAX_BYTES) {
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_LIMIT, "%s: larger than 1 GiB", path);
    } else {
        return fdopen(fd, "re");
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

static int next_byte(struct entries *entries)
{
    int c = getc_unlocked(entries->stream);
    if (c == '\n') {
        entries->line++;
        entries->column = 0;
    } else {
        entries->column++;
    }
    return c;
}

static int next_token(struct entries *entries)
{
    int c;
    do
        c = next_byte(entries);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
    return c;
}

/* Some editors put U+FEFF in front. */
static gboolean read_opening(struct entries *entries, GError **error)
{
    int c = next_token(entries);
    if (c == 0xEF && next_byte(entries) == 0xBB && next_byte(entries) == 0xBF)
        c = next_token(entries);
    if (c != '[')
        fail(entries, error, INPUT_ERROR_SYNTAX, "a compile database begins with '['");
    return c == '[';
}

struct entries *entries_open(const char *path, GError **error)
{
    FILE *stream = open_regular(path, error);
    if (!stream)
        return NULL;
    struct entries *entries = g_new0(struct entries, 1);
    *entries = (struct entries){.path = g_strdup(path), .stream = stream, .text = g_string_new(NULL), .line = 1};
    entries->tokener = json_tokener_new_ex(MAX_DEPTH);
    g_assert(entries->tokener);
    if (read_opening(entries, error))
        return entries;
    entries_close(entries);
    return NULL;
}

void entries_close(struct entries *entries)
{
    if (!entries)
        return;
    fclose(entries->stream);
    json_tokener_free(entries->tokener);
    g_string_free(entries->text, TRUE);
    g_free(entries->path);
    g_free(entries);
}

/* Copies the text up to the brace that closes the entry; braces in strings do not count. */
static gboolean read_braces(struct entries *entries, GError **error)
{
    unsigned depth = 1;
    gboolean in_string = FALSE, escaped = FALSE;
    entries->start_line = entries->line;
    entries->start_column = entries->column;
    g_string_assign(entries->text, "{");
    while (depth > 0) {
        int c = next_byte(entries);
        if (c == EOF) {
            fail(entries, error, INPUT_ERROR_SYNTAX, "the file ends inside an entry");
            return FALSE;
        }
        if (entries->text->len >= MAX_ENTRY) {
            fail(entries, error, INPUT_ERROR_LIMIT, "an entry is larger than 16 MiB");
            return FALSE;
        }
        g_string_append_c(entries->text, (char)c);
        if (in_string) {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_string = c == '"';
            depth += c == '{' ? 1 : c == '}' ? -1u : 0;
        }
    }
    return TRUE;
}

/* A position inside the entry's text, told as one of the file. */
static void fail_inside(struct entries *entries, size_t offset, const char *what, GError **error)
{
    entries->line = entries->start_line;
    entries->column = entries->start_column;
    for (size_t i = 1; i <= MIN(offset, entries->text->len - 1); i++) {
        gboolean ends = entries->text->str[i] == '\n';
        entries->line += ends;
        entries->column = ends ? 0 : entries->column + 1;
    }
    fail(entries, error, INPUT_ERROR_SYNTAX, what);
}

static struct json_object *parse(struct entries *entries, GError **error)
{
    json_tokener_reset(entries->tokener);
    struct json_object *object = json_tokener_parse_ex(entries->tokener, entries->text->str, (int)entries->text->len);
    if (!object)
        fail_inside(entries, json_tokener_get_parse_end(entries->tokener),
                    json_tokener_error_desc(json_tokener_get_error(entries->tokener)), error);
    return object;
}

/* The string, or NULL when it is none, or cannot be a word of a command line. */
static const char *string_of(struct json_object *value)
{
    if (!json_object_is_type(value, json_type_string))
        return NULL;
    const char *text = json_object_get_string(value);
    size_t length = (size_t)json_object_get_string_len(value);
    return length <= MAX_ARGUMENT && strlen(text) == length ? text : NULL;
}

static char *member(struct json_object *object, const char *key)
{
    struct json_object *value;
    return json_object_object_get_ex(object, key, &value) ? g_strdup(string_of(value)) : NULL;
}

/* NULL and a fault when the list is there and unusable. */
static char **arguments_of(struct json_object *object, const char **fault)
{
    struct json_object *list;
    if (!json_object_object_get_ex(object, "arguments", &list))
        return NULL;
    size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    if (n == 0 || n > MAX_ARGUMENTS) {
        *fault = n ? "more than 65536 arguments" : "\"arguments\" is not a list of strings";
        return NULL;
    }
    g_auto(GStrv) words = g_new0(char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *word = string_of(json_object_array_get_idx(list, i));
        if (!word) {
            *fault = "an argument is not a string, holds a NUL, or is larger than 1 MiB";
            return NULL;
        }
        words[i] = g_strdup(word);
    }
    return g_steal_pointer(&words);
}

static void fill(struct entry *entry, struct json_object *object)
{
    entry->directory = member(object, "directory");
    entry->file = member(object, "file");
    entry->command = member(object, "command");
    entry->arguments = arguments_of(object, &entry->fault);
    if (!entry->file || !entry->file[0])
        entry->fault = "no usable \"file\"";
    else if (!entry->fault && !entry->arguments && !entry->command)
        entry->fault = "neither \"arguments\" nor \"command\"";
}

/* The byte that begins the next entry, or 0 at the end or an error. */
static int next_opening(struct entries *entries, GError **error)
{
    int c = next_token(entries);
    if (c == ',' && entries->n > 0)
        c = next_token(entries);
    else if (c != ']' && entries->n > 0)
        c = 0;
    if (c == ']') {
        if (next_token(entries) != EOF)
            fail(entries, error, INPUT_ERROR_SYNTAX, "text behind the ']' that ends the database");
        return 0;
    }
    if (c == '{')
        return c;
    if (c == EOF)
        fail(entries, error, INPUT_ERROR_SYNTAX, "the file ends before its ']'");
    else
        fail(entries, error, INPUT_ERROR_SYNTAX,
             c == 0 ? "expected ',' or ']' behind an entry" : "expected an entry, which begins with '{'");
    return 0;
}

gboolean entries_next(struct entries *entries, struct entry *ret_entry, GError **error)
{
    if (!next_opening(entries, error))
        return FALSE;
    if (entries->n >= ENTRIES_MAX) {
        fail(entries, error, INPUT_ERROR_LIMIT, "more than 2 million entries");
        return FALSE;
    }
    struct json_object *object = read_braces(entries, error) ? parse(entries, error) : NULL;
    if (!object)
        return FALSE;
    entries->n++;
    *ret_entry = (struct entry){.line = entries->start_line};
    fill(ret_entry, object);
    json_object_put(object);
    return TRUE;
}

void entry_clear(struct entry *entry)
{
    g_free(entry->directory);
    g_free(entry->file);
    g_free(entry->command);
    g_strfreev(entry->arguments);
    *entry = (struct entry){0};
}
