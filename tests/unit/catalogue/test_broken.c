/* Broken overlays: every fault is told with the document's name, the line, and what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/overlay.h"

/* Line 1 opens the catalogue; `body` begins on line 2. */
#define DOCUMENT(body) "<catalogue family=\"mine\">\n" body "\n</catalogue>\n"
/* Line 2 opens the interface with these attributes, line 3 is its doc; `body` begins on line 4. */
#define INTERFACE(attributes, body) DOCUMENT("<interface " attributes ">\n<doc>d</doc>\n" body "\n</interface>")
#define ARGUMENTS "<argument name=\"a\" type=\"void *\"/>\n<argument name=\"n\" type=\"int\"/>\n"

/* clang-format off */
static const struct {
    const char *what, *document, *expected;
} cases[] = {
    {"nothing at all", "", "o.xml:1: Document is empty"},
    {"no XML", "catalogue", "o.xml:1: Start tag expected, '<' not found"},
    {"an element left open", DOCUMENT("<interface name=\"x\">"), "o.xml:3: Opening and ending tag mismatch: interface line 2 and catalogue"},
    {"another vocabulary", "<html/>", "o.xml:1: Expecting element catalogue, got html"},
    {"bytes that are no UTF-8", DOCUMENT("<!-- \xff -->"), "o.xml:2: Input is not proper UTF-8, indicate encoding !"},
    {"an unknown element", DOCUMENT("<!-- -->\n<interfaces/>"), "o.xml:3: Did not expect element interfaces there"},
    {"an unknown attribute", INTERFACE("name=\"x\" protect=\"yes\"", ""), "o.xml:2: Invalid attribute protect for element interface"},
    {"an unknown role", INTERFACE("name=\"x\"", "<argument name=\"a\" type=\"int\" role=\"adress\"/>"), "o.xml:4: Invalid attribute role for element argument"},
    {"an unknown tag", INTERFACE("name=\"x\"", "<argument name=\"a\" type=\"int\" tags=\"U TOCTO\"/>"), "o.xml:4: Invalid attribute tags for element argument"},
    {"arguments after spellings", INTERFACE("name=\"x\"", "<call names=\"x\"/>\n<argument name=\"a\" type=\"int\"/>"), "o.xml:5: Did not expect element argument there"},
    {"odd opcode bytes", INTERFACE("name=\"x\"", "<asm names=\"x\" bytes=\"0f1\"/>"), "o.xml:4: Invalid attribute bytes for element asm"},
    {"no documentation", DOCUMENT("<interface name=\"x\"/>"), "o.xml:2: "},
    {"removal of what is not there", DOCUMENT("<remove interface=\"nobody\"/>"), "o.xml:2: there is no interface nobody to remove"},
    {"an interface twice", DOCUMENT("<interface name=\"x\"><doc>d</doc></interface>\n<interface name=\"x\"><doc>d</doc></interface>"), "o.xml:3: interface x is there already (o.xml:2)"},
    {"an argument twice", INTERFACE("name=\"x\"", ARGUMENTS "<argument name=\"a\" type=\"int\"/>"), "o.xml:6: argument a is there twice"},
    {"length of nobody", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\" length-of=\"a\"/>"), "o.xml:4: length-of: x has no argument a"},
    {"its own length", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\" length-of=\"n\"/>"), "o.xml:4: length-of: n is its own length"},
    {"a value twice", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<value name=\"A\" number=\"1\"/>\n<value name=\"A\" number=\"2\"/></argument>"), "o.xml:6: value A is there twice"},
    {"a value without number", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<value name=\"A\"/></argument>"), "o.xml:5: "},
    {"a number too large", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<value name=\"A\" number=\"0x10000000000000000\"/></argument>"), "o.xml:5: 0x10000000000000000 does not fit into 64 bits"},
    {"an empty limit", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<limit abi=\"*\" low=\"2\" high=\"1\"/></argument>"), "o.xml:5: limit is empty: low is above high"},
    {"a limit twice", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<limit abi=\"arm x32 arm\" low=\"0\" high=\"1\"/></argument>"), "o.xml:5: second limit for arm"},
    {"an ABI that nobody has", INTERFACE("name=\"x\"", "<argument name=\"n\" type=\"int\">\n<limit abi=\"x8664\" low=\"0\" high=\"1\"/></argument>"), "o.xml:5: unknown ABI x8664"},
    {"written bytes of no input", INTERFACE("name=\"x\"", "<argument name=\"a\" type=\"int *\" pointee=\"output\" written-bytes=\"0-3\"/>"), "o.xml:4: written-bytes 0-3 are no bytes of an input"},
    {"a permutation of nobody", INTERFACE("name=\"x\"", ARGUMENTS "<call names=\"x\" arguments=\"a len\"/>"), "o.xml:6: arguments: x has no argument len"},
    {"a permutation with one twice", INTERFACE("name=\"x\"", ARGUMENTS "<call names=\"x\" arguments=\"a a\"/>"), "o.xml:6: arguments: a is given twice"},
    {"a permutation beyond the arity", INTERFACE("name=\"x\"", ARGUMENTS "<call names=\"x\" arity=\"2\" arguments=\"- a n\"/>"), "o.xml:6: more arguments than the arity 2"},
    {"a fixed argument of nobody", INTERFACE("name=\"x\"", ARGUMENTS "<call names=\"x\" arguments=\"a\" fixed=\"op=1\"/>"), "o.xml:6: fixed: x has no argument op"},
    {"a fixed argument that is passed too", INTERFACE("name=\"x\"", ARGUMENTS "<call names=\"x\" fixed=\"n=1\"/>"), "o.xml:6: fixed: n is an argument of the spelling too"},
    {"a system call without ABI", INTERFACE("name=\"x\"", "<syscall names=\"x\">\n<number abi=\"vax\">1</number></syscall>"), "o.xml:5: unknown ABI vax"},
    {"two numbers for an ABI", INTERFACE("name=\"x\"", "<syscall names=\"x\">\n<number abi=\"x32 i386\">900</number>\n<number abi=\"i386\">901</number></syscall>"), "o.xml:6: second number for i386"},
    {"a number that is taken", INTERFACE("name=\"x\"", "<syscall names=\"x\">\n<number abi=\"i386\">56</number></syscall>"), "o.xml:4: syscall number 56 of i386 is mpx already (mpx.xml:"},
    {"a name that is taken", INTERFACE("name=\"x\"", "<call names=\"y mprotect\"/>"), "o.xml:4: call mprotect is mprotect already (protect.xml:"},
    {"a name that only arity could tell apart", INTERFACE("name=\"x\"", "<call names=\"mpx\" arity=\"4\"/>"), "o.xml:4: call mpx is mpx already (mpx.xml:"},
    {"a name twice in one interface", INTERFACE("name=\"x\"", "<call names=\"y\"/>\n<call names=\"y\"/>"), "o.xml:5: call y is x already (o.xml:4)"},
    {"a fetch from nobody", INTERFACE("name=\"x\"", ARGUMENTS "<fetch source=\"s\" returns-copy=\"yes\"/>"), "o.xml:6: source: x has no argument s"},
    {"a fetch to nowhere", INTERFACE("name=\"x\"", ARGUMENTS "<fetch source=\"a\"/>"), "o.xml:6: a fetch has either a destination or returns-copy"},
    {"a fetch with length and size", INTERFACE("name=\"x\"", ARGUMENTS "<fetch source=\"a\" length=\"n\" size=\"8\" returns-copy=\"yes\"/>"), "o.xml:6: a fetch has either a length or a size"},
    {"a lock that is tried without a failure", INTERFACE("name=\"x\"", ARGUMENTS "<lock argument=\"a\" tries=\"yes\"/>"), "o.xml:6: a lock that is tried needs the interface's failure"},
    {"shared through nobody", INTERFACE("name=\"x\"", "<shared principal=\"host\" through=\"p\"/>"), "o.xml:4: through: x has no argument p"},
    {"shared by an unknown flag", INTERFACE("name=\"x\"", "<argument name=\"f\" type=\"int\" role=\"flags\"/>\n<shared principal=\"host\" flag=\"F\"/>"), "o.xml:5: flag: x has no flags value F"},
    {"a probe for an unknown ABI", INTERFACE("name=\"x\"", "<probe symbol=\"f\" abi=\"z80\"/>"), "o.xml:4: unknown ABI z80"},
    {"a model that is nowhere", DOCUMENT("<model header=\"a/b.h\" defines=\"m\" file=\"none.h\"/>"), "o.xml:2: there is no model none.h"},
    {"a model outside", DOCUMENT("<model header=\"a/b.h\" defines=\"m\" file=\"../b.h\"/>"), "o.xml:2: Element model failed to validate attributes"},
};
/* clang-format on */

