/* Whole units through front_lower: what is degraded, what is reached, what the models do. */
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
static char *folder;

static int set_up(void **state)
{
    (void)state;
    catalogue = catalogue_load(NULL, NULL);
    folder = g_dir_make_tmp("front-XXXXXX", NULL);
    return catalogue && folder ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&catalogue, catalogue_free);
    return 0;
}

static const char *const no_flags[] = {NULL};

static struct ir_unit *lower_bytes(const char *bytes, size_t length, const char *const *flags, const char *const *raw,
                                   GError **error)
{
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    assert_true(g_file_set_contents(file, bytes, (gssize)length, NULL));
    struct front_job job = {
        .file = file, .directory = folder, .flags = flags, .raw_flags = raw, .catalogue = catalogue};
    struct ir_unit *unit = front_lower(&job, error);
    g_unlink(file);
    return unit;
}

static struct ir_unit *lower_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = lower_bytes(text, strlen(text), no_flags, no_flags, &error);
    assert_null(error);
    assert_non_null(unit);
    return unit;
}

/* The names of the unit's functions, in order, with a blank behind each; * before those of headers. */
static char *function_names(const struct ir_unit *unit)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        if (!function->is_initialiser)
            g_string_append_printf(names, "%s%s ", function->in_header ? "*" : "", ir_function_name(unit, function));
    }
    return g_string_free(names, FALSE);
}

static const struct ir_function *function_named(const struct ir_unit *unit, const char *name)
{
    for (guint i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        if (strcmp(ir_function_name(unit, function), name) == 0)
            return function;
    }
    fail_msg("no function %s", name);
    return NULL;
}

static const struct ir_inst *call_of(const struct ir_unit *unit, const struct ir_function *function, const char *callee)
{
    for (guint i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *symbol = inst->op == IR_CALL ? ir_callee(unit, function, inst) : NULL;
        if (symbol && strcmp(symbol->name, callee) == 0)
            return inst;
    }
    return NULL;
}

static struct ir_unit *lower_tree(const char *const *flags)
{
    g_autoptr(GError) error = NULL;
    struct front_job job = {.file = TEST_FOLDER "/tree/kernel/unit.c",
                            .directory = TEST_FOLDER "/tree",
                            .flags = flags,
                            .raw_flags = no_flags,
                            .catalogue = catalogue};
    struct ir_unit *unit = front_lower(&job, &error);
    assert_null(error);
    assert_non_null(unit);
    return unit;
}

static const char *const kernel_flags[] = {
    "-nostdinc", "-I./include", "-include", "./include/linux/compiler_types.h", "-D__KERNEL__", "-std=gnu11", NULL};

static void test_model_makes_get_user_a_call(void **state)
{
    (void)state;
    struct ir_unit *unit = lower_tree(kernel_flags);
    assert_null(unit->degraded);
    assert_true(unit->is_kernel);
    const struct ir_function *function = function_named(unit, "read_length");
    const struct ir_inst *call = call_of(unit, function, "get_user");
    assert_non_null(call);
    assert_int_equal(ir_loc_at(unit, call->loc)->line, 15);
    assert_string_equal(ir_loc_at(unit, call->loc)->macro, "get_user");
    assert_int_equal(function->asms->len, 0);
    ir_unit_free(unit);
}

static void test_user_tag_survives(void **state)
{
    (void)state;
    struct ir_unit *unit = lower_tree(kernel_flags);
    const struct ir_function *function = function_named(unit, "read_all");
    const struct ir_type *from = ir_type_at(unit, g_array_index(function->locals, struct ir_local, 1).type);
    assert_string_equal(ir_type_at(unit, from->target)->tag, "user");
    const struct ir_type *to = ir_type_at(unit, g_array_index(function->locals, struct ir_local, 0).type);
    assert_null(ir_type_at(unit, to->target)->tag);
    ir_unit_free(unit);
}

static void test_header_functions_that_are_reached(void **state)
{
    (void)state;
    struct ir_unit *unit = lower_tree(kernel_flags);
    g_autofree char *names = function_names(unit);
    assert_string_equal(names, "read_length read_all *by_pointer *called *deepest ");
    ir_unit_free(unit);
}

static void put(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (text)
        assert_true(g_file_set_contents(path, text, -1, NULL));
    else
        g_unlink(path);
}

