/* Overlays add interfaces, replace those of the same name, and remove others; models may lie beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "catalogue/overlay.h"

static struct catalogue *load(const char *first, const char *second)
{
    struct catalogue_overlay overlays[] = {{"one.xml", first, strlen(first)},
                                           {"two.xml", second, second ? strlen(second) : 0}};
    g_autoptr(GError) error = NULL;
    struct catalogue *catalogue = catalogue_load_bytes(overlays, second ? 2 : 1, &error);
    if (error)
        fail_msg("%s", error->message);
    return catalogue;
}

static unsigned count_family(const struct catalogue *catalogue, const char *family)
{
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    unsigned n = 0;
    for (unsigned i = 0; i < interfaces->len; i++)
        n += strcmp(((const struct interface *)g_ptr_array_index(interfaces, i))->family, family) == 0;
    return n;
}

/* FreeBSD's copyin is not built in: the overlay that a BSD auditor would write. */
static const char copyin[] = "<catalogue family=\"fetch\">\n"
                             "<interface name=\"copyin\" failure=\"nonzero\">\n"
                             "<doc>Copy a block from user space.</doc>\n"
                             "<argument name=\"uaddr\" type=\"const void *\" role=\"source\" tags=\"U TOCTOU\"/>\n"
                             "<argument name=\"kaddr\" type=\"void *\" role=\"destination\" tags=\"K\"/>\n"
                             "<argument name=\"len\" type=\"size_t\" role=\"length\" length-of=\"uaddr\"/>\n"
                             "<call names=\"copyin copyin_nofault\" arity=\"3\"/>\n"
                             "<fetch source=\"uaddr\" destination=\"kaddr\" length=\"len\" partial=\"yes\"/>\n"
                             "</interface>\n"
                             "</catalogue>\n";

static void test_add(void **state)
{
    (void)state;
    struct catalogue *plain = catalogue_load(NULL, NULL);
    struct catalogue *catalogue = load(copyin, NULL);
    assert_int_equal(catalogue_interfaces(catalogue)->len, catalogue_interfaces(plain)->len + 1);
    const GPtrArray *matches = catalogue_by_name(catalogue, SPELLING_CALL, "copyin_nofault");
    assert_int_equal(matches->len, 1);
    const struct catalogue_match *match = g_ptr_array_index(matches, 0);
    assert_ptr_equal(match->interface, catalogue_interface(catalogue, "copyin"));
    assert_int_equal(match->interface->fetch->source, 0);
    assert_int_equal(match->interface->fetch->destination, 1);
    assert_int_equal(match->interface->fetch->length, 2);
    assert_int_equal(match->interface->fetch->count, -1);
    assert_true(match->interface->fetch->partial);
    assert_string_not_equal(catalogue_digest(catalogue), catalogue_digest(plain));
    assert_int_equal(strlen(catalogue_digest(plain)), 64);
    catalogue_free(catalogue);
    catalogue_free(plain);
}

static void test_replace(void **state)
{
    (void)state;
    struct catalogue *catalogue =
        load("<catalogue family=\"mine\"><interface name=\"mpx\" protects=\"yes\"><doc>ours</doc>"
             "<argument name=\"op\" type=\"int\" role=\"op\"/><call names=\"mpx\" arity=\"1\"/>"
             "</interface></catalogue>",
             NULL);
    const struct interface *mpx = catalogue_interface(catalogue, "mpx");
    assert_string_equal(mpx->doc, "ours");
    assert_string_equal(mpx->family, "mine");
    assert_int_equal(mpx->args->len, 1);
    assert_int_equal(count_family(catalogue, "mpx"), 0);
    assert_int_equal(catalogue_by_number(catalogue, SPELLING_SYSCALL, "i386", 56)->len, 0);
    assert_int_equal(catalogue_by_name(catalogue, SPELLING_CALL, "sys_mpx")->len, 0);
    catalogue_free(catalogue);
}

static void test_remove_frees_names_and_numbers(void **state)
{
    (void)state;
    struct catalogue *catalogue = load("<catalogue family=\"mine\"><remove interface=\"mpx\"/>"
                                       "<interface name=\"other\"><doc>d</doc><call names=\"mpx\"/>"
                                       "<syscall names=\"other\"><number abi=\"i386\">56</number></syscall>"
                                       "</interface></catalogue>",
                                       NULL);
    assert_null(catalogue_interface(catalogue, "mpx"));
    const struct catalogue_match *match =
        g_ptr_array_index(catalogue_by_number(catalogue, SPELLING_SYSCALL, "i386", 56), 0);
    assert_string_equal(match->interface->name, "other");
    catalogue_free(catalogue);
}

