/* The model headers, appended to headers like Linux's by hand and compiled without a warning: what remains of the
 * macros are calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "catalogue/catalogue.h"

static int load(void **state)
{
    *state = catalogue_load(NULL, NULL);
    return *state ? 0 : -1;
}

static int unload(void **state)
{
    catalogue_free(*state);
    return 0;
}

static const char *model_text(const struct catalogue *catalogue, const char *header)
{
    const GArray *models = catalogue_models(catalogue);
    for (unsigned i = 0; i < models->len; i++) {
        const struct catalogue_model *model = &g_array_index(models, struct catalogue_model, i);
        if (strcmp(model->header, header) == 0)
            return model->text;
    }
    fail_msg("no model for %s", header);
    return NULL;
}

static void test_every_model_defines_its_macro(void **state)
{
    const GArray *models = catalogue_models(*state);
    assert_int_equal(models->len, 9);
    for (unsigned i = 0; i < models->len; i++) {
        const struct catalogue_model *model = &g_array_index(models, struct catalogue_model, i);
        g_autofree char *definition = g_strdup_printf("#define %s", model->defines);
        assert_non_null(strstr(model->text, definition));
        assert_int_equal(model->prefix, strcmp(model->header, "compiler_types.h") == 0);
        assert_int_equal(model->absent, g_str_has_suffix(model->header, "/*"));
        assert_int_equal(model->own, strcmp(model->header, "*") == 0);
    }
}

/* LLVM IR of the text, or a skipped test where there is no clang. */
static char *compile(const char *text)
{
    g_autofree char *clang = g_find_program_in_path("clang-19");
    if (!clang)
        skip();
    g_autofree char *folder = g_dir_make_tmp("catalogue-model-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "unit.c", NULL);
    assert_true(g_file_set_contents(file, text, -1, NULL));
    char *argv[] = {clang,     "-std=gnu11", "-O0", "-S", "-emit-llvm", "-Wall",
                    "-Wextra", "-Werror",    "-o",  "-",  file,         NULL};
    char *out = NULL;
    g_autofree char *errors = NULL;
    int status;
    g_autoptr(GError) error = NULL;
    assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &errors, &status, &error));
    g_unlink(file);
    g_rmdir(folder);
    if (status != 0)
        fail_msg("%s", errors);
    return out;
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static void test_the_absent_kernel_compiles(void **state)
{
    g_autofree char *text = g_strconcat(model_text(*state, "linux/*"),
                                        "u32 mpx_test(u32 __user *from)\n"
                                        "{\n"
                                        "    u32 value;\n"
                                        "    return get_user(value, from) ? 0 : min_t(u32, value, 7);\n"
                                        "}\n",
                                        NULL);
    g_autofree char *code = compile(text);
    assert_int_equal(count(code, "call i32 @get_user("), 1);
}

/* As Linux has them: macros of assembler, and annotations that are empty. */
static const char uaccess[] = "#define __force\n"
                              "#define get_user(x, ptr) ({ __asm__ volatile(\"get\"); (x) = 0; 0; })\n"
                              "#define __get_user get_user\n"
                              "#define put_user(x, ptr) ({ __asm__ volatile(\"put\"); 0; })\n"
                              "#define __put_user(x, ptr) put_user(x, ptr)\n"
                              "#define unsafe_get_user(x, ptr, label) do { goto label; } while (0)\n"
                              "#define unsafe_put_user(x, ptr, label) do { goto label; } while (0)\n"
                              "#define unsafe_copy_to_user(d, s, l, label) do { goto label; } while (0)\n";

static const char uses[] =
    "struct head { unsigned char kind; const int length; void __user *next; long long wide; };\n"
    "int fetch(struct head __user *p, const unsigned short __user *q, void __user * __user *r)\n"
    "{\n"
    "    unsigned long a; int b; char c; void __user *next; long long wide;\n"
    "    if (get_user(a, &p->kind) || get_user(b, &p->length) || __get_user(c, q))\n"
    "        return -14;\n"
    "    get_user(wide, &p->wide);\n"
    "    if (get_user(next, r))\n"
    "        return -14;\n"
    "    unsafe_get_user(b, &p->length, fault);\n"
    "    return (int)a + b + c + (next != 0) + (int)wide;\n"
    "fault:\n"
    "    return -14;\n"
    "}\n"
    "int store(struct head __user *p, const void *from, void __user * __user *r)\n"
    "{\n"
    "    int b;\n"
    "    put_user(1, &p->kind);\n"
    "    if (put_user((void __user *)0, r) || __put_user(({ get_user(b, &p->length); b; }), &p->wide))\n"
    "        return -14;\n"
    "    unsafe_put_user(3, &p->kind, fault);\n"
    "    unsafe_copy_to_user(p, from, 16, fault);\n"
    "    return 0;\n"
    "fault:\n"
    "    return -14;\n"
    "}\n";

