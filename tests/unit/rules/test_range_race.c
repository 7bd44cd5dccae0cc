#include "rules_test.h"

#define MORE                                                                                                           \
    "struct pool size 24 align 8 {\n  base: pointer @0;\n  size: u64 @8;\n  key: i32 @16;\n}\n"                        \
    "symbol @pool: struct pool static defined\n"                                                                       \
    "symbol @lock: i64 static defined\n"                                                                               \
    "symbol @mmap: func(pointer, u64, i32, i32, i32, i64) -> pointer\n"                                                \
    "symbol @mremap: func(pointer, u64, u64, i32, ...) -> pointer\n"                                                   \
    "symbol @free: func(pointer) -> void\n"                                                                            \
    "symbol @pthread_create: func(pointer, pointer, ptr(func(pointer) -> pointer), pointer) -> i32\n"                  \
    "symbol @pthread_join: func(u64, pointer) -> i32\n"                                                                \
    "symbol @pthread_mutex_lock: func(ptr(i64)) -> i32\n"                                                              \
    "symbol @pthread_mutex_unlock: func(ptr(i64)) -> i32\n"
#define UNMAP "  %u = call @munmap(%p, %n)\n"
#define PROTECT "  %m = call @mprotect(%p, %n, 1)\n"
#define POOL(temp) "  %" temp "f = field @pool, base\n  %" temp " = load %" temp "f\n"
#define PROTECT_POOL POOL("b") "  %m = call @mprotect(%b, %n, 1)\n"
#define REAPER(before, after)                                                                                          \
    "function @reaper(x: pointer) -> pointer {\n" before POOL("r") "  %u = call @munmap(%r, 4096:u64)\n" after         \
                                                                   "  %x = load &x\n  ret %x\n}\n"
#define START "  %s = call @pthread_create(0:pointer, 0:pointer, @reaper, 0:pointer)\n"
#define LOCK "  %l = call @pthread_mutex_lock(@lock)\n"
#define UNLOCK "  %k = call @pthread_mutex_unlock(@lock)\n"
#define KEEP_OR_DROP "symbol @flag: i32\n" KEEP_OR_DROP_BY_FLAG
#define KEEP_OR_DROP_BY_FLAG                                                                                           \
    "function @keep_or_drop(p: pointer, n: u64) -> i32 {\n  %p = load &p\n  %n = load &n\n  %f = load @flag\n"         \
    "  cbr %f, drop, keep\ndrop:\n  %u = call @munmap(%p, %n)\n  ret 1\nkeep:\n  ret 0\n}\n"
#define DROP_OR_FAIL                                                                                                   \
    "function @drop_or_fail(p: pointer, n: u64) -> i32 {\n  %p = load &p\n  %n = load &n\n"                            \
    "  %u = call @munmap(%p, %n)\n  cbr %u, failed, done\nfailed:\n  ret -1\ndone:\n  ret 0\n}\n"

