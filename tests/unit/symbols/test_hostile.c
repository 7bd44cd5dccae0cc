/* A trace names what it likes: nothing but regular files is opened, nothing waits, and nonsense costs nothing. */
#include "watched.h"

#include <sys/stat.h>

static struct symbols *symbols;

static int set_up(void **state)
{
    static const struct symbols_options options = {0};
    (void)state;
    symbols = symbols_new(&options);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    symbols_free(symbols);
    return 0;
}

static void map_text(const char *text, size_t size)
{
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .text = text, .size = (uint32_t)size});
}

/* Why the innermost frame at 0x1000 has no line. */
static const char *why_at(uint64_t ip)
{
    static const uint8_t stack[64];
    struct event event = {.pid = 1, .abi = EVENT_X86_64, .has_registers = true, .stack = stack, .stack_size = 64};
    event.registers.ip = ip;
    event.registers.sp = 0x7000;
    const struct call_chain *chain = symbols_chain(symbols, &event);
    assert_int_equal(chain->n_places, 1);
    return chain->places[0].unresolved;
}

static void map_path(const char *path)
{
    g_autofree char *line = g_strdup_printf("1000-9000 r-xp 00000000 fe:01 7 %s\n", path);
    map_text(line, strlen(line));
}

/* Opening a fifo to read waits for a writer. */
static void no_regular_file(void **state)
{
    (void)state;
    g_autofree char *fifo = in_folder("fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    const char *const paths[] = {fifo, "/dev/zero", "/dev/tty", folder};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        map_path(paths[i]);
        assert_string_equal(why_at(0x1002), "not a regular file");
    }
}

static void no_elf_file(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "text",
                                           "\x7f"
                                           "ELF",
                                           "\x7f"
                                           "ELF\2\1\1",
                                           "!<arch>\n"};
    g_autofree char *path = in_folder("odd");
    for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *one = g_strdup_printf("%s%u", path, (unsigned)i);
        assert_true(g_file_set_contents(one, contents[i], -1, NULL));
        map_path(one);
        assert_true(g_str_has_prefix(why_at(0x1002), "not an ELF file"));
    }
}

static void no_file(void **state)
{
    (void)state;
    map_path("/usr/bin/gone (deleted)");
    assert_string_equal(why_at(0x1002), "the file was deleted while it was mapped");
    map_path("[heap]");
    assert_string_equal(why_at(0x1002), "no file is mapped there");
    map_path("");
    assert_string_equal(why_at(0x1002), "no file is mapped there");
    map_path("relative");
    assert_string_equal(why_at(0x1002), "no file is mapped there");
    assert_string_equal(why_at(0x999999), "no code is known to be mapped there");
    assert_string_equal(why_at(0), "no code is known to be mapped there");
    assert_string_equal(why_at(UINT64_MAX), "no code is known to be mapped there");
}

static void maps_that_make_no_sense(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "\n\n",
                                        "1000",
                                        "1000-",
                                        "1000-2000",
                                        "1000-2000 r-xp",
                                        "2000-1000 r-xp 0 0:0 0 /bin/a\n",
                                        "1000-1000 r-xp 0 0:0 0 /bin/a\n",
                                        "1000-fffffffffffffffffffff r-xp 0 0:0 0 /bin/a\n",
                                        "1000-2000 r-xp 0 0:0 x /bin/a\n",
                                        "zzzz-2000 r-xp 0 0:0 0 /bin/a\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        map_text(texts[i], strlen(texts[i]));
        assert_string_equal(why_at(0x1002), "no code is known to be mapped there");
    }
    map_text("1000-2000 r-xp 0 0:0 0 /bin/\0a\n", 31);
    assert_non_null(why_at(0x1002));
}

/* Later mappings cut earlier ones, as mmap does; the halves keep their place in the file. */
static void mappings_that_overlap(void **state)
{
    (void)state;
    map_path("[left]");
    const char added[] = "3000-4000 r-xp 00000000 00:00 0 [middle]\n";
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .adds = true, .text = added, .size = sizeof added - 1});
    static const uint64_t addresses[] = {0x2002, 0x3002, 0x4002};
    static const char *const names[] = {"[left]", "[middle]", "[left]"};
    static const uint64_t offsets[] = {0x1001, 1, 0x3001};
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        struct event event = {.pid = 1, .addresses = &addresses[i], .n_addresses = 1};
        const struct call_chain *chain = symbols_chain(symbols, &event);
        assert_string_equal(chain->places[0].object, names[i]);
        assert_true(chain->places[0].offset == offsets[i]);
    }
}

