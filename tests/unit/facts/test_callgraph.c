/* Who calls whom, from IR text. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "facts/callgraph.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD                                                                                                           \
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\n"                                                             \
    "type handler = func(ptr(void)) -> i32\n"                                                                          \
    "struct ops { read: ptr(handler); write: ptr(handler); }\n"                                                        \
    "type struct ops#2 = const struct size 16 align 8 { read: ptr(handler) @0; write: ptr(handler) @8; }\n"            \
    "symbol @ops: struct ops static defined\nsymbol @fixed: struct ops#2 static defined\n"                             \
    "symbol @all: array(ptr(handler), 2) static defined\nsymbol @known: array(ptr(handler), 2)\n"                      \
    "symbol @elsewhere: func(ptr(void)) -> i32\n"
#define PLAIN(name) "function @" name "(p: ptr(void)) -> i32 { ret 0 }\n"
#define CALLS(name, calls) "function @" name "(p: ptr(void)) -> i32 {\n  %p = load ptr(void) &p\n" calls "  ret 0\n}\n"
#define CALL(name) "  call i32 @" name "(%p)\n"
#define INIT(body) "function @.init() -> void initialiser {\n" body "  ret\n}\n"

/* clang-format off */
static const struct {
    const char *name, *text, *wanted;
} cases[] = {
    {"by name, inside and outside", CALLS("f", CALL("g") CALL("elsewhere")) PLAIN("g"), "f: g @elsewhere\ng:\n"},
    {"a circle, and one that calls itself", CALLS("f", CALL("g")) CALLS("g", CALL("h")) CALLS("h", CALL("f")) CALLS("i", CALL("i")),
     "f: g\ng: h\nh: f\ni: i\ncircle: f g h\n"},
    {"through a field: whoever is stored there",
     CALLS("f", "  %o = load ptr(struct ops) %p\n  %a = field ptr(ptr(handler)) %o, read\n  %r = load ptr(handler) %a\n  call i32 %r(%p)\n") PLAIN("g") PLAIN("h") PLAIN("i")
     CALLS("set", "  %o = load ptr(struct ops) %p\n  %a = field ptr(ptr(handler)) %o, read\n  store ptr(handler) %a, @g\n  store ptr(handler) %a, @i\n"),
     "f: struct ops.read[g i]\ng:\nh:\ni:\nset:\n"},
    {"through a constant table: the one that is there",
     CALLS("f", "  %a = field ptr(ptr(handler)) @fixed, write\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n") PLAIN("g") PLAIN("h")
     INIT("  %a = field ptr(ptr(handler)) @fixed, write\n  store ptr(handler) %a, @h\n  %b = field ptr(ptr(handler)) @ops, write\n  store ptr(handler) %b, @g\n"),
     "f: h\ng:\nh:\n.init:\n"},
    {"through a variable that points to a constant table, and to nothing else",
     "function @f(p: ptr(void)) -> i32 {\n  local o: ptr(struct ops#2)\n  store ptr(struct ops#2) &o, @fixed\n  %p = load ptr(void) &p\n"
     "  %o = load ptr(struct ops#2) &o\n  %a = field ptr(ptr(handler)) %o, write\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n  ret 0\n}\n"
     "function @i(p: ptr(void)) -> i32 {\n  local o: ptr(struct ops#2)\n  store ptr(struct ops#2) &o, @fixed\n  %p = load ptr(void) &p\n"
     "  store ptr(struct ops#2) &o, %p\n"
     "  %o = load ptr(struct ops#2) &o\n  %a = field ptr(ptr(handler)) %o, write\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n  ret 0\n}\n"
     PLAIN("g") PLAIN("h")
     INIT("  %a = field ptr(ptr(handler)) @fixed, write\n  store ptr(handler) %a, @h\n  %b = field ptr(ptr(handler)) @ops, write\n  store ptr(handler) %b, @g\n"),
     "f: h\ni: struct ops.write[h g]\ng:\nh:\n.init:\n"},
    {"a table that may change is as any",
     CALLS("f", "  %a = field ptr(ptr(handler)) @ops, write\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n") PLAIN("g") PLAIN("h")
     INIT("  %a = field ptr(ptr(handler)) @fixed, write\n  store ptr(handler) %a, @h\n  %b = field ptr(ptr(handler)) @ops, write\n  store ptr(handler) %b, @g\n"),
     "f: struct ops.write[h g]\ng:\nh:\n.init:\n"},
    {"through an element of an array, its own or one that all know",
     CALLS("f", "  %a = index ptr(ptr(handler)) @all, 1\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n")
     CALLS("i", "  %a = index ptr(ptr(handler)) @known, 1\n  %w = load ptr(handler) %a\n  call i32 %w(%p)\n") PLAIN("g") PLAIN("h")
     INIT("  %a = index ptr(ptr(handler)) @all, 0\n  store ptr(handler) %a, @h\n  %b = index ptr(ptr(handler)) @known, 1\n  store ptr(handler) %b, @g\n"),
     "f: a.c:all[][h]\ni: known[][g]\ng:\nh:\n.init:\n"},
    {"by way of a variable that is set from there",
     "function @f(p: ptr(void)) -> i32 {\n  local w: ptr(handler)\n  %p = load ptr(void) &p\n  %a = index ptr(ptr(handler)) @all, 1\n"
     "  %v = load ptr(handler) %a\n  store ptr(handler) &w, %v\n  %w = load ptr(handler) &w\n  call i32 %w(%p)\n  ret 0\n}\n" PLAIN("g")
     INIT("  %a = index ptr(ptr(handler)) @all, 0\n  store ptr(handler) %a, @g\n"),
     "f: a.c:all[][g]\ng:\n.init:\n"},
    {"through a parameter: whoever is handed over as it",
     PLAIN("g")
     "function @each(p: ptr(void), w: ptr(handler)) -> i32 {\n  %p = load ptr(void) &p\n  %w = load ptr(handler) &w\n  call i32 %w(%p)\n  ret 0\n}\n"
     CALLS("f", "  call i32 @each(%p, @g)\n"),
     "g:\neach: each(1)[g]\nf: each\n"},
    {"nobody knows", CALLS("f", "  %i = load ptr(ptr(handler)) %p\n  %w = load ptr(handler) %i\n  call i32 %w(%p)\n"), "f: ?\n"},
};
/* clang-format on */

static void test_calls(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strconcat(HEAD, cases[i].text, NULL);
        g_autoptr(GString) out = g_string_new(NULL);
        print_message("%s\n", cases[i].name);
        struct ir_unit *unit = ir_parse(text, "test", &error);
        if (!unit || !ir_verify(unit, &error))
            fail_msg("%s\n%s", error->message, text);
        struct callgraph *graph = callgraph_new(unit);
        callgraph_print(graph, out);
        assert_string_equal(out->str, cases[i].wanted);
        callgraph_free(graph);
        ir_unit_free(unit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_calls)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
