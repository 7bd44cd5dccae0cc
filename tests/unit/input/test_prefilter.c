#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/prefilter.h"

/* A tree in a temporary folder, a catalogue, and a prefilter of it. */
struct tree {
    char *root;
    GPtrArray *made;
    struct catalogue *catalogue;
    struct prefilter *prefilter;
};

static int set_up(void **state)
{
    struct tree *tree = g_new0(struct tree, 1);
    tree->root = g_dir_make_tmp("prefilter-XXXXXX", NULL);
    tree->made = g_ptr_array_new_with_free_func(g_free);
    tree->catalogue = catalogue_load(NULL, NULL);
    tree->prefilter = prefilter_new(tree->catalogue, tree->root, NULL, NULL);
    assert_non_null(tree->prefilter);
    *state = tree;
    return 0;
}

static int tear_down(void **state)
{
    struct tree *tree = *state;
    for (guint i = tree->made->len; i-- > 0;)
        g_remove(tree->made->pdata[i]);
    assert_int_equal(g_rmdir(tree->root), 0);
    g_ptr_array_unref(tree->made);
    prefilter_free(tree->prefilter);
    catalogue_free(tree->catalogue);
    g_free(tree->root);
    g_free(tree);
    return 0;
}

static char *path_of(struct tree *tree, const char *name)
{
    char *path = g_build_filename(tree->root, name, NULL);
    g_ptr_array_add(tree->made, path);
    return path;
}

static void write_bytes(struct tree *tree, const char *name, const char *bytes, gssize length)
{
    assert_true(g_file_set_contents(path_of(tree, name), bytes, length, NULL));
}

static void put(struct tree *tree, const char *name, const char *text)
{
    write_bytes(tree, name, text, -1);
}

/* "no", or "NAME via WORD at FILE:LINE" without the root. */
static char *sifted_with(struct tree *tree, const char *name, const char *flags)
{
    g_autofree char *file = g_build_filename(tree->root, name, NULL);
    g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func((GDestroyNotify)command_free);
    struct command *command = command_new(file, tree->root);
    g_auto(GStrv) words = g_strsplit(flags, " ", -1);
    command_set_flags(command, (const char *const *)words);
    for (size_t i = 0; command->flags[i]; i++)
        if (command->flags[i][0] == '-' && command->flags[i][1] == 'm')
            g_ptr_array_add(command->raw_flags, g_strdup(command->flags[i]));
    g_ptr_array_add(commands, command);
    g_autoptr(GArray) verdicts = prefilter_sift(tree->prefilter, commands, NULL);
    const struct interest *verdict = &g_array_index(verdicts, struct interest, 0);
    if (!verdict->wanted)
        return g_strdup("no");
    assert_true(g_str_has_prefix(verdict->file, tree->root));
    return g_strdup_printf("%s via %s at %s:%u", verdict->name, verdict->word, verdict->file + strlen(tree->root) + 1,
                           verdict->line);
}

#define assert_sifted(tree, name, flags, expected)                                                                     \
    do {                                                                                                               \
        g_autofree char *is = sifted_with(tree, name, flags);                                                          \
        assert_string_equal(is, expected);                                                                             \
    } while (0)

/* One text after the other in a file of its own. */
static void assert_text(struct tree *tree, const char *text, const char *expected)
{
    g_autofree char *name = g_strdup_printf("%u.c", tree->made->len);
    g_autofree char *place = g_strdup_printf(" at %s:", name);
    put(tree, name, text);
    g_autofree char *is = sifted_with(tree, name, "-I.");
    char *at = strstr(is, place);
    if (at)
        *at = '\0';
    if (!g_str_equal(is, expected))
        print_error("%s\n", text);
    assert_string_equal(is, expected);
}

