/* Commands for files that no database names. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "input/guess.h"
#include "input/kernel.h"
#include "input/places.h"

static int set_up(void **state)
{
    *state = g_dir_make_tmp("guess-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    g_remove(path);
}

static int tear_down(void **state)
{
    remove_all(*state);
    g_free(*state);
    return 0;
}

static void put(const char *root, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(root, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The command's flags on one line, with R for the root. */
static char *flags_of(const char *root, const char *name, const char *const *extra)
{
    struct guess *guess = guess_new(root);
    g_autofree char *file = g_build_filename(root, name, NULL);
    struct command *command = guess_command(guess, file, extra);
    assert_string_equal(command->file, file);
    assert_false(command->from_database);
    g_autofree char *flags = g_strjoinv(" ", command->flags);
    GString *shorter = g_string_new(flags);
    g_string_replace(shorter, root, "R", 0);
    command_free(command);
    guess_free(guess);
    return g_string_free(shorter, FALSE);
}

static void expect_flags(const char *root, const char *name, const char *wanted)
{
    g_autofree char *flags = flags_of(root, name, NULL);
    assert_string_equal(flags, wanted);
}

static void expect_flag(const char *root, const char *name, const char *wanted)
{
    g_autofree char *flags = flags_of(root, name, NULL);
    if (!strstr(flags, wanted))
        fail_msg("%s: no \"%s\" among %s", name, wanted, flags);
}

static void expect_no_flag(const char *root, const char *name, const char *unwanted)
{
    g_autofree char *flags = flags_of(root, name, NULL);
    if (strstr(flags, unwanted))
        fail_msg("%s: \"%s\" among %s", name, unwanted, flags);
}

static void test_folders_by_custom(void **state)
{
    put(*state, "include/p.h", "");
    put(*state, "src/include/q.h", "");
    put(*state, "src/sub/a.c", "int a;\n");
    expect_flags(*state, "src/sub/a.c",
                 "-D_GNU_SOURCE -IR/src/include -IR/include -idirafter R/src/sub -idirafter R/src -idirafter R");
}

static void test_folders_by_what_is_included(void **state)
{
    put(*state, "src/a.c", "#include <core/deep.h>\n#include \"b.h\"\n");
    put(*state, "src/b.h", "#include <plug.h>\n"); /* through a header */
    put(*state, "engine/api/core/deep.h", "#pragma once\n");
    put(*state, "plugins/include/plug.h", "");
    put(*state, "unrelated/other.h", "");
    expect_flags(*state, "src/a.c",
                 "-D_GNU_SOURCE -idirafter R/src -idirafter R/engine/api -IR/plugins/include -idirafter R");
}

static void test_the_nearest_is_meant(void **state)
{
    put(*state, "a/x/one.c", "#include <common.h>\n");
    put(*state, "b/x/two.c", "#include <common.h>\n");
    put(*state, "a/lib/common.h", "");
    put(*state, "b/lib/common.h", "");
    put(*state, "a/win32/common.h", "");
    expect_flag(*state, "a/x/one.c", "-idirafter R/a/lib");
    expect_flag(*state, "b/x/two.c", "-idirafter R/b/lib");
    expect_no_flag(*state, "a/x/one.c", "R/b/lib");
    expect_no_flag(*state, "a/x/one.c", "win32");
}

/* The C library's own come first, and a namesake of theirs does not add its folder. */
static void test_system_headers(void **state)
{
    put(*state, "a.c", "#include <string.h>\n#include <stddef.h>\n");
    put(*state, "compat/string.h", "");
    put(*state, "compat/stddef.h", "");
    expect_flags(*state, "a.c", "-D_GNU_SOURCE -idirafter R");
}

static void test_configuration(void **state)
{
    put(*state, "src/a.c", "#include \"config.h\"\n");
    put(*state, "contrib/zlib/config.h", "");
    expect_no_flag(*state, "src/a.c", "zlib");
    expect_no_flag(*state, "src/a.c", "HAVE_CONFIG_H");
    put(*state, "config.h", "");
    expect_flag(*state, "src/a.c", "-DHAVE_CONFIG_H");
}