static void test_broken(void **state)
{
    (void)state;
    unsigned n_wrong = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct catalogue_overlay overlay = {"o.xml", cases[i].document, strlen(cases[i].document)};
        g_autoptr(GError) error = NULL;
        struct catalogue *catalogue = catalogue_load_bytes(&overlay, 1, &error);
        const char *message = catalogue ? "(loaded)" : error->message;
        if (!g_str_has_prefix(message, cases[i].expected) || strchr(message, '\n')) {
            print_error("%s: %s\n", cases[i].what, message);
            n_wrong++;
        }
        catalogue_free(catalogue);
    }
    assert_int_equal(n_wrong, 0);
}

static void test_file_that_is_not_there(void **state)
{
    (void)state;
    static const char *const paths[] = {TEST_FOLDER "/no-such.xml", NULL};
    g_autoptr(GError) error = NULL;
    assert_null(catalogue_load(paths, &error));
    assert_non_null(strstr(error->message, "/no-such.xml: No such file or directory"));
}

static void test_folder_instead_of_a_file(void **state)
{
    (void)state;
    static const char *const paths[] = {TEST_FOLDER, NULL};
    g_autoptr(GError) error = NULL;
    assert_null(catalogue_load(paths, &error));
    assert_non_null(strstr(error->message, ": Is a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_file_that_is_not_there),
        cmocka_unit_test(test_folder_instead_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
