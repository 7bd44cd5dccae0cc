#include "trace/census.h"

#include <stdint.h>
#include <string.h>

enum { NAMES = 512, NAMES_SHOWN = 12, NAME_BYTES = 64 };

struct count {
    char *name;
    uint64_t n;
};

struct census {
    GHashTable *counts; /* name → struct count */
    uint64_t further;
};

static void count_free(gpointer data)
{
    struct count *count = data;
    g_free(count->name);
    g_free(count);
}

struct census *census_new(void)
{
    struct census *census = g_new0(struct census, 1);
    census->counts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, count_free);
    return census;
}

void census_free(struct census *census)
{
    g_hash_table_unref(census->counts);
    g_free(census);
}

void census_add(struct census *census, const char *name)
{
    char key[NAME_BYTES];
    g_strlcpy(key, name, sizeof key);
    struct count *count = g_hash_table_lookup(census->counts, key);
    if (!count && g_hash_table_size(census->counts) >= NAMES) {
        census->further++;
        return;
    }
    if (!count) {
        count = g_new0(struct count, 1);
        count->name = g_strdup(key);
        g_hash_table_insert(census->counts, count->name, count);
    }
    count->n++;
}

static gint by_count(gconstpointer a, gconstpointer b)
{
    const struct count *one = *(const struct count *const *)a, *other = *(const struct count *const *)b;
    return one->n != other->n ? (one->n < other->n) - (one->n > other->n) : strcmp(one->name, other->name);
}

static GPtrArray *sorted(const struct census *census)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter each;
    gpointer count;
    g_hash_table_iter_init(&each, census->counts);
    while (g_hash_table_iter_next(&each, NULL, &count))
        g_ptr_array_add(all, count);
    g_ptr_array_sort(all, by_count);
    return all;
}

char *census_text(const struct census *census)
{
    g_autoptr(GPtrArray) all = sorted(census);
    g_autoptr(GString) text = g_string_new(NULL);
    uint64_t further = census->further;
    for (guint i = 0; i < all->len; i++) {
        const struct count *count = all->pdata[i];
        if (i < NAMES_SHOWN)
            g_string_append_printf(text, "%s%s %" G_GUINT64_FORMAT, i ? ", " : "", count->name, count->n);
        else
            further += count->n;
    }
    if (further)
        g_string_append_printf(text, ", and %" G_GUINT64_FORMAT " under further names", further);
    return text->len ? g_strdup(text->str) : NULL;
}
