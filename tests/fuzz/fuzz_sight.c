/* What a worker that has been taken over may send of a unit: it is refused, or what it tells can be kept, and opened by
 * other workers. */
#include <stdint.h>

#include "scan/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void open_told(struct tree_summaries *tree)
{
    g_autoptr(GPtrArray) told = g_ptr_array_new(), asked = g_ptr_array_new(), named = g_ptr_array_new();
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GPtrArray) shared = g_ptr_array_new(), fetching = g_ptr_array_new();
    g_autoptr(GPtrArray) behind = g_ptr_array_new();
    g_autoptr(GString) text = g_string_new(NULL);
    tree_summaries_close(tree, &(struct tree_news){told, fetching, shared, asked, named, members});
    for (guint i = 0; i < told->len; i++) {
        const struct summary *summary = tree_summaries_find(tree, told->pdata[i], "a.c");
        if (summary)
            summary_print(summary, text);
        tree_summaries_behind(tree, told->pdata[i], "a.c", behind);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct catalogue *catalogue;
    if (!catalogue)
        catalogue = catalogue_load(NULL, NULL);
    g_autoptr(GPtrArray) called = g_ptr_array_new(), defined = g_ptr_array_new(), used = g_ptr_array_new();
    GStringChunk *texts = g_string_chunk_new(1024);
    struct sight sight = {.called = called,
                          .defined = defined,
                          .used = used,
                          .found = wrappers_new(),
                          .given_up = given_up_new(),
                          .summaries = tree_summaries_new(catalogue)};
    look_take(&sight, 7, catalogue, bytes, size, texts);
    open_told(sight.summaries);
    g_autofree char *note = given_up_note(sight.given_up, "/");
    g_clear_pointer(&sight.ir, g_bytes_unref);
    g_clear_pointer(&sight.made, g_bytes_unref);
    wrappers_free(sight.found);
    given_up_free(sight.given_up);
    tree_summaries_free(sight.summaries);
    g_string_chunk_free(texts);
    return 0;
}
