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

#include "input/includes.h"

static struct text text_of(const char *bytes, size_t length)
{
    return text_from(g_memdup2(bytes, length + 1), length);
}

/* "line:kind:name" of each include line: q a n c. */
static char *found(const char *bytes, size_t length)
{
    struct text text = text_of(bytes, length);
    g_autoptr(GArray) lines = includes_find(&text);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct include *line = &g_array_index(lines, struct include, i);
        g_string_append_printf(out, "%u:%c:%.*s;", text_line(&text, line->offset), "qanc"[line->kind],
                               (int)line -> length, line -> name);
    }
    text_clear(&text);
    return g_string_free(out, FALSE);
}

#define assert_found(bytes, expected)                                                                                  \
    do {                                                                                                               \
        g_autofree char *is = found(bytes, sizeof(bytes) - 1);                                                         \
        assert_string_equal(is, expected);                                                                             \
    } while (0)

static void lines_in_all_spellings(void **state)
{
    (void)state;
    assert_found("#include \"a.h\"\n#include <sys/b.h>\n", "1:q:a.h;2:a:sys/b.h;");
    assert_found("  #\tinclude/* x */<a.h> // y\n", "1:a:a.h;");
    assert_found("/* a\n b */ #include <a.h>", "2:a:a.h;");
    assert_found("#include <a.h>\r\n#import \"b.h\"\r\n", "1:a:a.h;2:q:b.h;");
    assert_found("%:include <a.h>\n?\?=include <b.h>\n", "1:a:a.h;2:a:b.h;");
    assert_found("#include_next <limits.h>\n", "1:n:limits.h;");
    assert_found("#include CONFIG_HEADER\n#include STRING(x.h)\n", "1:c:CONFIG_HEADER;2:c:STRING(x.h);");
    assert_found("#if 0\n#include \"a.h\"\n#endif\n", "2:q:a.h;");
}

static void joined_lines(void **state)
{
    (void)state;
    assert_found("#inc\\\nlude \\\r\n\"a.h\"\n#include \"b.h\"\n", "1:q:a.h;4:q:b.h;");
    assert_found("#include \\ \t\n<a.h>\n", "1:a:a.h;");
    assert_found("#include ?\?/\n<a.h>\n", "1:a:a.h;");
}

static void what_is_none(void **state)
{
    (void)state;
    assert_found("x #include \"a.h\"\n#includes \"a.h\"\n#include\n#define include \"a.h\"\ninclude \"b.h\"", "");
    assert_found("", "");
    assert_found("#", "");
    assert_found("#include", "");
    assert_found("\0\0#include \"a\0b\"\n", "1:q:a;"); /* printed up to the NUL; found behind two */
}

/* A tree of its own, removed afterwards by the names in `files`. */
struct tree {
    char *root;
    struct includes *includes;
};

static const char *const files[] = {"a.c",          "here.h",        "inc/here.h", "inc/there.h",
                                    "quote/only.h", "after/there.h", NULL};
static const char *const folders[] = {"inc", "quote", "after", NULL};

static int set_up(void **state)
{
    struct tree *tree = g_new0(struct tree, 1);
    tree->root = g_dir_make_tmp("includes-XXXXXX", NULL);
    for (size_t i = 0; folders[i]; i++) {
        g_autofree char *path = g_build_filename(tree->root, folders[i], NULL);
        assert_int_equal(g_mkdir(path, 0700), 0);
    }
    for (size_t i = 0; files[i]; i++) {
        g_autofree char *path = g_build_filename(tree->root, files[i], NULL);
        assert_true(g_file_set_contents(path, "int x;\n", -1, NULL));
    }
    tree->includes = includes_new(tree->root);
    *state = tree;
    return 0;
}

static void remove_all(const struct tree *tree, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        g_autofree char *path = g_build_filename(tree->root, names[i], NULL);
        assert_int_equal(g_remove(path), 0);
    }
}

static int tear_down(void **state)
{
    struct tree *tree = *state;
    remove_all(tree, files);
    remove_all(tree, folders);
    assert_int_equal(g_rmdir(tree->root), 0);
    includes_free(tree->includes);
    g_free(tree->root);
    g_free(tree);
    return 0;
}

/* The files, relative to the root, that a line in a.c means; "-" for none. */
static char *resolved(struct tree *tree, const char *flags, enum include_kind kind, const char *name)
{
    g_autofree char *file = g_build_filename(tree->root, "a.c", NULL);
    struct command *command = command_new(file, tree->root);
    g_auto(GStrv) words = g_strsplit(flags, " ", -1);
    command_set_flags(command, (const char *const *)words);
    struct include include = {.kind = kind, .name = name, .length = strlen(name)};
    g_autoptr(GArray) means = g_array_new(FALSE, FALSE, sizeof(guint32));
    includes_resolve(tree->includes, includes_path(tree->includes, command),
                     includes_line(tree->includes, &include, tree->root), means);
    GString *out = g_string_new(means->len ? NULL : "-");
    for (guint i = 0; i < means->len; i++) {
        const char *path = includes_file_path(tree->includes, g_array_index(means, guint32, i));
        g_string_append_printf(out, "%s%s", i ? " " : "", strstr(path, "includes-") + strlen("includes-XXXXXX/"));
    }
    command_free(command);
    return g_string_free(out, FALSE);
}

#define assert_resolved(tree, flags, kind, name, expected)                                                             \
    do {                                                                                                               \
        g_autofree char *is = resolved(tree, flags, kind, name);                                                       \
        assert_string_equal(is, expected);                                                                             \
    } while (0)

static void searched_like_a_preprocessor(void **state)
{
    struct tree *tree = *state;
    assert_resolved(tree, "-Iinc", INCLUDE_QUOTE, "here.h", "here.h");
    assert_resolved(tree, "-Iinc", INCLUDE_ANGLE, "here.h", "inc/here.h");
    assert_resolved(tree, "-iquote quote", INCLUDE_QUOTE, "only.h", "quote/only.h");
    assert_resolved(tree, "-iquote quote", INCLUDE_ANGLE, "only.h", "-");
    assert_resolved(tree, "-isystem after -Iinc", INCLUDE_ANGLE, "there.h", "inc/there.h");
    assert_resolved(tree, "-idirafter inc -isystem after", INCLUDE_ANGLE, "there.h", "after/there.h");
    assert_resolved(tree, "-Iinc", INCLUDE_ANGLE, "missing.h", "-");
    assert_resolved(tree, "-Iinc -Iafter", INCLUDE_NEXT, "there.h", "inc/there.h after/there.h");
    assert_resolved(tree, "-Iinc", INCLUDE_COMPUTED, "here.h", "-");
}

static void out_of_the_root_is_nothing(void **state)
{
    struct tree *tree = *state;
    g_autofree char *link = g_build_filename(tree->root, "inc/out.h", NULL);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_resolved(tree, "-Iinc", INCLUDE_ANGLE, "out.h", "-");
    assert_resolved(tree, "-I/usr/include", INCLUDE_ANGLE, "stdio.h", "-");
    assert_resolved(tree, "", INCLUDE_QUOTE, "../../etc/passwd", "-");
    assert_resolved(tree, "", INCLUDE_QUOTE, "inc", "-");
    assert_int_equal(g_remove(link), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_in_all_spellings),
        cmocka_unit_test(joined_lines),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test_setup_teardown(searched_like_a_preprocessor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(out_of_the_root_is_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
