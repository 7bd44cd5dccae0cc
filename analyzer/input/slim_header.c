#include "input/slim_header.h"

#include <string.h>

#include "input/inlines.h"
#include "input/lexer.h"

/* ---- where the bodies are in the file ---- */

/* From the text, in which lines are joined, to the file; for offsets that ascend. */
struct mapping {
    const struct text *text;
    const char *bytes;
    size_t length, removed; /* bytes that are missing in the text so far */
    guint next;             /* splice */
};

static gboolean to_file(struct mapping *mapping, size_t *offset)
{
    const GArray *splices = mapping->text->splices;
    for (; mapping->next < splices->len && g_array_index(splices, size_t, mapping->next) <= *offset; mapping->next++) {
        size_t at = g_array_index(splices, size_t, mapping->next) + mapping->removed;
        const char *newline = at < mapping->length ? memchr(mapping->bytes + at, '\n', mapping->length - at) : NULL;
        if (!newline)
            return FALSE;
        mapping->removed = (size_t)(newline + 1 - mapping->bytes) - g_array_index(splices, size_t, mapping->next);
    }
    *offset += mapping->removed;
    return *offset < mapping->length;
}

static gboolean add_body(struct slim_header *header, struct lexicon *lexicon, const struct inlines *bodies,
                         const struct inline_body *from, struct mapping *mapping)
{
    struct slim_body body = {.begin = from->begin, .end = from->end - 1};
    body.first_name = header->names->len;
    body.n_names = from->n_names;
    if (!to_file(mapping, &body.begin) || !to_file(mapping, &body.end) || mapping->bytes[body.begin] != '{' ||
        mapping->bytes[body.end] != '}')
        return FALSE;
    body.end++;
    for (guint i = 0; i < body.n_names; i++) {
        const struct slice *name = &g_array_index(bodies->names, struct slice, from->first_name + i);
        guint32 word = lexicon_name(lexicon, name->at, name->length);
        g_array_append_val(header->names, word);
    }
    g_array_append_val(header->bodies, body);
    return TRUE;
}

static void find_bodies(struct slim_header *header, struct lexicon *lexicon, const struct text *text, const char *bytes,
                        size_t length)
{
    struct inlines bodies = inlines_of(text);
    struct mapping mapping = {.text = text, .bytes = bytes, .length = length};
    header->bodies = g_array_new(FALSE, FALSE, sizeof(struct slim_body));
    header->names = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < bodies.bodies->len; i++)
        if (!add_body(header, lexicon, &bodies, &g_array_index(bodies.bodies, struct inline_body, i), &mapping))
            break;
    inlines_clear(&bodies);
}

/* ---- reading ---- */

static gboolean is_member(const struct token *last, const struct text *text)
{
    return token_is_sign(last, '.') || (token_is_sign(last, '>') && last->at > text->bytes && last->at[-1] == '-');
}

struct outline slim_whole(const struct text *text)
{
    struct outline outline = {.parts = g_array_new(FALSE, FALSE, sizeof(struct outline_part))};
    outline.names = g_array_new(FALSE, FALSE, sizeof(struct slice));
    outline.words = g_array_new(FALSE, FALSE, sizeof(struct slice));
    outline.pastes = g_array_new(FALSE, FALSE, sizeof(struct slice));
    struct lexer lexer = lexer_begin(text);
    struct token token, last = {.at = ""};
    for (; (token = lexer_next(&lexer)).kind != TOKEN_END; last = token) {
        struct slice slice = {.at = token.at, .length = token.length, .weak = is_member(&last, text)};
        struct slice before = {.at = last.at, .length = last.length};
        if (token.kind == TOKEN_WORD)
            g_array_append_val(outline.words, slice);
        if (token.kind == TOKEN_WORD && token_is(&last, "define"))
            g_array_append_val(outline.names, slice);
        if (token.kind == TOKEN_WORD && token_is(&last, "##"))
            g_array_append_val(outline.pastes, slice);
        if (last.kind == TOKEN_WORD && token_is(&token, "##"))
            g_array_append_val(outline.pastes, before);
    }
    struct outline_part part = {.kind = OUTLINE_LIVE, .n_words = outline.words->len, .n_pastes = outline.pastes->len};
    part.n_names = outline.names->len;
    g_array_append_val(outline.parts, part);
    return outline;
}