static void test_user_flags_come_first(void **state)
{
    static const char *const extra[] = {"-Iown", "-DX", "-mmpx", NULL};
    put(*state, "include/p.h", "");
    put(*state, "a.c", "");
    g_autofree char *flags = flags_of(*state, "a.c", extra);
    assert_string_equal(flags, "-D_GNU_SOURCE -Iown -DX -mmpx -IR/include -idirafter R");
}

static void make_kernel(const char *root)
{
    put(root, "Makefile", "");
    put(root, "Kbuild", "");
    put(root, "include/linux/kernel.h", "");
    put(root, "include/linux/kconfig.h", "");
    put(root, "include/linux/compiler_types.h", "");
    put(root, "include/uapi/linux/types.h", "");
    put(root, "arch/x86/include/asm/page.h", "");
    put(root, "arch/x86/include/uapi/asm/mman.h", "");
    put(root, "arch/arm64/include/asm/page.h", "");
    put(root, "tools/include/linux/kernel.h", "");
}

static void test_kernel(void **state)
{
    make_kernel(*state);
    put(*state, "mm/a-b.c", "#include <linux/kernel.h>\n#include \"x.h\"\n");
    put(*state, "arch/arm64/mm/c.c", "#include <linux/kernel.h>\n");
    expect_flag(*state, "mm/a-b.c", "-D__KERNEL__ -std=gnu11");
    expect_flag(*state, "mm/a-b.c", "-DKBUILD_MODNAME=\"a_b\"");
    expect_flag(*state, "mm/a-b.c", "-include R/include/linux/kconfig.h -include R/include/linux/compiler_types.h");
    expect_flag(*state, "mm/a-b.c", "-DCONFIG_64BIT=1");
    expect_flag(*state, "arch/arm64/mm/c.c", "--target=aarch64-linux-gnu");
    expect_flag(*state, "arch/arm64/mm/c.c", "-IR/arch/arm64/include -IR/include -IR/include/uapi");
    expect_no_flag(*state, "arch/arm64/mm/c.c", "x86");
    expect_no_flag(*state, "mm/a-b.c", "arch/arm64");
    expect_flag(*state, "mm/a-b.c", "-nostdlibinc"); /* no <stdarg.h> of its own */
    put(*state, "include/linux/stdarg.h", "");
    put(*state, "include/generated/autoconf.h", "");
    expect_flag(*state, "mm/a-b.c", "-nostdinc");
    expect_no_flag(*state, "mm/a-b.c", "-DCONFIG_64BIT=1");
}

/* What scripts/Makefile.asm-generic would make, where nothing is. */
static void test_kernel_that_was_never_built(void **state)
{
    make_kernel(*state);
    put(*state, "include/asm-generic/rwonce.h", "");
    put(*state, "include/asm-generic/page.h", "");      /* arch/x86 has its own */
    put(*state, "include/uapi/asm-generic/mman.h", ""); /* and this as well */
    put(*state, "include/uapi/asm-generic/errno.h", "");
    put(*state, "mm/a.c", "");
    struct guess *guess = guess_new(*state);
    g_autofree char *file = g_build_filename(*state, "mm/a.c", NULL);
    struct command *command = guess_command(guess, file, NULL), *second = guess_command(guess, file, NULL);
    assert_non_null(command->stand_ins);
    assert_ptr_equal(command->stand_ins, second->stand_ins);
    GString *made = g_string_new(NULL);
    for (guint i = 0; i < command->stand_ins->len; i += 2)
        g_string_append_printf(made, "%s ", (char *)command->stand_ins->pdata[i] + strlen(*state));
    assert_string_equal(made->str, "/arch/x86/include/asm/rwonce.h /arch/x86/include/uapi/asm/errno.h "
                                   "/include/generated/bounds.h ");
    assert_string_equal(command->stand_ins->pdata[1], "#include <asm-generic/rwonce.h>\n");
    g_string_free(made, TRUE);
    command_free(command);
    command_free(second);
    guess_free(guess);
}

