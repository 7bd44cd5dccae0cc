/* Source texts as reports show them. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scan/excerpt.h"

struct fixture {
    char *root;
    struct sources *sources;
    struct excerpts *excerpts;
    GString *given; /* "path:line " */
};

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    fixture->root = g_dir_make_tmp("excerpt-XXXXXX", NULL);
    fixture->sources = sources_new(fixture->root);
    fixture->excerpts = excerpts_new(fixture->root, fixture->sources);
    fixture->given = g_string_new(NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    GDir *dir = g_dir_open(fixture->root, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(fixture->root, name, NULL);
        g_remove(path);
    }
    g_dir_close(dir);
    g_rmdir(fixture->root);
    excerpts_free(fixture->excerpts);
    sources_free(fixture->sources);
    g_string_free(fixture->given, TRUE);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static struct source *put(struct fixture *fixture, const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(fixture->root, name, NULL);
    assert_true(g_file_set_contents(path, text, length, NULL));
    return sources_get(fixture->sources, path);
}

static void expect_line(const struct source *source, uint32_t line, const char *expected)
{
    g_autofree char *text = source_line(source, line);
    assert_string_equal(text, expected);
}

static void test_lines(void **state)
{
    static const char text[] = "one\n\ttwo\r\nth\x01r\xFF"
                               "ee\nfo\0ur\nlast";
    const struct source *source = put(*state, "a.c", text, sizeof(text) - 1);
    assert_int_equal(source_n_lines(source), 5);
    expect_line(source, 1, "one");
    expect_line(source, 2, "\ttwo");
    expect_line(source, 3,
                "th r\xEF\xBF\xBD"
                "ee");
    expect_line(source, 4, "fo");
    expect_line(source, 5, "last");
    assert_null(source_line(source, 0));
    assert_null(source_line(source, 6));
}

static void test_long_line_is_cut_between_characters(void **state)
{
    GString *text = g_string_new("x");
    for (unsigned i = 0; i < 400; i++)
        g_string_append(text, "\xE2\x82\xAC");
    const struct source *source = put(*state, "a.c", text->str, -1);
    g_autofree char *line = source_line(source, 1);
    assert_in_range(strlen(line), SOURCE_MAX_LINE - 3, SOURCE_MAX_LINE);
    assert_true(g_utf8_validate(line, -1, NULL));
    g_string_free(text, TRUE);
}

static void test_hashes(void **state)
{
    struct source *source = put(*state, "a.c", " a\nb\n  \t\tc\n d", -1);
    assert_string_equal(source_line_hash(source, 1), "271789c17abda88f:1");
    assert_string_equal(source_line_hash(source, 4), "a23a3dc5e078b07b:1");
    assert_null(source_line_hash(source, 5));
    assert_null(source_line_hash(source, 0));
    struct source *empty = put(*state, "empty.c", "", -1);
    assert_int_equal(source_n_lines(empty), 0);
    assert_null(source_line_hash(empty, 1));
}

static void test_what_is_not_read(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *fifo = g_build_filename(fixture->root, "fifo.c", NULL);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    g_autofree char *large = g_build_filename(fixture->root, "large.c", NULL);
    assert_true(g_file_set_contents(large, "x", 1, NULL));
    assert_int_equal(truncate(large, (16 << 20) + 1), 0);
    g_autofree char *nowhere = g_build_filename(fixture->root, "nowhere.c", NULL);
    assert_null(sources_get(fixture->sources, fifo));
    assert_null(sources_get(fixture->sources, large));
    assert_null(sources_get(fixture->sources, nowhere));
    assert_null(sources_get(fixture->sources, fixture->root));
    assert_null(sources_get(fixture->sources, "/etc/passwd"));
    assert_null(sources_get(fixture->sources, "/dev/zero"));
}

static bool take(const struct excerpt *excerpt, void *context)
{
    struct fixture *fixture = context;
    g_autofree char *expected = g_strdup_printf("%s line %u", excerpt->file, excerpt->line);
    assert_string_equal(excerpt->text, expected);
    g_string_append_printf(fixture->given, "%s:%u ", excerpt->file, excerpt->line);
    return true;
}

static void put_numbered(struct fixture *fixture, const char *name, unsigned lines)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 1; i <= lines; i++)
        g_string_append_printf(text, "%s line %u\n", name, i);
    put(fixture, name, text->str, -1);
    g_string_free(text, TRUE);
}

static void expect_given(struct fixture *fixture, const struct finding *finding, const char *expected)
{
    g_string_truncate(fixture->given, 0);
    excerpts_want(fixture->excerpts, finding);
    assert_true(excerpts_emit(fixture->excerpts, take, fixture));
    assert_string_equal(fixture->given->str, expected);
}

static void test_each_line_once(void **state)
{
    struct fixture *fixture = *state;
    put_numbered(fixture, "b.c", 20);
    put_numbered(fixture, "a.h", 8);
    struct step steps[] = {{.file = "a.h", .line = 7}, {.file = NULL, .line = 3}, {.file = "b.c", .line = 2}};
    struct finding finding = {.file = "b.c", .line = 2, .steps = steps, .n_steps = 3};
    expect_given(fixture, &finding,
                 "a.h:2 a.h:3 a.h:4 a.h:5 a.h:6 a.h:7 a.h:8 b.c:1 b.c:2 b.c:3 b.c:4 b.c:5 b.c:6 b.c:7 ");
    expect_given(fixture, &finding, "");
    struct finding next = {.file = "b.c", .line = 10};
    expect_given(fixture, &next, "b.c:8 b.c:9 b.c:10 b.c:11 b.c:12 b.c:13 b.c:14 b.c:15 ");
}

static void test_wild_lines(void **state)
{
    struct fixture *fixture = *state;
    put_numbered(fixture, "b.c", 3);
    struct step steps[] = {
        {.file = "b.c", .line = UINT32_MAX}, {.file = "b.c", .line = 0}, {.file = "/etc/passwd", .line = 1}};
    struct finding finding = {.file = "b.c", .line = 1000, .steps = steps, .n_steps = 3};
    expect_given(fixture, &finding, "");
}

static bool refuse(const struct excerpt *excerpt, void *context)
{
    (void)excerpt;
    ++*(unsigned *)context;
    return false;
}

static void test_stop(void **state)
{
    struct fixture *fixture = *state;
    put_numbered(fixture, "b.c", 3);
    struct finding finding = {.file = "b.c", .line = 1};
    unsigned calls = 0;
    excerpts_want(fixture->excerpts, &finding);
    assert_false(excerpts_emit(fixture->excerpts, refuse, &calls));
    assert_int_equal(calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines),          TEST(test_long_line_is_cut_between_characters),
        TEST(test_hashes),         TEST(test_what_is_not_read),
        TEST(test_each_line_once), TEST(test_wild_lines),
        TEST(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