static void names_as_whole_words(void **state)
{
    struct tree *tree = *state;
    assert_text(tree, "int f(void) { return mprotect(a, b, c); }", "mprotect via mprotect");
    assert_text(tree, "int f(void) { return xmprotect(a) + mprotect2(b) + _mprotect; }", "no");
    assert_text(tree, "int f(void) { return x.mprotect(a) + y->mprotect + y -> mprotect; }", "no");
    assert_text(tree, "struct s x = { .mprotect = mprotect };", "mprotect via mprotect");
    assert_text(tree, "#include <asm/mprotect.h>\n", "no");
    assert_text(tree, "/* mprotect */", "mprotect via mprotect");
    assert_text(tree, "int f(void) { return syscall(329, 0); }", "syscall via syscall");
    assert_text(tree, "int f(void) { return prctl(43); }", "prctl via prctl");
    assert_text(tree, "int f(void) { return dlsym(h, \"pkey_set\"); }", "pkey_set via pkey_set");
    assert_text(tree, "int f(void) { return copy_from_user(a, b, c); }", "copy_from_user via copy_from_user");
    assert_text(tree, "int f(void) { return WRITE_ONCE(a, 1); }", "no"); /* an accessor */
    assert_text(tree, "int f(void) { return 0; }", "no");
}

static void shapes(void **state)
{
    struct tree *tree = *state;
    assert_text(tree, "void f(void) { asm(\".byte 0x0f, 0x01, 0xef\"); }", "wrpkru via wrpkru");
    assert_text(tree, "void f(void) { asm(\".byte 0x0f,0x01,\" \"0xef\\n\\t\"); }", "wrpkru via wrpkru");
    assert_text(tree, "void f(void) { asm(\".byte 15\\n.byte 1\\n.byte 239\"); }", "wrpkru via wrpkru");
    assert_text(tree, "void f(void) { asm(\".ascii \\\"\\x0f\\x01\\xee\\\"\"); }", "rdpkru via rdpkru");
    assert_text(tree, "EMIT(0x0f, 0x01, 0xee);", "rdpkru via rdpkru");
    assert_text(tree, "void f(void) { asm(\".byte 0x0f, 0x30\"); }", "wrmsr via wrmsr");
    assert_text(tree, "void f(void) { asm(\".byte 0x66, 0x90, 0x0F\\t,\\t0x30\"); }", "wrmsr via wrmsr");
    assert_text(tree, "void f(void) { asm(\".long 0x30900f\"); }", "no");
    assert_text(tree, "void f(void) { asm(\".long 0x90900F32, 0x9090300f\"); }", "wrmsr via wrmsr");
    assert_text(tree, "void f(void) { asm(\".word 0xEF010F\"); }", "wrpkru via wrpkru");
    assert_text(tree, "void f(void) { asm(\".string \\\"\\017\\060\\\"\"); }", "wrmsr via wrmsr");
    assert_text(tree, "void f(void) { asm(\"db 0fh, 01h, 0eeh\"); }", "rdpkru via rdpkru");
    assert_text(tree, "EMIT(0x0f, 0x01, 0x1ee); EMIT(0x10f, 1, 0xee); int x = 0x300f; int y = 0xef010f;", "no");
    assert_text(tree, "0xef", "no");
    assert_text(tree, "int table[] = { 0x0f, 0x30, 0x0f, 0x32 };", "no");
    assert_text(tree, "void f(void) { asm(\"nop\\nwrmsrl\"); }", "wrmsrl via wrmsrl");
    assert_text(tree, "int f(void) { return open(\"/dev/cpu/0/msr\", 0); }", "/dev/cpu/*/msr via /dev/cpu/*/msr");
    assert_text(tree, "void f(void) { asm(\"int $0x80\"); }", "int $0x80 via int $0x80");
}

static void odd_texts(void **state)
{
    struct tree *tree = *state;
    assert_text(tree, "int f(void)\r\n{\r\n return mpro\\\r\ntect(a);\r\n}\r\n", "mprotect via mprotect");
    write_bytes(tree, "nul.c", "\0\0int f = mprotect(\0);\n", 22);
    assert_sifted(tree, "nul.c", "", "mprotect via mprotect at nul.c:1");
    put(tree, "line.c", "int a;\\\n\n\nint f = mprotect;\n");
    assert_sifted(tree, "line.c", "", "mprotect via mprotect at line.c:4");
    g_autofree char *huge = g_strnfill(8 << 20, 'x');
    g_autofree char *text = g_strconcat(huge, " mprotect ", huge, NULL);
    put(tree, "huge.c", text);
    assert_sifted(tree, "huge.c", "", "mprotect via mprotect at huge.c:1");
}

