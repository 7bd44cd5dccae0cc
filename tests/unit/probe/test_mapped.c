/* The mappings of a process as they follow from the kernel's notices of new ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "mpx-probe/mapped.h"

static void add(struct mapped *mapped, uint32_t pid, uint64_t start, uint64_t end, uint64_t offset, uint32_t prot,
                const char *path)
{
    struct mapped_range range = {.start = start,
                                 .end = end,
                                 .offset = offset,
                                 .inode = 7,
                                 .major = 0xfe,
                                 .minor = 1,
                                 .prot = prot,
                                 .flags = MAP_PRIVATE,
                                 .path = (char *)path};
    mapped_add(mapped, pid, &range);
}

static void expect_text(struct mapped *mapped, uint32_t pid, const char *wanted)
{
    struct maps maps;
    assert_int_equal(mapped_text(mapped_find(mapped, pid), &maps), 0);
    assert_string_equal(maps.text, wanted);
    assert_int_equal(maps.size, strlen(wanted));
    maps_clear(&maps);
}

/* ld.so maps a library whole and then its parts over it. */
static void test_over_another(void **state)
{
    (void)state;
    struct mapped mapped = {0};
    mapped_exec(&mapped, 5);
    add(&mapped, 5, 0x10000, 0x18000, 0, PROT_READ, "/lib");
    add(&mapped, 5, 0x12000, 0x14000, 0x2000, PROT_READ | PROT_EXEC, "/lib");
    add(&mapped, 5, 0x16000, 0x19000, 0, PROT_READ | PROT_WRITE, "//anon");
    expect_text(&mapped, 5,
                "00010000-00012000 r--p 00000000 fe:01 7 /lib\n"
                "00012000-00014000 r-xp 00002000 fe:01 7 /lib\n"
                "00014000-00016000 r--p 00004000 fe:01 7 /lib\n"
                "00016000-00019000 rw-p 00000000 fe:01 7 \n");
    /* Over the end of one, the whole of another and the begin of a third. */
    add(&mapped, 5, 0x11000, 0x15000, 0, PROT_NONE, "/x");
    expect_text(&mapped, 5,
                "00010000-00011000 r--p 00000000 fe:01 7 /lib\n"
                "00011000-00015000 ---p 00000000 fe:01 7 /x\n"
                "00015000-00016000 r--p 00005000 fe:01 7 /lib\n"
                "00016000-00019000 rw-p 00000000 fe:01 7 \n");
    mapped_clear(&mapped);
}

static void test_processes(void **state)
{
    (void)state;
    struct mapped mapped = {0};
    assert_null(mapped_find(&mapped, 5));
    mapped_exec(&mapped, 5);
    add(&mapped, 5, 0x1000, 0x2000, 0, PROT_EXEC, "/a");
    mapped_fork(&mapped, 5, 6);
    mapped_exec(&mapped, 5);
    add(&mapped, 5, 0x3000, 0x4000, 0, PROT_EXEC, "/b");
    expect_text(&mapped, 6, "00001000-00002000 --xp 00000000 fe:01 7 /a\n");
    expect_text(&mapped, 5, "00003000-00004000 --xp 00000000 fe:01 7 /b\n");
    assert_true(mapped_find(&mapped, 6)->is_whole);
    mapped_exit(&mapped, 6);
    assert_null(mapped_find(&mapped, 6));
    mapped_fork(&mapped, 99, 6);
    assert_null(mapped_find(&mapped, 6));
    mapped_clear(&mapped);
}

/* Of a process that was there before, only a part is known; and only new code is worth another look. */
static void test_part(void **state)
{
    (void)state;
    struct mapped mapped = {0};
    struct maps maps;
    add(&mapped, 5, 0x1000, 0x2000, 0, PROT_READ, "/a");
    assert_false(mapped_find(&mapped, 5)->is_whole);
    assert_false(mapped_find(&mapped, 5)->is_changed);
    add(&mapped, 5, 0x2000, 0x3000, 0, PROT_READ | PROT_EXEC, "/a");
    assert_true(mapped_find(&mapped, 5)->is_changed);
    assert_int_equal(mapped_text(mapped_find(&mapped, 5), &maps), 0);
    assert_false(mapped_find(&mapped, 5)->is_changed);
    maps_clear(&maps);
    add(&mapped, 5, 0x9000, 0x9000, 0, PROT_EXEC, "/nothing");
    assert_int_equal(mapped_find(&mapped, 5)->n, 2);
    mapped_exec(&mapped, 5);
    assert_int_equal(mapped_text(mapped_find(&mapped, 5), &maps), -1);
    mapped_clear(&mapped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_over_another), cmocka_unit_test(test_processes),
                                       cmocka_unit_test(test_part)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
