/* Programs built as programs are shipped: optimised, without frame pointers. */
#include "watched.h"

/* Line numbers are what the tests are about. `keep` makes a frame that has something to do behind its call. */
static const char plain[] = "#define _GNU_SOURCE\n"
                            "#include <sys/mman.h>\n"
                            "volatile int keep;\n"
                            "static inline __attribute__((always_inline)) int grab(int rights)\n"
                            "{\n"
                            "    return pkey_alloc(0, rights) + keep;\n"
                            "}\n"
                            "static inline __attribute__((always_inline)) int outer(int rights)\n"
                            "{\n"
                            "    keep = 1;\n"
                            "    return grab(rights) + 1;\n"
                            "}\n"
                            "__attribute__((noinline)) int work(int rights)\n"
                            "{\n"
                            "    char large[48];\n"
                            "    for (int i = 0; i < 48; i++)\n"
                            "        large[i] = (char)(keep + i);\n"
                            "    return outer(rights) + large[keep];\n"
                            "}\n"
                            "int main(void)\n"
                            "{\n"
                            "    return work(1) + keep > 1000;\n"
                            "}\n";
static const char plain_chain[] = "pkey_alloc\n"
                                  "grab plain.c:6 inlined\n"
                                  "outer plain.c:11 inlined\n"
                                  "work plain.c:18\n"
                                  "main plain.c:22\n";

static const char jumping[] = "#define _GNU_SOURCE\n"
                              "#include <sys/mman.h>\n"
                              "volatile int keep;\n"
                              "__attribute__((noinline)) int inner(void *p)\n"
                              "{\n"
                              "    keep = 1;\n"
                              "    return pkey_mprotect(p, 4096, PROT_NONE, -1);\n"
                              "}\n"
                              "__attribute__((noinline)) int middle(void *p)\n"
                              "{\n"
                              "    keep = 2;\n"
                              "    return inner(p);\n"
                              "}\n"
                              "int main(void)\n"
                              "{\n"
                              "    return middle(0) + keep > 1000;\n"
                              "}\n";
static const char jumping_chain[] = "mprotect\n"
                                    "inner jumping.c:7 tail\n"
                                    "middle jumping.c:12 tail\n"
                                    "main jumping.c:16\n";

static const char library[] = "#define _GNU_SOURCE\n"
                              "#include <sys/mman.h>\n"
                              "volatile int kept;\n"
                              "int guard(void *p)\n"
                              "{\n"
                              "    return mprotect(p, 4096, PROT_NONE) + kept;\n"
                              "}\n";
static const char user[] = "int guard(void *);\n"
                           "volatile int keep;\n"
                           "int main(void)\n"
                           "{\n"
                           "    return guard(0) + keep > 1000;\n"
                           "}\n";

static void chain_is(const char *command, const char *program, const char *wanted)
{
    assert_true(run(command));
    g_autofree char *chain = chain_of_program(program, NULL);
    assert_string_equal(chain, wanted);
}

static void without_frame_pointer(void **state)
{
    (void)state;
    chain_is("gcc -O2 -g -fomit-frame-pointer -o plain plain.c", "plain", plain_chain);
    chain_is("clang-19 -O2 -g -fomit-frame-pointer -o plain plain.c", "plain", plain_chain);
}

static void with_frame_pointer(void **state)
{
    (void)state;
    chain_is("gcc -O2 -g -fno-omit-frame-pointer -o plain plain.c", "plain", plain_chain);
    chain_is("gcc -O0 -g -o plain plain.c", "plain", plain_chain);
}

static void older_debug_information(void **state)
{
    (void)state;
    chain_is("gcc -O2 -gdwarf-4 -o plain plain.c", "plain", plain_chain);
    chain_is("clang-19 -O2 -gdwarf-4 -o plain plain.c", "plain", plain_chain);
}

static void program_that_does_not_move(void **state)
{
    (void)state;
    chain_is("gcc -O2 -g -no-pie -o plain plain.c", "plain", plain_chain);
    chain_is("gcc -O2 -g -static -o plain plain.c", "plain", plain_chain);
}

/* Compilers write the file's folder as it was said to them; what is told is the whole path. */
static void whole_paths(void **state)
{
    (void)state;
    static const char *const commands[] = {"gcc -O2 -g -o plain below/plain.c",
                                           "gcc -O2 -gdwarf-4 -o plain ./below/../below/plain.c",
                                           "clang-19 -O2 -g -o plain below/plain.c"};
    g_autofree char *path = in_folder("below/plain.c");
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        const struct symbols_options options = {0};
        struct symbols *symbols = symbols_new(&options);
        struct watched watched;
        assert_true(run(commands[i]));
        assert_true(watch("plain", &watched));
        tell_maps(symbols, &watched);
        const struct call_chain *chain = symbols_chain(symbols, &watched.event);
        assert_true(chain->n_places >= 5);
        for (unsigned j = 1; j < 5; j++)
            assert_string_equal(chain->places[j].file, path);
        watched_clear(&watched);
        symbols_free(symbols);
    }
}