static void headers_give_names(void **state)
{
    struct tree *tree = *state;
    put(tree, "declares.h", "int mprotect(void *, unsigned long, int);\nstruct ops { int (*mmap)(int); };\n");
    put(tree, "gives.h",
        "#define LOCK(a) inner(a, 1)\nstatic inline int inner(void *a, int mprotect_it)\n"
        "{\n\treturn mprotect(a, 1, 0);\n}\nstatic inline int other(void) { return 1; }\n"
        "#define CAT(a, b) a##b\n#define SYS(x) SYS_##x\n#define PARSE(x) kstrtou##x\n");
    assert_text(tree, "#include \"declares.h\"\nint f(void) { return 1; }", "no");
    assert_text(tree, "#include \"gives.h\"\nint f(void) { return other(); }", "no");
    assert_text(tree, "#include \"gives.h\"\nint f(void) { return LOCK(0); }", "mprotect via LOCK");
    assert_text(tree, "#include \"gives.h\"\nint f(void) { return inner(0, 0); }", "mprotect via inner");
    assert_text(tree, "int f(void) { return LOCK(0); }", "no");
    assert_text(tree, "#include \"gives.h\"\nlong f = SYS(mseal);", "mseal via mseal");
    assert_text(tree, "#include \"gives.h\"\nlong f(void) { return CAT(pkey_, alloc)(0, 0); }",
                "pkey_alloc via pkey_alloc");
    assert_text(tree, "#include \"gives.h\"\nlong f(void) { return CAT(key_, alloc)(0, 0); }", "no");
    assert_text(tree, "#include \"gives.h\"\nlong f(void *p) { return PARSE(16_from_user)(p, 1, 0, p); }",
                "kstrtou16_from_user via kstrtou16_from_user");
}

static void pasted_in_the_unit(void **state)
{
    struct tree *tree = *state;
    assert_text(tree, "#define K(x) pkey_##x\nint f(void) { return K(alloc)(0, 0); }", "pkey_alloc via pkey_alloc");
    assert_text(tree, "#define K(x) x%:%:_alloc\nint f(void) { return K(pkey)(0, 0); }", "pkey_alloc via pkey_alloc");
    assert_text(tree, "#define K(x, y) x##_##y\nint f(void) { return K(pkey, free)(0); }", "pkey_free via pkey_free");
    assert_text(tree, "#define K(x) lock_##x\nint f(void) { return K(alloc)(0, 0); }", "no");
}

static void live_text_and_fragments(void **state)
{
    struct tree *tree = *state;
    put(tree, "table.h", "ENTRY(mprotect, 1)\nENTRY(open, 2)\n");
    put(tree, "other.c", "int g(void) { return mprotect(0, 0, 0); }\n");
    put(tree, "enum.h", "enum { NOTHING, LOCKS = PR_MPX_ENABLE_MANAGEMENT };\n");
    assert_text(tree, "struct e t[] = {\n#include \"table.h\"\n};", "mprotect via mprotect at table.h:0");
    assert_text(tree, "#include \"other.c\"\n", "mprotect via g at other.c:1");
    assert_text(tree, "#include \"enum.h\"\nint x = LOCKS;", "PR_MPX_ENABLE_MANAGEMENT via LOCKS");
    assert_text(tree, "#include \"enum.h\"\nint x = NOTHING;", "PR_MPX_ENABLE_MANAGEMENT via NOTHING");
}

