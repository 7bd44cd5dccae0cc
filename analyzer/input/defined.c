#include "input/defined.h"

#include <string.h>

#include "input/matcher.h"
#include "input/outline.h"

struct defined {
    GPtrArray *names;  /* char *, owned */
    GHashTable *known; /* the same */
    struct matcher *matcher;
    guint n_compiled;
};

struct defined *defined_new(void)
{
    struct defined *defined = g_new0(struct defined, 1);
    defined->names = g_ptr_array_new_with_free_func(g_free);
    defined->known = g_hash_table_new(g_str_hash, g_str_equal);
    return defined;
}

void defined_free(struct defined *defined)
{
    if (!defined)
        return;
    matcher_free(defined->matcher);
    g_hash_table_unref(defined->known);
    g_ptr_array_unref(defined->names);
    g_free(defined);
}

void defined_add(struct defined *defined, const char *name)
{
    if (!*name || g_hash_table_contains(defined->known, name))
        return;
    char *kept = g_strdup(name);
    g_ptr_array_add(defined->names, kept);
    g_hash_table_add(defined->known, kept);
}

const char *defined_name(const struct defined *defined, guint i)
{
    return i < defined->names->len ? defined->names->pdata[i] : NULL;
}

gboolean defined_compile(struct defined *defined, GError **error)
{
    if (defined->n_compiled == defined->names->len)
        return TRUE;
    g_autoptr(GArray) patterns = g_array_new(FALSE, FALSE, sizeof(struct matcher_pattern));
    for (guint i = 0; i < defined->names->len; i++) {
        struct matcher_pattern pattern = {defined->names->pdata[i], TRUE, i};
        g_array_append_val(patterns, pattern);
    }
    g_clear_pointer(&defined->matcher, matcher_free);
    defined->matcher = matcher_new(patterns, error);
    defined->n_compiled = defined->names->len;
    return defined->matcher != NULL;
}

struct mention {
    const struct text *text;
    const struct defined *defined;
    const char *found;
};

static gboolean is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$';
}

static gboolean take_hit(gpointer data, guint32 id, gsize end)
{
    struct mention *mention = data;
    const char *name = mention->defined->names->pdata[id], *bytes = mention->text->bytes;
    gsize begin = end - strlen(name);
    if ((begin == 0 || !is_word(bytes[begin - 1])) && !is_word(bytes[end]))
        mention->found = name;
    return !mention->found;
}

static const char *known(const struct defined *defined, const struct slice *word)
{
    g_autofree char *name = g_strndup(word->at, word->length);
    return g_hash_table_lookup(defined->known, name);
}

static const char *find(const struct defined *defined, const struct outline *outline)
{
    for (guint p = 0; p < outline->parts->len; p++) {
        const struct outline_part *part = &g_array_index(outline->parts, struct outline_part, p);
        const GArray *slices = part->kind == OUTLINE_LIVE ? outline->words : outline->names;
        guint first = part->kind == OUTLINE_LIVE ? part->first_word : part->first_name;
        guint n = part->kind == OUTLINE_LIVE ? part->n_words : part->n_names;
        for (guint i = first; part->kind != OUTLINE_MACRO && i < first + n; i++) {
            const char *name = known(defined, &g_array_index(slices, struct slice, i));
            if (name)
                return name;
        }
    }
    return NULL;
}

const char *defined_said(const struct defined *defined, const struct text *text)
{
    struct mention mention = {text, defined, NULL};
    if (defined->matcher)
        matcher_scan(defined->matcher, text->bytes, text->length, take_hit, &mention);
    return mention.found;
}

const char *defined_in(const struct defined *defined, const struct text *text)
{
    if (!defined_said(defined, text))
        return NULL;
    struct outline outline = outline_of(text);
    const char *name = find(defined, &outline);
    outline_clear(&outline);
    return name;
}
