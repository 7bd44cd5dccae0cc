/* What the tests of rules share: units from text, and findings as "rule level". */
#ifndef RULES_TEST_H
#define RULES_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "facts/uses.h"
#include "facts/wrappers.h"
#include "rules/rules.h"

#define HEAD(target, kernel)                                                                                           \
    "unit \"a.c\" target \"" target "\" pointer 8 " kernel "\n"                                                        \
    "type pointer = ptr(void)\n"                                                                                       \
    "symbol @pkey_alloc: func(u32, u32) -> i32\n"                                                                      \
    "symbol @pkey_free: func(i32) -> i32\n"                                                                            \
    "symbol @pkey_set: func(i32, u32) -> i32\n"                                                                        \
    "symbol @pkey_mprotect: func(pointer, u64, i32, i32) -> i32\n"                                                     \
    "symbol @mprotect: func(pointer, u64, i32) -> i32\n"                                                               \
    "symbol @munmap: func(pointer, u64) -> i32\n"                                                                      \
    "symbol @mpx: func(pointer, i32, u32, i32) -> i32\n"                                                               \
    "symbol @syscall: func(i64, ...) -> i64\n"                                                                         \
    "symbol @prctl: func(i32, ...) -> i32\n"                                                                           \
    "symbol @printf: func(ptr(i8), ...) -> i32\n"                                                                      \
    "symbol @__errno_location: func() -> ptr(i32)\n"
#define USER HEAD("x86_64-linux-gnu", "")
#define I386 HEAD("i386-linux-gnu", "")
#define PPC HEAD("powerpc64le-linux-gnu", "")
#define NAMED(name, body)                                                                                              \
    "function @" name "(p: pointer, n: u64, a: i32) -> i32 {\n  local x: i32\n  local y: i64\n  %p = load &p\n"        \
    "  %n = load &n\n  %a = load &a\n" body "  ret 0\n}\n"
#define F(body) NAMED("f", body)

struct test_case {
    const char *name, *text, *wanted;
};

static struct catalogue *catalogue;

static inline int load_catalogue(void **state)
{
    (void)state;
    catalogue = catalogue_load(NULL, NULL);
    return catalogue ? 0 : -1;
}

static inline int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(catalogue);
    return 0;
}

static inline void append_finding(const struct finding *finding, void *context)
{
    GString *out = context;
    g_string_append_printf(out, "%s%s", out->len ? ", " : "", level_name(finding->level));
    assert_non_null(finding->message);
    assert_non_null(finding->gain);
    assert_non_null(finding->repair);
    assert_non_null(finding->key);
    assert_non_null(finding->file);
    assert_null(strchr(finding->message, '\n'));
    assert_true(finding->n_steps > 0);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        assert_non_null(finding->steps[i].why);
}

static inline void run_rule(const char *rule, const char *text, rule_emit emit, void *context)
{
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = ir_parse(text, "test", &error);
    if (!unit || !ir_verify(unit, &error))
        fail_msg("%s\n%s", error->message, text);
    g_autofree bool *selected = g_new0(bool, n_rules);
    selected[rule_find(rule)] = true;
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    struct wrappers *wrappers = wrappers_of(unit, catalogue, uses, NULL);
    wrappers_add_uses(wrappers, unit, catalogue, uses);
    g_array_unref(rules_run(unit, catalogue, NULL, NULL, NULL, uses, selected, emit, context));
    wrappers_free(wrappers);
    ir_unit_free(unit);
}

/* The levels of one rule's findings, in order. */
static inline void expect_levels(const char *rule, const struct test_case *cases, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        run_rule(rule, cases[i].text, append_finding, out);
        if (!g_str_equal(out->str, cases[i].wanted))
            fail_msg("%s: wanted “%s”, found “%s”", cases[i].name, cases[i].wanted, out->str);
    }
}

#endif
