#include "scan/seen.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

struct seen {
    GHashTable *places;   /* of key, line, column and how manieth in its unit */
    GHashTable *ordinals; /* key → how many there are */
    GHashTable *in_unit;  /* key, line and column → how many in the current unit */
};

static guint place_hash(gconstpointer data)
{
    const XXH128_hash_t *place = data;
    return (guint)place->low64;
}

static gboolean place_equal(gconstpointer a, gconstpointer b)
{
    return XXH128_isEqual(*(const XXH128_hash_t *)a, *(const XXH128_hash_t *)b) != 0;
}

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(place_hash, place_equal, g_free, NULL);
}

struct seen *seen_new(void)
{
    struct seen *seen = g_new0(struct seen, 1);
    seen->places = new_table();
    seen->ordinals = new_table();
    seen->in_unit = new_table();
    return seen;
}

void seen_free(struct seen *seen)
{
    g_hash_table_unref(seen->places);
    g_hash_table_unref(seen->ordinals);
    g_hash_table_unref(seen->in_unit);
    g_free(seen);
}

void seen_begin_unit(struct seen *seen)
{
    g_hash_table_remove_all(seen->in_unit);
}

static XXH128_hash_t place_of(const char *key, uint32_t line, uint32_t col, uint32_t occurrence)
{
    XXH128_hash_t of_key = XXH3_128bits(key, strlen(key));
    uint64_t parts[] = {of_key.low64, of_key.high64, (uint64_t)line << 32 | col, occurrence};
    return XXH3_128bits(parts, sizeof(parts));
}

/* The count before this one. */
static uint32_t count(GHashTable *table, XXH128_hash_t place)
{
    uint32_t n = GPOINTER_TO_UINT(g_hash_table_lookup(table, &place));
    g_hash_table_replace(table, g_memdup2(&place, sizeof(place)), GUINT_TO_POINTER(n + 1));
    return n;
}

bool seen_add(struct seen *seen, const char *key, uint32_t line, uint32_t col, uint32_t *ret_ordinal,
              uint32_t *ret_occurrence)
{
    uint32_t occurrence = count(seen->in_unit, place_of(key, line, col, 0));
    XXH128_hash_t place = place_of(key, line, col, occurrence + 1);
    if (!g_hash_table_add(seen->places, g_memdup2(&place, sizeof(place))))
        return false;
    *ret_occurrence = occurrence;
    *ret_ordinal = count(seen->ordinals, place_of(key, 0, 0, 0));
    return true;
}
