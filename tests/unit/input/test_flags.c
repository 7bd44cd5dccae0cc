/* Compiler vectors and what is left of them for libclang. Every vector runs in /src (which need not exist). */
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

#include "input/flags.h"

struct vector {
    const char *given;    /* as a shell command */
    const char *expected; /* flags with blanks between them */
    const char *refused;  /* command.dropped, or NULL */
};

/* clang-format off */
static const struct vector vectors[] = {
    /* plain */
    {"cc a.c", "", NULL},
    {"cc", "", NULL},
    {"cc -c -g -Wall -Wextra -Werror -O2 -o a.o a.c", "-O2", NULL},
    {"cc -O a.c", "-O", NULL},
    {"cc -O99 -Ohm a.c", "", NULL},
    {"cc -DX -DY=1 -D Z=2 -UX -U Y a.c", "-DX -DY=1 -DZ=2 -UX -UY", NULL},
    {"cc '-DS=\"a b\"' a.c", "-DS=\"a b\"", NULL},
    {"cc -pthread -fopenmp -ansi a.c", "-pthread -fopenmp -ansi", NULL},
    {"cc -std=gnu11 a.c", "-std=gnu11", NULL},
    {"cc --std c99 a.c", "--std c99", NULL},
    {"cc -std=c++17 -std=gnu++20 -std=f77 -std= a.c", "", NULL},
    {"cc -E -S -v -### -pipe -save-temps -save-temps=obj a.c", "", NULL},
    {"cc - a.c", "", NULL},
    {"cc -DA -- -DB", "-DA", NULL},
    {"cc -D", "", NULL},
    {"cc -D '' -I '' a.c", "", NULL},

    /* paths become absolute */
    {"cc -Iinc -I /usr/x -I../up -I. a.c", "-I/src/inc -I/usr/x -I/up -I/src", NULL},
    {"cc -isystem sys -isystemjoined -iquote q -idirafter d a.c",
     "-isystem /src/sys -isystem /src/joined -iquote /src/q -idirafter /src/d", NULL},
    {"cc -I=inc --sysroot=root --sysroot root2 -isysroot r a.c",
     "-I=inc --sysroot=/src/root --sysroot /src/root2 -isysroot /src/r", NULL},
    {"cc -include conf.h -imacros m.h -includejoined.h a.c", "-include conf.h -imacros m.h -include joined.h", NULL},
    {"cc --include-directory=i --define-macro=A=1 --undefine-macro B a.c",
     "--include-directory=/src/i --define-macro=A=1 --undefine-macro B", NULL},
    {"cc -nostdinc -nobuiltininc -undef a.c", "-nostdinc -nobuiltininc -undef", NULL},

    /* semantics */
    {"cc -funsigned-char -fno-signed-char -fshort-enums -fms-extensions a.c",
     "-funsigned-char -fno-signed-char -fshort-enums -fms-extensions", NULL},
    {"cc -fno-builtin -fno-builtin-memcpy -ffreestanding a.c", "-fno-builtin -fno-builtin-memcpy -ffreestanding", NULL},
    {"cc -fpack-struct=4 -fpack-struct=x -fpack-struct a.c", "-fpack-struct=4 -fpack-struct", NULL},
    {"cc -fcf-protection=none -fcf-protection=check -fcf-protection a.c", "-fcf-protection=none -fcf-protection", NULL},
    {"cc '-fno-builtin-a b' -mcmodel= a.c", "", NULL},
    {"cc -fPIC -fno-pie -fshort-wchar -fstack-protector-strong a.c",
     "-fPIC -fno-pie -fshort-wchar -fstack-protector-strong", NULL},
    {"cc -m32 -m64 -mx32 -march=native -mcpu=power9 a.c", "-m32 -m64 -mx32 -march=native -mcpu=power9", NULL},
    {"cc -mavx2 -mno-sse -mpku -mshstk a.c", "-mavx2 -mno-sse -mpku -mshstk", NULL},
    {"cc -m31 -mno -mnoavx -m a.c", "", NULL},

    /* language */
    {"cc -x c a.c", "", NULL},
    {"cc -x c a.inc", "", NULL}, /* the file is a.c here: nothing to say */

    /* gcc only */
    {"gcc -fconserve-stack -fno-allow-store-data-races -mindirect-branch=thunk-extern -mindirect-branch-register "
     "-mrecord-mcount -mfentry -mskip-rax-setup -fno-ipa-cp-clone -falign-jumps=1 -fno-var-tracking-assignments "
     "-fsanitize=bounds-strict -mpreferred-stack-boundary=3 -fplan9-extensions -mmpx -fcheck-pointer-bounds "
     "--param=allow-store-data-races=0 --param ssp-buffer-size=4 -fno-tree-loop-im -DX a.c", "-DX", NULL},

    /* what a value is, is no flag */
    {"cc -o -DEVIL a.c", "", NULL},
    {"cc -MF -DEVIL -MT -DEVIL -MQ -DEVIL -MJ -DEVIL a.c", "", NULL},
    {"cc -L -DEVIL -l -DEVIL -T -DEVIL -u -DEVIL -z -DEVIL -e -DEVIL a.c", "", NULL},
    {"cc -Xlinker -DEVIL -Xassembler -DEVIL --param -DEVIL -dumpbase -DEVIL -aux-info -DEVIL a.c", "", NULL},
    {"cc -arch -DEVIL -framework -DEVIL -iprefix -DEVIL -iwithprefix -DEVIL -imultilib -DEVIL a.c", "", NULL},
    {"cc -I -fplugin=x.so a.c", "-I/src/-fplugin=x.so", NULL},
    {"cc -D -fplugin=x.so a.c", "-D-fplugin=x.so", NULL},
    {"cc -isystem -load a.c", "-isystem /src/-load", NULL},
    {"cc -include -Xclang a.c", "-include -Xclang", NULL},
    {"cc -include @x a.c", "-include a.c", "@x"},

    /* would run code */
    {"cc -fplugin=./evil.so -DX a.c", "-DX", "-fplugin=./evil.so"},
    {"cc -fplugin evil.so -fplugin-arg-evil-x=1 a.c", "", "-fplugin"},
    {"cc -fpass-plugin=evil.so a.c", "", "-fpass-plugin=evil.so"},
    {"cc -Xclang -load -Xclang evil.so -DX a.c", "-DX", "-Xclang"},
    {"cc -Xclang=-load a.c", "", "-Xclang=-load"},
    {"cc -Xclang -add-plugin -Xclang -DEVIL a.c", "", "-Xclang"},
    {"cc -load evil.so -plugin -DEVIL -add-plugin -DEVIL -plugin-arg-x -DEVIL a.c", "", "-load"},
    {"cc -mllvm -load=evil.so -mllvm -DEVIL a.c", "", "-mllvm"},
    {"cc -Xarch_x86_64 -fplugin=evil.so -Xarch_host -DEVIL a.c", "", "-Xarch_x86_64"},
    {"cc -Xanalyzer -DEVIL -Xopenmp-target -DEVIL -Xopenmp-target=x -DEVIL a.c", "", "-Xanalyzer"},
    {"cc -B. -B evil -DX a.c", "-DX", "-B."},
    {"cc -specs=evil.specs -specs -DEVIL --specs -DEVIL a.c", "", "-specs=evil.specs"},
    {"cc -wrapper -DEVIL a.c", "", "-wrapper"},
    {"cc --config evil.cfg --config=evil.cfg a.c", "", "--config"},
    {"cc --config-user-dir=/x a.c", "", "--config-user-dir=/x"},
    {"cc -ivfsoverlay over.yaml a.c", "", "-ivfsoverlay"},
    {"cc -ivfsoverlayover.yaml a.c", "", "-ivfsoverlayover.yaml"},
    {"cc -include-pch -DEVIL a.c", "", "-include-pch"},
    {"cc -resource-dir -DEVIL -resource-dir=x a.c", "", "-resource-dir"},
    {"cc -fmodule-file=x -fmodules-cache-path=/tmp/x a.c", "", "-fmodule-file=x"},
    {"cc -cc1 -load evil.so a.c", "", "-cc1"},
    {"cc @/etc/hostname -DX a.c", "-DX", "@/etc/hostname"},
    {"cc @nowhere.rsp a.c", "", "@nowhere.rsp"},

    /* would write files */
    {"cc -MD -MMD -MP -MG -M -MM -MFa.d a.c", "", NULL},
    {"cc --serialize-diagnostics -DEVIL -serialize-diagnostics -DEVIL a.c", "", NULL},
    {"cc -dependency-file -DEVIL -dependency-dot -DEVIL -index-store-path -DEVIL a.c", "", NULL},
    {"cc -ftime-trace=x -fcrash-diagnostics-dir=x -fprofile-generate=x -ftest-coverage --coverage a.c", "", NULL},
    {"cc -fdump-tree-all=x -foptimization-record-file=x -fsave-optimization-record a.c", "", NULL},
    {"cc -fmodules -fcallgraph-info -gsplit-dwarf -fdiagnostics-add-output=sarif:file=x a.c", "", NULL},

    /* preprocessor words */
    {"cc -Wp,-MMD,.a.o.d a.c", "", NULL},
    {"cc -Wp,-MMD,-DEVIL -Wp,-MD,-DEVIL -Wp,-MF,-DEVIL a.c", "", NULL},
    {"cc -Wp,-DX,-DY=1,-UZ,-D,V a.c", "-DX -DY=1 -UZ -DV", NULL},
    {"cc -Wp,-isystem,x -Wp,-D_FORTIFY_SOURCE=2 a.c", "-isystem /src/x -D_FORTIFY_SOURCE=2", NULL},
    {"cc -Wp,-fplugin=x a.c", "", "-fplugin=x"},
    {"cc -Wp,-Wp,-DX -Wp, -Wp,-D a.c", "-DX", NULL},
    {"cc -Wp,-x,c++ a.c", "", NULL},
    {"cc -Xpreprocessor -DX -Xpreprocessor -fopenmp -Xpreprocessor -load a.c", "-DX -fopenmp", "-load"},
    {"cc -Wl,-DX -Wa,-DX a.c", "", NULL},

    /* launchers */
    {"ccache gcc -DX a.c", "-DX", NULL},
    {"/usr/lib/ccache/gcc -DX a.c", "-DX", NULL},
    {"ccache distcc sccache icecc gcc -DX a.c", "-DX", NULL},
    {"env -i -u HOME -uX A=1 B=-DEVIL gcc -DX a.c", "-DX", NULL},
    {"CCACHE_DIR=/x LC_ALL=C ccache gcc -DX a.c", "-DX", NULL},
    {"nice -n 10 gcc -DX a.c", "-DX", NULL},
    {"nice -10 gcc -DX a.c", "-DX", NULL},
    {"ionice -c 3 nice time gcc -DX a.c", "-DX", NULL},
    {"timeout -k 5 60 gcc -DX a.c", "-DX", NULL},
    {"taskset 0x3 gcc -DX a.c", "-DX", NULL},
    {"libtool --tag=CC --mode=compile gcc -DX -c a.c -o a.lo", "-DX", NULL},
    {"/bin/sh ../libtool --silent --tag=CC --mode=compile ccache aarch64-linux-gnu-gcc -DX -c a.c",
     "--target=aarch64-linux-gnu -DX", NULL},
    {"ccache", "", NULL},
    {"nice -n", "", NULL},

    /* cross compilers */
    {"aarch64-linux-gnu-gcc -DX a.c", "--target=aarch64-linux-gnu -DX", NULL},
    {"/opt/x/bin/arm-linux-gnueabihf-gcc-12.2 a.c", "--target=arm-linux-gnueabihf", NULL},
    {"x86_64-w64-mingw32-gcc.exe a.c", "--target=x86_64-w64-mingw32", NULL},
    {"x86_64-linux-gnu-gcc-12 -m32 a.c", "--target=x86_64-linux-gnu -m32", NULL},
    {"aarch64-linux-gnu-clang-19 --target=riscv64-linux-gnu a.c", "--target=riscv64-linux-gnu", NULL},
    {"clang -target i386-pc-linux-gnu a.c", "-target i386-pc-linux-gnu", NULL},
    {"clang --target=pdp11-dec-unix a.c", "", NULL},
    {"clang '--target=x86_64;rm' a.c", "", NULL},
    {"musl-gcc a.c", "", NULL},
    {"gcc-12 a.c", "", NULL},
    {"clang-19 a.c", "", NULL},
    {"my-tool a.c", "", NULL},
};
/* clang-format on */

