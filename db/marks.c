#include "db/marks.h"

#include <string.h>

#include "db/shard.h"

/* A mark with texts of its own. */
static void keep_mark(const struct suppression_mark *mark, void *marks)
{
    struct suppression_mark copy = *mark;
    copy.file = g_strdup(mark->file);
    copy.fault = g_strdup(mark->fault);
    copy.unused = g_strdup(mark->unused);
    g_array_append_val((GArray *)marks, copy);
}

static void clear_mark(gpointer data)
{
    struct suppression_mark *mark = data;
    const char *const texts[] = {mark->file, mark->fault, mark->unused};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free((void *)(uintptr_t)texts[i]);
}

static int by_comment(gconstpointer a, gconstpointer b)
{
    const struct suppression_mark *left = a, *right = b;
    int by = strcmp(left->file, right->file);
    return by ? by : (left->ord > right->ord) - (left->ord < right->ord);
}

/* The marks of one comment stand together; it is unused when no shard used it. */
static void note_marks(const GArray *marks, GPtrArray *notes)
{
    for (unsigned i = 0, next; i < marks->len; i = next) {
        const struct suppression_mark *mark = &g_array_index(marks, struct suppression_mark, i);
        bool is_used = false;
        for (next = i; next < marks->len; next++) {
            const struct suppression_mark *same = &g_array_index(marks, struct suppression_mark, next);
            if (by_comment(mark, same) != 0)
                break;
            is_used = is_used || same->is_used;
        }
        if (mark->fault)
            g_ptr_array_add(notes, g_strdup(mark->fault));
        if (mark->unused && !is_used)
            g_ptr_array_add(notes, g_strdup(mark->unused));
    }
}

bool marks_note(const GPtrArray *shards, GPtrArray *notes, GError **error)
{
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(struct suppression_mark));
    g_array_set_clear_func(marks, clear_mark);
    for (unsigned i = 0; i < shards->len; i++)
        if (!shard_suppressions(((const struct shard *)shards->pdata[i])->reader, keep_mark, marks, error))
            return false;
    g_array_sort(marks, by_comment);
    note_marks(marks, notes);
    return true;
}
