#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/database.h"

struct fixture {
    char *folder, *path;
};

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    fixture->folder = g_dir_make_tmp("database-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "compile_commands.json", NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    g_remove(fixture->path);
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->folder);
    g_free(fixture);
    return 0;
}

static GPtrArray *read_json(const struct fixture *fixture, const char *json, GPtrArray *notes, GError **error)
{
    assert_true(g_file_set_contents(fixture->path, json, -1, NULL));
    return database_read(fixture->path, "/src", notes, error);
}

static const struct command *command_at(const GPtrArray *commands, unsigned i)
{
    return commands->pdata[i];
}

static void test_both_forms(void **state)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) commands =
        read_json(*state,
                  "\xEF\xBB\xBF [\n"
                  " {\"directory\": \"/src\", \"file\": \"z.c\", \"command\": \"cc -DA='1 2' -Ii -c z.c\"},\n"
                  " {\"directory\": \"/src/sub\", \"file\": \"../a.c\", \"arguments\": [\"cc\", \"-D\", \"B\", \"-o\", "
                  "\"-DX\"], \"output\": \"x\"}\n"
                  "]\n",
                  notes, NULL);
    assert_non_null(commands);
    assert_int_equal(commands->len, 2);
    assert_string_equal(command_at(commands, 0)->file, "/src/a.c");
    assert_string_equal(command_at(commands, 0)->directory, "/src/sub");
    assert_string_equal(command_at(commands, 0)->flags[0], "-DB");
    assert_null(command_at(commands, 0)->flags[1]);
    assert_true(command_at(commands, 0)->from_database);
    assert_string_equal(command_at(commands, 1)->flags[0], "-DA=1 2");
    assert_string_equal(command_at(commands, 1)->flags[1], "-I/src/i");
    assert_int_equal(notes->len, 0);
}

static void test_relative_directory(void **state)
{
    const struct fixture *fixture = *state;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) commands =
        read_json(fixture,
                  "[{\"directory\": \"out\", \"file\": \"../a.c\", \"command\": \"cc -Ix\"},"
                  "{\"file\": \"b.c\", \"command\": \"cc -Ix\"}]",
                  notes, NULL);
    g_autofree char *a = g_build_filename(fixture->folder, "a.c", NULL);
    g_autofree char *b = g_build_filename(fixture->folder, "b.c", NULL);
    g_autofree char *include = g_strconcat("-I", fixture->folder, "/out/x", NULL);
    assert_string_equal(command_at(commands, 0)->file, a);
    assert_string_equal(command_at(commands, 0)->flags[0], include);
    assert_string_equal(command_at(commands, 1)->file, b);
}

/* The first of several entries for a file stays; a C++ entry does not stand in the way of a C one. */
static void test_left_out(void **state)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) commands =
        read_json(*state,
                  "[{\"directory\":\"/s\",\"file\":\"a.c\",\"command\":\"g++ -DCXX a.c\"},"
                  "{\"directory\":\"/s\",\"file\":\"a.c\",\"command\":\"cc -DFIRST a.c\"},"
                  "{\"directory\":\"/s/x\",\"file\":\"/s/./x/../a.c\",\"command\":\"cc -DSECOND a.c\"},"
                  "{\"directory\":\"/s\",\"file\":\"b.cc\",\"command\":\"cc b.cc\"},"
                  "{\"directory\":\"/s\",\"file\":\"c.S\",\"command\":\"cc c.S\"},"
                  "{\"directory\":\"/s\",\"file\":\"a.o\",\"command\":\"cc a.o -o a\"},"
                  "{\"directory\":\"/s\",\"file\":\"\",\"command\":\"cc\"},"
                  "{\"directory\":\"/s\",\"file\":\"q.c\",\"command\":\"cc 'q.c\"},"
                  "{\"directory\":\"/s\",\"file\":\"r.c\"},"
                  "{\"directory\":\"/s\",\"file\":\"t.c\",\"arguments\":[\"cc\",1]},"
                  "{\"directory\":\"/s\",\"file\":\"u.c\",\"arguments\":[\"cc\",\"-DX\\u0000-fplugin=x\"]},"
                  "{\"directory\":\"/s\",\"file\":\"v.c\",\"arguments\":{}},"
                  "{\"directory\":\"/s\",\"file\":7,\"command\":\"cc\"},"
                  "{\"directory\":\"/s\",\"file\":\"evil.c\",\"command\":\"cc -fplugin=x.so evil.c\"}]",
                  notes, NULL);
    assert_int_equal(commands->len, 2);
    assert_string_equal(command_at(commands, 0)->flags[0], "-DFIRST");
    assert_string_equal(command_at(commands, 1)->file, "/s/evil.c");
    g_ptr_array_add(notes, NULL);
    g_autofree char *all = g_strjoinv("\n", (char **)notes->pdata);
    assert_non_null(strstr(all, "7 unusable"));
    assert_non_null(strstr(all, "2 C++"));
    assert_non_null(strstr(all, "1 assembler"));
    assert_non_null(strstr(all, "1 entries of the compile database that are not C"));
    assert_non_null(strstr(all, "1 further entries"));
    assert_non_null(strstr(all, "-fplugin=x.so for /s/evil.c"));
}

