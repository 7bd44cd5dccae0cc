#include "facts/told_texts.h"

static void append_entries(GString *out, const GArray *entries)
{
    for (guint e = 0; e < entries->len; e++) {
        const struct tree_entry *entry = &g_array_index(entries, struct tree_entry, e);
        g_string_append_printf(out, " %s@%s%d%d%u/%" G_GINT64_MODIFIER "x", entry->function,
                               entry->home ? entry->home : "", entry->is_handler, entry->is_many, entry->depth,
                               entry->signals);
    }
}

static void append_locks(GString *out, const GArray *locks)
{
    for (guint l = 0; l < locks->len; l++) {
        const struct lock_effect *effect = &g_array_index(locks, struct lock_effect, l);
        g_string_append_printf(out, " %s %s %d %d%d%d", effect->place.way ? effect->place.way : "",
                               effect->place.member ? effect->place.member : "", effect->argument, effect->releases,
                               effect->is_shared, effect->waits);
    }
}

static void append_ends(GString *out, const GArray *ends)
{
    for (guint i = 0; i < ends->len; i++) {
        const struct told_end *end = &g_array_index(ends, struct told_end, i);
        g_string_append_printf(
            out,
            " %s %d %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d%d%d %x %d %" G_GUINT64_FORMAT,
            end->by, end->of.kind, end->of.at, end->of.offset, end->bytes.low, end->bytes.high, end->end->what,
            end->is_sure, end->is_renewed, end->refusal.signs, end->refusal.failure, end->of.size);
    }
}

/* For those that call the name, or start it: its definitions, when one of them does something for its caller, or
 * somebody starts it and must know where it stands. */
char *text_for_callers(const GArray *all)
{
    GString *out = g_string_new(NULL);
    bool matters = false;
    for (guint i = 0; all && i < all->len; i++) {
        const struct named *one = &g_array_index(all, struct named, i);
        const struct told_function *function = one->function;
        matters |= !function->is_defined || function->waits || function->locks->len || function->ends->len ||
                   function->entries->len;
        if (!function->is_defined)
            continue;
        g_string_append_printf(out, "%s %u", one->home, function->waits);
        append_entries(out, function->entries);
        append_locks(out, function->locks);
        append_ends(out, function->ends);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, !matters || !out->len);
}

/* For those that define the name: who runs it, and which of its definitions is meant. */
char *text_for_definers(const GArray *all)
{
    GString *out = g_string_new(NULL);
    bool is_run = false;
    for (guint i = 0; all && i < all->len; i++) {
        const struct named *one = &g_array_index(all, struct named, i);
        g_string_append_printf(out, "%s %d", one->home, one->function->is_defined);
        if (!one->function->is_defined)
            append_entries(out, one->function->entries);
        is_run |= !one->function->is_defined;
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, !is_run);
}

/* ---- the last ones ---- */

struct texts {
    GHashTable *all;     /* name → char *; none: nothing */
    GHashTable *changes; /* name → how often that has changed */
};

struct texts *texts_new(void)
{
    struct texts *texts = g_new0(struct texts, 1);
    texts->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    texts->changes = g_hash_table_new(g_str_hash, g_str_equal);
    return texts;
}

void texts_free(struct texts *texts)
{
    g_hash_table_unref(texts->all);
    g_hash_table_unref(texts->changes);
    g_free(texts);
}

bool texts_settle(struct texts *texts, const char *name, char *text)
{
    gpointer key = (gpointer)(uintptr_t)name;
    guint changes = GPOINTER_TO_UINT(g_hash_table_lookup(texts->changes, name));
    bool is_changed = changes < TEXTS_CHANGES_MAX && g_strcmp0(text, g_hash_table_lookup(texts->all, name)) != 0;
    if (is_changed) {
        g_hash_table_insert(texts->all, key, g_strdup(text));
        g_hash_table_insert(texts->changes, key, GUINT_TO_POINTER(changes + 1));
    }
    g_free(text);
    return is_changed;
}

bool texts_have(const struct texts *texts, const char *name)
{
    return g_hash_table_lookup(texts->all, name) != NULL;
}
