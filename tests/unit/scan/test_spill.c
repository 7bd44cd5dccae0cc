/* Bytes put aside come back; they are replaced where they lie; and the descriptor for others cannot write. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scan/spill.h"

static struct spill *spill;

static void put(struct spilled *place, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    assert_true(spill_put(spill, place, bytes, NULL));
}

static void expect(const struct spilled *place, const char *text)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    assert_true(spill_get(spill, place, bytes, NULL));
    assert_int_equal(bytes->len, strlen(text));
    if (bytes->len)
        assert_memory_equal(bytes->data, text, bytes->len);
}

static void bytes_are_replaced(void **state)
{
    (void)state;
    struct spilled one = {0}, other = {0}, none = {0};
    put(&one, "twelve bytes");
    put(&other, "the other's");
    put(&none, "");
    expect(&one, "twelve bytes");
    put(&one, "fewer");
    expect(&one, "fewer");
    uint64_t before = one.offset;
    put(&one, "many more than there is room for");
    assert_int_not_equal(one.offset, before);
    expect(&one, "many more than there is room for");
    expect(&other, "the other's");
    expect(&none, "");
}

static void others_only_read(void **state)
{
    (void)state;
    struct spilled place = {0};
    put(&place, "kept");
    int file = spill_file(spill);
    assert_int_equal(pwrite(file, "x", 1, (off_t)place.offset), -1);
    assert_ptr_equal(mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), MAP_FAILED);
    assert_int_equal(ftruncate(file, 0), -1);
    expect(&place, "kept");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_are_replaced), cmocka_unit_test(others_only_read)};
    spill = spill_new(NULL);
    int failed = spill ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    spill_free(spill);
    return failed;
}