/* clang-format off */
static const struct test_case one_thread[] = {
    {"behind munmap", USER MORE F(UNMAP PROTECT), "high"},
    {"before munmap", USER MORE F(PROTECT UNMAP), ""},
    {"it failed", USER MORE F(UNMAP "  %z = eq %u, 0\n  cbr %z, fine, failed\nfailed:\n" PROTECT "  br fine\nfine:\n"), ""},
    {"it did not fail", USER MORE F(UNMAP "  %z = eq %u, 0\n  cbr %z, fine, failed\nfine:\n" PROTECT "  br failed\nfailed:\n"), "high"},
    {"either or", USER MORE F("  cbr %a, gone, next\ngone:\n" UNMAP "  br next\nnext:\n  cbr %a, out, keep\nkeep:\n" PROTECT "  br out\nout:\n"), ""},
    {"on some path", USER MORE F("  cbr %a, gone, next\ngone:\n" UNMAP "  br next\nnext:\n" PROTECT), "high"},
    {"on a way that goes on", USER MORE F("  cbr %a, gone, next\ngone:\n" POOL("c") "  %u = call @munmap(%c, 4096:u64)\n  br next\nnext:\n" PROTECT_POOL), "high"},
    {"cleared on that way", USER MORE F("  cbr %a, gone, next\ngone:\n" POOL("c") "  %u = call @munmap(%c, 4096:u64)\n  store %cf, 0:pointer\n  br next\nnext:\n" PROTECT_POOL), ""},
    {"set on the other way", USER MORE F("  cbr %a, gone, made\ngone:\n" POOL("c") "  %u = call @munmap(%c, 4096:u64)\n  br next\nmade:\n  %g = field @pool, base\n  store %g, %p\n  br next\nnext:\n" PROTECT_POOL), "high"},
    {"another page", USER MORE F("  %u = call @munmap(%p, 4096:u64)\n  %q = index ptr(u8) %p, 4096\n  %m = call @mprotect(%q, 4096:u64, 1)\n"), ""},
    {"the next of two pages", USER MORE F("  %u = call @munmap(%p, 8192:u64)\n  %c = bitcast ptr(u8) (pointer) %p\n  %q = index ptr(u8) %c, 4096\n  %m = call @mprotect(%q, 4096:u64, 1)\n"), "high"},
    {"mapped there anew", USER MORE F(UNMAP "  %q = call @mmap(%p, %n, 1, 50, -1, 0:i64)\n" PROTECT), ""},
    {"mapped over, never unmapped", USER MORE F("  %q = call @mmap(%p, %n, 1, 50, -1, 0:i64)\n" PROTECT), ""},
    {"moved", USER MORE F("  %q = call @mremap(%p, %n, %n, 1)\n" PROTECT), "high"},
    {"resized in place", USER MORE F("  %q = call @mremap(%p, %n, %n, 0)\n" PROTECT), ""},
    {"freed", USER MORE F("  call @free(%p)\n" PROTECT), "high"},
    {"key freed", USER MORE F("  %u = call @pkey_free(%a)\n  %m = call @pkey_mprotect(%p, %n, 1, %a)\n"), "high"},
    {"another key freed", USER MORE F("  %b = add %a, 1\n  %u = call @pkey_free(%b)\n  %m = call @pkey_mprotect(%p, %n, 1, %a)\n"), ""},
    {"in every round", USER MORE F("  br head\nhead:\n  %q = call @mmap(0:pointer, %n, 1, 34, -1, 0:i64)\n  %m = call @mprotect(%q, %n, 1)\n  %u = call @munmap(%q, %n)\n  cbr %a, head, out\nout:\n"), ""},
    {"of the round before", USER MORE F("  br head\nhead:\n" PROTECT UNMAP "  cbr %a, head, out\nout:\n"), "high"},
    {"no address at all", USER MORE F("  %u = call @munmap(0:pointer, %n)\n  %m = call @mprotect(0:pointer, %n, 1)\n"), ""},
};

static const struct test_case helpers[] = {
    {"helper", USER MORE "function @drop() -> void {\n" POOL("d") "  %n = load @pool\n  %u = call @munmap(%d, 4096:u64)\n  ret\n}\n" F("  call @drop()\n" PROTECT_POOL), "high"},
    {"helper that clears", USER MORE "function @drop() -> void {\n" POOL("d") "  %u = call @munmap(%d, 4096:u64)\n  store %df, 0:pointer\n  ret\n}\n" F("  call @drop()\n" PROTECT_POOL), ""},
    {"helper on some way", USER MORE "function @drop(w: i32) -> void {\n  %w = load &w\n  cbr %w, go, out\ngo:\n" POOL("d") "  %u = call @munmap(%d, 4096:u64)\n  br out\nout:\n  ret\n}\n" F("  call @drop(%a)\n" PROTECT_POOL), "medium"},
    {"wrapper on some way", USER MORE KEEP_OR_DROP F("  %w = call @keep_or_drop(%p, %n)\n" PROTECT), "medium"},
    {"wrapper on no way", USER MORE "symbol @flag: i32 static defined\n" KEEP_OR_DROP_BY_FLAG F("  %w = call @keep_or_drop(%p, %n)\n" PROTECT), ""},
    {"wrapper that says so", USER MORE KEEP_OR_DROP F("  %w = call @keep_or_drop(%p, %n)\n  cbr %w, out, kept\nkept:\n" PROTECT "  br out\nout:\n"), ""},
    {"wrapper that says it did", USER MORE KEEP_OR_DROP F("  %w = call @keep_or_drop(%p, %n)\n  cbr %w, gone, out\ngone:\n" PROTECT "  br out\nout:\n"), "medium"},
    {"wrapper that fails", USER MORE DROP_OR_FAIL F("  %w = call @drop_or_fail(%p, %n)\n  cbr %w, failed, out\nfailed:\n" PROTECT "  br out\nout:\n"), ""},
    {"wrapper that does not fail", USER MORE DROP_OR_FAIL F("  %w = call @drop_or_fail(%p, %n)\n  cbr %w, out, gone\ngone:\n" PROTECT "  br out\nout:\n"), "high"},
    {"a stranger may map it anew", USER MORE "symbol @renew: func() -> void\n" F(POOL("c") "  %u = call @munmap(%c, 4096:u64)\n  call @renew()\n" PROTECT_POOL), ""},
};