/* More processes and mappings than are kept: the newest are there, and nothing is said of the others. */
static void too_many_processes(void **state)
{
    (void)state;
    const char text[] = "1000-2000 r-xp 00000000 00:00 0 [one]\n";
    for (uint32_t pid = 1; pid < 10000; pid++)
        symbols_maps(symbols, &(struct process_maps){.pid = pid, .text = text, .size = sizeof text - 1});
    uint64_t address = 0x1002;
    struct event event = {.pid = 9999, .addresses = &address, .n_addresses = 1};
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[one]");
    event.pid = 1;
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "");
}

/* What ended lately is still known, as events may be told late; what ended long ago is not, though few are alive. */
static void many_that_ended(void **state)
{
    (void)state;
    const char text[] = "1000-2000 r-xp 00000000 00:00 0 [one]\n";
    for (uint32_t pid = 1; pid < 3000; pid++) {
        symbols_maps(symbols, &(struct process_maps){.pid = pid, .text = text, .size = sizeof text - 1});
        if (pid != 2)
            symbols_process(symbols, &(struct process_event){.pid = pid, .tid = pid, .step = STEP_EXIT});
    }
    uint64_t address = 0x1002;
    static const uint32_t known[] = {2, 2990, 2999};
    struct event event = {.addresses = &address, .n_addresses = 1};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        event.pid = known[i];
        assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[one]");
    }
    event.pid = 1000;
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "");
}

/* A child has what its parent had; exec makes new mappings under the same number, by time. */
static void processes_come_and_go(void **state)
{
    (void)state;
    const char before[] = "1000-2000 r-xp 00000000 00:00 0 [before]\n", after[] = "1000-2000 r-xp 0 00:00 0 [after]\n";
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .time_ns = 10, .text = before, .size = sizeof before - 1});
    symbols_process(symbols, &(struct process_event){.pid = 2, .parent = 1, .time_ns = 20, .step = STEP_START});
    symbols_maps(symbols, &(struct process_maps){.pid = 2, .time_ns = 30, .text = after, .size = sizeof after - 1});
    uint64_t address = 0x1002;
    struct event event = {.pid = 2, .ts_ns = 25, .addresses = &address, .n_addresses = 1};
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[before]");
    event.ts_ns = 35;
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[after]");
}

/* The mappings of a program are told after its first call; that of the one before, at the same addresses, are not its.
 */
static void another_program(void **state)
{
    (void)state;
    const char before[] = "1000-2000 r-xp 00000000 00:00 0 [before]\n", after[] = "1000-2000 r-xp 0 00:00 0 [after]\n";
    uint64_t address = 0x1002;
    struct event event = {.pid = 1, .ts_ns = 25, .addresses = &address, .n_addresses = 1};
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .time_ns = 10, .text = before, .size = sizeof before - 1});
    symbols_process(symbols, &(struct process_event){.pid = 1, .time_ns = 20, .step = STEP_EXEC});
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "");
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .time_ns = 30, .text = after, .size = sizeof after - 1});
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[after]");
    event.ts_ns = 15;
    assert_string_equal(symbols_chain(symbols, &event)->places[0].object, "[before]");
}

/* The entry into the kernel of a 32-bit library: its vDSO is no file, but what it pushes is known. */
static void vdso_of_32_bits(void **state)
{
    (void)state;
    uint32_t stack[] = {0xb, 0xd, 0xc, 0x1005, 0, 0};
    const char text[] = "1000-2000 r-xp 00000000 00:00 0 /no/such/library\nf000-f800 r-xp 00000000 00:00 0 [vdso]\n";
    map_text(text, sizeof text - 1);
    struct event event = {.pid = 1,
                          .abi = EVENT_I386,
                          .has_registers = true,
                          .registers = {.ip = 0xf559, .sp = 0x7000},
                          .stack = (const uint8_t *)stack,
                          .stack_size = sizeof stack};
    const struct call_chain *chain = symbols_chain(symbols, &event);
    assert_int_equal(chain->n_places, 1);
    assert_string_equal(chain->places[0].object, "/no/such/library");
    assert_int_equal(chain->places[0].offset, 4);
}

int main(void)
{
    folder = g_dir_make_tmp("mpx-symbols-XXXXXX", NULL);
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(no_regular_file),       CASE(no_elf_file),        CASE(no_file),         CASE(maps_that_make_no_sense),
        CASE(mappings_that_overlap), CASE(too_many_processes), CASE(many_that_ended), CASE(processes_come_and_go),
        CASE(another_program),       CASE(vdso_of_32_bits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_tree(folder);
    g_free(folder);
    return failed;
}