static struct command *sanitised(const char *given, const char *file, const char *directory, const char *tree)
{
    g_auto(GStrv) argv = flags_split(given);
    assert_non_null(argv);
    struct command *command = command_new(file, directory);
    flags_sanitise((const char *const *)argv, tree, command);
    return command;
}

static void check_vector(const struct vector *vector)
{
    struct command *command = sanitised(vector->given, "/src/a.c", "/src", "/src");
    g_autofree char *flags = g_strjoinv(" ", command->flags);
    if (strcmp(flags, vector->expected) != 0)
        fail_msg("%s\n  gives    %s\n  expected %s", vector->given, flags, vector->expected);
    if (g_strcmp0(command->dropped, vector->refused) != 0)
        fail_msg("%s\n  refuses  %s\n  expected %s", vector->given, command->dropped, vector->refused);
    command_free(command);
}

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++)
        check_vector(&vectors[i]);
}

/* Whatever stands in front of it, a dangerous word never comes out as a word of its own that libclang reads as a flag.
 */
static void test_no_order_smuggles(void **state)
{
    (void)state;
    static const char *const evil[] = {"-fplugin=x", "-Xclang", "-load", "-B.", "-specs=x", "-wrapper", "-MF", "-o"};
    static const char *const before[] = {"-I",      "-D", "-isystem", "-include", "-o",
                                         "-Xclang", "-x", "-foo",     "-target",  "-Wp,-D"};
    for (size_t i = 0; i < G_N_ELEMENTS(evil); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(before); j++) {
            g_autofree char *given = g_strdup_printf("cc %s %s %s %s a.c", before[j], evil[i], evil[i], before[j]);
            struct command *command = sanitised(given, "/src/a.c", "/src", "/src");
            for (size_t k = 0; command->flags[k]; k++) {
                gboolean is_value = k > 0 && (g_str_equal(command->flags[k - 1], "-include"));
                if (!is_value && g_str_equal(command->flags[k], evil[i]))
                    fail_msg("%s lets %s through", given, evil[i]);
            }
            command_free(command);
        }
}