static void test_accessors_become_calls(void **state)
{
    const char *model = model_text(*state, "asm/uaccess.h");
    /* twice: asm/uaccess.h may include asm-generic/uaccess.h, and both get it */
    g_autofree char *unit = g_strconcat("#define __user\n#define __rcu\n", model_text(*state, "compiler_types.h"),
                                        uaccess, model, model, uses, NULL);
    g_autofree char *ir = compile(unit);
    assert_int_equal(count(ir, "call i32 @get_user("), 5);
    assert_int_equal(count(ir, "call i32 @__get_user("), 1);
    assert_int_equal(count(ir, "call i32 @unsafe_get_user("), 1);
    assert_int_equal(count(ir, "call i32 @put_user("), 2);
    assert_int_equal(count(ir, "call i32 @__put_user("), 1);
    assert_int_equal(count(ir, "call i32 @unsafe_put_user("), 1);
    assert_int_equal(count(ir, "call i32 @unsafe_copy_to_user("), 1);
    assert_int_equal(count(ir, "asm"), 0);
    /* sizes are the pointee's, not the variable's: kind 1, length 4, q 2, wide 8, r 8 */
    assert_int_equal(count(ir, "i64 noundef 1)"), 3);
    assert_int_equal(count(ir, "i64 noundef 2)"), 1);
}

static void test_accessors_that_an_architecture_lacks_stay_away(void **state)
{
    g_autofree char *unit =
        g_strconcat("#define __user\n#define get_user(x, p) 0\n#define put_user(x, p) 0\n",
                    model_text(*state, "asm-generic/uaccess.h"),
                    "#ifdef unsafe_get_user\n#error defined\n#endif\n"
                    "#define unsafe_get_user(x, p, e) do { if (__get_user(x, p)) goto e; } while (0)\n"
                    "int f(int *p) { int x; unsafe_get_user(x, p, e); return x; e: return -1; }\n",
                    NULL);
    g_autofree char *ir = compile(unit);
    assert_int_equal(count(ir, "call i32 @__get_user("), 1);
}

static void test_once_is_one_volatile_access(void **state)
{
    g_autofree char *unit = g_strconcat("#define READ_ONCE(x) ({ extern void check(void); check(); (x); })\n",
                                        model_text(*state, "asm-generic/rwonce.h"),
                                        "struct s { const unsigned char a; void *p; };\n"
                                        "int f(struct s *s, const int *q)\n"
                                        "{\n"
                                        "    __typeof__(READ_ONCE(*q)) v = READ_ONCE(*q);\n"
                                        "    __auto_type w = READ_ONCE(s->p);\n"
                                        "    v++; w = 0;\n"
                                        "    WRITE_ONCE(s->p, w);\n"
                                        "    return v + READ_ONCE(s->a);\n"
                                        "}\n",
                                        NULL);
    g_autofree char *ir = compile(unit);
    assert_int_equal(count(ir, "load volatile"), 3);
    assert_int_equal(count(ir, "store volatile"), 1);
    assert_int_equal(count(ir, "call"), 0);
}

static void test_annotations_are_type_tags(void **state)
{
    g_autofree char *unit = g_strconcat(
        "#define __user\n#define __iomem\n#define __percpu\n#define __rcu\n", model_text(*state, "compiler_types.h"),
        "struct s { int __user *u; void __iomem *i; long __percpu *p; int __rcu *r; };\n"
        "int f(const struct s __user *s, void __user * __user *v) { return s && v; }\n",
        NULL);
    g_autofree char *ir = compile(unit);
    assert_int_equal(count(ir, "define"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_model_defines_its_macro),
        cmocka_unit_test(test_the_absent_kernel_compiles),
        cmocka_unit_test(test_accessors_become_calls),
        cmocka_unit_test(test_accessors_that_an_architecture_lacks_stay_away),
        cmocka_unit_test(test_once_is_one_volatile_access),
        cmocka_unit_test(test_annotations_are_type_tags),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
