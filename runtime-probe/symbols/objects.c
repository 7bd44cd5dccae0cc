#include "symbols/objects.h"

#include <string.h>

enum { MOST_OPEN = 48, MOST_TOLD = 1 << 16, MOST_REFUSED = 64 };

struct objects {
    const struct symbols_options *options;
    GHashTable *build_ids; /* "INODE PATH" → hex */
    GHashTable *open;      /* "BUILD-ID INODE PATH" → struct object * */
    GQueue recent;         /* used last at the head */
    GHashTable *refused;   /* "PATH: why" */
    uint64_t serial;
};

struct objects *objects_new(const struct symbols_options *options)
{
    struct objects *objects = g_new0(struct objects, 1);
    objects->options = options;
    objects->build_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    objects->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    objects->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_queue_init(&objects->recent);
    return objects;
}

static void close_last(struct objects *objects)
{
    struct object *object = g_queue_pop_tail_link(&objects->recent)->data;
    g_hash_table_remove(objects->open, object->key);
    object_free(object);
}

void objects_free(struct objects *objects)
{
    while (objects->recent.tail)
        close_last(objects);
    g_hash_table_unref(objects->open);
    g_hash_table_unref(objects->build_ids);
    g_hash_table_unref(objects->refused);
    g_free(objects);
}

/* The device is left out: what maps show and what stat gives differ on some file systems. */
static char *name_of(uint64_t inode, const char *path)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT " %s", inode, path);
}

void objects_tell(struct objects *objects, const struct mapped_object *told)
{
    if (told->build_id_size == 0 || told->build_id_size > 64 || !told->path ||
        g_hash_table_size(objects->build_ids) >= MOST_TOLD)
        return;
    GString *hex = g_string_new(NULL);
    for (uint32_t i = 0; i < told->build_id_size; i++)
        g_string_append_printf(hex, "%02x", told->build_id[i]);
    g_hash_table_insert(objects->build_ids, name_of(told->inode, told->path), g_string_free(hex, FALSE));
}

static void note_refused(struct objects *objects, const struct object *object)
{
    if (object->unresolved && g_hash_table_size(objects->refused) < MOST_REFUSED)
        g_hash_table_add(objects->refused, g_strdup_printf("%s: %s", object->path, object->unresolved));
}

struct object *objects_get(struct objects *objects, const char *path, uint64_t inode)
{
    g_autofree char *name = name_of(inode, path);
    const char *build_id = g_hash_table_lookup(objects->build_ids, name);
    g_autofree char *key = g_strconcat(build_id ? build_id : "-", " ", name, NULL);
    struct object *object = g_hash_table_lookup(objects->open, key);
    if (object) {
        g_queue_unlink(&objects->recent, &object->link);
    } else {
        object = object_open_elf(path, build_id, ++objects->serial, objects->options);
        object->key = g_strdup(key);
        note_refused(objects, object);
        g_hash_table_insert(objects->open, g_strdup(key), object);
    }
    g_queue_push_head_link(&objects->recent, &object->link);
    return object;
}

void objects_trim(struct objects *objects)
{
    while (objects->recent.length > MOST_OPEN)
        close_last(objects);
    for (GList *at = objects->recent.head; at; at = at->next)
        object_trim(at->data);
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *objects_refused(const struct objects *objects)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer text;
    g_hash_table_iter_init(&iter, objects->refused);
    while (g_hash_table_iter_next(&iter, &text, NULL))
        g_ptr_array_add(texts, g_strdup(text));
    g_ptr_array_sort(texts, by_text);
    return texts;
}
