/* What functions do with what they are given, from IR text: of the first function of each. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "facts/summaries_kept.h"
#include "facts/tree_summaries.h"
#include "flow/effort.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD                                                                                                           \
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8 kernel\n"                                                      \
    "struct message { len: u32; first: u32; data: array(u8, 8); }\n"                                                   \
    "symbol @copy_from_user: func(ptr(void), ptr(void), u64) -> u64\n"                                                 \
    "symbol @memdup_user: func(ptr(void), u64) -> ptr(void)\n"                                                         \
    "symbol @elsewhere: func(ptr(struct message), u32) -> i32\n"                                                       \
    "symbol @table: array(u32, 16)\n"
#define TAKES_MESSAGE(name) "function @" name "(m: ptr(struct message)) -> i32 {\n  %m = load ptr(struct message) &m\n"
#define TAKES_TWO(name)                                                                                                \
    "function @" name "(m: ptr(struct message), n: u32) -> i32 {\n  %m = load ptr(struct message) &m\n"                \
    "  %n = load u32 &n\n"
#define FIRST "  %a = field ptr(u32) %m, first\n  %first = load u32 %a\n"
#define REFUSE "  %bad = gt i32 (u32) %first, 15\n  cbr %bad, refuse, fine\nrefuse:\n  ret -22\nfine:\n"

/* clang-format off */
static const struct {
    const char *name, *text, *wanted;
} cases[] = {
    {"fetches for its caller",
     "function @f(to: ptr(void), from: ptr(void)) -> i32 {\n  %to = load ptr(void) &to\n  %from = load ptr(void) &from\n"
     "  %left = call u64 @copy_from_user(%to, %from, 16:u64)\n  cbr %left, fault, fine\nfault:\n  ret -14\nfine:\n  ret 0\n}\n",
     "fetches 1[0..16] by copy_from_user to 0[0..16] when not negative then -14 0\nuses value 1 as POINTER\nuses value 0 as POINTER\ngives -14 0\n"},
    {"fetches behind an offset of its caller's",
     "function @f(to: ptr(void), from: ptr(u8), skip: u64) -> i32 {\n  %to = load ptr(void) &to\n  %from = load ptr(u8) &from\n"
     "  %skip = load u64 &skip\n  %at = index ptr(u8) %from, %skip\n"
     "  %left = call u64 @copy_from_user(%to, %at, 16:u64)\n  ret 0\n}\n",
     "fetches 1[0..16] by copy_from_user to 0[0..16] behind value 2 when nonzero then 0\n"
     "uses value 2 as INDEX\nuses value 1 as POINTER\nuses value 0 as POINTER\ngives 0\n"},
    {"gives a copy back",
     "function @f(from: ptr(void)) -> ptr(void) {\n  %from = load ptr(void) &from\n  %copy = call ptr(void) @memdup_user(%from, 16:u64)\n  ret %copy\n}\n",
     "fetches 0[0..16] by memdup_user to result[0..16] when nonzero\nuses value 0 as POINTER\n"
     "gives 0 negative positive\n"},
    {"checks what it gives back",
     "function @f(m: ptr(struct message), n: u32) -> ptr(struct message) {\n  %m = load ptr(struct message) &m\n  %n = load u32 &n\n"
     "  %r = index ptr(struct message) %m, %n\n  %a = field ptr(u32) %r, len\n  %len = load u32 %a\n"
     "  %ok = le i32 (u32) %len, 8\n  cbr %ok, fine, bad\nfine:\n  ret %r\nbad:\n  ret 0:ptr(struct message)\n}\n",
     "checks result[0..4] in 0..8 when nonzero\nchecks 0[0..] when nonzero by order about\nuses value 1 as INDEX\n"
     "uses value 0 as POINTER\nloads 0[0..]\nloads result[0..4]\nreturns value 0 when never about\n"
     "returns value 1 when never about\ngives 0 negative positive\n"},
    {"checks what it gives back, by a helper",
     "function @f(m: ptr(struct message), n: u32) -> ptr(struct message) {\n  %m = load ptr(struct message) &m\n  %n = load u32 &n\n"
     "  %r = index ptr(struct message) %m, %n\n  %len = call u32 @g(%r)\n"
     "  %ok = le i32 (u32) %len, 8\n  cbr %ok, fine, bad\nfine:\n  ret %r\nbad:\n  ret 0:ptr(struct message)\n}\n"
     "function @g(m: ptr(struct message)) -> u32 {\n  %m = load ptr(struct message) &m\n  %a = field ptr(u32) %m, len\n  %v = load u32 %a\n  ret %v\n}\n",
     "checks result[0..4] in 0..8 when nonzero\nchecks 0[0..] when nonzero by order about\n"
     "uses value 0 as POINTER about\nuses value 1 as POINTER about\nloads result[0..4]\nloads 0[0..]\n"
     "returns value 0 when never about\nreturns value 1 when never about\ngives 0 negative positive\n"},
    {"checks and leaves", TAKES_MESSAGE("f") FIRST REFUSE "  ret 0\n}\n",
     "checks 0[4..8] in 0..15 when not negative\nuses value 0 as POINTER\nloads 0[4..8]\ngives -22 0\n"},
    {"says whether", TAKES_TWO("f") "  %small = lt i32 (u32) %n, 16\n  ret %small\n}\n",
     "checks value 1 in 0..15 when nonzero\nreturns value 1 when never about\ngives 0 positive\n"},
    {"a check inside of a called function is a check", TAKES_MESSAGE("f") "  %e = call i32 @g(%m)\n  cbr %e, bad, fine\nbad:\n  ret %e\nfine:\n  ret 0\n}\n"
     TAKES_MESSAGE("g") FIRST REFUSE "  ret 0\n}\n",
     "checks 0[4..8] in 0..15 when not negative\nuses value 0 as POINTER\nloads 0[4..8]\ngives -22 0\n"},
    {"and none where its result is dropped", TAKES_MESSAGE("f") "  %e = call i32 @g(%m)\n  ret 0\n}\n" TAKES_MESSAGE("g") FIRST REFUSE "  ret 0\n}\n",
     "uses value 0 as POINTER\nloads 0[4..8]\ngives 0\n"},
    {"uses what it has checked", TAKES_MESSAGE("f") FIRST REFUSE "  %e = index ptr(u32) @table, %first\n  %v = load u32 %e\n  ret 0\n}\n",
     "checks 0[4..8] in 0..15 when not negative\nuses value 0 as POINTER\nloads 0[4..8]\nuses 0[4..8] as INDEX in 0..15\ngives -22 0\n"},
    {"sets a member", TAKES_TWO("f") "  %a = field ptr(u32) %m, first\n  store u32 %a, %n\n  ret 0\n}\n",
     "uses value 0 as POINTER\nwrites 0[4..8] to value 1 when always\nuses value 1 as KEPT\ngives 0\n"},
    {"sets it sometimes", TAKES_TWO("f") "  cbr %n, set, out\nset:\n  %a = field ptr(u32) %m, first\n  store u32 %a, 7\n  br out\nout:\n  ret 0\n}\n",
     "uses value 0 as POINTER\nwrites 0[4..8] when never about\ngives 0\n"},
    {"hands on to somebody unknown", TAKES_TWO("f") "  %r = call i32 @elsewhere(%m, %n)\n  ret 0\n}\n",
     "writes 0[0..] when never about\nuses value 0 as ARGUMENT 0 of elsewhere\nuses 0[0..] as OBJECT 0 of elsewhere about\n"
     "uses value 1 as ARGUMENT 1 of elsewhere\nwrites elsewhere\ngives 0\n"},
    {"compares two", "function @f(m: ptr(struct message), k: ptr(struct message)) -> i32 {\n  %m = load ptr(struct message) &m\n  %k = load ptr(struct message) &k\n"
     FIRST "  %b = field ptr(u32) %k, first\n  %second = load u32 %b\n  %same = eq i32 (u32) %first, %second\n  cbr %same, fine, bad\nbad:\n  ret -22\nfine:\n  ret 0\n}\n",
     "checks 0[4..8] equals 1[4..8] when not negative\nchecks 1[4..8] equals 0[4..8] when not negative\n"
     "checks 0[4..8] against 1[4..8] when nonzero\nchecks 1[4..8] against 0[4..8] when nonzero\n"
     "uses value 0 as POINTER\nloads 0[4..8]\nuses value 1 as POINTER\nloads 1[4..8]\ngives -22 0\n"},
    {"calls itself", TAKES_MESSAGE("f") FIRST "  %e = index ptr(u32) @table, %first\n  %v = load u32 %e\n  cbr %v, again, out\nagain:\n  %r = call i32 @f(%m)\n  br out\nout:\n  ret 0\n}\n",
     "uses value 0 as POINTER\nloads 0[4..8]\nuses 0[4..8] as INDEX\ngives 0\n"},
    {"a pointer behind a pointer", "struct holder { pad: u64; inner: ptr(struct message); }\n"
     "function @f(h: ptr(struct holder)) -> i32 {\n  %h = load ptr(struct holder) &h\n  %p = field ptr(ptr(struct message)) %h, inner\n  %m = load ptr(struct message) %p\n"
     "  %a = field ptr(u32) %m, first\n  store u32 %a, 0\n  ret 0\n}\n",
     "uses value 0 as POINTER\nloads 0[8..16]\nuses 0[8..16] as POINTER\nwrites 0+8>[4..8] when always about\ngives 0\n"},
};
/* clang-format on */

