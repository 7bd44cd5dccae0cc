/* Which file of the scan a path of the debug information means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "join/tree.h"

static struct tree *a_tree(const char *root, const char *const *maps)
{
    static const char *const files[] = {"main.c", "lib/main.c", "lib/list.c", "lib/deep/list.c", "only.c", "a/one.h"};
    struct tree *tree = tree_new(root, maps);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        tree_add(tree, files[i]);
    return tree;
}

/* The candidates, blanks between; "!" behind them when it is sure. */
static void means(struct tree *tree, const char *path, const char *wanted)
{
    const struct tree_files *found = tree_find(tree, path);
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < found->n; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "", found->files[i]);
    if (found->is_sure)
        g_string_append_c(text, '!');
    assert_string_equal(text->str, wanted);
}

static void below_the_root(void **state)
{
    (void)state;
    struct tree *tree = a_tree("/src/tree", NULL);
    means(tree, "/src/tree/main.c", "main.c!");
    means(tree, "/src/tree/lib/main.c", "lib/main.c!");
    means(tree, "/src/tree/lib/../main.c", "main.c!");
    means(tree, "/src/tree/none.c", "");
    means(tree, "/src/tree/else/list.c", ""); /* it is there, and no file of the scan */
    means(tree, "", "");
    tree_free(tree);
}

static void built_elsewhere(void **state)
{
    (void)state;
    struct tree *tree = a_tree("/src/tree", NULL);
    means(tree, "/build/x/lib/deep/list.c", "lib/deep/list.c!");
    means(tree, "/build/x/lib/list.c", "lib/list.c!");
    means(tree, "/build/lib/main.c", "lib/main.c main.c"); /* was the root /build, or /build/lib? */
    means(tree, "/build/only.c", "only.c");                /* a name is not enough to be sure */
    means(tree, "/src/treetop/only.c", "only.c");
    means(tree, "/build/xonly.c", "");
    means(tree, "lib/list.c", "lib/list.c!");
    means(tree, "./deep/list.c", "lib/deep/list.c!");
    means(tree, "list.c", "lib/deep/list.c lib/list.c");
    tree_free(tree);
}

static void path_maps(void **state)
{
    (void)state;
    static const char *const maps[] = {"/build/a=/src/tree/a", "/build=/src/tree/lib", NULL};
    struct tree *tree = a_tree("/src/tree", maps);
    means(tree, "/build/main.c", "lib/main.c!");
    means(tree, "/build/a/one.h", "a/one.h!");
    means(tree, "/builder/main.c", "main.c");
    tree_free(tree);
}

static void what_a_map_is(void **state)
{
    (void)state;
    assert_true(tree_is_map("a=b"));
    assert_false(tree_is_map("=b"));
    assert_false(tree_is_map("a="));
    assert_false(tree_is_map("a"));
}

/* A path of nothing but separators, a very long one, and more than are kept. */
static void hostile_paths(void **state)
{
    (void)state;
    struct tree *tree = a_tree("/src/tree", NULL);
    g_autofree char *longest = g_strnfill(100000, '/');
    means(tree, longest, "");
    for (unsigned i = 0; i < 70000; i++) {
        g_autofree char *path = g_strdup_printf("/x/%u.c", i);
        assert_int_equal(tree_find(tree, path)->n, 0);
    }
    means(tree, "/src/tree/main.c", "main.c!");
    tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_the_root), cmocka_unit_test(built_elsewhere), cmocka_unit_test(path_maps),
        cmocka_unit_test(what_a_map_is),  cmocka_unit_test(hostile_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