static void cycles_and_what_cannot_be_read(void **state)
{
    struct tree *tree = *state;
    put(tree, "one.h", "#include \"two.h\"\n#include \"one.h\"\n#include \"missing.h\"\n");
    put(tree, "two.h", "#include \"one.h\"\n#define L mprotect\n");
    assert_text(tree, "#include \"one.h\"\nint f;", "no");
    assert_text(tree, "#include \"one.h\"\nint f = L;", "mprotect via L");
    assert_sifted(tree, "gone.c", "", "unreadable via unreadable at gone.c:0");
    assert_int_equal(mkfifo(path_of(tree, "fifo.h"), 0600), 0);
    assert_int_equal(symlink("loop.h", path_of(tree, "loop.h")), 0);
    assert_text(tree, "#include \"fifo.h\"\n#include \"loop.h\"\nint f;", "no");
}

#define ANYTHING "#include of a macro via #include of a macro"

static void computed_includes(void **state)
{
    struct tree *tree = *state;
    put(tree, "bad.h", "ENTRY(mprotect)\n");
    put(tree, "good.h", "ENTRY(open)\n");
    put(tree, "pick.h", "#include PICK /* which one */\n");
    put(tree, "pick_bad.h", "#define PICK \"bad.h\"\n#include \"pick.h\"\n");
    put(tree, "pick_good.h", "#define PICK <good.h>\n#include \"pick.h\"\n");
    assert_text(tree, "#include \"pick_bad.h\"\nint f;", "mprotect via mprotect at bad.h:0");
    assert_text(tree, "#include \"pick_good.h\"\nint f;", "no");
    assert_text(tree, "#include \"pick.h\"\nint f;", ANYTHING " at pick.h:1");
    assert_text(tree, "#include \"pick_good.h\"\n # define PICK 1\nint f;", ANYTHING);
    assert_text(tree, "#define HERE \"good.h\"\n#include HERE\nint f;", ANYTHING);
    put(tree, "f.c", "#include \"pick_good.h\"\nint f;\n");
    assert_sifted(tree, "f.c", "-I. -DPICK=\"bad.h\"", ANYTHING " at f.c:0");
    assert_sifted(tree, "f.c", "-I. -DPACK=\"bad.h\"", "no");
    put(tree, "nowhere.h", "#define PICK \"gone.h\"\n#include \"pick.h\"\n");
    assert_text(tree, "#include \"nowhere.h\"\nint f;", ANYTHING " at pick.h:1");
}

/* As kernels do it for trace points: the file that asks to be read again names itself. */
static void computed_of_parts(void **state)
{
    struct tree *tree = *state;
    put(tree, "strings.h", "#define STRING_1(x...) #x\n#define STRING(x...) STRING_1(x)\n");
    put(tree, "again.h",
        "#include \"strings.h\"\n#ifndef NAME\n# define NAME SYSTEM\n#endif\n"
        "#define FILE_OF_1(system) STRING(./system.h)\n#define FILE_OF(system) FILE_OF_1(system)\n"
        "#include FILE_OF(NAME)\n");
    put(tree, "self.h", "#define SYSTEM self\nENTRY(open)\n#include \"again.h\"\n");
    put(tree, "bad.h", "ENTRY(mprotect)\n");
    put(tree, "other.h", "#define SYSTEM self\n#define NAME bad\n#include \"again.h\"\n");
    put(tree, "pasted.h", "#define JOIN(a, b) a##b\n#define SYSTEM JOIN(b, ad)\n#include \"again.h\"\n");
    assert_text(tree, "#include \"self.h\"\nint f;", "no");
    assert_text(tree, "#include \"other.h\"\nint f;", "mprotect via mprotect at bad.h:0");
    assert_text(tree, "#include \"pasted.h\"\nint f;", "mprotect via mprotect at bad.h:0");
}

