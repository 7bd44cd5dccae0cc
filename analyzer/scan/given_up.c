#include "scan/given_up.h"

#include <string.h>

#include "ir/access.h"
#include "ir/codec_list.h"
#include "scan/paths.h"

struct given_up {
    GHashTable *all;   /* FILE "\n" FUNCTION, which has no newline → why; both in `texts` */
    const char *first; /* of them, in the order of strcmp */
    GStringChunk *texts;
};

struct given_up *given_up_new(void)
{
    struct given_up *given_up = g_new0(struct given_up, 1);
    given_up->all = g_hash_table_new(g_str_hash, g_str_equal);
    given_up->texts = g_string_chunk_new(256);
    return given_up;
}

void given_up_free(struct given_up *given_up)
{
    if (!given_up)
        return;
    g_hash_table_unref(given_up->all);
    g_string_chunk_free(given_up->texts);
    g_free(given_up);
}

static void add(struct given_up *given_up, const char *key, const char *why)
{
    if (g_hash_table_contains(given_up->all, key))
        return;
    char *copy = g_string_chunk_insert(given_up->texts, key);
    g_hash_table_insert(given_up->all, copy, g_string_chunk_insert_const(given_up->texts, why));
    if (!given_up->first || strcmp(copy, given_up->first) < 0)
        given_up->first = copy;
}

void given_up_add(struct given_up *given_up, const char *file, const char *what, const char *why)
{
    g_autofree char *key = g_strdup_printf("%s\n%s", file, what);
    add(given_up, key, why);
}

static const char *file_of(const struct ir_unit *unit, const struct ir_function *function)
{
    ir_id file = ir_loc_at(unit, function->loc)->file;
    return file < unit->files->len ? g_array_index(unit->files, const char *, file) : unit->main_file;
}

void given_up_take(struct given_up *given_up, const struct ir_unit *unit, const struct efforts *efforts)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        const char *why = efforts_fault(efforts, function);
        if (why)
            given_up_add(given_up, file_of(unit, function), ir_function_name(unit, function), why);
    }
}

static void read_one(struct given_up *given_up, struct codec *codec)
{
    const char *key = NULL, *why = NULL;
    code_text(codec, &key);
    code_text(codec, &why);
    codec_refuse(codec, !key || !why || !strchr(key, '\n'));
    if (!codec->is_broken)
        add(given_up, key, why);
}

void given_up_code(struct given_up *given_up, struct codec *codec)
{
    uint32_t count = code_count(codec, g_hash_table_size(given_up->all));
    for (uint32_t i = 0; !codec->out && i < count && !codec->is_broken; i++)
        read_one(given_up, codec);
    GHashTableIter iter;
    const char *key, *why;
    g_hash_table_iter_init(&iter, given_up->all);
    while (codec->out && g_hash_table_iter_next(&iter, (gpointer *)&key, (gpointer *)&why)) { /* a set: in any order */
        code_text(codec, &key);
        code_text(codec, &why);
    }
}

char *given_up_note(const struct given_up *given_up, const char *root)
{
    if (!given_up->first)
        return NULL;
    const char *function = strrchr(given_up->first, '\n') + 1;
    g_autofree char *path = g_strndup(given_up->first, (gsize)(function - given_up->first) - 1);
    g_autofree char *file = paths_relative(root, path);
    return g_strdup_printf(
        "what %u functions do is not known to their callers: too much to follow (first: %s in %s: %s)",
        g_hash_table_size(given_up->all), function, file,
        (const char *)g_hash_table_lookup(given_up->all, given_up->first));
}