static struct ir_unit *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *whole = g_strconcat(HEAD, text, NULL);
    struct ir_unit *unit = ir_parse(whole, "test", &error);
    if (!unit || !ir_verify(unit, &error))
        fail_msg("%s\n%s", error->message, whole);
    return unit;
}

static const struct summary *first_of(struct unit_summaries *summaries, const struct ir_unit *unit)
{
    return unit_summaries_of(summaries, g_ptr_array_index(unit->functions, 0));
}

static void expect(const struct summary *summary, const char *wanted)
{
    g_autoptr(GString) out = g_string_new(NULL);
    assert_non_null(summary);
    summary_print(summary, out);
    assert_string_equal(out->str, wanted);
}

static void test_deeds(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        print_message("%s\n", cases[i].name);
        struct ir_unit *unit = parse(cases[i].text);
        struct unit_summaries *summaries = unit_summaries_new(unit, catalogue, NULL);
        expect(first_of(summaries, unit), cases[i].wanted);
        unit_summaries_free(summaries);
        ir_unit_free(unit);
    }
    catalogue_free(catalogue);
}

/* A function that does more than can be told one by one: the fetch is told, what it loads as one. */
static void test_much(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    g_autoptr(GString) text = g_string_new("function @f(m: ptr(u8), from: ptr(void)) -> i32 {\n  %m = load ptr(u8) &m\n"
                                           "  %from = load ptr(void) &from\n"
                                           "  %left = call u64 @copy_from_user(%m, %from, 4:u64)\n");
    for (unsigned i = 0; i < 800; i++)
        g_string_append_printf(text, "  %%a%u = index ptr(u8) %%m, %u\n  %%v%u = load u8 %%a%u\n", i, 8 + 2 * i, i, i);
    g_string_append(text, "  ret 0\n}\n");
    struct ir_unit *unit = parse(text->str);
    struct unit_summaries *summaries = unit_summaries_new(unit, catalogue, NULL);
    const struct summary *summary = first_of(summaries, unit);
    assert_non_null(summary);
    assert_true(summary_fetches(summary));
    assert_true(summary->deeds->len <= 600);
    g_autoptr(GString) printed = g_string_new(NULL);
    summary_print(summary, printed);
    assert_non_null(strstr(printed->str, "..1607]"));
    unit_summaries_free(summaries);
    ir_unit_free(unit);
    catalogue_free(catalogue);
}

