#include "runs.h"

#include <glib/gstdio.h>
#include <string.h>

#include "db/maintain.h"

static char *folder, *path;

static void append(const char *name, const char *value, void *text)
{
    g_string_append_printf(text, "%s=%s\n", name, value);
}

static void info_counts(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    assert_done(maintain_info(path, append, text, &error_));
    assert_non_null(strstr(text->str, "schema=5\n"));
    assert_non_null(strstr(text->str, "runs=3\n"));
    assert_non_null(strstr(text->str, "newest run's root=/src\n"));
}

static void fault(const char *line, void *text)
{
    g_string_append_printf(text, "%s\n", line);
}

static void sound_file_has_no_faults(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    assert_done(maintain_check(path, fault, text, &error_));
    assert_string_equal(text->str, "");
}

static void vacuum_keeps_the_newest(void **state)
{
    (void)state;
    GStatBuf before, after;
    assert_int_equal(g_stat(path, &before), 0);
    assert_done(maintain_vacuum(path, 1, &error_));
    assert_int_equal(g_stat(path, &after), 0);
    assert_true(after.st_size < before.st_size);
    g_autoptr(GString) text = g_string_new(NULL);
    assert_done(maintain_info(path, append, text, &error_));
    assert_non_null(strstr(text->str, "runs=1\n"));
    assert_non_null(strstr(text->str, "findings=3\n"));
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_int_equal(reader_run_number(reader), 3);
    reader_close(reader);
}

int main(void)
{
    folder = fresh_folder();
    path = g_build_filename(folder, "t.db", NULL);
    g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 400; i++)
        g_ptr_array_add(many, g_strdup_printf("%d", i));
    g_ptr_array_add(many, NULL);
    write_run(path, (const char *const *)many->pdata);
    write_run(path, (const char *const[]){"a", "ma", "b", "mb", NULL});
    write_run(path, (const char *const[]){"a", "ma", "c", "mc", NULL});
    const struct CMUnitTest tests[] = {cmocka_unit_test(info_counts), cmocka_unit_test(sound_file_has_no_faults),
                                       cmocka_unit_test(vacuum_keeps_the_newest)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_folder(folder);
    g_free(folder);
    g_free(path);
    return failed;
}