/* Its text has other offsets than addresses. */
static void linked_by_lld(void **state)
{
    (void)state;
    if (!run("ld.lld --version"))
        skip();
    chain_is("clang-19 -O2 -g -fuse-ld=lld -o plain plain.c", "plain", plain_chain);
}

/* What the compilers leave of a chain of jumps differs; both name the last one. */
static void tail_calls(void **state)
{
    (void)state;
    chain_is("gcc -O2 -g -o jumping jumping.c", "jumping", jumping_chain);
    chain_is("clang-19 -O2 -g -o jumping jumping.c", "jumping", jumping_chain);
    chain_is("gcc -O2 -gdwarf-4 -o jumping jumping.c", "jumping", jumping_chain);
}

static void shared_library(void **state)
{
    (void)state;
    assert_true(run("gcc -O2 -g -fPIC -shared -o libguard.so library.c"));
    assert_true(run("gcc -O2 -g -o user user.c -L. -lguard -Wl,-rpath,'$ORIGIN'"));
    g_autofree char *chain = chain_of_program("user", (const char *const[]){"libguard.so", NULL});
    assert_string_equal(chain, "mprotect\nguard library.c:6\nmain user.c:5\n");
}

static void separate_debug_file(void **state)
{
    (void)state;
    assert_true(run("gcc -O2 -g -o plain plain.c"));
    assert_true(run("objcopy --only-keep-debug plain plain.debug"));
    chain_is("objcopy --strip-all --add-gnu-debuglink=plain.debug plain", "plain", plain_chain);
    assert_true(run("gcc -O2 -g -Wl,--build-id=none -o plain plain.c"));
    assert_true(run("objcopy --only-keep-debug plain plain.debug"));
    chain_is("objcopy --strip-all --add-gnu-debuglink=plain.debug plain", "plain", plain_chain);
}

/* A debug file that is not of this build says nothing, whatever its name. */
static void debug_file_of_another_build(void **state)
{
    (void)state;
    static const char *const build_ids[] = {"", " -Wl,--build-id=none"};
    for (size_t i = 0; i < G_N_ELEMENTS(build_ids); i++) {
        g_autofree char *build = g_strdup_printf("gcc -O2 -g%s -o plain plain.c", build_ids[i]);
        g_autofree char *other = g_strdup_printf("gcc -O1 -g%s -o other plain.c", build_ids[i]);
        assert_true(run(build) && run("objcopy --only-keep-debug plain plain.debug"));
        assert_true(run("objcopy --strip-debug --add-gnu-debuglink=plain.debug plain"));
        assert_true(run(other) && run("objcopy --only-keep-debug other plain.debug"));
        g_autofree char *chain = chain_of_program("plain", NULL);
        assert_string_equal(chain, "pkey_alloc\nwork\nmain\n");
    }
}

static void stripped(void **state)
{
    (void)state;
    chain_is("gcc -O2 -g -Wl,--strip-debug -o plain plain.c", "plain", "pkey_alloc\nwork\nmain\n");
}

/* The file was built again after it ran. */
static void another_build(void **state)
{
    (void)state;
    const struct symbols_options options = {0};
    struct symbols *symbols = symbols_new(&options);
    struct watched watched;
    g_autofree char *path = in_folder("plain");
    assert_true(run("gcc -O2 -g -o plain plain.c"));
    assert_true(watch("plain", &watched));
    tell_object(symbols, path);
    /* In place: another inode would be another file. */
    assert_true(run("gcc -O1 -g -o other plain.c"));
    assert_true(run("cp other plain"));
    tell_maps(symbols, &watched);
    const struct call_chain *chain = symbols_chain(symbols, &watched.event);
    assert_int_equal(chain->n_places, 2);
    assert_string_equal(chain->places[1].unresolved, "the file is of another build than the one that ran");
    assert_string_equal(chain->places[1].file, "");
    assert_non_null(chain->places[1].build_id == NULL ? "none of the one that is there" : NULL);
    g_autoptr(GPtrArray) refused = symbols_refused(symbols);
    assert_int_equal(refused->len, 1);
    watched_clear(&watched);
    symbols_free(symbols);
}

/* A build-id that is not in the trace is not made up: the join must not call such a place exact. */
static void unknown_build(void **state)
{
    (void)state;
    const struct symbols_options options = {0};
    struct symbols *symbols = symbols_new(&options);
    struct watched watched;
    assert_true(run("gcc -O2 -g -o plain plain.c"));
    assert_true(watch("plain", &watched));
    g_autofree char *chain = chain_of(symbols, &watched);
    assert_string_equal(chain, plain_chain);
    const struct call_chain *again = symbols_chain(symbols, &watched.event);
    for (uint32_t i = 0; i < again->n_places; i++)
        assert_null(again->places[i].build_id);
    watched_clear(&watched);
    symbols_free(symbols);
}

