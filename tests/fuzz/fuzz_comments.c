/* A source text of any bytes, as the suppressions see it: comments lie within it, in order, and do not overlap;
 * matching a suppression names a reason that is text. */
#include <stdint.h>
#include <string.h>

#include "scan/comments.h"
#include "scan/suppression.h"

static void check_comments(const char *text, size_t size)
{
    struct comments comments;
    comments_find(text, size, &comments);
    const char *end = text;
    for (unsigned i = 0; i < comments.list->len; i++) {
        const struct comment *comment = &g_array_index(comments.list, struct comment, i);
        g_assert(comment->text >= end + 2 && comment->length <= (size_t)(text + size - comment->text));
        g_assert(comment->first_line > 0 && comment->last_line >= comment->first_line);
        end = comment->text + comment->length;
    }
    g_assert(comments.coded->len <= size + 1);
    comments_clear(&comments);
}

static void check_suppressions(const char *text, size_t size)
{
    struct suppressions *suppressions = suppressions_new(NULL);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    suppressions_read(suppressions, "a.c", text, size);
    for (uint32_t line = 0; line < 8; line++) {
        const char *reason = suppressions_match(suppressions, "a.c", line, "key-zero");
        g_assert(!reason || (reason[0] && g_utf8_validate(reason, -1, NULL)));
    }
    suppressions_report(suppressions, notes);
    for (unsigned i = 0; i < notes->len; i++)
        g_assert(g_utf8_validate(notes->pdata[i], -1, NULL));
    suppressions_free(suppressions);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_comments((const char *)bytes, size);
    check_suppressions((const char *)bytes, size);
    return 0;
}
