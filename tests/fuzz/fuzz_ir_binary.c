/* Any bytes behind a right header: they are refused, or make a unit that is sound and whose text reads back. */
#include "ir/binary.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { HEADER = 16 };

/* Version and hash as this build writes them, and the length that fits: else nothing but headers would be tried. */
static GByteArray *with_header(const uint8_t *bytes, size_t size)
{
    GByteArray *stored = g_byte_array_new();
    struct ir_unit *empty = ir_unit_new("");
    ir_write(empty, stored);
    ir_unit_free(empty);
    uint32_t length = GUINT32_TO_LE((uint32_t)size);
    memcpy(stored->data + 12, &length, sizeof length);
    g_byte_array_set_size(stored, HEADER);
    return g_byte_array_append(stored, bytes, (guint)size);
}

static char *print(const struct ir_unit *unit)
{
    GString *out = g_string_new(NULL);
    ir_print(unit, out);
    return g_string_free(out, FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t skipped = MIN(size, HEADER);
    g_autoptr(GByteArray) stored = with_header(bytes + skipped, size - skipped);
    struct ir_unit *unit = ir_read(stored->data, stored->len, NULL);
    if (!unit)
        return 0;
    g_assert_true(ir_verify(unit, NULL));
    g_autofree char *text = print(unit);
    g_autoptr(GError) error = NULL;
    struct ir_unit *again = ir_parse(text, "again", &error);
    g_assert_no_error(error);
    g_autofree char *same = print(again);
    g_assert_cmpstr(text, ==, same);
    ir_unit_free(again);
    ir_unit_free(unit);
    return 0;
}
