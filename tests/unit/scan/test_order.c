/* The order in which things leave, and how equal ones are told apart. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/finding.h"
#include "model/site.h"
#include "scan/order.h"
#include "scan/seen.h"

static const struct site sites[] = {
    {.file = "a.c", .line = 1, .col = 9, .family = "mpx", .interface = "mpx", .function = "f"},
    {.file = "a.c", .line = 2, .col = 1, .family = "mpx", .interface = "mpx", .function = "f"},
    {.file = "a.c", .line = 2, .col = 1, .family = "pkeys", .interface = "a", .function = "f"},
    {.file = "a.c", .line = 2, .col = 1, .family = "pkeys", .interface = "b", .function = "f"},
    {.file = "a.c", .line = 2, .col = 1, .family = "pkeys", .interface = "b", .kind = SITE_ASM, .function = "f"},
    {.file = "a.c", .line = 2, .col = 1, .family = "pkeys", .interface = "b", .kind = SITE_ASM, .function = "g"},
    {.file = "a.c",
     .line = 2,
     .col = 1,
     .family = "pkeys",
     .interface = "b",
     .kind = SITE_ASM,
     .function = "g",
     .value = "1"},
    {.file = "a.c", .line = 10, .col = 1, .family = "mpx", .interface = "mpx", .function = "f"},
    {.file = "a/b.c", .line = 1, .col = 1, .family = "mpx", .interface = "mpx", .function = "f"},
    {.file = "b.c", .line = 1, .col = 1, .family = "mpx", .interface = "mpx", .function = "f"},
};

static void test_sites(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sites); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(sites); j++) {
            int by = order_sites(&sites[i], &sites[j]);
            assert_int_equal((by > 0) - (by < 0), (i > j) - (i < j));
        }
}

static const struct step earlier = {.file = "a.c", .line = 1}, later = {.file = "a.c", .line = 2};

static const struct finding findings[] = {
    {.file = "a.c", .line = 1, .rule = "z", .key = "k"},
    {.file = "a.c", .line = 3, .rule = "a", .key = "k"},
    {.file = "a.c", .line = 3, .rule = "b", .key = "j"},
    {.file = "a.c", .line = 3, .rule = "b", .key = "k"},
    {.file = "a.c", .line = 3, .rule = "b", .key = "k", .message = "m"},
    {.file = "a.c", .line = 3, .rule = "b", .key = "k", .message = "m", .steps = &earlier, .n_steps = 1},
    {.file = "a.c", .line = 3, .rule = "b", .key = "k", .message = "m", .steps = &later, .n_steps = 1},
    {.file = "b.c", .line = 1, .rule = "a", .key = "k"},
};

static void test_findings(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(findings); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(findings); j++) {
            int by = order_findings(&findings[i], &findings[j]);
            assert_int_equal((by > 0) - (by < 0), (i > j) - (i < j));
        }
}

static void expect_new(struct seen *seen, const char *key, uint32_t line, uint32_t ordinal)
{
    uint32_t got = 12345, occurrence;
    assert_true(seen_add(seen, key, line, 1, &got, &occurrence));
    assert_int_equal(got, ordinal);
}

static void expect_known(struct seen *seen, const char *key, uint32_t line)
{
    uint32_t got = 12345, occurrence;
    assert_false(seen_add(seen, key, line, 1, &got, &occurrence));
    assert_int_equal(got, 12345);
}

static void test_ordinals(void **state)
{
    (void)state;
    struct seen *seen = seen_new();
    seen_begin_unit(seen);
    expect_new(seen, "a", 10, 0);
    expect_new(seen, "b", 10, 0);
    expect_new(seen, "a", 20, 1);
    expect_new(seen, "a", 20, 2); /* twice at one place: a macro that calls twice */
    seen_free(seen);
}

/* A header of three calls, of which units see different ones: each counts once, and none is lost. */
static void test_header_of_several_units(void **state)
{
    (void)state;
    struct seen *seen = seen_new();
    seen_begin_unit(seen);
    expect_new(seen, "h", 20, 0);
    seen_begin_unit(seen);
    expect_new(seen, "h", 10, 1);
    expect_known(seen, "h", 20);
    seen_begin_unit(seen);
    expect_known(seen, "h", 10);
    expect_known(seen, "h", 20);
    expect_new(seen, "h", 20, 2);
    seen_begin_unit(seen);
    expect_known(seen, "h", 20);
    expect_known(seen, "h", 20);
    expect_new(seen, "h", 20, 3);
    seen_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sites),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_ordinals),
        cmocka_unit_test(test_header_of_several_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
