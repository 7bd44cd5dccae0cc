/* A folder's listing says what it cannot have; where nothing can be listed, it may have anything. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/listing.h"

static gboolean may_have(struct listing *listing, guint32 number, const char *folder, const char *path)
{
    return listing_may_have(listing, number, folder, listing_word(listing, path));
}

static void folders_are_listed(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("listing-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "a.h", NULL), *inner = g_build_filename(folder, "sys", NULL);
    assert_true(g_file_set_contents(file, "", -1, NULL));
    assert_int_equal(g_mkdir(inner, 0700), 0);
    struct listing *listing = listing_new();
    assert_true(may_have(listing, 7, folder, "a.h"));
    assert_true(may_have(listing, 7, folder, "sys/mman.h"));
    assert_true(may_have(listing, 7, folder, "../b.h"));
    assert_true(may_have(listing, 7, folder, "/usr/include/b.h"));
    assert_false(may_have(listing, 7, folder, "b.h"));
    assert_false(may_have(listing, 7, folder, "a"));
    assert_false(may_have(listing, 3, inner, "a.h"));
    assert_false(may_have(listing, 8, file, "a.h")); /* no folder */
    assert_true(g_unlink(file) == 0 && g_rmdir(inner) == 0 && g_rmdir(folder) == 0);
    assert_false(may_have(listing, 9, folder, "a.h")); /* not there */
    assert_true(may_have(listing, 7, folder, "a.h"));  /* as it was */
    listing_free(listing);
}

static void what_cannot_be_listed_may_have_anything(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("listing-XXXXXX", NULL);
    struct listing *listing = listing_new();
    assert_int_equal(g_chmod(folder, 0), 0);
    if (geteuid() != 0)
        assert_true(may_have(listing, 0, folder, "a.h"));
    assert_int_equal(g_rmdir(folder), 0);
    listing_free(listing);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_listed),
        cmocka_unit_test(what_cannot_be_listed_may_have_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
