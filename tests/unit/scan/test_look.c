/* What a worker sees of a unit comes to the tree as it was seen; broken bytes are refused. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "ir/text.h"
#include "scan/look.h"

/* It fetches for its caller, hands on what it fetched, calls through a field, and wraps an interface. */
static const char everything[] =
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\n"
    "struct message { len: u32; first: u32; }\n"
    "type pointer = ptr(void)\n"
    "symbol @shared: pointer\n"
    "symbol @copy_from_user: func(pointer, pointer, u64) -> u64\n"
    "symbol @elsewhere: func(ptr(struct message), u32) -> i32\n"
    "symbol @mprotect: func(pointer, u64, i32) -> i32\n"
    "function @f(from: pointer) -> i32 {\n  local m: struct message\n  %from = load pointer &from\n"
    "  %left = call u64 @copy_from_user(&m, %from, 8:u64)\n  %r = call i32 @elsewhere(&m, 0)\n  ret 0\n}\n"
    "function @w(p: pointer, n: u64, a: i32) -> i32 {\n  %p = load &p\n  %n = load &n\n  %a = load &a\n"
    "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n}\n";

static struct catalogue *catalogue;
static GStringChunk *texts;

/* A tree of its own, and what was taken for it. */
struct place {
    GPtrArray *called, *defined, *used;
    struct sight sight;
};

static void place_init(struct place *place)
{
    *place = (struct place){.called = g_ptr_array_new(), .defined = g_ptr_array_new(), .used = g_ptr_array_new()};
    place->sight = (struct sight){.called = place->called,
                                  .defined = place->defined,
                                  .used = place->used,
                                  .found = wrappers_new(),
                                  .given_up = given_up_new(),
                                  .summaries = tree_summaries_new(catalogue)};
}

static void place_clear(struct place *place)
{
    g_ptr_array_unref(place->called);
    g_ptr_array_unref(place->defined);
    g_ptr_array_unref(place->used);
    wrappers_free(place->sight.found);
    given_up_free(place->sight.given_up);
    tree_summaries_free(place->sight.summaries);
    g_clear_pointer(&place->sight.ir, g_bytes_unref);
    g_clear_pointer(&place->sight.made, g_bytes_unref);
}

static GByteArray *seen(bool is_again)
{
    struct scan_options options = {.catalogue = catalogue};
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = ir_parse(everything, "a.c", &error);
    if (!unit)
        fail_msg("%s", error->message);
    g_autoptr(GBytes) ir = g_bytes_new_static("the unit", is_again ? 0 : 8), nothing = g_bytes_new(NULL, 0);
    struct look look = {.options = &options,
                        .tree = NULL,
                        .summaries = tree_summaries_new(catalogue),
                        .unit = 7,
                        .before = is_again ? nothing : NULL,
                        .has_uses = !is_again};
    GByteArray *payload = g_byte_array_new();
    look_at(&look, unit, ir, payload);
    tree_summaries_free(look.summaries);
    ir_unit_free(unit);
    return payload;
}

static bool has(GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

static void all_arrives(void **state)
{
    (void)state;
    g_autoptr(GByteArray) payload = seen(false);
    g_autoptr(GPtrArray) told = g_ptr_array_new(), asked = g_ptr_array_new(), named = g_ptr_array_new();
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GPtrArray) shared = g_ptr_array_new(), fetching = g_ptr_array_new();
    struct place place;
    place_init(&place);
    assert_true(look_take(&place.sight, 7, catalogue, payload->data, payload->len, texts));
    assert_memory_equal(g_bytes_get_data(place.sight.ir, NULL), "the unit", 8);
    assert_true(has(place.defined, "f") && has(place.defined, "w") && place.defined->len == 2);
    assert_true(has(place.called, "elsewhere") && has(place.called, "mprotect") && has(place.called, "shared"));
    assert_true(has(place.used, "elsewhere") && !has(place.used, "mprotect"));
    assert_true(place.sight.has_uses && place.sight.steps > 0);
    const GPtrArray *wrappers = wrappers_all(place.sight.found);
    assert_int_equal(wrappers->len, 1);
    const struct wrapper *wrapper = wrappers->pdata[0];
    assert_string_equal(wrapper->name, "w");
    assert_string_equal(wrapper->interface->name, "mprotect");
    assert_int_equal(wrapper->spelling.arguments[2], 2);
    tree_summaries_close(place.sight.summaries, &(struct tree_news){told, fetching, shared, asked, named, members});
    assert_true(has(told, "f") && has(fetching, "f") && has(asked, "elsewhere"));
    const struct summary *summary = tree_summaries_find(place.sight.summaries, "f", "b.c");
    assert_true(summary && summary_fetches(summary));
    place_clear(&place);
}

/* Of a unit that was read before, neither the unit nor its names are sent. */
static void the_second_look_is_shorter(void **state)
{
    (void)state;
    g_autoptr(GByteArray) payload = seen(true);
    struct place place;
    place_init(&place);
    assert_true(look_take(&place.sight, 7, catalogue, payload->data, payload->len, texts));
    assert_int_equal(g_bytes_get_size(place.sight.ir) + place.called->len + place.defined->len, 0);
    assert_false(place.sight.has_uses);
    place_clear(&place);
}

static void parts_are_refused(void **state)
{
    (void)state;
    g_autoptr(GByteArray) payload = seen(false);
    for (guint n = 0; n < payload->len; n++) {
        struct place place;
        place_init(&place);
        assert_false(look_take(&place.sight, 7, catalogue, payload->data, n, texts));
        place_clear(&place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_arrives), cmocka_unit_test(the_second_look_is_shorter),
                                       cmocka_unit_test(parts_are_refused)};
    catalogue = catalogue_load(NULL, NULL);
    texts = g_string_chunk_new(1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_string_chunk_free(texts);
    catalogue_free(catalogue);
    return failed;
}
