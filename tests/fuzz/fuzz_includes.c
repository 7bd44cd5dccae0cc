/* A header, whatever its bytes are: its include lines and its outline lie within it, and its definitions make a web
 * that can be solved. */
#include <stdint.h>
#include <string.h>

#include "input/includes.h"
#include "input/spelled.h"

static void check_within(const struct text *text, const char *at, size_t length)
{
    g_assert(!length || (at >= text->bytes && at + length <= text->bytes + text->length));
}

static void check_includes(const struct text *text)
{
    g_autoptr(GArray) found = includes_find(text);
    for (guint i = 0; i < found->len; i++) {
        const struct include *include = &g_array_index(found, struct include, i);
        check_within(text, include->name, include->length);
        g_assert(include->length > 0 && include->offset < text->length);
        g_assert(text_line(text, include->offset) >= 1);
    }
}

static void check_outline(const struct text *text, const struct outline *outline)
{
    const GArray *slices[] = {outline->names, outline->words, outline->pastes};
    for (size_t k = 0; k < G_N_ELEMENTS(slices); k++)
        for (guint i = 0; i < slices[k]->len; i++) {
            struct slice slice = g_array_index(slices[k], struct slice, i);
            check_within(text, slice.at, slice.length);
        }
    for (guint i = 0; i < outline->parts->len; i++) {
        const struct outline_part *part = &g_array_index(outline->parts, struct outline_part, i);
        g_assert(part->begin <= part->end && part->end <= text->length);
        g_assert(part->first_name + part->n_names <= outline->names->len);
        g_assert(part->first_word + part->n_words <= outline->words->len);
        g_assert(part->first_paste + part->n_pastes <= outline->pastes->len);
    }
}

static void check_web(const struct text *text, const struct outline *outline)
{
    struct web *web = web_new();
    guint8 in_view = 1;
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, 1);
    g_array_append_val(files, in_view);
    web_add_root(web, web_word(web, "pkey_alloc", 10));
    web_add_root(web, web_word(web, "mprotect", 8));
    web_add(web, 0, outline, NULL);
    web_solve(web);
    struct web_view *view = web_view_new(web);
    web_view_set(view, files);
    for (guint i = 0; i < web_leading(web)->len; i++)
        g_assert(web_view_leads(view, g_array_index(web_leading(web), guint32, i)));
    spelled_in(web, view, text);
    web_view_free(view);
    web_free(web);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *copy = g_malloc(size + 1);
    memcpy(copy, bytes, size);
    struct text text = text_from(copy, size);
    struct outline outline = outline_of(&text);
    check_includes(&text);
    check_outline(&text, &outline);
    check_web(&text, &outline);
    outline_clear(&outline);
    text_clear(&text);
    return 0;
}
