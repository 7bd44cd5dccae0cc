#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/inlines.h"

/* "name:body;" of each body that can be left out, line breaks as |. */
static char *told(const char *bytes)
{
    struct text text = text_from(g_strdup(bytes), strlen(bytes));
    struct inlines inlines = inlines_of(&text);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < inlines.bodies->len; i++) {
        const struct inline_body *body = &g_array_index(inlines.bodies, struct inline_body, i);
        for (guint k = 0; k < body->n_names; k++) {
            const struct slice *name = &g_array_index(inlines.names, struct slice, body->first_name + k);
            g_string_append_printf(out, "%s%.*s", k ? "," : "", (int)name->length, name->at);
        }
        g_string_append_printf(out, ":%.*s;", (int)(body->end - body->begin), text.bytes + body->begin);
    }
    inlines_clear(&inlines);
    text_clear(&text);
    g_strdelimit(out->str, "\n", '|');
    return g_string_free(out, FALSE);
}

#define assert_told(bytes, expected)                                                                                   \
    do {                                                                                                               \
        g_autofree char *is = told(bytes);                                                                             \
        assert_string_equal(is, expected);                                                                             \
    } while (0)

static void plain_functions(void **state)
{
    (void)state;
    assert_told("static inline int f(int a) { return a; }", "f:{ return a; };");
    assert_told("static void g(void)\n{\n}\nstatic int h() { return 1; }", "g:{|};h:{ return 1; };");
    assert_told("static __always_inline struct s *f(struct s *p) { if (p) { return p; } return 0; }",
                "f:{ if (p) { return p; } return 0; };");
    assert_told("inline static unsigned long *f(const char *, int a[3]) {}", "f:{};");
    assert_told("static __printf(1, 2) int f(const char *format, ...) {}", "f:{};");
    assert_told("static __attribute__((noinline)) int f(int a) {}", "f:{};");
    assert_told("static int f(int a) __acquires(lock) {}", "f:{};");
    assert_told("struct s { int a; };\nstatic int f(int a) {}\nenum e { A };\nstatic int g(int a) {}", "f:{};g:{};");
    assert_told("extern \"C\" {\nstatic int f(int a) {}\n}", "f:{};");
    assert_told("int f(int a) {}\nstatic int g(int a) {}", "g:{};");
}

static void what_is_no_such_body(void **state)
{
    (void)state;
    assert_told("int f(int a) {} inline int g(int a) {} extern inline int h(int a) {}", "");
    assert_told("static int a[] = { f(int a) };", "");
    assert_told("static struct s { int a; } x; static struct __aligned(8) t { int a; } y;", "");
    assert_told("static struct __packed __aligned(sizeof(int a)) t { int a; } y;", "");
    assert_told("static struct s f(int a) {}", ""); /* looks the same */
    assert_told("static int f(a, b) int a; int b; {}", "");
    assert_told("static int f(a) {}", "");
    assert_told("static int (f)(int a) {} static int (*g(int a))(int b) {}", "");
    assert_told("static int NAME(f)(int a) {}", "");
    assert_told("static int f(int a);\n{ }", "");
    assert_told("DEFINE(int a) static struct s {} x;", "");
    assert_told("typedef static int f(int a) {}", "");
}

static void literals_and_comments(void **state)
{
    (void)state;
    assert_told("static int f(int a) { return '}' + \"}\\\"}\"[a] /* } */; // }\n}",
                "f:{ return '}' + \"}\\\"}\"[a] /* } */; // }|};");
    assert_told("static int f(int a) { don't }\n}", "");
    assert_told("static int f(int a) { \"\\\"\n }\n", "");
    assert_told("static int f(int a) { a //* x */ b;\n}", "");
    assert_told("/* static int f(int a) { */ int x;", "");
    assert_told("static int f(int a) { <% }", "");
    assert_told("static int f(int a) { ?\?< }", "");
    assert_told("static int f(int a) { __asm { mov al, 1 } }", "");
    assert_told("static int f(int a) { asm(\"{\"); }", "f:{ asm(\"{\"); };");
}

static void directives(void **state)
{
    (void)state;
    assert_told("#ifdef A\nstatic int f(int a) {}\n#else\nstatic int f(long a) {}\n#endif\n", "f:{};f:{};");
    assert_told("static int f(int a) {\n#if A\n{ }\n#elif B\n;\n#else\n#endif\n}\n",
                "f:{|#if A|{ }|#elif B|;|#else|#endif|};");
    assert_told("static int f(int a) {\n#if A\n{\n#else\n{\n#endif\n} }\n", "");
    assert_told("static int f(int a) {\n#if A\n}\n#else\n}\n#endif\nint b; static int g(int a) {}\n", "g:{};");
    assert_told("#if A\nstatic int f(int a) {\n#else\nstatic int f(long a) {\n#endif\n}\nstatic int g(int a) {}\n",
                "g:{};");
    assert_told("static int\n#if A\nf(int a)\n#else\nf(long a)\n#endif\n{}\nstatic int g(int a) {}\n", "g:{};");
    assert_told("static int f(int a) {\n#define X 1\n}\n", "");
    assert_told("static int f(int a) {\n#include \"x.h\"\n}\n", "");
    assert_told("static int f(int a) {\n#pragma x\n}\n", "");
    assert_told("#define X static int f(int a) { }\n", "");
    assert_told("#include <a/*b.h>\nstatic int f(int a) {}\n/* */", "f:{};");
    assert_told("#endif\nstatic int f(int a) {}\n", "");
    assert_told("#if A\nstatic int f(int a) {}\n", "");
}

static void conditionals_without_end(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 300; i++)
        g_string_append(text, "#if A\n");
    g_string_append(text, "static int f(int a) {}\n");
    assert_told(text->str, "");
    g_string_truncate(text, 0);
    for (int i = 0; i < 100000; i++)
        g_string_append_c(text, i % 2 ? '{' : '(');
    assert_told(text->str, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_functions),          cmocka_unit_test(what_is_no_such_body),
        cmocka_unit_test(literals_and_comments),    cmocka_unit_test(directives),
        cmocka_unit_test(conditionals_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
