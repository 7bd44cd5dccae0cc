/* Any text: it is IR or it is not. What is IR prints, reads back as the same text, and survives being stored. */
#include "ir/access.h"
#include "ir/binary.h"
#include "ir/build.h"
#include "ir/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char *print(const struct ir_unit *unit)
{
    GString *out = g_string_new(NULL);
    ir_print(unit, out);
    return g_string_free(out, FALSE);
}

static void check_same(struct ir_unit *unit, const char *text)
{
    g_assert_nonnull(unit);
    g_autofree char *again = print(unit);
    g_assert_cmpstr(again, ==, text);
    ir_unit_free(unit);
}

static void say_all(const struct ir_unit *unit)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        for (uint32_t i = 0; i < MIN(function->insts->len, 200); i++)
            g_free(ir_expression(unit, function, ir_ref(IR_REF_TEMP, i)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autofree char *text = g_strndup((const char *)bytes, size);
    struct ir_unit *unit = ir_parse(text, "fuzz", NULL);
    if (!unit)
        return 0;
    g_autofree char *printed = print(unit);
    g_autoptr(GByteArray) stored = g_byte_array_new();
    ir_write(unit, stored);
    check_same(ir_parse(printed, "again", NULL), printed);
    check_same(ir_read(stored->data, stored->len, NULL), printed);
    say_all(unit);
    ir_unit_free(unit);
    return 0;
}