static void test_kernel_below_its_top(void **state)
{
    make_kernel(*state);
    put(*state, "drivers/d/e.c", "#include \"e.h\"\n");
    g_autofree char *drivers = g_build_filename(*state, "drivers", NULL);
    g_autofree char *flags = flags_of(drivers, "d/e.c", NULL);
    assert_non_null(strstr(flags, "/include/linux/kconfig.h"));
}

static void test_programs_of_a_kernel_tree(void **state)
{
    make_kernel(*state);
    put(*state, "tools/t/a.c", "#include <linux/kernel.h>\n");
    put(*state, "samples/s/b.c", "#include <stdio.h>\n");
    expect_no_flag(*state, "tools/t/a.c", "__KERNEL__");
    expect_flag(*state, "tools/t/a.c", "-IR/tools/include");
    expect_no_flag(*state, "tools/t/a.c", "-IR/include");
    expect_no_flag(*state, "samples/s/b.c", "__KERNEL__");
}

static void test_module_without_its_kernel(void **state)
{
    put(*state, "drv.c", "#include <linux/module.h>\n");
    put(*state, "user.c", "#include <linux/types.h>\n#include <stdio.h>\n");
    expect_flag(*state, "drv.c", "-D__KERNEL__");
    expect_no_flag(*state, "user.c", "__KERNEL__");
}

static void test_hostile_includes(void **state)
{
    GString *text = g_string_new("#include \"../../../../../../etc/passwd\"\n#include </etc/passwd>\n#include \"\"\n"
                                 "#include \"/\"\n#include <.>\n#include <..>\n#include M\n#include \"a.h\"\n");
    for (unsigned i = 0; i < 5000; i++)
        g_string_append_printf(text, "#include <f%u/x.h>\n", i);
    put(*state, "a.c", text->str);
    g_string_free(text, TRUE);
    put(*state, "a.h", "#include \"b.h\"\n");
    put(*state, "b.h", "#include \"a.h\"\n#include \"b.h\"\n"); /* a circle */
    for (unsigned i = 0; i < 100; i++) {
        g_autofree char *name = g_strdup_printf("q%u/f%u/x.h", i, i);
        put(*state, name, "");
    }
    g_autofree char *flags = flags_of(*state, "a.c", NULL);
    assert_null(strstr(flags, "etc"));
    g_auto(GStrv) words = g_strsplit(flags, "-idirafter", -1);
    assert_in_range(g_strv_length(words), 10, 60); /* bounded */
}

static void test_unreadable_file(void **state)
{
    expect_flags(*state, "gone.c", "-D_GNU_SOURCE -idirafter R");
}

static void test_places(void **state)
{
    put(*state, "x/y/z.h", "");
    put(*state, "y/z.h", "");
    put(*state, ".hidden/w.h", "");
    struct places *places = places_new(*state);
    g_autofree char *near = places_folder(places, "y/z.h", *state);
    assert_string_equal(near, *state);
    g_autofree char *x = g_build_filename(*state, "x", NULL);
    g_autofree char *inner = places_folder(places, "y/z.h", x);
    assert_string_equal(inner, x);
    assert_null(places_folder(places, "w.h", *state));
    assert_null(places_folder(places, "ay/z.h", *state));
    places_free(places);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_folders_by_custom),
        TEST(test_folders_by_what_is_included),
        TEST(test_the_nearest_is_meant),
        TEST(test_system_headers),
        TEST(test_configuration),
        TEST(test_user_flags_come_first),
        TEST(test_kernel),
        TEST(test_kernel_that_was_never_built),
        TEST(test_kernel_below_its_top),
        TEST(test_programs_of_a_kernel_tree),
        TEST(test_module_without_its_kernel),
        TEST(test_hostile_includes),
        TEST(test_unreadable_file),
        TEST(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
