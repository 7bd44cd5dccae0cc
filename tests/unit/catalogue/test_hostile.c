/* Overlays made to harm: refused, quickly, without a look outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "catalogue/overlay.h"

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

/* Refused with a message that begins so, in less CPU time than any honest document of this size takes. */
static void assert_refused(const char *bytes, gsize size, const char *expected)
{
    struct catalogue_overlay overlay = {"o.xml", bytes, size};
    g_autoptr(GError) error = NULL;
    double start = cpu_seconds();
    struct catalogue *catalogue = catalogue_load_bytes(&overlay, 1, &error);
    assert_null(catalogue);
    if (!g_str_has_prefix(error->message, expected))
        fail_msg("%s", error->message);
    assert_true(cpu_seconds() - start < 20);
}

static void assert_text_refused(const char *text, const char *expected)
{
    assert_refused(text, strlen(text), expected);
}

static char *repeated(const char *before, const char *middle, unsigned times, const char *behind)
{
    GString *text = g_string_new(before);
    for (unsigned i = 0; i < times; i++)
        g_string_append(text, middle);
    g_string_append(text, behind);
    return g_string_free(text, FALSE);
}

static void test_entities(void **state)
{
    (void)state;
    g_autoptr(GString) bomb = g_string_new("<!DOCTYPE catalogue [\n<!ENTITY e0 \"boom\">\n");
    for (unsigned i = 1; i < 30; i++)
        g_string_append_printf(bomb, "<!ENTITY e%u \"&e%u;&e%u;&e%u;&e%u;\">\n", i, i - 1, i - 1, i - 1, i - 1);
    g_string_append(bomb, "]>\n<catalogue family=\"&e29;\"/>");
    assert_text_refused(bomb->str, "o.xml:1: a document type declaration is not allowed");
    assert_text_refused("<catalogue family=\"mine\">&e;</catalogue>", "o.xml:1: Entity 'e' not defined");
}

/* The secret must not turn up anywhere, not even in the message. */
static void test_external_entity(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "catalogue-test-XXXXXX", NULL);
    int fd = g_mkstemp(path);
    assert_true(fd >= 0);
    g_close(fd, NULL);
    assert_true(g_file_set_contents(path, "secret", -1, NULL));
    g_autofree char *text = g_strdup_printf("<!DOCTYPE c [<!ENTITY e SYSTEM \"file://%s\">]>\n"
                                            "<catalogue family=\"mine\"><interface name=\"x\"><doc>&e;</doc>"
                                            "</interface></catalogue>",
                                            path);
    assert_text_refused(text, "o.xml:1: a document type declaration is not allowed");
    g_unlink(path);
}

static void test_external_subset(void **state)
{
    (void)state;
    assert_text_refused(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE c SYSTEM \"http://127.0.0.1:9/c.dtd\">\n<catalogue family=\"mine\"/>",
        "o.xml:2: a document type declaration is not allowed");
}

static void test_inclusion(void **state)
{
    (void)state;
    assert_text_refused("<catalogue family=\"mine\" xmlns:xi=\"http://www.w3.org/2001/XInclude\">\n"
                        "<xi:include href=\"/etc/hostname\" parse=\"text\"/>\n</catalogue>",
                        "o.xml:2: Did not expect element include there");
}

static void test_huge(void **state)
{
    (void)state;
    g_autofree char *text = repeated("<catalogue family=\"mine\">", "        ", (8 << 20) / 8, "</catalogue>");
    assert_text_refused(text, "o.xml:1: larger than 8 MiB");
}

static void test_deep(void **state)
{
    (void)state;
    g_autofree char *text = repeated("", "<catalogue family=\"mine\">", 100000, "");
    assert_text_refused(text, "o.xml:1: Excessive depth in document");
}

/* Each of them fits into the size limit; none may take quadratic time. */
static void test_wide(void **state)
{
    (void)state;
    static const char open[] = "<catalogue family=\"mine\">\n<interface name=\"x\"><doc>d</doc>";
    static const char close[] = "</interface></catalogue>";
    g_autofree char *many_names =
        repeated("<catalogue family=\"mine\">\n<interface name=\"x\"><doc>d</doc><call names=\"", "a ", 1 << 20,
                 "\"/></interface></catalogue>");
    g_autofree char *many_calls = repeated(open, "<call names=\"a\"/>", 1 << 18, close);
    g_autofree char *many_arguments = repeated(open, "<argument name=\"a\" type=\"t\"/>", 1 << 17, close);
    g_autofree char *many_values =
        repeated("<catalogue family=\"mine\">\n<interface name=\"x\"><doc>d</doc><argument name=\"a\" type=\"t\">",
                 "<value pattern=\"A\"/>", 1 << 17, "</argument></interface></catalogue>");
    g_autofree char *many_interfaces = repeated(
        "<catalogue family=\"mine\">\n", "<interface name=\"x\"><doc>d</doc></interface>", 1 << 17, "</catalogue>");
    assert_text_refused(many_names, "o.xml:2: more than 64 names in one element");
    assert_text_refused(many_calls, "o.xml:2: more than 512 spellings");
    assert_text_refused(many_arguments, "o.xml:2: argument a is there twice");
    assert_text_refused(many_values, "o.xml:2: value A is there twice");
    assert_text_refused(many_interfaces, "o.xml:2: interface x is there already");
}

static void test_garbage(void **state)
{
    (void)state;
    assert_refused("\0\0\0\0", 4, "o.xml:1: ");
    assert_refused("\xfe\xff\0<", 4, "o.xml:1: ");
    assert_refused("<catalogue family=\"m\0ine\"/>", 27, "o.xml:1: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_external_entity),
        cmocka_unit_test(test_external_subset),
        cmocka_unit_test(test_inclusion),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_garbage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
