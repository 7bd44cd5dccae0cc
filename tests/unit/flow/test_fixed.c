/* Loads of objects that keep what they were initialised with. */
#include "flow_test.h"

/* clang-format off */
#define GLOBALS                                                                                                        \
    "struct pair size 8 align 4 {\n  a: i32 @0;\n  b: i32 @4;\n}\n"                                                    \
    "type frozen = const struct size 8 align 4 {\n  a: i32 @0;\n  b: i32 @4;\n}\n"                                \
    "symbol @k: const i32 defined\n"                                                                                   \
    "symbol @elsewhere: const i32\n"                                                                                   \
    "symbol @weak: const i32 defined weak\n"                                                                           \
    "symbol @moving: const volatile i32 defined\n"                                                                     \
    "symbol @quiet: i32 static defined\n"                                                                              \
    "symbol @open: i32 defined\n"                                                                                      \
    "symbol @written: i32 static defined\n"                                                                            \
    "symbol @shown: i32 static defined\n"                                                                              \
    "symbol @t: array(const i32, 4) static defined\n"                                                                  \
    "symbol @p: frozen static defined\n"                                                                               \
    "symbol @where: ptr(i32) defined\n"

#define INITIALISER                                                                                                    \
    "function @.init() -> void initialiser {\n"                                                                        \
    "  %o = or 4, 3\n  store @k, %o\n  store @weak, 1\n  store @quiet, 5\n  store @written, 6\n"                       \
    "  %0 = index ptr(i32) @t, 0\n  store %0, 1\n"                                                                     \
    "  %2 = index ptr(i32) @t, 2\n  store %2, 9\n  %2b = index ptr(i32) @t, 2\n  store %2b, 3\n"                       \
    "  %b = field @p, b\n  store %b, 7\n  store @where, @shown\n  ret\n}\n"                                            \
    "function @other() -> void {\n  store @written, 8\n  ret\n}\n"

static const struct {
    const char *name, *body, *wanted;
} cases[] = {
    {"const, folded", "  %u = load @k\n", "7"},
    {"const of another unit", "  %u = load @elsewhere\n", "…"},
    {"weak", "  %u = load @weak\n", "…"},
    {"volatile", "  %u = load volatile @moving\n", "…"},
    {"static, only read", "  %u = load @quiet\n", "5"},
    {"others may write it", "  %u = load @open\n", "…"},
    {"static, written", "  %u = load @written\n", "…"},
    {"static, its address kept", "  %u = load @shown\n", "…"},
    {"element, the last initialiser counts", "  %e = index ptr(i32) @t, 2\n  %u = load %e\n", "3"},
    {"element without initialiser", "  %e = index ptr(i32) @t, 3\n  %u = load %e\n", "0"},
    {"any element", "  %i = load &a\n  %e = index ptr(i32) @t, %i\n  %u = load %e\n", "0 1 3"},
    {"member", "  %e = field @p, b\n  %u = load %e\n", "7"},
    {"member without initialiser", "  %e = field @p, a\n  %u = load %e\n", "0"},
};
/* clang-format on */

static void reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(GLOBALS "function @f(a: i32) -> void {\n", cases[i].body,
                                            "  call void @use(%u)\n  ret\n}\n" INITIALISER, NULL);
        struct sample sample = sample_open(text);
        const struct value_set *set = constants_of(body_constants(sample.body), used(&sample, 0, NULL));
        g_autoptr(GString) out = g_string_new(NULL);
        for (unsigned v = 0; v < set->n; v++) {
            g_string_append(out, v ? " " : "");
            constants_print_value(sample.unit, set->values[v], out);
        }
        g_string_append(out, set->is_open ? "…" : "");
        if (!g_str_equal(out->str, cases[i].wanted))
            fail_msg("%s: “%s”, not “%s”", cases[i].name, out->str, cases[i].wanted);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
