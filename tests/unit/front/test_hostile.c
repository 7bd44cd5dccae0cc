/* Code that is deeper, longer or more broken than people write: the lowering says `unknown`, and the unit is sound IR.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>

#include "front/front.h"
#include "ir/access.h"

struct fixture {
    struct catalogue *catalogue;
    char *folder;
};

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    fixture->catalogue = catalogue_load(NULL, NULL);
    fixture->folder = g_dir_make_tmp("front-XXXXXX", NULL);
    *state = fixture;
    return fixture->catalogue && fixture->folder ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    g_rmdir(fixture->folder);
    g_free(fixture->folder);
    catalogue_free(fixture->catalogue);
    g_free(fixture);
    return 0;
}

/* front_lower verifies what it returns. */
static struct ir_unit *lower(const struct fixture *fixture, const char *text)
{
    static const char *const flags[] = {"-std=gnu11", "-w", "--target=x86_64-linux-gnu", NULL};
    g_autofree char *file = g_build_filename(fixture->folder, "unit.c", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(file, text, -1, NULL));
    struct front_job job = {.file = file,
                            .directory = fixture->folder,
                            .flags = flags,
                            .raw_flags = flags,
                            .catalogue = fixture->catalogue};
    struct ir_unit *unit = front_lower(&job, &error);
    g_unlink(file);
    if (!unit)
        fail_msg("%s", error->message);
    return unit;
}

static guint count(const struct ir_unit *unit, enum ir_op op)
{
    guint n = 0;
    for (guint i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        for (guint k = 0; k < function->insts->len; k++)
            n += ir_inst_at(function, k)->op == op;
    }
    return n;
}

/* `before`, then `piece` n times with its number for each #, then `after`. */
static struct ir_unit *lower_repeated(const struct fixture *fixture, const char *before, const char *piece, guint n,
                                      const char *after)
{
    g_autoptr(GString) text = g_string_new(before);
    for (guint i = 0; i < n; i++) {
        for (const char *c = piece; *c; c++) {
            if (*c == '#')
                g_string_append_printf(text, "%u", i);
            else
                g_string_append_c(text, *c);
        }
    }
    g_string_append(text, after);
    return lower(fixture, text->str);
}

static void test_long_chains_are_walked(void **state)
{
    struct ir_unit *unit = lower_repeated(*state, "int g(int);void f(int a){", "if(a==#)g(1);else ", 3000, ";}");
    assert_int_equal(count(unit, IR_CALL), 3000);
    assert_int_equal(count(unit, IR_CBR), 3000);
    assert_int_equal(count(unit, IR_UNKNOWN), 0);
    ir_unit_free(unit);
    unit = lower_repeated(*state, "void f(int a){switch(a){", "case #:", 5000, ";}}");
    assert_int_equal(count(unit, IR_SWITCH), 1);
    assert_int_equal(count(unit, IR_UNKNOWN), 0);
    ir_unit_free(unit);
}

static void test_deep_expressions_end_in_unknown(void **state)
{
    static const char *const pieces[] = {"a+(#)+", "a&&#&&", "a?#:", "~-(int)(char)a+ ~", "a,#,"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        struct ir_unit *unit = lower_repeated(*state, "int f(int a){return ", pieces[i], 3000, "a;}");
        assert_int_equal(unit->functions->len, 1);
        assert_true(count(unit, IR_UNKNOWN) > 0);
        ir_unit_free(unit);
    }
}

static void test_nested_as_deep_as_clang_goes(void **state)
{
    g_autoptr(GString) text = g_string_new("int f(int a){return ");
    for (guint i = 0; i < 200; i++)
        g_string_append_c(text, '(');
    g_string_append_c(text, 'a');
    for (guint i = 0; i < 200; i++)
        g_string_append_c(text, ')');
    g_string_append(text, ";}");
    struct ir_unit *unit = lower(*state, text->str);
    assert_int_equal(count(unit, IR_LOAD), 1);
    assert_int_equal(count(unit, IR_UNKNOWN), 0);
    ir_unit_free(unit);
}

static void test_big_range_is_bounded(void **state)
{
    struct ir_unit *unit = lower(*state, "int f(void){int a[1<<20]={[0 ... (1<<20)-1]=1};return a[5];}");
    assert_true(count(unit, IR_COPY) > 0);
    assert_true(count(unit, IR_COPY) < 1000);
    ir_unit_free(unit);
}

/* Each is refused by the compiler; each comes back as sound IR, its function degraded. */
static void test_broken_code(void **state)
{
    static const char *const texts[] = {
        "int f(int a){return a->b;}",
        "struct s; int f(struct s *p){return p->x + p[1].y;}",
        "struct s {int a; struct t m; int b;}; int f(struct s *p){return p->b + p->m.c;}",
        "int f(int a){undeclared(a)++; *a = 3; a[1] = 2; return *undeclared;}",
        "int f(void){break; continue; goto nowhere; case 1: default: return 1;}",
        "int f(int a){int b[] = {[-1] = 2, .x = 3}; return b[0] + (struct u){1}.x;}",
        "int f(void *p){return *p + p;} enum e; int g(enum e x){return x;}",
        "int f(int a){switch (f) {case a: case 1.5: ;} for (int i; i < ; i++) ; return a ? : ;}",
        "void f(x y, int){return 1 + ;}",
        "int f(void){return ({ int x[f()]; sizeof x[0 }) ;}",
        "union u {int i; float f;}; int f(int a){union u x = (union u)a; return x.i + (a = x);}",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct ir_unit *unit = lower(*state, texts[i]);
        bool is_valid = i == 6 || i == 10;
        assert_true(unit->degraded != NULL || is_valid);
        ir_unit_free(unit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_chains_are_walked),
        cmocka_unit_test(test_deep_expressions_end_in_unknown),
        cmocka_unit_test(test_nested_as_deep_as_clang_goes),
        cmocka_unit_test(test_big_range_is_bounded),
        cmocka_unit_test(test_broken_code),
    };
    return cmocka_run_group_tests_name("front/hostile", tests, set_up, tear_down);
}