static const struct test_case threads[] = {
    {"started here", USER MORE REAPER("", "") F(START PROTECT_POOL), "high"},
    {"started later", USER MORE REAPER("", "") F(PROTECT_POOL START), ""},
    {"started and ended", USER MORE REAPER("", "") F(START "  %j = call @pthread_join(0:u64, 0:pointer)\n" PROTECT_POOL), ""},
    {"nobody knows when", USER MORE REAPER("", "") NAMED("g", START) F(PROTECT_POOL), "medium"},
    {"same lock", USER MORE REAPER(LOCK, UNLOCK) F(START "  %i = call @pthread_mutex_lock(@lock)\n" PROTECT_POOL "  %h = call @pthread_mutex_unlock(@lock)\n"), ""},
    {"looked up before the lock", USER MORE REAPER(LOCK, UNLOCK) F(START POOL("b") LOCK "  %m = call @mprotect(%b, %n, 1)\n" UNLOCK), "high"},
    {"lock given back too early", USER MORE REAPER(LOCK, UNLOCK) F(START LOCK POOL("b") UNLOCK "  %m = call @mprotect(%b, %n, 1)\n"), "high"},
    {"one side locks", USER MORE REAPER("", "") F(START LOCK PROTECT_POOL UNLOCK), "high"},
    {"another object", USER MORE "symbol @other: struct pool static defined\n" REAPER("", "") F(START "  %f = field @other, base\n  %b = load %f\n  %m = call @mprotect(%b, %n, 1)\n"), ""},
    {"the thread protects for itself", USER MORE "function @reaper(x: pointer) -> pointer {\n" POOL("r") "  %m = call @mprotect(%r, 4096:u64, 1)\n  %u = call @munmap(%r, 4096:u64)\n  ret 0:pointer\n}\n" F(START), ""},
};
/* clang-format on */

static void test_one_thread(void **state)
{
    (void)state;
    expect_levels("range-race", one_thread, G_N_ELEMENTS(one_thread));
}

static void test_helpers(void **state)
{
    (void)state;
    expect_levels("range-race", helpers, G_N_ELEMENTS(helpers));
}

static void test_threads(void **state)
{
    (void)state;
    expect_levels("range-race", threads, G_N_ELEMENTS(threads));
}

/* More ways through the loop than a search can go: what the graph alone says still counts (stress-ng, mmap). */
static void test_long_loop(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(USER MORE "function @f(n: u64, a: i32) -> i32 {\n  br head\nhead:\n"
                                                     "  %n = load &n\n  %a = load &a\n"
                                                     "  %p = call @mmap(0:pointer, %n, 1, 34, -1, 0:i64)\n" PROTECT);
    for (unsigned i = 0; i < 24; i++)
        g_string_append_printf(text,
                               "  %%b%u = and i32 %%a, %u\n  cbr %%b%u, one%u, two%u\none%u:\n  br two%u\n"
                               "two%u:\n  cbr %%b%u, three%u, four%u\nthree%u:\n  br four%u\nfour%u:\n",
                               i, 1u << i, i, i, i, i, i, i, i, i, i, i, i, i);
    g_string_append(text, UNMAP "  cbr %a, head, out\nout:\n  ret 0\n}\n");
    const struct test_case loops[] = {{"beyond the search", text->str, ""}};
    expect_levels("range-race", loops, G_N_ELEMENTS(loops));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_thread),
        cmocka_unit_test(test_helpers),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_long_loop),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
