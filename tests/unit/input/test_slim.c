#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/slim.h"

struct fixture {
    char *root;
    GPtrArray *made;
    struct slim *slim;
};

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    fixture->root = g_dir_make_tmp("slim-XXXXXX", NULL);
    fixture->made = g_ptr_array_new_with_free_func(g_free);
    fixture->slim = slim_new(fixture->root);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (guint i = fixture->made->len; i-- > 0;)
        g_remove(g_ptr_array_index(fixture->made, i));
    g_rmdir(fixture->root);
    g_ptr_array_unref(fixture->made);
    slim_free(fixture->slim);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static char *path_of(struct fixture *fixture, const char *name)
{
    char *path = g_build_filename(fixture->root, name, NULL);
    g_ptr_array_add(fixture->made, path);
    return path;
}

/* Each header has a function `bulk_NAME` whose body makes it worth while. */
static void put(struct fixture *fixture, const char *name, const char *text)
{
    g_autofree char *blanks = g_strnfill(70000, ' ');
    g_autofree char *stem = g_strndup(name, strcspn(name, "."));
    gboolean is_header = g_str_has_suffix(name, ".h");
    g_autofree char *all =
        is_header ? g_strdup_printf("%s\nstatic int bulk_%s(int a) {%s}\n", text, stem, blanks) : g_strdup(text);
    assert_true(g_file_set_contents(path_of(fixture, name), all, -1, NULL));
}

static struct command *command_of(struct fixture *fixture, const char *define)
{
    g_autofree char *file = g_build_filename(fixture->root, "main.c", NULL);
    struct command *command = command_new(file, fixture->root);
    g_autofree char *folder = g_strconcat("-I", fixture->root, NULL);
    g_autofree char *macro = define ? g_strconcat("-D", define, NULL) : NULL;
    const char *const flags[] = {folder, macro, NULL};
    command_set_flags(command, flags);
    return command;
}

/* Which of the functions a_, b_ … the unit lacks: "ab". NULL when it gets no texts. */
static char *left_out(struct fixture *fixture, const char *define, const GPtrArray *names)
{
    struct command *command = command_of(fixture, define);
    const GPtrArray *texts = slim_texts(fixture->slim, command, names);
    GString *out = texts ? g_string_new(NULL) : NULL;
    for (char letter = 'a'; texts && letter <= 'z'; letter++)
        if (slim_left_out(fixture->slim, (char[]){letter, '_', '\0'}))
            g_string_append_c(out, letter);
    command_free(command);
    return out ? g_string_free(out, FALSE) : NULL;
}

#define assert_left_out(fixture, expected)                                                                             \
    do {                                                                                                               \
        g_autofree char *is = left_out(fixture, NULL, NULL);                                                           \
        assert_string_equal(is, expected);                                                                             \
    } while (0)

static void names_lead_to_names(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h",
        "#define SAY(x) b_(x)\n#define UNSAID(x) e_(x)\n"
        "static int a_(int x) { return x; }\nstatic int b_(int x) { return c_(x); }\n"
        "static int c_(int x) { return 1; }\nstatic int d_(int x) { return 1; }\nstatic int e_(int x) { return 1; }\n"
        "static handler *const table[] = {f_};\nLIVE(g_);\n"
        "static int f_(int x) { return 1; }\nstatic int g_(int x) { return 1; }\n");
    put(fixture, "main.c", "#include \"one.h\"\nint f(void) { return SAY(2) + p->d_; }\n");
    assert_left_out(fixture, "adef");
    put(fixture, "main.c", "#include \"one.h\"\nint f(void) { return table[0](1); }\n");
    assert_left_out(fixture, "abcde");
}

static void pasted_names(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h",
        "#define CALL(op) head_##op()\n#define BOTH(op) head_##op##_tail()\n"
        "static int head_one(int x) { return a_(x); }\nstatic int head_mid_tail(int x) { return b_(x); }\n"
        "static int head_other(int x) { return c_(x); }\n"
        "static int a_(int x) { return x; }\nstatic int b_(int x) { return x; }\nstatic int c_(int x) { return x; }\n");
    put(fixture, "main.c", "#include <one.h>\nint f(void) { return CALL(one) + BOTH(mid); }\n");
    assert_left_out(fixture, "c");
}