static void test_raw_flags(void **state)
{
    (void)state;
    struct command *command =
        sanitised("gcc -mmpx -fcheck-pointer-bounds -o -mvalue -I -fvalue -m -DX a.c", "/src/a.c", "/src", "/src");
    assert_int_equal(command->raw_flags->len, 2);
    assert_string_equal(command->raw_flags->pdata[0], "-mmpx");
    assert_string_equal(command->raw_flags->pdata[1], "-fcheck-pointer-bounds");
    command_free(command);
}

static void test_raw_flags_bounded(void **state)
{
    (void)state;
    GString *given = g_string_new("gcc");
    for (unsigned i = 0; i < 10000; i++)
        g_string_append_printf(given, " -mflag%u", i);
    struct command *command = sanitised(given->str, "/src/a.c", "/src", "/src");
    assert_in_range(command->raw_flags->len, 1, 1000);
    command_free(command);
    g_string_free(given, TRUE);
}

static void test_language(void **state)
{
    (void)state;
    static const struct {
        const char *given, *file;
        enum language language;
        const char *flags;
    } cases[] = {
        {"cc a.c", "/s/a.c", LANGUAGE_C, ""},
        {"cc a.cpp", "/s/a.cpp", LANGUAGE_CXX, ""},
        {"cc a.S", "/s/a.S", LANGUAGE_ASSEMBLER, ""},
        {"cc a.o", "/s/a.o", LANGUAGE_OTHER, ""},
        {"g++ a.c", "/s/a.c", LANGUAGE_CXX, ""},
        {"ccache x86_64-linux-gnu-g++-12 a.c", "/s/a.c", LANGUAGE_CXX, "--target=x86_64-linux-gnu"},
        {"cc -x c++ a.c", "/s/a.c", LANGUAGE_CXX, ""},
        {"cc -xc a.inc", "/s/a.inc", LANGUAGE_C, "-xc"},
        {"g++ -x c a.c", "/s/a.c", LANGUAGE_C, ""},
        {"cc -x c++ -x none a.c", "/s/a.c", LANGUAGE_C, ""},
        {"cc -x assembler-with-cpp a.c", "/s/a.c", LANGUAGE_ASSEMBLER, ""},
        {"cc -x ada a.c", "/s/a.c", LANGUAGE_OTHER, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct command *command = sanitised(cases[i].given, cases[i].file, "/s", "/s");
        g_autofree char *flags = g_strjoinv(" ", command->flags);
        assert_int_equal(command->language, cases[i].language);
        assert_string_equal(flags, cases[i].flags);
        command_free(command);
    }
}

struct folder {
    char *path, *outside;
};

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int make_folder(void **state)
{
    struct folder *folder = g_new0(struct folder, 1);
    folder->path = g_dir_make_tmp("input-XXXXXX", NULL);
    folder->outside = g_dir_make_tmp("input-XXXXXX", NULL);
    *state = folder;
    return folder->path && folder->outside ? 0 : -1;
}

static void remove_all(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    if (dir)
        g_dir_close(dir);
    g_rmdir(folder);
}

static int drop_folder(void **state)
{
    struct folder *folder = *state;
    remove_all(folder->path);
    remove_all(folder->outside);
    g_free(folder->path);
    g_free(folder->outside);
    g_free(folder);
    return 0;
}

static char *flags_in(const struct folder *folder, const char *given, char **ret_dropped)
{
    struct command *command = sanitised(given, "a.c", folder->path, folder->path);
    char *flags = g_strjoinv(" ", command->flags);
    *ret_dropped = g_strdup(command->dropped);
    command_free(command);
    return flags;
}

static void expect_flags(const struct folder *folder, const char *given, const char *expected, gboolean refuses)
{
    char *dropped;
    g_autofree char *flags = flags_in(folder, given, &dropped);
    assert_string_equal(flags, expected);
    assert_int_equal(dropped != NULL, refuses);
    g_free(dropped);
}

static void test_response_file(void **state)
{
    put(((struct folder *)*state)->path, "a.rsp", "-DA '-DB=\"x y\"'\n-DC\\ D @b.rsp -o x");
    put(((struct folder *)*state)->path, "b.rsp", "-DNESTED -fplugin=x.so");
    expect_flags(*state, "cc @a.rsp -DLAST a.c", "-DA -DB=\"x y\" -DC D -DNESTED -DLAST", TRUE);
}

static void test_response_loop_ends(void **state)
{
    put(((struct folder *)*state)->path, "loop.rsp", "-DA @loop.rsp @loop.rsp");
    char *dropped;
    g_autofree char *flags = flags_in(*state, "cc @loop.rsp a.c", &dropped);
    assert_true(strlen(flags) < 1 << 20);
    assert_string_equal(dropped, "@loop.rsp");
    g_free(dropped);
}

static void test_response_outside(void **state)
{
    const struct folder *folder = *state;
    put(folder->outside, "evil.rsp", "-DEVIL");
    g_autofree char *target = g_build_filename(folder->outside, "evil.rsp", NULL);
    g_autofree char *link = g_build_filename(folder->path, "link.rsp", NULL);
    assert_int_equal(symlink(target, link), 0);
    g_autofree char *direct = g_strdup_printf("cc @%s a.c", target);
    expect_flags(folder, direct, "", TRUE);
    expect_flags(folder, "cc @link.rsp a.c", "", TRUE);
    expect_flags(folder, "cc @. a.c", "", TRUE);
}

static void test_response_large(void **state)
{
    g_autofree char *text = g_strnfill(3 << 20, 'x');
    put(((struct folder *)*state)->path, "large.rsp", text);
    expect_flags(*state, "cc @large.rsp a.c", "", TRUE);
}

static void test_response_unmatched(void **state)
{
    put(((struct folder *)*state)->path, "bad.rsp", "-DA '-DB");
    expect_flags(*state, "cc @bad.rsp a.c", "", TRUE);
}

static void test_response_fifo_does_not_hang(void **state)
{
    const struct folder *folder = *state;
    g_autofree char *fifo = g_build_filename(folder->path, "fifo.rsp", NULL);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    expect_flags(folder, "cc @fifo.rsp a.c", "", TRUE);
}

static void test_forced_include_beside(void **state)
{
    const struct folder *folder = *state;
    put(folder->path, "conf.h", "");
    g_autofree char *expected = g_strdup_printf("-include %s/conf.h -include other.h", folder->path);
    expect_flags(folder, "cc -include conf.h -include other.h a.c", expected, FALSE);
}

static void test_split(void **state)
{
    (void)state;
    static const struct {
        const char *command, *words; /* with | behind each */
    } cases[] = {
        {"", ""},
        {"  a\tb \n c ", "a|b|c|"},
        {"a'b c'd", "ab cd|"},
        {"\"a b\"", "a b|"},
        {"''  \"\"", "||"},
        {"\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d|"},
        {"'a\\'b", "a\\b|"},
        {"a\\ b\\'", "a b'|"},
        {"a\\\nb", "ab|"},
        {"\"a\\\nb\"", "ab|"},
        {"\"\\\\\nb\"", "\\\nb|"},
        {"a\\", "a\\|"},
        {"$HOME `id` $(id) * ~ a;b&&c", "$HOME|`id`|$(id)|*|~|a;b&&c|"},
        {"-DX=\\\"s\\\"", "-DX=\"s\"|"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) words = flags_split(cases[i].command);
        assert_non_null(words);
        g_autofree char *joined = g_strjoinv("|", words);
        g_autofree char *all = words[0] ? g_strconcat(joined, "|", NULL) : g_strdup("");
        assert_string_equal(all, cases[i].words);
    }
    assert_null(flags_split("a 'b"));
    assert_null(flags_split("a \"b\\\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_no_order_smuggles),
        cmocka_unit_test(test_raw_flags),
        cmocka_unit_test(test_raw_flags_bounded),
        cmocka_unit_test(test_language),
        cmocka_unit_test(test_split),
        cmocka_unit_test_setup_teardown(test_response_file, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_response_loop_ends, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_response_outside, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_response_large, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_response_unmatched, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_response_fifo_does_not_hang, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_forced_include_beside, make_folder, drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
