/* A header, whatever its bytes are: the bodies that can be left out lie within it, one behind the other, from brace to
 * brace, and so do the names in their heads. */
#include <stdint.h>
#include <string.h>

#include "input/inlines.h"

static void check_names(const struct text *text, const struct inlines *inlines, const struct inline_body *body)
{
    g_assert(body->n_names > 0 && body->first_name + body->n_names <= inlines->names->len);
    for (guint i = 0; i < body->n_names; i++) {
        const struct slice *name = &g_array_index(inlines->names, struct slice, body->first_name + i);
        g_assert(name->length > 0 && name->at >= text->bytes && name->at + name->length <= text->bytes + body->begin);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *copy = g_malloc(size + 1);
    memcpy(copy, bytes, size);
    struct text text = text_from(copy, size);
    struct inlines inlines = inlines_of(&text);
    size_t end = 0;
    for (guint i = 0; i < inlines.bodies->len; i++) {
        const struct inline_body *body = &g_array_index(inlines.bodies, struct inline_body, i);
        g_assert(end <= body->begin && body->begin < body->end && body->end <= text.length);
        g_assert(text.bytes[body->begin] == '{' && text.bytes[body->end - 1] == '}');
        check_names(&text, &inlines, body);
        end = body->end;
    }
    inlines_clear(&inlines);
    text_clear(&text);
    return 0;
}
