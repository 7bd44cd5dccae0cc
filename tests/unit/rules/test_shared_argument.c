#include "rules_test.h"

#define MORE                                                                                                           \
    "struct area size 16 align 8 {\n  base: pointer @0;\n  size: u64 @8;\n}\n"                                         \
    "symbol @length: u64 static defined\n"                                                                             \
    "symbol @base: pointer static defined\n"                                                                           \
    "symbol @lock: i64 static defined\n"                                                                               \
    "symbol @pthread_create: func(pointer, pointer, ptr(func(pointer) -> pointer), pointer) -> i32\n"                  \
    "symbol @pthread_mutex_lock: func(ptr(i64)) -> i32\n"                                                              \
    "symbol @pthread_mutex_unlock: func(ptr(i64)) -> i32\n"
#define WRITER(before, body, after)                                                                                    \
    "function @writer(x: pointer) -> pointer {\n  %x = load &x\n" before body after "  ret %x\n}\n"
#define START "  %s = call @pthread_create(0:pointer, 0:pointer, @writer, 0:pointer)\n"
#define LOCK "  %l = call @pthread_mutex_lock(@lock)\n"
#define UNLOCK "  %k = call @pthread_mutex_unlock(@lock)\n"
#define SET_LENGTH "  store @length, 5:u64\n"
#define PROTECT "  %c = load @length\n  %m = call @mprotect(%p, %c, 1)\n"
#define SET_MEMBER "  %q = bitcast ptr(struct area) %x\n  %f = field %q, size\n  store %f, 5:u64\n"
#define PROTECT_MEMBER                                                                                                 \
    "  %q = bitcast ptr(struct area) %p\n  %f = field %q, size\n  %c = load %f\n  %m = call @mprotect(%p, %c, 1)\n"

/* clang-format off */
static const struct test_case of_threads[] = {
    {"length of a global", USER MORE WRITER("", SET_LENGTH, "") F(START PROTECT), "low"},
    {"before the start", USER MORE WRITER("", SET_LENGTH, "") F(PROTECT START), ""},
    {"nobody writes", USER MORE WRITER("", "", "") F(START PROTECT), ""},
    {"looked at", USER MORE WRITER("", SET_LENGTH, "") F(START "  %c = load @length\n  %z = gt %c, 4096:u64\n  cbr %z, out, fine\nfine:\n  %m = call @mprotect(%p, %c, 1)\n  br out\nout:\n"), ""},
    {"one lock", USER MORE WRITER(LOCK, SET_LENGTH, UNLOCK) F(START LOCK PROTECT UNLOCK), ""},
    {"only the thread locks", USER MORE WRITER(LOCK, SET_LENGTH, UNLOCK) F(START PROTECT), "low"},
    {"address", USER MORE WRITER("", "  store @base, 0:pointer\n", "") F(START "  %b = load @base\n  %m = call @mprotect(%b, %n, 1)\n"), ""},
    {"member of some object", USER MORE WRITER("", SET_MEMBER, "") F(START PROTECT_MEMBER), ""},
};
/* clang-format on */

static void test_of_threads(void **state)
{
    (void)state;
    expect_levels("shared-argument", of_threads, G_N_ELEMENTS(of_threads));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_of_threads)};
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