static void flags_and_given_names(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "static int a_(int x) { return x; }\nstatic int b_(int x) { return a_(x); }\n");
    put(fixture, "main.c", "#include \"one.h\"\nint f(void) { return CALL; }\n");
    assert_left_out(fixture, "ab");
    g_autofree char *by_flag = left_out(fixture, "CALL=b_(1)", NULL);
    assert_string_equal(by_flag, "");
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, "a_");
    g_autofree char *by_name = left_out(fixture, NULL, names);
    assert_string_equal(by_name, "b");
}

static void what_belongs_to_the_unit_stays(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "static int a_(int x) { return b_(x); }\nstatic int b_(int x) { return 1; }\n");
    put(fixture, "part.inc", "static int c_(int x) { return 1; }\nint g(void) { return a_(1); }\n");
    put(fixture, "main.c", "#include \"one.h\"\n#include \"part.inc\"\nstatic int d_(int x) { return 1; }\n");
    assert_left_out(fixture, "");
}

static void texts_keep_their_places(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "#define TWO \\\r\n  lines\nstatic int a_(int x) { return\\\n x; } int b;\nint c;");
    put(fixture, "main.c", "#include \"one.h\"\n");
    struct command *command = command_of(fixture, NULL);
    const GPtrArray *texts = slim_texts(fixture->slim, command, NULL);
    assert_non_null(texts);
    assert_int_equal(texts->len, 2);
    assert_true(g_str_has_suffix(g_ptr_array_index(texts, 0), "/one.h"));
    const char *text = g_ptr_array_index(texts, 1);
    assert_true(g_str_has_prefix(text, "#define TWO \\\r\n  lines\nstatic int a_(int x) ;        \n      int b;\nint "
                                       "c;\nstatic int bulk_one(int a) ;   "));
    command_free(command);
}

static void bodies_come_back(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "static int a_(int x) { return x; }\n");
    put(fixture, "main.c", "#include \"one.h\"\n");
    assert_left_out(fixture, "a");
    put(fixture, "main.c", "#include \"one.h\"\nint f(void) { return a_(1); }\n");
    struct command *command = command_of(fixture, NULL);
    const GPtrArray *texts = slim_texts(fixture->slim, command, NULL);
    assert_true(g_str_has_prefix(g_ptr_array_index(texts, 1), "static int a_(int x) { return x; }\n"));
    command_free(command);
}

static void nothing_is_what_it_seems(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "static int a_(int x) { return x; }\n");
    put(fixture, "main.c", "#define static\n#include \"one.h\"\n");
    assert_null(left_out(fixture, NULL, NULL));
    put(fixture, "main.c", "#include \"one.h\"\n");
    assert_null(left_out(fixture, "static=", NULL));
    assert_left_out(fixture, "a");
    put(fixture, "two.h", "#define static extern\n");
    put(fixture, "main.c", "#include \"two.h\"\n#include \"one.h\"\n");
    assert_null(left_out(fixture, NULL, NULL));
}

static void a_header_by_two_paths_stays(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "one.h", "static int a_(int x) { return x; }\n");
    put(fixture, "two.h", "static int b_(int x) { return x; }\n");
    assert_int_equal(symlink("one.h", path_of(fixture, "link.h")), 0);
    put(fixture, "main.c", "#include \"two.h\"\n#include \"one.h\"\n#include \"link.h\"\n");
    assert_left_out(fixture, "b");
}

static void little_is_left_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *path = path_of(fixture, "small.h");
    g_ptr_array_steal_index(fixture->made, fixture->made->len - 1);
    assert_true(g_file_set_contents(path, "static int a_(int x) { return x; }\n", -1, NULL));
    put(fixture, "main.c", "#include \"small.h\"\n");
    assert_null(left_out(fixture, NULL, NULL));
    g_remove(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_lead_to_names),      TEST(pasted_names),
        TEST(flags_and_given_names),    TEST(what_belongs_to_the_unit_stays),
        TEST(texts_keep_their_places),  TEST(bodies_come_back),
        TEST(nothing_is_what_it_seems), TEST(a_header_by_two_paths_stays),
        TEST(little_is_left_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