static GStringChunk *texts; /* that were read: they outlive the trees */

static const char *keep(const char *text, void *chunk)
{
    return g_string_chunk_insert_const(chunk, text);
}

static GByteArray *written(struct tree_summaries *tree, uint32_t unit)
{
    GByteArray *bytes = g_byte_array_new();
    struct codec codec;
    codec_begin_writing(&codec);
    tree_summaries_code(tree, &codec, unit);
    codec_end_writing(&codec, bytes);
    return bytes;
}

static bool read_back(struct tree_summaries *tree, uint32_t unit, const GByteArray *bytes, guint n)
{
    struct codec codec;
    codec_begin_reading(&codec, bytes->data, n, keep, texts);
    tree_summaries_code(tree, &codec, unit);
    return codec_end_reading(&codec);
}

/* What was taken goes by way of bytes, as it does from process to process; a part of them is no whole. */
static void carry(struct tree_summaries *tree, uint32_t unit)
{
    g_autoptr(GByteArray) bytes = written(tree, unit);
    for (guint n = 0; n < bytes->len; n++) {
        tree_summaries_forget(tree);
        assert_false(read_back(tree, unit, bytes, n));
    }
    tree_summaries_forget(tree);
    assert_true(read_back(tree, unit, bytes, bytes->len));
    g_autoptr(GByteArray) again = written(tree, unit);
    assert_int_equal(again->len, bytes->len);
    assert_memory_equal(again->data, bytes->data, bytes->len);
}

