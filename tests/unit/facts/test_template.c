/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "facts/template.h"

/* "mnemonic operands|[0f 01 ef]|…" */
static char *described(const char *text)
{
    g_autoptr(GArray) parts = template_parse(text);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, i);
        g_string_append(out, i ? "|" : "");
        if (part->mnemonic) {
            g_string_append_printf(out, "%s%s%s", part->mnemonic, *part->operands ? " " : "", part->operands);
            continue;
        }
        for (guint b = 0; b < part->bytes->len; b++)
            g_string_append_printf(out, "%s%02x", b ? " " : "[", part->bytes->data[b]);
        g_string_append_c(out, ']');
    }
    return g_string_free(out, FALSE);
}

/* clang-format off */
static const struct {
    const char *text, *wanted;
} cases[] = {
    {"", ""},
    {"wrpkru", "wrpkru"},
    {"WRPKRU", "wrpkru"},
    {"mov %0, %%eax\n\twrpkru", "mov %0, %%eax|wrpkru"},
    {"nop; wrpkru ;nop", "nop|wrpkru|nop"},
    {"1: wrpkru", "wrpkru"},
    {"retry%=:\n\twrpkru\n\tjmp retry%=", "wrpkru|jmp retry%="},
    {"lock cmpxchg %0, %1", "lock cmpxchg %0, %1|cmpxchg %0, %1"},
    {"bnd jmp *%0", "bnd jmp *%0|jmp *%0"},
    {"# wrpkru", ""},
    {"nop # wrpkru\nret", "nop|ret"},
    {"nop /* wrpkru */\nret", "nop|ret"},
    {"/* wrpkru", ""},
    {"// wrpkru\nnop", "nop"},
    {".byte 0x0f,0x01,0xef", "[0f 01 ef]"},
    {".byte 0x0f, 0x01 , 0xef\n\t", "[0f 01 ef]"},
    {".byte 0xf,1,239", "[0f 01 ef]"},
    {".byte 017, 0b1, 0efh", "[0f 01 ef]"},
    {".byte 0x0f\n.byte 0x01; .byte 0xef", "[0f 01 ef]"},
    {".byte 0x0f\n2:\n.byte 0x01, 0xef", "[0f 01 ef]"},
    {".byte 0x0f\nnop\n.byte 0x01, 0xef", "[0f]|nop|[01 ef]"},
    {".byte 0x0f, foo, 0xef", "[0f]"},
    {".word 0x010f; .byte 0xef", "[0f 01 ef]"},
    {".long 0x00ef010f", "[0f 01 ef 00]"},
    {".ascii \"\\x0f\\x01\\xef\"", "[0f 01 ef]"},
    {".ascii \"\\17\\1\\357\"", "[0f 01 ef]"},
    {".asciz \"a;b\"", "[61 3b 62 00]"},
    {".ascii \"not closed", "[6e 6f 74 20 63 6c 6f 73 65 64]"},
    {".pushsection .rodata\n.byte 0x0f,0x01,0xef\n.popsection\nnop", "nop"},
    {".pushsection .altinstr_replacement,\"ax\"\nwrpkru\n.popsection", "wrpkru"},
    {".section .data\n.byte 1\n.text\n.byte 2", "[02]"},
    {".popsection\nnop", "nop"},
    {"{wrpkru|xyz}", "wrpkru"},
    {"mov{l %0, %1| %1, %0}", "mov l %0, %1"},
    {"int $0x80", "int $0x80"},
    {"::::", ""},
    {"\"", "\""},
};
/* clang-format on */

static void test_cases(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = described(cases[i].text);
        if (!g_str_equal(found, cases[i].wanted))
            fail_msg("“%s”: wanted “%s”, found “%s”", cases[i].text, cases[i].wanted, found);
    }
}

/* A table of bytes is no code, and a template without end is not read without end. */
static void test_limits(void **state)
{
    (void)state;
    g_autoptr(GString) table = g_string_new(".byte 0x0f,0x01,0xef");
    for (unsigned i = 0; i < 100; i++)
        g_string_append(table, ",0x90");
    g_autofree char *found = described(table->str);
    assert_string_equal(found, "");
    g_autoptr(GString) endless = g_string_new(NULL);
    for (unsigned i = 0; i < 100000; i++)
        g_string_append(endless, "nop\n");
    g_autoptr(GArray) parts = template_parse(endless->str);
    assert_in_range(parts->len, 1, 100000 / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