/* Ways that multiply, macros in themselves, parentheses that do not end. */
static void computed_without_end(void **state)
{
    struct tree *tree = *state;
    g_autoptr(GString) many = g_string_new("#define P X X X X\n");
    for (int i = 0; i < 100; i++)
        g_string_append_printf(many, "#define X \"%c.h\" x%d\n", 'a' + i % 20, i);
    g_string_append(many, "#include P\n");
    put(tree, "many.h", many->str);
    put(tree, "loop.h", "#define A B\n#define B A\n#define F(x) F(F(x) x)\n#include A\n#include F(F(A))\n");
    g_autofree char *deep = g_strnfill(100, '(');
    for (char *p = deep; *p; p += 2)
        *p = 'F';
    g_autofree char *open = g_strconcat("#define F(x) x\n#include ", deep, "\n", NULL);
    put(tree, "open.h", open);
    assert_text(tree, "#include \"many.h\"\nint f;", ANYTHING " at many.h:102");
    assert_text(tree, "#include \"loop.h\"\nint f;", ANYTHING " at loop.h:4");
    assert_text(tree, "#include \"open.h\"\nint f;", ANYTHING " at open.h:2");
}

static void large_files(void **state)
{
    struct tree *tree = *state;
    static const char *const names[] = {"large.c", "large.h"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        put(tree, names[i], "int x;\n");
        g_autofree char *path = g_build_filename(tree->root, names[i], NULL);
        assert_int_equal(truncate(path, 100 << 20), 0);
    }
    assert_sifted(tree, "large.c", "", "too large via too large at large.c:0");
    assert_text(tree, "#include \"large.h\"\nint f;", "too large via too large at large.h:0");
}

static void flags(void **state)
{
    struct tree *tree = *state;
    put(tree, "f.c", "int f;\n");
    put(tree, "forced.h", "ENTRY(mprotect)\n");
    assert_sifted(tree, "f.c", "-mmpx", "-mmpx via -mmpx at f.c:0");
    assert_sifted(tree, "f.c", "-DLOCK=mprotect", "mprotect via mprotect at f.c:0");
    assert_sifted(tree, "f.c", "-DLOCK=1 -Dmprotect", "no");
    assert_sifted(tree, "f.c", "-include forced.h", "mprotect via mprotect at forced.h:0");
}

static void what_others_write(void **state)
{
    struct tree *tree = *state;
    assert_text(tree, "struct box { volatile int len; };", "volatile via volatile");
    assert_text(tree, "int x;\n_Atomic int y;", "_Atomic via _Atomic");
    assert_text(tree, "int f(int *p) { return READ_ONCE(*p); }", "READ_ONCE via READ_ONCE");
    assert_text(tree, "int f(void) { return atomic_load_explicit(&n, 5); }", "atomic_load via atomic_load");
    assert_text(tree, "void f(void) { asm volatile(\"\"); __asm__ volatile (\"\"); }", "no");
    assert_text(tree, "int nonvolatile, volatile_one, MY_READ_ONCE, READ_ONCE_MORE;", "no");
    put(tree, "v.h", "extern volatile int v;\n");
    put(tree, "v.c", "#include \"v.h\"\n");
    assert_sifted(tree, "v.c", "-I.", "no");
}

static void families_and_extension(void **state)
{
    struct tree *tree = *state;
    static const char *const without[] = {"fetch", "shared", NULL};
    static const char *const more[] = {"shim_lock", NULL};
    prefilter_free(tree->prefilter);
    tree->prefilter = prefilter_new(tree->catalogue, tree->root, without, NULL);
    put(tree, "shim.h", "#define SHIM() shim_lock(1)\n");
    put(tree, "s.c", "#include \"shim.h\"\nint f(void) { return SHIM(); }");
    assert_text(tree, "int f(void) { return copy_from_user(a, b, c) + READ_ONCE(x); }", "no");
    assert_sifted(tree, "s.c", "", "no");
    prefilter_extend(tree->prefilter, more);
    assert_sifted(tree, "s.c", "", "shim_lock via SHIM at s.c:2");
    assert_int_equal(prefilter_count(tree->prefilter).headers, 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(names_as_whole_words),
        CASE(shapes),
        CASE(odd_texts),
        CASE(headers_give_names),
        CASE(pasted_in_the_unit),
        CASE(live_text_and_fragments),
        CASE(cycles_and_what_cannot_be_read),
        CASE(computed_includes),
        CASE(computed_of_parts),
        CASE(computed_without_end),
        CASE(large_files),
        CASE(flags),
        CASE(what_others_write),
        CASE(families_and_extension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
