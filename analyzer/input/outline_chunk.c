/* What stands between two declarations at file scope becomes a part of the outline, or nothing. */
#include <string.h>

#include "input/outline_p.h"

void chunk_init(struct chunk *chunk)
{
    chunk->candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    chunk->words = g_array_new(FALSE, FALSE, sizeof(struct slice));
    chunk->enumerators = g_array_new(FALSE, FALSE, sizeof(struct slice));
    chunk->locals = g_array_new(FALSE, FALSE, sizeof(struct slice));
}

void chunk_clear(struct chunk *chunk)
{
    g_array_unref(chunk->candidates);
    g_array_unref(chunk->words);
    g_array_unref(chunk->enumerators);
    g_array_unref(chunk->locals);
}

void chunk_reset(struct chunk *chunk)
{
    g_array_set_size(chunk->candidates, 0);
    g_array_set_size(chunk->words, 0);
    g_array_set_size(chunk->enumerators, 0);
    g_array_set_size(chunk->locals, 0);
    *chunk = (struct chunk){.candidates = chunk->candidates,
                            .words = chunk->words,
                            .enumerators = chunk->enumerators,
                            .locals = chunk->locals};
}

static guint64 mark_of(const struct slice *slice)
{
    return G_GUINT64_CONSTANT(1) << ((slice->length * 31 + (guchar)slice->at[0] +
                                      (guchar)slice->at[slice->length - 1]) &
                                     63);
}

static gboolean is_local(const struct chunk *chunk, const struct slice *word)
{
    for (guint i = 0; i < chunk->locals->len; i++) {
        const struct slice *local = &g_array_index(chunk->locals, struct slice, i);
        if (local->length == word->length && memcmp(local->at, word->at, word->length) == 0)
            return TRUE;
    }
    return FALSE;
}

static void weaken_locals(struct chunk *chunk)
{
    guint64 marks = 0;
    for (guint i = 0; i < chunk->locals->len; i++)
        marks |= mark_of(&g_array_index(chunk->locals, struct slice, i));
    for (guint i = 0; i < chunk->words->len; i++) {
        struct slice *word = &g_array_index(chunk->words, struct slice, i);
        word->weak = word->weak || ((marks & mark_of(word)) && is_local(chunk, word));
    }
}

static void emit(struct outliner *o, enum outline_kind kind, const struct slice *names, guint n_names)
{
    struct outline *outline = &o->outline;
    struct chunk *chunk = &o->chunk;
    struct outline_part part = {.kind = kind, .first_name = outline->names->len, .n_names = n_names};
    weaken_locals(chunk);
    part.first_word = outline->words->len;
    part.n_words = chunk->words->len;
    part.begin = (size_t)(chunk->begin - o->text->bytes);
    part.end = (size_t)(o->lexer.at - o->text->bytes);
    if (n_names)
        g_array_append_vals(outline->names, names, n_names);
    if (part.n_words)
        g_array_append_vals(outline->words, chunk->words->data, chunk->words->len);
    g_array_append_val(outline->parts, part);
}

/* Behind a type stands the function's name; attributes with arguments stand behind storage words or parentheses.
 * Without any such all are taken. */
static void emit_function(struct outliner *o)
{
    const GArray *candidates = o->chunk.candidates;
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(struct slice));
    for (int strong = 1; strong >= 0 && !names->len; strong--)
        for (guint i = 0; i < candidates->len; i++)
            if (g_array_index(candidates, struct candidate, i).strong >= strong)
                g_array_append_val(names, g_array_index(candidates, struct candidate, i).name);
    emit(o, OUTLINE_NAMED, (const struct slice *)(void *)names->data, names->len);
}

/* Of which only those words count that may be macros which make definitions. */
static void emit_declaration(struct outliner *o)
{
    const GArray *candidates = o->chunk.candidates;
    g_array_set_size(o->chunk.words, 0);
    for (guint i = 0; i < candidates->len; i++)
        g_array_append_val(o->chunk.words, g_array_index(candidates, struct candidate, i).name);
    if (candidates->len)
        emit(o, OUTLINE_DECLARATION, NULL, 0);
}

static gboolean is_fragment(const struct chunk *chunk)
{
    if (chunk->first.kind != TOKEN_WORD || token_begins_statement(&chunk->first))
        return TRUE;
    return chunk->is_invocation || (chunk->has_assignment && chunk->assigned.at == chunk->first.at);
}

void chunk_end(struct outliner *o)
{
    struct chunk *chunk = &o->chunk;
    if (chunk->n_tokens == 0)
        return;
    if (is_fragment(chunk))
        emit(o, OUTLINE_LIVE, NULL, 0);
    else if (chunk->is_body)
        emit_function(o);
    else if (chunk->enumerators->len)
        emit(o, OUTLINE_NAMED, (const struct slice *)(void *)chunk->enumerators->data, chunk->enumerators->len);
    else if (chunk->has_assignment) {
        struct slice name = slice_of(&chunk->assigned);
        emit(o, OUTLINE_NAMED, &name, 1);
    } else if (o->with_declarations)
        emit_declaration(o);
    chunk_reset(chunk);
}

void chunk_break_off(struct outliner *o)
{
    if (o->chunk.n_tokens)
        emit(o, OUTLINE_LIVE, NULL, 0);
}