static void take(struct tree_summaries *tree, const struct catalogue *catalogue, const char *text, uint32_t number)
{
    struct ir_unit *unit = parse(text);
    struct unit_summaries *summaries = unit_summaries_new(unit, catalogue, tree);
    tree_summaries_take(tree, summaries, unit, number, NULL);
    carry(tree, number);
    unit_summaries_free(summaries);
    ir_unit_free(unit);
}

/* A round ends. */
static void end_round(struct tree_summaries *tree, GPtrArray *told, GPtrArray *asked)
{
    g_ptr_array_set_size(told, 0);
    g_ptr_array_set_size(asked, 0);
    g_autoptr(GPtrArray) named = g_ptr_array_new(), shared = g_ptr_array_new();
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GPtrArray) fetching = g_ptr_array_new();
    tree_summaries_close(tree, &(struct tree_news){told, fetching, shared, asked, named, members});
    assert_int_equal(named->len + shared->len, 0); /* no thread writes a global here */
}

/* One unit tells and asks, a round ends. */
static void tell(struct tree_summaries *tree, const struct catalogue *catalogue, const char *text, uint32_t number,
                 GPtrArray *told, GPtrArray *asked)
{
    take(tree, catalogue, text, number);
    end_round(tree, told, asked);
}

#define FETCHER                                                                                                        \
    "function @f(from: ptr(void)) -> i32 {\n  local m: struct message\n  %from = load ptr(void) &from\n"               \
    "  %left = call u64 @copy_from_user(&m, %from, 16:u64)\n  %r = call i32 @elsewhere(&m, 0)\n  ret 0\n}\n"
#define ASKED TAKES_TWO("elsewhere") FIRST REFUSE "  %r = call i32 @deeper(%m)\n  ret 0\n}\n"

/* A summary that keeps changing stays what it was in the end: it is told no more, but not forgotten. */
static void test_changes(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct tree_summaries *tree = tree_summaries_new(catalogue);
    g_autoptr(GPtrArray) told = g_ptr_array_new(), asked = g_ptr_array_new();
    for (unsigned i = 1; i < 2 * CHANGES_MAX; i++) {
        g_autofree char *text = g_strdup_printf(
            "function @f(to: ptr(void), from: ptr(void)) -> i32 {\n  %%to = load ptr(void) &to\n"
            "  %%from = load ptr(void) &from\n  %%left = call u64 @copy_from_user(%%to, %%from, %u:u64)\n  ret 0\n}\n",
            i);
        tell(tree, catalogue, text, 0, told, asked);
        assert_int_equal(told->len, i <= CHANGES_MAX + 1);
        assert_true(tree_summaries_fetch(tree, "f", false));
    }
    tree_summaries_free(tree);
    catalogue_free(catalogue);
}