GArray *slim_lines(struct includes *includes, const struct text *text, const char *path)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct include_line));
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GArray) found = includes_find(text);
    for (guint i = 0; i < found->len; i++) {
        const struct include *include = &g_array_index(found, struct include, i);
        if (include->kind == INCLUDE_COMPUTED)
            continue;
        struct include_line line = includes_line(includes, include, folder);
        g_array_append_val(lines, line);
    }
    return lines;
}

/* Takes the bytes over where it keeps them; the text is parsed as a string that ends at its first NUL (front.h). */
static void take(struct slim_header *header, struct lexicon *lexicon, const struct text *text, char *bytes,
                 size_t length)
{
    if (!memchr(bytes, '\0', length))
        find_bodies(header, lexicon, text, bytes, length);
    if (!header->bodies || header->bodies->len == 0) {
        g_free(bytes);
        return;
    }
    header->bytes = bytes;
    header->text = g_memdup2(bytes, length + 1);
}

/* A header that is found by several paths, or by a link, counts as any other, but stays as it is. */
size_t slim_header_read(struct slim_header *header, struct includes *includes, struct lexicon *lexicon, guint32 file,
                        size_t max)
{
    const char *path = includes_file_path(includes, file), *spelling = includes_file_spelling(includes, file);
    char *bytes = NULL;
    size_t length = 0;
    header->is_known = TRUE;
    if (text_bytes(path, max, &bytes, &length) != TEXT_READ)
        return 0;
    struct text text = text_from(g_memdup2(bytes, length + 1), length);
    header->lines = slim_lines(includes, &text, path);
    gboolean is_own = !g_str_has_suffix(spelling ? spelling : path, ".h");
    struct outline outline = is_own ? slim_whole(&text) : outline_with_declarations(&text);
    lexicon_add(lexicon, file, &outline);
    outline_clear(&outline);
    if (is_own)
        g_free(bytes);
    else
        take(header, lexicon, &text, bytes, length);
    text_clear(&text);
    return length;
}

void slim_header_clear(struct slim_header *header)
{
    g_free(header->bytes);
    g_free(header->text);
    g_clear_pointer(&header->lines, g_array_unref);
    g_clear_pointer(&header->bodies, g_array_unref);
    g_clear_pointer(&header->names, g_array_unref);
}

/* ---- cutting ---- */

static gboolean is_said(const struct slim_header *header, const struct slim_body *body, const struct lexicon *lexicon)
{
    for (guint i = 0; i < body->n_names; i++)
        if (lexicon_is_said(lexicon, g_array_index(header->names, guint32, body->first_name + i)))
            return TRUE;
    return FALSE;
}

static void blank(char *at, const char *end)
{
    *at++ = ';';
    for (; at < end; at++)
        if (*at != '\n')
            *at = ' ';
}

static void leave_out(struct slim_header *header, struct slim_body *body, gboolean is_left_out)
{
    size_t length = body->end - body->begin;
    if (body->is_left_out == is_left_out)
        return;
    body->is_left_out = is_left_out;
    if (is_left_out) {
        blank(header->text + body->begin, header->text + body->end);
        header->left_out += length;
    } else {
        memcpy(header->text + body->begin, header->bytes + body->begin, length);
        header->left_out -= length;
    }
}

void slim_header_cut(struct slim_header *header, const struct lexicon *lexicon, GHashTable *ret_left_out)
{
    for (guint i = 0; header->bodies && i < header->bodies->len; i++) {
        struct slim_body *body = &g_array_index(header->bodies, struct slim_body, i);
        leave_out(header, body, !is_said(header, body, lexicon));
        for (guint name = 0; body->is_left_out && name < body->n_names; name++)
            g_hash_table_add(ret_left_out,
                             GUINT_TO_POINTER(g_array_index(header->names, guint32, body->first_name + name)));
    }
}