static void test_empty(void **state)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) commands = read_json(*state, " [ ] ", notes, NULL);
    assert_non_null(commands);
    assert_int_equal(commands->len, 0);
}

/* clang-format off */
static const struct { const char *json, *message; } broken[] = {
    {"", ":1:1: a compile database begins with '['"},
    {"{}", ":1:1: a compile database begins with '['"},
    {"null", ":1:1:"},
    {"[", "ends before its ']'"},
    {"[\n1]", ":2:1: expected an entry"},
    {"[[]]", ":1:2: expected an entry"},
    {"[{\"file\":\"a.c\"", "ends inside an entry"},
    {"[{\"a\":\"}", "ends inside an entry"},
    {"[{}\n  {}]", ":2:3: expected ',' or ']'"},
    {"[{},]x", "text behind the ']'"},
    {"[,{}]", "expected an entry"},
    {"[{},{\n  \"file\": \"a.c\",\n  \"x\" oops}]", ":3:7:"},
    {"[{\"file\":[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]}]", "nesting"},
    {"[{]}]", ":1:3:"},
};
/* clang-format on */

static void test_broken(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) commands = read_json(fixture, broken[i].json, notes, &error);
        assert_null(commands);
        assert_non_null(error);
        assert_true(g_str_has_prefix(error->message, fixture->path));
        if (!strstr(error->message, broken[i].message))
            fail_msg("%s\n  says     %s\n  expected %s", broken[i].json, error->message, broken[i].message);
    }
}

static void test_large_entry(void **state)
{
    const struct fixture *fixture = *state;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autofree char *blanks = g_strnfill(17 << 20, ' ');
    g_autofree char *json = g_strdup_printf("[{\"file\":\"a.c\"%s}]", blanks);
    assert_null(read_json(fixture, json, notes, &error));
    assert_non_null(strstr(error->message, "larger than 16 MiB"));
}

/* Sparse, so that it costs no disk. */
static void test_large_file(void **state)
{
    const struct fixture *fixture = *state;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(fixture->path, "[]", -1, NULL));
    assert_int_equal(truncate(fixture->path, (1LL << 30) + 1), 0);
    assert_null(database_read(fixture->path, "/src", notes, &error));
    assert_non_null(strstr(error->message, "larger than 1 GiB"));
}

static void test_not_a_file(void **state)
{
    const struct fixture *fixture = *state;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    assert_null(database_read(fixture->folder, "/src", notes, &error));
    assert_non_null(strstr(error->message, "not a regular file"));
    g_clear_error(&error);
    assert_null(database_read("/dev/zero", "/src", notes, &error));
    assert_non_null(strstr(error->message, "not a regular file"));
    g_clear_error(&error);
    assert_null(database_read("/nowhere/x.json", "/src", notes, &error));
    assert_non_null(strstr(error->message, "/nowhere/x.json"));
}

static void test_find(void **state)
{
    const struct fixture *fixture = *state;
    g_autofree char *build = g_build_filename(fixture->folder, "build", NULL);
    g_autofree char *deep = g_build_filename(fixture->folder, "a", NULL);
    g_autofree char *in_build = g_build_filename(build, "compile_commands.json", NULL);
    assert_int_equal(g_mkdir(build, 0700), 0);
    assert_int_equal(g_mkdir(deep, 0700), 0);
    assert_true(g_file_set_contents(in_build, "[]", -1, NULL));
    g_autofree char *file = g_build_filename(deep, "x.c", NULL);
    g_autofree char *found = database_find(NULL, file, NULL);
    assert_string_equal(found, in_build);

    assert_true(g_file_set_contents(fixture->path, "[]", -1, NULL));
    g_autofree char *beside = database_find(NULL, deep, NULL);
    assert_string_equal(beside, fixture->path);

    g_autofree char *named = database_find(build, "/", NULL);
    assert_string_equal(named, in_build);
    g_autoptr(GError) error = NULL;
    assert_null(database_find(deep, fixture->folder, &error));
    assert_non_null(strstr(error->message, "no such compile database"));
    g_remove(in_build);
    g_rmdir(build);
    g_rmdir(deep);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* The set of files must keep the first command's name, not that of a duplicate which is freed. */
static void test_many_times(void **state)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) json = g_string_new("[");
    for (unsigned i = 0; i < 5; i++)
        g_string_append_printf(json, "%s{\"directory\": \"/src\", \"file\": \"a.c\", \"command\": \"cc -DN=%u a.c\"}",
                               i ? "," : "", i);
    g_string_append_c(json, ']');
    g_autoptr(GPtrArray) commands = read_json(*state, json->str, notes, NULL);
    assert_non_null(commands);
    assert_int_equal(commands->len, 1);
    assert_string_equal(command_at(commands, 0)->flags[0], "-DN=0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_both_forms), TEST(test_relative_directory), TEST(test_left_out),   TEST(test_empty),
        TEST(test_broken),     TEST(test_large_entry),        TEST(test_large_file), TEST(test_not_a_file),
        TEST(test_find),       TEST(test_many_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