static void test_included_code_is_own(void **state)
{
    (void)state;
    put("part.inc", "static int of_part(void) { return 1; }\n");
    put("part.h", "static int unused(void) { return 1; }\nstatic inline int small(void) { return 2; }\n"
                  "inline int other(void) { return 2; }\nint for_linker(void) { return 3; }\n");
    struct ir_unit *unit = lower_text("#include \"part.inc\"\n#include \"part.h\"\nint f(void) { return small(); }\n");
    g_autofree char *names = function_names(unit);
    assert_string_equal(names, "of_part for_linker f *small ");
    ir_unit_free(unit);
    put("part.inc", NULL);
    put("part.h", NULL);
}

static void test_error_degrades_its_function_only(void **state)
{
    (void)state;
    struct ir_unit *unit = lower_text("struct s { int x; };\n"
                                      "int good(struct s *p) { return p->x; }\n"
                                      "int bad(struct s *p)\n{\n    return p->missing;\n}\n"
                                      "int fine(void) { return undeclared_is_a_warning_in_c89(); }\n");
    assert_null(function_named(unit, "good")->degraded);
    assert_string_equal(function_named(unit, "bad")->degraded, "unit.c:5: no member named 'missing' in 'struct s'");
    assert_null(function_named(unit, "fine")->degraded);
    assert_string_equal(unit->degraded, "unit.c:5: no member named 'missing' in 'struct s'");
    ir_unit_free(unit);
}

static void test_missing_headers_are_named_together(void **state)
{
    (void)state;
    struct ir_unit *unit =
        lower_text("#include <no/such.h>\n#include \"nor_this.h\"\n#include <no/such.h>\nint f(void) { return 1; }\n");
    assert_string_equal(unit->degraded, "2 headers not found: no/such.h, nor_this.h");
    assert_null(function_named(unit, "f")->degraded);
    ir_unit_free(unit);
}

static const char module[] = "#include <linux/module.h>\n#include <linux/no-such-uaccess.h>\n"
                             "static long act(struct file *file, unsigned int command, unsigned long argument)\n"
                             "{\n"
                             "    u32 __user *from = (u32 __user *)argument;\n"
                             "    u32 length;\n"
                             "    return get_user(length, from) ? -EFAULT : (long)length;\n"
                             "}\n"
                             "static const struct file_operations operations = {.unlocked_ioctl = act};\n";

static void test_a_kernel_that_is_absent(void **state)
{
    (void)state;
    static const char *const flags[] = {"-D__KERNEL__", NULL};
    struct ir_unit *unit = lower_bytes(module, strlen(module), flags, no_flags, NULL);
    const struct ir_function *function = function_named(unit, "act");
    assert_null(function->degraded);
    assert_non_null(call_of(unit, function, "get_user"));
    assert_non_null(strstr(unit->degraded, "linux/no-such-uaccess.h"));
    ir_unit_free(unit);

    unit = lower_bytes(module, strlen(module), no_flags, no_flags, NULL);
    assert_non_null(function_named(unit, "act")->degraded);
    ir_unit_free(unit);
}

static void test_accessors_of_ones_own(void **state)
{
    (void)state;
    put("own.h", "#define get_user(value, from) \\\n    ((value) = *(from), 0)\nint behind;\n");
    static const char text[] = "#include \"own.h\"\n#define __get_user(v, p) (asm(\"\" : \"=r\"(v) : \"r\"(p)), 0)\n"
                               "int f(const int *p)\n{\n    int a, b;\n"
                               "    return get_user(a, p) || __get_user(b, p) ? -1 : a + b;\n}\n";
    struct ir_unit *unit = lower_text(text);
    const struct ir_function *function = function_named(unit, "f");
    assert_int_equal(ir_loc_at(unit, call_of(unit, function, "get_user")->loc)->line, 6);
    assert_non_null(call_of(unit, function, "__get_user"));
    assert_int_equal(function->asms->len, 0);
    ir_unit_free(unit);
    put("own.h", NULL);
}

/* Code that brings its own types reads worse with ours. */
static void test_a_kernel_of_ones_own(void **state)
{
    (void)state;
    static const char text[] = "#include <linux/no-such.h>\nstruct file { struct { int x; } f_path; };\n"
                               "typedef float u32;\nint f(struct file *p, u32 x) { return p->f_path.x + (int)x; }\n";
    static const char *const flags[] = {"-D__KERNEL__", NULL};
    struct ir_unit *unit = lower_bytes(text, strlen(text), flags, no_flags, NULL);
    assert_null(function_named(unit, "f")->degraded);
    ir_unit_free(unit);
}

