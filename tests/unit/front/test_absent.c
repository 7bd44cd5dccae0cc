/* Functions whose types, numbers and macros stand in headers that nobody has. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>

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

/* How many of its functions were not read whole. */
static guint lost_in(const char *text, bool is_guessed, guint functions)
{
    static const char *const no_flags[] = {NULL};
    g_autofree char *folder = g_dir_make_tmp("absent-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    assert_true(g_file_set_contents(file, text, -1, NULL));
    struct front_job job = {.file = file,
                            .directory = folder,
                            .flags = no_flags,
                            .raw_flags = no_flags,
                            .catalogue = catalogue,
                            .is_guessed = is_guessed};
    struct ir_unit *unit = front_lower(&job, NULL);
    assert_non_null(unit);
    g_unlink(file);
    g_rmdir(folder);
    guint lost = 0;
    for (guint i = 0; i < unit->functions->len; i++)
        lost += ((struct ir_function *)g_ptr_array_index(unit->functions, i))->degraded != NULL;
    assert_int_equal(unit->functions->len, functions);
    ir_unit_free(unit);
    return lost;
}

#define ABSENT "#include <nobody/has.h>\n"
static const struct {
    const char *what, *text;
} cases[] = {
    {"members", ABSENT "struct box; int f(struct box *b) { b->n++; return b->in.side[1] + b->up->n + b->get(b); }"},
    {"members in several rounds", ABSENT "int f(void) { struct box b; b.n = 1; b.in.n = 2; return b.n; }"},
    {"a union", ABSENT "int f(union value *v) { return v->number + v->text[0]; }"},
    {"a size", ABSENT "int f(struct box *b) { return sizeof *b + (b + 1 != 0); }"},
    {"an enum", ABSENT "int f(void) { enum side s = 1; return s; }"},
    {"a type", ABSENT "int f(box_t b) { return (int)(box_t)b + (int)sizeof(box_t); }"},
    {"a type with members", ABSENT "int f(box_t b, side *s) { return b.n + s->n; }"},
    {"a type by its star", ABSENT "int f(void *p) { box *b = p; return b->n + ((box *)p)->m; }"},
    {"constants", ABSENT "int f(int n) { char room[ROOM]; switch (n) { case ONE: return 1; case TWO: return room[0]; } return n > MOST; }"},
    {"labels in small letters", ABSENT "int f(int n) { switch (n) { case op_read: return 1; case op_write: return 2; } return n; }"},
    {"variables", ABSENT "int f(void) { limits.most = 1; ticks++; return here->n + names[2]; }"},
    {"what a function gives", ABSENT "int f(void *p) { return box_of(p)->side.n; }"},
    {"a loop", ABSENT "int f(void *p) { int *i, n = 0; for_each_box(i, p) { n += *i; } return n; }"},
};

static void test_stands_in(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (lost_in(cases[i].text, false, 1) != 1)
            fail_msg("%s: it was read without a stand-in", cases[i].what);
        if (lost_in(cases[i].text, true, 1) != 0)
            fail_msg("%s: not read", cases[i].what);
    }
}

/* Nothing is absent: the code is wrong, and stays so. */
static void test_needs_an_absent_header(void **state)
{
    (void)state;
    assert_int_equal(lost_in("int f(struct box *b) { return b->n; }", true, 1), 1);
}

/* One function cannot be mended; the other one is, and nothing that was read is lost. */
static void test_keeps_what_is_better(void **state)
{
    (void)state;
    assert_int_equal(lost_in(ABSENT "int f(struct box *b) { return b->n; }\n"
                                    "int g(int n) { return n +; }\n"
                                    "int h(int n) { return n; }\n",
                             true, 3),
                     1);
}

/* Ten thousand names, members of members without end, and no text behind the operator. */
static void test_hostile(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(ABSENT "int f(struct box *b) { return 0");
    for (unsigned i = 0; i < 10000; i++)
        g_string_append_printf(text, " + b->m%u + n%u", i, i);
    g_string_append(text, ";}\nint g(struct box *b) { return b");
    for (unsigned i = 0; i < 100; i++)
        g_string_append_printf(text, "->d%u", i);
    g_string_append(text, ";}\nint h(struct box *b) { return b->");
    lost_in(text->str, true, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stands_in),
        cmocka_unit_test(test_needs_an_absent_header),
        cmocka_unit_test(test_keeps_what_is_better),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
