#include "input/slim.h"

#include <string.h>

#include "input/slim_header.h"

#define MAX_HEADER ((size_t)1 << 20)   /* a larger one is not read: tables of a device's registers */
#define MAX_READ ((size_t)256 << 20)   /* of all headers: further ones are not read */
#define MAX_FILES 20000u               /* that one unit may include */
#define MIN_LEFT_OUT ((size_t)1 << 16) /* bytes: less is not worth the way to the parser */

struct slim {
    struct includes *includes;
    struct lexicon *lexicon;
    GArray *headers; /* struct slim_header, by file */
    GArray *met;     /* guint32, by file: the unit that came to it last */
    size_t read;
    guint32 unit;
    guint32 word_static;
    /* Of this unit: */
    GArray *files;           /* guint32, in the order in which it came to them */
    GArray *names;           /* guint32: of the bodies in them */
    gboolean is_static_else; /* `static` is a macro: nothing is what it seems */
    GHashTable *left_out;    /* the words of those that were left out */
    GPtrArray *texts;
};

static void header_clear(gpointer data)
{
    slim_header_clear(data);
}

struct slim *slim_new(const char *root)
{
    struct slim *slim = g_new0(struct slim, 1);
    slim->includes = includes_new(root);
    slim->lexicon = lexicon_new();
    slim->headers = g_array_new(FALSE, TRUE, sizeof(struct slim_header));
    g_array_set_clear_func(slim->headers, header_clear);
    slim->met = g_array_new(FALSE, TRUE, sizeof(guint32));
    slim->files = g_array_new(FALSE, FALSE, sizeof(guint32));
    slim->names = g_array_new(FALSE, FALSE, sizeof(guint32));
    slim->left_out = g_hash_table_new(NULL, NULL);
    slim->texts = g_ptr_array_new();
    slim->word_static = lexicon_word(slim->lexicon, "static", strlen("static"));
    return slim;
}

void slim_free(struct slim *slim)
{
    if (!slim)
        return;
    includes_free(slim->includes);
    lexicon_free(slim->lexicon);
    g_array_unref(slim->headers);
    g_array_unref(slim->met);
    g_array_unref(slim->files);
    g_array_unref(slim->names);
    g_hash_table_unref(slim->left_out);
    g_ptr_array_unref(slim->texts);
    g_free(slim);
}

/* ---- which files ---- */

static struct slim_header *header_at(const struct slim *slim, guint32 file)
{
    return &g_array_index(slim->headers, struct slim_header, file);
}

static void meet(struct slim *slim, guint32 file)
{
    if (slim->met->len <= file) {
        g_array_set_size(slim->met, includes_n_files(slim->includes));
        g_array_set_size(slim->headers, includes_n_files(slim->includes));
    }
    guint32 *met = &g_array_index(slim->met, guint32, file);
    if (*met == slim->unit || slim->files->len >= MAX_FILES)
        return;
    *met = slim->unit;
    g_array_append_val(slim->files, file);
    struct slim_header *header = header_at(slim, file);
    if (!header->is_known)
        slim->read +=
            slim_header_read(header, slim->includes, slim->lexicon, file, slim->read < MAX_READ ? MAX_HEADER : 0);
}

static void meet_lines(struct slim *slim, unsigned path, const GArray *lines, GArray *targets)
{
    g_array_set_size(targets, 0);
    for (guint i = 0; lines && i < lines->len; i++)
        includes_resolve(slim->includes, path, g_array_index(lines, struct include_line, i), targets);
    for (guint i = 0; i < targets->len; i++)
        meet(slim, g_array_index(targets, guint32, i));
}

static void walk(struct slim *slim, const struct command *command, const struct text *text)
{
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) lines = slim_lines(slim->includes, text, command->file);
    unsigned path = includes_path(slim->includes, command);
    g_array_set_size(slim->files, 0);
    includes_forced(slim->includes, command, targets);
    for (guint i = 0; i < targets->len; i++)
        meet(slim, g_array_index(targets, guint32, i));
    meet_lines(slim, path, lines, targets);
    for (guint i = 0; i < slim->files->len; i++)
        meet_lines(slim, path, header_at(slim, g_array_index(slim->files, guint32, i))->lines, targets);
}