/* A function that is handed what was fetched is asked for; then it is told, and asks for the next one. */
static void test_tree(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct tree_summaries *tree = tree_summaries_new(catalogue);
    g_autoptr(GPtrArray) told = g_ptr_array_new(), asked = g_ptr_array_new();
    tell(tree, catalogue, ASKED, 1, told, asked);
    assert_int_equal(told->len, 0); /* nobody asks */
    assert_null(tree_summaries_find(tree, "elsewhere", "a.c"));
    tell(tree, catalogue, FETCHER, 0, told, asked);
    assert_int_equal(told->len, 1);
    assert_string_equal(told->pdata[0], "f");
    assert_true(tree_summaries_fetch(tree, "f", false));
    assert_int_equal(asked->len, 1);
    assert_string_equal(asked->pdata[0], "elsewhere");
    tell(tree, catalogue, ASKED, 1, told, asked);
    assert_int_equal(told->len, 1);
    assert_string_equal(told->pdata[0], "elsewhere");
    assert_false(tree_summaries_fetch(tree, "elsewhere", false));
    assert_int_equal(asked->len, 1);
    assert_string_equal(asked->pdata[0], "deeper");
    assert_non_null(tree_summaries_find(tree, "elsewhere", "b.c"));
    tell(tree, catalogue, ASKED, 1, told, asked); /* the same once more changes nothing */
    assert_int_equal(told->len + asked->len, 0);
    tree_summaries_free(tree);
    catalogue_free(catalogue);
}

#define LINK(name, next)                                                                                               \
    "symbol @" next ": func(ptr(void)) -> i32\nfunction @" name "(from: ptr(void)) -> i32 {\n"                         \
    "  local m: struct message\n  %from = load ptr(void) &from\n"                                                      \
    "  %left = call u64 @copy_from_user(&m, %from, 16:u64)\n  %r = call i32 @" next "(%from)\n  ret %r\n}\n"

/* Of a chain of calls the last function is told first, then the one that calls it; of a circle all at once. */
static void test_order(void **state)
{
    (void)state;
    static const char *const wanted[] = {"low up", "mid", "top", ""};
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct tree_summaries *tree = tree_summaries_new(catalogue);
    g_autoptr(GPtrArray) told = g_ptr_array_new(), asked = g_ptr_array_new();
    take(tree, catalogue, LINK("top", "mid"), 0);
    take(tree, catalogue, LINK("mid", "low"), 1);
    take(tree, catalogue, LINK("low", "up"), 2);
    take(tree, catalogue, LINK("up", "low"), 3);
    for (unsigned i = 0; i < G_N_ELEMENTS(wanted); i++) {
        end_round(tree, told, asked);
        g_ptr_array_add(told, NULL);
        g_autofree char *names = g_strjoinv(" ", (char **)told->pdata);
        assert_string_equal(names, wanted[i]);
    }
    tree_summaries_free(tree);
    catalogue_free(catalogue);
}

/* What one look has made serves the next one, but for what has changed; of a part of it nothing is taken. */
static void test_taken_over(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct ir_unit *unit = parse(FETCHER ASKED);
    const struct ir_function *asked = unit->functions->pdata[1];
    struct unit_summaries *one = unit_summaries_new(unit, catalogue, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    summary_print(first_of(one, unit), text);
    g_autoptr(GBytes) made = unit_summaries_pack(one);
    for (gsize n = 0; n <= g_bytes_get_size(made); n++) {
        g_autoptr(GBytes) part = g_bytes_new_from_bytes(made, 0, n);
        struct unit_summaries *next = unit_summaries_new(unit, catalogue, NULL);
        unit_summaries_take_over(next, part, NULL);
        expect(first_of(next, unit), text->str);
        bool is_whole = n == g_bytes_get_size(made);
        assert_int_equal(efforts_spent(unit_summaries_efforts(next)) == 0, is_whole);
        assert_non_null(unit_summaries_of(next, asked));
        unit_summaries_free(next);
    }
    struct unit_summaries *changed = unit_summaries_new(unit, catalogue, NULL);
    unit_summaries_take_over(changed, made, (const bool[]){true, true});
    expect(first_of(changed, unit), text->str);
    assert_true(efforts_spent(unit_summaries_efforts(changed)) > 0);
    unit_summaries_free(changed);
    unit_summaries_free(one);
    ir_unit_free(unit);
    catalogue_free(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_deeds),   cmocka_unit_test(test_much),
                                       cmocka_unit_test(test_changes), cmocka_unit_test(test_tree),
                                       cmocka_unit_test(test_order),   cmocka_unit_test(test_taken_over)};
    texts = g_string_chunk_new(1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_string_chunk_free(texts);
    return failed;
}