static void test_target_decides_sizes(void **state)
{
    (void)state;
    static const char text[] = "long f(long *p) { return *p; }";
    static const char *const flags[] = {"--target=i386-linux-gnu", NULL};
    struct ir_unit *unit = lower_bytes(text, strlen(text), flags, no_flags, NULL);
    assert_int_equal(unit->pointer_size, 4);
    assert_true(g_str_has_prefix(unit->target, "i386-"));
    assert_false(unit->is_kernel);
    const struct ir_type *pointer =
        ir_type_at(unit, g_array_index(function_named(unit, "f")->locals, struct ir_local, 0).type);
    assert_int_equal(pointer->size, 4);
    assert_int_equal(ir_type_at(unit, pointer->target)->size, 4);
    ir_unit_free(unit);
}

struct expected_mention {
    enum ir_mention_kind kind;
    const char *name;
    unsigned line, col;
    const char *function;
};

static void test_mentions(void **state)
{
    (void)state;
    static const char text[] = "/* SEGV_PKUERR */ const char *s = \"SEGV_PKUERR\";\n"
                               "#define SEGV_PKUERR 4\n"
                               "int f(int code)\n"
                               "{\n"
                               "    return code == SEGV_PKUERR;\n"
                               "}\n"
                               "#ifdef NEVER /* pkey_free(1) */\n"
                               "int g(int k) { return pkey_free(k) + s.pkey_free(1) + pkey_free; }\n"
                               "static const int n = SYS_pkey_alloc;\n"
                               "#endif\n"
                               "#if 1\n"
                               "int h = SEGV_PKUERR;\n"
                               "#endif\n";
    static const struct expected_mention expected[] = {
        {IR_MENTION_FLAG, "-mmpx", 0, 0, ""},         {IR_MENTION_MACRO, "SEGV_PKUERR", 5, 20, "f"},
        {IR_MENTION_SKIPPED, "pkey_free", 8, 23, ""}, {IR_MENTION_SKIPPED, "SYS_pkey_alloc", 9, 22, ""},
        {IR_MENTION_MACRO, "SEGV_PKUERR", 12, 9, ""},
    };
    static const char *const raw[] = {"-O2", "-mmpx", "-Wall", NULL};
    struct ir_unit *unit = lower_bytes(text, strlen(text), no_flags, raw, NULL);
    assert_int_equal(unit->mentions->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < unit->mentions->len; i++) {
        const struct ir_mention *mention = &g_array_index(unit->mentions, struct ir_mention, i);
        assert_int_equal(mention->kind, expected[i].kind);
        assert_string_equal(mention->name, expected[i].name);
        assert_int_equal(ir_loc_at(unit, mention->loc)->line, expected[i].line);
        assert_int_equal(ir_loc_at(unit, mention->loc)->col, expected[i].col);
        assert_string_equal(mention->function, expected[i].function);
    }
    ir_unit_free(unit);
}

static void test_hostile_files(void **state)
{
    (void)state;
    static const char nul[] = "int a;\0\0int f(void) { return \0 1; }\n";
    static const char conflict[] =
        "int f(void)\n{\n<<<<<<< ours\n    return 1;\n=======\n    return 2;\n>>>>>>> theirs\n}\n";
    static const char latin[] = "/* \xe4\xff */ int \xe4; const char *s = \"\xfe\xff\"; int f(void) { return 1; }\n";
    static const char open_comment[] = "int f(void) { return 1; } /* never closed\n\"";
    struct ir_unit *unit = lower_bytes(nul, sizeof nul - 1, no_flags, no_flags, NULL);
    assert_non_null(unit);
    ir_unit_free(unit);
    unit = lower_bytes("", 0, no_flags, no_flags, NULL);
    assert_int_equal(unit->functions->len, 0);
    ir_unit_free(unit);
    unit = lower_text(conflict);
    assert_non_null(function_named(unit, "f")->degraded);
    ir_unit_free(unit);
    ir_unit_free(lower_text(latin));
    unit = lower_text(open_comment);
    assert_non_null(unit->degraded);
    ir_unit_free(unit);
}

static void test_stand_ins(void **state)
{
    (void)state;
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    g_autofree char *header = g_build_filename(folder, "made/by/nobody.h", NULL);
    assert_true(g_file_set_contents(file, "#include \"made/by/nobody.h\"\nint f(void) { return made; }\n", -1, NULL));
    const char *const stand_ins[] = {header, "enum { made = 7 };\n"};
    struct front_job job = {.file = file,
                            .directory = folder,
                            .flags = no_flags,
                            .raw_flags = no_flags,
                            .catalogue = catalogue,
                            .stand_ins = stand_ins,
                            .n_stand_ins = 2};
    struct ir_unit *unit = front_lower(&job, NULL);
    assert_null(unit->degraded);
    assert_null(function_named(unit, "f")->degraded);
    ir_unit_free(unit);
    g_unlink(file);
}