/* ---- which names ---- */

static void say_slices(struct slim *slim, const GArray *slices, gboolean is_paste)
{
    for (guint i = 0; i < slices->len; i++) {
        const struct slice *slice = &g_array_index(slices, struct slice, i);
        guint32 word = lexicon_word(slim->lexicon, slice->at, slice->length);
        if (is_paste)
            lexicon_paste(slim->lexicon, word);
        else
            lexicon_say(slim->lexicon, word, slice->weak);
    }
}

static gboolean defines_static(const struct outline *outline)
{
    for (guint i = 0; i < outline->names->len; i++) {
        const struct slice *name = &g_array_index(outline->names, struct slice, i);
        if (name->length == strlen("static") && memcmp(name->at, "static", name->length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The words of a text of the unit's own. */
static void say_text(struct slim *slim, const struct text *text)
{
    struct outline outline = slim_whole(text);
    slim->is_static_else |= defines_static(&outline);
    say_slices(slim, outline.words, FALSE);
    say_slices(slim, outline.pastes, TRUE);
    outline_clear(&outline);
}

static void say_flags(struct slim *slim, const struct command *command)
{
    for (size_t i = 0; command->flags[i]; i++) {
        if (!g_str_has_prefix(command->flags[i], "-D"))
            continue;
        char *line = g_strconcat("define ", command->flags[i] + 2, NULL);
        struct text text = text_from(line, strlen(line));
        say_text(slim, &text);
        text_clear(&text);
    }
}

static void say_names(struct slim *slim, const GPtrArray *names)
{
    for (guint i = 0; names && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        lexicon_say(slim->lexicon, lexicon_word(slim->lexicon, name, strlen(name)), FALSE);
    }
}

static void follow(struct slim *slim, const struct command *command, const struct text *text, const GPtrArray *names)
{
    lexicon_begin(slim->lexicon);
    slim->is_static_else = FALSE;
    g_array_set_size(slim->names, 0);
    for (guint i = 0; i < slim->files->len; i++) {
        guint32 file = g_array_index(slim->files, guint32, i);
        const GArray *own = header_at(slim, file)->names;
        lexicon_include(slim->lexicon, file);
        if (own)
            g_array_append_vals(slim->names, own->data, own->len);
    }
    say_text(slim, text);
    say_flags(slim, command);
    say_names(slim, names);
    lexicon_follow(slim->lexicon, slim->names);
    slim->is_static_else |= lexicon_is_defined(slim->lexicon, slim->word_static);
}

/* ---- texts ---- */

static size_t cut(struct slim *slim, const struct command *command)
{
    size_t left_out = 0;
    guint32 own = includes_file(slim->includes, command->file);
    for (guint i = 0; i < slim->files->len; i++) {
        guint32 file = g_array_index(slim->files, guint32, i);
        struct slim_header *header = header_at(slim, file);
        const char *path = includes_file_spelling(slim->includes, file);
        if (!header->bodies || !path || file == own)
            continue;
        slim_header_cut(header, slim->lexicon, slim->left_out);
        if (!header->left_out)
            continue;
        left_out += header->left_out;
        g_ptr_array_add(slim->texts, (gpointer)path);
        g_ptr_array_add(slim->texts, header->text);
    }
    return left_out;
}

const GPtrArray *slim_texts(struct slim *slim, const struct command *command, const GPtrArray *names)
{
    struct text text;
    slim->unit++;
    g_ptr_array_set_size(slim->texts, 0);
    g_hash_table_remove_all(slim->left_out);
    if (command->language != LANGUAGE_C || text_read(command->file, &text) != TEXT_READ)
        return NULL;
    walk(slim, command, &text);
    follow(slim, command, &text, names);
    text_clear(&text);
    if (slim->is_static_else || cut(slim, command) < MIN_LEFT_OUT)
        return NULL;
    return slim->texts;
}

gboolean slim_left_out(const struct slim *slim, const char *name)
{
    guint32 word = lexicon_word(slim->lexicon, name, strlen(name));
    return g_hash_table_contains(slim->left_out, GUINT_TO_POINTER(word));
}