/* The later overlay has the last word, also about the earlier one. */
static void test_order(void **state)
{
    (void)state;
    struct catalogue *catalogue = load(copyin, "<catalogue family=\"mine\"><remove interface=\"copyin\"/></catalogue>");
    assert_null(catalogue_interface(catalogue, "copyin"));
    catalogue_free(catalogue);
    catalogue = load("<catalogue family=\"mine\"><interface name=\"x\"><doc>first</doc></interface></catalogue>",
                     "<catalogue family=\"mine\"><interface name=\"x\"><doc>second</doc></interface></catalogue>");
    assert_string_equal(catalogue_interface(catalogue, "x")->doc, "second");
    catalogue_free(catalogue);
}

static void test_spelling_details(void **state)
{
    (void)state;
    struct catalogue *catalogue =
        load("<catalogue family=\"mine\"><interface name=\"guard\" family=\"yours\" failure=\"null\" since=\"v1\" "
             "removed=\"v2\">"
             "<doc>\n  Two\n  lines. </doc><argument name=\"len\" type=\"int\" role=\"length\" length-of=\"p\"/>"
             "<argument name=\"p\" type=\"void *\" tags=\"K OPT\"/><argument name=\"op\" type=\"int\" role=\"op\"/>"
             "<call names=\"guard_on\" arity=\"3\" arguments=\"- p len\" fixed=\"op=GUARD_ON\" side=\"user\"/>"
             "<asm bytes=\"0f 0b ff\"/><flag names=\"-fguard -fguard-*\"/><constant names=\"GUARD\"/>"
             "<probe symbol=\"guard\" abi=\"x86_64 arm64\" filter=\"op==1\"/></interface></catalogue>",
             NULL);
    const struct interface *guard = catalogue_interface(catalogue, "guard");
    assert_string_equal(guard->family, "yours");
    assert_string_equal(guard->doc, "Two lines.");
    assert_string_equal(guard->since, "v1");
    assert_string_equal(guard->removed, "v2");
    assert_int_equal(guard->failure, FAILURE_NULL);
    assert_int_equal(((struct catalogue_argument *)g_ptr_array_index(guard->args, 0))->length_of, 1);
    assert_int_equal(((struct catalogue_argument *)g_ptr_array_index(guard->args, 1))->tags, TAG_KERNEL | TAG_OPTIONAL);
    assert_int_equal(guard->spellings->len, 5);
    const struct catalogue_spelling *call = &g_array_index(guard->spellings, struct catalogue_spelling, 0);
    assert_int_equal(call->arguments[0], 2);
    assert_int_equal(call->arguments[1], 1);
    assert_int_equal(call->arguments[2], -1);
    assert_int_equal(call->arity, 3);
    assert_string_equal(call->fixed, "op=GUARD_ON");
    assert_string_equal(call->side, "user");
    const struct catalogue_spelling *bytes = &g_array_index(guard->spellings, struct catalogue_spelling, 1);
    assert_null(bytes->name);
    assert_int_equal(bytes->n_bytes, 3);
    assert_memory_equal(bytes->bytes, "\x0f\x0b\xff", 3);
    assert_int_equal(bytes->arguments[0], -1);
    assert_int_equal(guard->probes->len, 2);
    assert_string_equal(g_array_index(guard->probes, struct catalogue_probe, 1).abi, "arm64");
    assert_string_equal(g_array_index(guard->probes, struct catalogue_probe, 1).filter, "op==1");
    catalogue_free(catalogue);
}

/* From files, with a model header of the user's own beside the overlay. */
static void test_files(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("catalogue-test-XXXXXX", NULL);
    g_autofree char *overlay = g_build_filename(folder, "bsd.xml", NULL);
    g_autofree char *model = g_build_filename(folder, "bsd-user.h", NULL);
    const char *const paths[] = {overlay, NULL};
    assert_true(g_file_set_contents(overlay,
                                    "<catalogue family=\"fetch\"><model header=\"sys/systm.h\" defines=\"fuword\" "
                                    "file=\"bsd-user.h\" prefix=\"yes\"/></catalogue>",
                                    -1, NULL));
    assert_null(catalogue_load(paths, NULL)); /* the model is not there yet */
    assert_true(g_file_set_contents(model, "#define fuword fuword64\n", -1, NULL));
    struct catalogue *catalogue = catalogue_load(paths, NULL);
    assert_non_null(catalogue);
    const GArray *models = catalogue_models(catalogue);
    const struct catalogue_model *last = &g_array_index(models, struct catalogue_model, models->len - 1);
    assert_string_equal(last->header, "sys/systm.h");
    assert_string_equal(last->defines, "fuword");
    assert_string_equal(last->text, "#define fuword fuword64\n");
    assert_true(last->prefix);
    catalogue_free(catalogue);
    g_unlink(overlay);
    g_unlink(model);
    g_rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_remove_frees_names_and_numbers),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_spelling_details),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
