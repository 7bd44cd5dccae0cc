/* What the text of a degraded unit still shows: calls, numbers, options and instructions that the parser lost. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "front/front.h"
#include "ir/access.h"

static struct catalogue *catalogue;

static int set_up(void **state)
{
    (void)state;
    catalogue = catalogue_load(NULL, NULL);
    return catalogue ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    g_clear_pointer(&catalogue, catalogue_free);
    return 0;
}

static struct ir_unit *lower_text(const char *text)
{
    static const char *const no_flags[] = {NULL};
    g_autofree char *folder = g_dir_make_tmp("lost-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    assert_true(g_file_set_contents(file, text, -1, NULL));
    struct front_job job = {
        .file = file, .directory = folder, .flags = no_flags, .raw_flags = no_flags, .catalogue = catalogue};
    struct ir_unit *unit = front_lower(&job, NULL);
    assert_non_null(unit);
    g_unlink(file);
    g_rmdir(folder);
    return unit;
}

/* "LINE:COL NAME in FUNCTION", a blank between two; asm templates between < and >. */
static void expect_lost(const char *text, const char *expected)
{
    struct ir_unit *unit = lower_text(text);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < unit->mentions->len; i++) {
        const struct ir_mention *mention = &g_array_index(unit->mentions, struct ir_mention, i);
        const struct ir_loc *loc = ir_loc_at(unit, mention->loc);
        bool is_asm = mention->kind == IR_MENTION_ASM;
        if (is_asm || mention->kind == IR_MENTION_TEXT)
            g_string_append_printf(found, "%s%u:%u %s%s%s in %s", found->len ? ", " : "", loc->line, loc->col,
                                   is_asm ? "<" : "", mention->name, is_asm ? ">" : "", mention->function);
    }
    assert_string_equal(found->str, expected);
    ir_unit_free(unit);
}

#define LOST "int f(int a)\n{\n  missing_t *q = 0;\n" /* the next line is 4 */

static void test_calls(void **state)
{
    (void)state;
    expect_lost(LOST "  q->x = pkey_free(a);\n}\n", "4:10 pkey_free in f");
    expect_lost(LOST "  return pkey_free(q->x);\n}\n", "4:10 pkey_free in f");
    expect_lost(LOST "  q->x = pkey_free(a) + pkey_alloc(0, 0);\n}\n",
                "4:10 pkey_free in f, 4:25 pkey_alloc in f");
}

static void test_what_was_lowered_counts_once(void **state)
{
    (void)state;
    expect_lost(LOST "  return pkey_free(a);\n}\n", "");
    expect_lost(LOST "  asm(\"wrpkru\" : : \"a\"(0));\n}\n", "");
    expect_lost(LOST "  pkey_free(a); q->x = pkey_alloc(0, 0);\n}\n", "4:24 pkey_alloc in f");
}

static void test_sound_units_and_functions_have_none(void **state)
{
    (void)state;
    expect_lost("int f(int a)\n{\n  return pkey_free(a);\n}\n", "");
    expect_lost("#include \"no/such.h\"\nint f(int a)\n{\n  return sizeof(pkey_free(a));\n}\n", "");
}

static void test_decoys(void **state)
{
    (void)state;
    expect_lost(LOST "  q->x = 1; /* pkey_free(1) */ // pkey_free(2)\n}\n", "");
    expect_lost(LOST "  q->x = \"pkey_free(1)\";\n}\n", "");
    expect_lost(LOST "  int pkey_free(int); q->x = 0;\n}\n", "");
    expect_lost(LOST "  q->pkey_free(1); q->a.pkey_free(2);\n}\n", "");
    expect_lost(LOST "  q->x = pkey_free;\n}\n", "");
    expect_lost(LOST "#define F() pkey_free(1)\n#define G() \\\n  pkey_free(2)\n  q->x = 1;\n}\n", "");
    expect_lost(LOST "  q->x = mpxgen(1, 2, 3, 4) + EVP_PKEY_free(1);\n}\n", "");
    expect_lost(LOST "  q->x = 0;\n}\nextern missing_t *pkey_alloc(unsigned, unsigned);\n", "");
    expect_lost(LOST "  q->x = SYS_pkey_alloc;\n}\n", "");
}

static void test_arity(void **state)
{
    (void)state;
    expect_lost(LOST "  q->x = mpx(1, 2);\n}\n", "");
    expect_lost(LOST "  q->x = mpx(1, g(2, 3), 4, (5));\n}\n", "4:10 mpx in f");
}

static void test_skipped_lines(void **state)
{
    (void)state;
    expect_lost(LOST "#if 0\n  q->x = pkey_free(1);\n#else\n  q->x = pkey_free(2);\n#endif\n}\n", "7:10 pkey_free in f");
    expect_lost(LOST "#if 0\n  asm(\"wrpkru\");\n#endif\n  q->x = 1;\n}\n", "");
}

static void test_numbers(void **state)
{
    (void)state;
    expect_lost(LOST "  q->x = syscall(SYS_pkey_free, a);\n}\n", "4:18 SYS_pkey_free in f");
    expect_lost(LOST "  q->x = shim_syscall( __NR_pkey_free, a);\n}\n", "4:24 __NR_pkey_free in f");
    expect_lost(LOST "  q->x = prctl(PR_MPX_ENABLE_MANAGEMENT);\n}\n", "4:16 PR_MPX_ENABLE_MANAGEMENT in f");
    expect_lost(LOST "  q->x = table[SYS_pkey_free];\n}\n", "");
}

static void test_assembly(void **state)
{
    (void)state;
    expect_lost(LOST "  asm volatile(\".byte 0x0f,\"\n  \"0x01,0xef\\n\\t\" : : \"a\"(q->x));\n}\n",
                "4:3 <.byte 0x0f,0x01,0xef\n\t> in f");
    expect_lost(LOST "  q->x = ({ __asm__ __volatile__(\"rdpkru\" : \"=a\"(q->y)); 1; });\n}\n", "4:13 <rdpkru> in f");
}

/* A body without a function that clang knows: the name comes from the text. */
static void test_lost_function(void **state)
{
    (void)state;
    expect_lost("DEFINE_CALL(open_it, int a)\n{\n  return pkey_free(a);\n}\n"
                "int g(void) { return 1; }\n",
                "3:10 pkey_free in DEFINE_CALL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_what_was_lowered_counts_once),
        cmocka_unit_test(test_sound_units_and_functions_have_none),
        cmocka_unit_test(test_decoys),
        cmocka_unit_test(test_arity),
        cmocka_unit_test(test_skipped_lines),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_assembly),
        cmocka_unit_test(test_lost_function),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