/* A model is appended to what stands in for its header as it is to the header. */
static void test_stand_in_of_a_model(void **state)
{
    (void)state;
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(TEST_FOLDER "/tree/include/asm/uaccess.h", &text, NULL, NULL));
    const char *const stand_ins[] = {TEST_FOLDER "/tree/include/asm/uaccess.h", text};
    struct front_job job = {.file = TEST_FOLDER "/tree/kernel/unit.c",
                            .directory = TEST_FOLDER "/tree",
                            .flags = kernel_flags,
                            .raw_flags = no_flags,
                            .catalogue = catalogue,
                            .stand_ins = stand_ins,
                            .n_stand_ins = 2};
    struct ir_unit *unit = front_lower(&job, NULL);
    assert_null(unit->degraded);
    assert_non_null(call_of(unit, function_named(unit, "read_length"), "get_user"));
    ir_unit_free(unit);
}

static void test_bodiless(void **state)
{
    (void)state;
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    g_autoptr(GPtrArray) bodiless = g_ptr_array_new_with_free_func(g_free);
    assert_true(g_file_set_contents(file,
                                    "static int called(int), named(int), unsaid(int), sized(int);\n"
                                    "int elsewhere(int);\nstatic int whole(int a) { return a; }\n"
                                    "static int (*const table[])(int) = {named, whole};\n"
                                    "int f(void) { return called(1) + whole(2) + elsewhere(sizeof(sized(3))); }\n",
                                    -1, NULL));
    struct front_job job = {.file = file,
                            .directory = folder,
                            .flags = no_flags,
                            .raw_flags = no_flags,
                            .catalogue = catalogue,
                            .bodiless = bodiless};
    ir_unit_free(front_lower(&job, NULL));
    assert_int_equal(bodiless->len, 2);
    assert_string_equal(g_ptr_array_index(bodiless, 0), "named");
    assert_string_equal(g_ptr_array_index(bodiless, 1), "called");
    g_unlink(file);
}

/* What headers count has no part in a name. */
static void test_counted_names(void **state)
{
    (void)state;
    static const char *const counted[] = {"", "enum { a = __COUNTER__, b = __COUNTER__ };\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(counted); i++) {
        g_autofree char *text = g_strconcat(counted[i],
                                            "#define PASTE(a, b) a##b\n#define JOIN(a, b) PASTE(a, b)\n"
                                            "int f(int n1) { int JOIN(x_, __COUNTER__) = n1; return 0; }\n",
                                            NULL);
        struct ir_unit *unit = lower_text(text);
        const struct ir_function *function = function_named(unit, "f");
        assert_string_equal(g_array_index(function->locals, struct ir_local, 0).name, "n1");
        assert_string_equal(g_array_index(function->locals, struct ir_local, 1).name, "x_");
        ir_unit_free(unit);
    }
}

static void test_no_file_is_an_error(void **state)
{
    (void)state;
    const char *const files[] = {"/no/such/file.c", folder};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;
        struct front_job job = {
            .file = files[i], .directory = folder, .flags = no_flags, .raw_flags = no_flags, .catalogue = catalogue};
        assert_null(front_lower(&job, &error));
        assert_true(error && error->domain == FRONT_ERROR);
    }
}

static void test_version(void **state)
{
    (void)state;
    assert_non_null(strstr(front_version(), "clang version"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model_makes_get_user_a_call),
        cmocka_unit_test(test_user_tag_survives),
        cmocka_unit_test(test_header_functions_that_are_reached),
        cmocka_unit_test(test_included_code_is_own),
        cmocka_unit_test(test_error_degrades_its_function_only),
        cmocka_unit_test(test_missing_headers_are_named_together),
        cmocka_unit_test(test_a_kernel_that_is_absent),
        cmocka_unit_test(test_accessors_of_ones_own),
        cmocka_unit_test(test_a_kernel_of_ones_own),
        cmocka_unit_test(test_target_decides_sizes),
        cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_hostile_files),
        cmocka_unit_test(test_stand_ins),
        cmocka_unit_test(test_stand_in_of_a_model),
        cmocka_unit_test(test_bodiless),
        cmocka_unit_test(test_counted_names),
        cmocka_unit_test(test_no_file_is_an_error),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
