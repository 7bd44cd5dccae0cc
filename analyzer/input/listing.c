#include "input/listing.h"

#include <string.h>

#define MAX_ENTRIES 100000u /* of a folder: of a larger one nothing is known */

struct listing {
    GHashTable *numbers; /* name → its number */
    GStringChunk *names;
    GPtrArray *folders;  /* by number: set of names' numbers; NULL: not listed yet */
    GHashTable *unknown; /* stands for a folder that cannot be listed */
};

static void unref_set(gpointer set)
{
    if (set)
        g_hash_table_unref(set);
}

struct listing *listing_new(void)
{
    struct listing *listing = g_new0(struct listing, 1);
    listing->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    listing->names = g_string_chunk_new(1 << 16);
    listing->folders = g_ptr_array_new_with_free_func(unref_set);
    listing->unknown = g_hash_table_new(NULL, NULL);
    return listing;
}

void listing_free(struct listing *listing)
{
    if (!listing)
        return;
    g_ptr_array_unref(listing->folders);
    g_hash_table_unref(listing->unknown);
    g_hash_table_unref(listing->numbers);
    g_string_chunk_free(listing->names);
    g_free(listing);
}

static guint32 number_of(struct listing *listing, const char *name)
{
    gpointer number;
    if (g_hash_table_lookup_extended(listing->numbers, name, NULL, &number))
        return GPOINTER_TO_UINT(number);
    guint32 next = g_hash_table_size(listing->numbers);
    g_hash_table_insert(listing->numbers, g_string_chunk_insert(listing->names, name), GUINT_TO_POINTER(next));
    return next;
}

guint32 listing_word(struct listing *listing, const char *path)
{
    if (path[0] == '/' || path[0] == '.')
        return LISTING_ANY;
    g_autofree char *word = g_strndup(path, strcspn(path, "/"));
    return number_of(listing, word);
}

/* What is not there has no entries; what may not be listed may have any. */
static GHashTable *list(struct listing *listing, const char *folder)
{
    g_autoptr(GError) error = NULL;
    GDir *dir = g_dir_open(folder, 0, &error);
    GHashTable *entries = g_hash_table_new(NULL, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)) && g_hash_table_size(entries) <= MAX_ENTRIES)
        g_hash_table_add(entries, GUINT_TO_POINTER(number_of(listing, name)));
    gboolean is_absent = error && (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
                                   g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR));
    if ((error && !is_absent) || g_hash_table_size(entries) > MAX_ENTRIES) {
        g_hash_table_unref(entries);
        entries = g_hash_table_ref(listing->unknown);
    }
    g_clear_pointer(&dir, g_dir_close);
    return entries;
}

gboolean listing_may_have(struct listing *listing, guint32 number, const char *folder, guint32 word)
{
    if (word == LISTING_ANY)
        return TRUE;
    if (number >= listing->folders->len)
        g_ptr_array_set_size(listing->folders, (gint)number + 1);
    gpointer *entries = &listing->folders->pdata[number];
    if (!*entries)
        *entries = list(listing, folder);
    return *entries == listing->unknown || g_hash_table_contains(*entries, GUINT_TO_POINTER(word));
}