/* Another tool's stack: return addresses, from the kernel's frame pointer walk or its own unwinding. */
static void return_addresses(void **state)
{
    (void)state;
    const struct symbols_options options = {0};
    struct symbols *symbols = symbols_new(&options);
    struct watched watched;
    assert_true(run("gcc -O0 -g -no-pie -o plain plain.c"));
    assert_true(watch("plain", &watched));
    /* -O0 keeps frame pointers: rbp chains through what was saved. glibc's wrapper has no frame of its own. */
    uint64_t addresses[4] = {watched.event.registers.ip, 0}, at = watched.event.registers.bp;
    memcpy(&addresses[1], watched.stack, 8);
    for (int i = 2; i < 4; i++) {
        uint64_t offset = at - watched.event.registers.sp;
        assert_true(offset + 16 <= watched.event.stack_size);
        memcpy(&addresses[i], watched.stack + offset + 8, 8);
        memcpy(&at, watched.stack + offset, 8);
    }
    watched.event.has_registers = false;
    watched.event.addresses = addresses;
    watched.event.n_addresses = G_N_ELEMENTS(addresses);
    g_autofree char *chain = chain_of(symbols, &watched);
    assert_string_equal(chain, plain_chain);
    watched_clear(&watched);
    symbols_free(symbols);
}

/* strace -k: file offsets; other tools give a function and what to add. */
static void resolved_names(void **state)
{
    (void)state;
    const struct symbols_options options = {0};
    struct symbols *symbols = symbols_new(&options);
    assert_true(run("gcc -O2 -g -no-pie -o plain plain.c"));
    g_autofree char *frame = g_strdup_printf("%s/plain(main+0x9)", folder);
    const char *const frames[] = {"/no/such/file(f+0x1) [0x10]", frame, "nonsense"};
    struct event event = {.kind = EVENT_CALL, .frames = frames, .n_frames = G_N_ELEMENTS(frames)};
    const struct call_chain *chain = symbols_chain(symbols, &event);
    assert_int_equal(chain->n_places, 3);
    assert_string_equal(chain->places[0].function, "f");
    assert_string_equal(chain->places[0].unresolved, "the file is gone");
    assert_string_equal(chain->places[1].function, "main");
    assert_int_equal(chain->places[1].line, 22);
    assert_string_equal(chain->places[2].unresolved, "no file is named");
    symbols_free(symbols);
}

/* int $0x80 from a program of 32 bits, without a library. */
static const char narrow[] =
    "static __attribute__((noinline)) int call(int number)\n"
    "{\n"
    "    int result;\n"
    "    __asm__ volatile(\"int $0x80\" : \"=a\"(result) : \"a\"(number), \"b\"(0), \"c\"(0));\n"
    "    return result;\n"
    "}\n"
    "volatile int keep;\n"
    "__attribute__((noinline)) int main(void)\n"
    "{\n"
    "    keep = call(381) + keep;\n"
    "    return keep;\n"
    "}\n"
    "void _start(void)\n"
    "{\n"
    "    main();\n"
    "    call(1);\n"
    "}\n";

/* Not every kernel executes such programs (CONFIG_IA32_EMULATION): a shell says so by 126. */
static void program_of_32_bits(void **state)
{
    (void)state;
    if (!run("gcc -m32 -O2 -g -nostdlib -static -fno-pie -no-pie -o narrow narrow.c") ||
        !run("./narrow; test $? -ne 126"))
        skip();
    g_autofree char *chain = chain_of_program("narrow", NULL);
    assert_string_equal(chain, "call narrow.c:4\nmain narrow.c:10\n");
}

int main(void)
{
    folder = g_dir_make_tmp("mpx-symbols-XXXXXX", NULL);
    write_source("plain.c", plain);
    write_source("jumping.c", jumping);
    write_source("library.c", library);
    write_source("user.c", user);
    write_source("narrow.c", narrow);
    assert_true(run("mkdir below") && run("cp plain.c below"));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_frame_pointer),
        cmocka_unit_test(with_frame_pointer),
        cmocka_unit_test(older_debug_information),
        cmocka_unit_test(program_that_does_not_move),
        cmocka_unit_test(whole_paths),
        cmocka_unit_test(linked_by_lld),
        cmocka_unit_test(tail_calls),
        cmocka_unit_test(shared_library),
        cmocka_unit_test(separate_debug_file),
        cmocka_unit_test(debug_file_of_another_build),
        cmocka_unit_test(stripped),
        cmocka_unit_test(another_build),
        cmocka_unit_test(unknown_build),
        cmocka_unit_test(return_addresses),
        cmocka_unit_test(resolved_names),
        cmocka_unit_test(program_of_32_bits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_tree(folder);
    g_free(folder);
    return failed;
}
