#include "ir/binary.h"
#include "ir/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static struct ir_unit *unit_of(const char *name)
{
    g_autofree char *path = g_build_filename(TEST_FOLDER, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    struct ir_unit *unit = ir_parse(text, name, &error);
    if (!unit)
        fail_msg("%s", error->message);
    return unit;
}

static GByteArray *bytes_of(const char *name)
{
    struct ir_unit *unit = unit_of(name);
    GByteArray *bytes = g_byte_array_new();
    ir_write(unit, bytes);
    ir_unit_free(unit);
    return bytes;
}

static char *print(const struct ir_unit *unit)
{
    GString *out = g_string_new(NULL);
    ir_print(unit, out);
    return g_string_free(out, FALSE);
}

static const char *const files[] = {"every_op.ir", "shorthand.ir"};

static void what_is_written_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;
        struct ir_unit *unit = unit_of(files[i]);
        g_autoptr(GByteArray) bytes = g_byte_array_new(), again = g_byte_array_new();
        ir_write(unit, bytes);
        struct ir_unit *read = ir_read(bytes->data, bytes->len, &error);
        if (!read)
            fail_msg("%s", error->message);
        g_autofree char *before = print(unit), *after = print(read);
        assert_string_equal(before, after);
        ir_write(read, again);
        assert_int_equal(bytes->len, again->len);
        assert_memory_equal(bytes->data, again->data, bytes->len);
        ir_unit_free(unit);
        ir_unit_free(read);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = bytes_of("every_op.ir");
    for (guint n = 0; n < bytes->len; n++) {
        g_autoptr(GError) error = NULL;
        g_autofree uint8_t *exact = g_memdup2(bytes->data, n); /* so that a sanitizer sees the end */
        assert_null(ir_read(exact, n, &error));
        assert_true(g_error_matches(error, IR_ERROR, IR_ERROR_BROKEN));
    }
}

/* The header's length is made to fit, so that the body is really read. */
static void a_shortened_body_is_refused(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = bytes_of("every_op.ir");
    for (guint n = 16; n < bytes->len; n++) {
        g_autofree uint8_t *exact = g_memdup2(bytes->data, n);
        uint32_t length = GUINT32_TO_LE(n - 16);
        memcpy(exact + 12, &length, sizeof length);
        assert_null(ir_read(exact, n, NULL));
    }
}

static bool stays_itself(const struct ir_unit *unit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = print(unit);
    struct ir_unit *read = ir_parse(text, "again", &error);
    if (!read)
        fail_msg("%s\n%s", text, error->message);
    g_autofree char *again = print(read);
    assert_string_equal(text, again);
    ir_unit_free(read);
    return true;
}

/* Whatever a changed byte makes of it, what is accepted prints and reads back. */
static void flipped_bytes_do_no_harm(void **state)
{
    (void)state;
    static const uint8_t masks[] = {0x01, 0x10, 0x40, 0x80, 0xff};
    g_autoptr(GByteArray) bytes = bytes_of("every_op.ir");
    unsigned accepted = 0;
    for (guint i = 0; i < bytes->len * G_N_ELEMENTS(masks); i++) {
        uint8_t mask = masks[i % G_N_ELEMENTS(masks)], *at = &bytes->data[i / G_N_ELEMENTS(masks)];
        *at ^= mask;
        struct ir_unit *unit = ir_read(bytes->data, bytes->len, NULL);
        accepted += unit && stays_itself(unit);
        ir_unit_free(unit);
        *at ^= mask;
    }
    assert_true(accepted > 0); /* names and numbers are free to change */
}

static void other_versions_are_refused(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = bytes_of("shorthand.ir");
    for (guint at = 4; at < 12; at += 4) {
        g_autoptr(GError) error = NULL;
        bytes->data[at] ^= 1;
        assert_null(ir_read(bytes->data, bytes->len, &error));
        assert_string_equal(error->message, "the unit was stored by another version");
        bytes->data[at] ^= 1;
    }
}

static void a_count_beyond_the_input_is_refused(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = bytes_of("shorthand.ir");
    static const uint8_t huge[] = {0xff, 0xff, 0xff, 0xff, 0x0f};
    memcpy(bytes->data + 16, huge, sizeof huge);
    assert_null(ir_read(bytes->data, bytes->len, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),  cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(a_shortened_body_is_refused), cmocka_unit_test(flipped_bytes_do_no_harm),
        cmocka_unit_test(other_versions_are_refused),  cmocka_unit_test(a_count_beyond_the_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
