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

#include "input/database.h"
#include "input/tree.h"

/* A tree that is built for each test and removed behind it. */
struct tree {
    char *root;
    GPtrArray *made; /* in order */
};

static char *at(const struct tree *tree, const char *name)
{
    return g_build_filename(tree->root, name, NULL);
}

static void folder(struct tree *tree, const char *name)
{
    char *path = at(tree, name);
    assert_int_equal(g_mkdir(path, 0700), 0);
    g_ptr_array_add(tree->made, path);
}

static void file(struct tree *tree, const char *name)
{
    char *path = at(tree, name);
    assert_true(g_file_set_contents(path, "int x;\n", -1, NULL));
    g_ptr_array_add(tree->made, path);
}

static void link_to(struct tree *tree, const char *target, const char *name)
{
    char *path = at(tree, name);
    assert_int_equal(symlink(target, path), 0);
    g_ptr_array_add(tree->made, path);
}

static int set_up(void **state)
{
    struct tree *tree = g_new0(struct tree, 1);
    tree->root = g_dir_make_tmp("tree-XXXXXX", NULL);
    tree->made = g_ptr_array_new_with_free_func(g_free);
    *state = tree;
    static const char *const folders[] = {"a", "a/b", "a/include", "include", "lib", ".git", "tests"};
    static const char *const files[] = {"z.c",       "a/x.c", "a/b/y.c",   "a/b/y.h",     "a/b/y.cc",
                                        ".git/no.c", ".no.c", "tests/t.c", "include/in.h"};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        folder(tree, folders[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        file(tree, files[i]);
    link_to(tree, "..", "a/loop");
    link_to(tree, "../../z.c", "a/b/linked.c");
    link_to(tree, "nowhere.c", "dangling.c");
    return 0;
}

static int tear_down(void **state)
{
    struct tree *tree = *state;
    for (unsigned i = tree->made->len; i-- > 0;)
        g_remove(tree->made->pdata[i]);
    g_rmdir(tree->root);
    g_ptr_array_unref(tree->made);
    g_free(tree->root);
    g_free(tree);
    return 0;
}

/* The names found, relative to the root, with blanks between them. */
static char *found(const struct tree *tree, const char *const *paths, const char *const *excludes)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) absolute = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; paths[i]; i++)
        g_ptr_array_add(absolute, at(tree, paths[i]));
    g_ptr_array_add(absolute, NULL);
    g_autoptr(GPtrArray) files = tree_sources(tree->root, (const char *const *)absolute->pdata, excludes, notes, NULL);
    assert_non_null(files);
    GString *names = g_string_new(NULL);
    for (unsigned i = 0; i < files->len; i++) {
        assert_true(g_str_has_prefix(files->pdata[i], tree->root));
        g_string_append_printf(names, "%s%s", i ? " " : "", (char *)files->pdata[i] + strlen(tree->root) + 1);
    }
    return g_string_free(names, FALSE);
}

#define PATHS(...)                                                                                                     \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static void expect_found(const struct tree *tree, const char *const *paths, const char *const *excludes,
                         const char *expected)
{
    g_autofree char *names = found(tree, paths, excludes);
    assert_string_equal(names, expected);
}

static void test_walk(void **state)
{
    expect_found(*state, PATHS("."), NULL, "a/b/y.c a/x.c tests/t.c z.c");
    expect_found(*state, PATHS("a", "z.c", "a/b", "./a/../z.c"), NULL, "a/b/y.c a/x.c z.c");
    expect_found(*state, PATHS("include"), NULL, "");
    expect_found(*state, PATHS(".git"), NULL, ".git/no.c");
}

static void test_link_out_of_root(void **state)
{
    struct tree *tree = *state;
    g_autofree char *inner = at(tree, "a");
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) files = tree_sources(inner, PATHS(inner), NULL, notes, NULL);
    assert_int_equal(files->len, 3); /* b/linked.c leads out of this root */
}

static void test_excludes(void **state)
{
    expect_found(*state, PATHS("."), PATHS("tests"), "a/b/y.c a/x.c z.c");
    expect_found(*state, PATHS("."), PATHS("tests/", "a/b/"), "a/x.c z.c");
    expect_found(*state, PATHS("."), PATHS("a/*"), "tests/t.c z.c");
    expect_found(*state, PATHS("."), PATHS("**/b/*", "z.*"), "a/x.c tests/t.c");
    expect_found(*state, PATHS("."), PATHS("b"), "a/x.c tests/t.c z.c");
    expect_found(*state, PATHS("."), PATHS("/a"), "a/b/y.c a/x.c tests/t.c z.c");
}

static void test_unreadable_path(void **state)
{
    struct tree *tree = *state;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = at(tree, "nowhere");
    assert_null(tree_sources(tree->root, PATHS(path), NULL, notes, &error));
    assert_true(g_error_matches(error, INPUT_ERROR, INPUT_ERROR_IO));
    assert_non_null(strstr(error->message, "nowhere"));
}

static void test_unreadable_folder(void **state)
{
    struct tree *tree = *state;
    if (geteuid() == 0)
        skip(); /* root reads everything */
    g_autofree char *closed = at(tree, "a/b");
    assert_int_equal(chmod(closed, 0), 0);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) files = tree_sources(tree->root, PATHS(tree->root), NULL, notes, NULL);
    assert_int_equal(chmod(closed, 0700), 0);
    assert_int_equal(files->len, 3);
    assert_int_equal(notes->len, 1);
}

static void test_deep_tree_ends(void **state)
{
    struct tree *tree = *state;
    GString *path = g_string_new("lib");
    for (unsigned i = 0; i < 200; i++) {
        g_string_append(path, "/d");
        folder(tree, path->str);
    }
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) files = tree_sources(tree->root, PATHS(tree->root), NULL, notes, NULL);
    assert_int_equal(files->len, 4);
    assert_int_equal(notes->len, 1);
    assert_non_null(strstr(notes->pdata[0], "too deep"));
    g_string_free(path, TRUE);
}

static void test_headers(void **state)
{
    struct tree *tree = *state;
    file(tree, "a/one.h");
    file(tree, ".git/two.h");
    file(tree, "z.inc");
    g_autoptr(GPtrArray) headers = tree_headers(tree->root);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < headers->len; i++)
        g_string_append_printf(names, "%s ", (char *)headers->pdata[i] + strlen(tree->root) + 1);
    assert_string_equal(names->str, "a/b/y.h a/one.h include/in.h z.inc ");
    g_string_free(names, TRUE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_walk),
        TEST(test_link_out_of_root),
        TEST(test_excludes),
        TEST(test_unreadable_path),
        TEST(test_unreadable_folder),
        TEST(test_deep_tree_ends),
        TEST(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
