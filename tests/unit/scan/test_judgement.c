/* What the rules say comes through a pipe as they said it; broken bytes give what is whole of them, or nothing. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "ir/binary.h"
#include "ir/text.h"
#include "scan/frame.h"
#include "scan/judgement.h"

static const char freed_twice[] = "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8 \n"
                                  "type pointer = ptr(void)\n"
                                  "symbol @pkey_free: func(i32) -> i32\n"
                                  "symbol @pkey_mprotect: func(pointer, u64, i32, i32) -> i32\n"
                                  "function @f(p: pointer, n: u64, a: i32) -> i32 {\n"
                                  "  %p = load &p\n  %n = load &n\n  %a = load &a\n"
                                  "  %r = call @pkey_mprotect(%p, %n, 3, %a)\n  %q = call @pkey_free(%a)\n  ret 0\n}\n";

static GByteArray *packed(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct ir_unit *unit = ir_parse(text, "a.c", &error);
    if (!unit)
        fail_msg("%s", error->message);
    ir_write(unit, bytes);
    ir_unit_free(unit);
    return frame_pack(bytes);
}

/* All rules. */
static GByteArray *judged(const char *text)
{
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    g_autoptr(GByteArray) unit = packed(text);
    g_autofree bool *selected = g_new(bool, n_rules);
    g_autofree char *reason = NULL;
    GByteArray *payload = g_byte_array_new();
    for (unsigned i = 0; i < n_rules; i++)
        selected[i] = true;
    struct scan_options options = {.catalogue = catalogue, .rules = selected};
    struct judgement judgement = {.options = &options};
    struct worker_result read = {.payload = unit->data, .payload_size = unit->len};
    assert_true(judgement_pass(&judgement, &read, payload, &reason));
    catalogue_free(catalogue);
    return payload;
}

static void write_down(const struct finding *finding, void *context)
{
    GString *log = context;
    g_string_append_printf(log, "%s %s in %s of %s:", finding->rule, level_name(finding->level), finding->function,
                           finding->file);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        g_string_append_printf(log, " %s", step_role_name(finding->steps[i].role));
    g_string_append_c(log, '\n');
    assert_true(finding->message && finding->gain && finding->repair);
}

static void findings_arrive(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = judged(freed_twice);
    g_autoptr(GString) log = g_string_new(NULL);
    judgement_each(bytes->data, bytes->len, write_down, log);
    assert_string_equal(log->str, "result-ignored medium in f of a.c: call\n");
}

static void broken_bytes_are_left_out(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = judged(freed_twice);
    for (guint i = 0; i < bytes->len; i++) {
        g_autoptr(GString) log = g_string_new(NULL);
        judgement_each(bytes->data, i, write_down, log);
        bytes->data[i] ^= 0xff;
        judgement_each(bytes->data, bytes->len, write_down, log);
        bytes->data[i] ^= 0xff;
    }
}

/* Two fetches, and more instructions than values are followed through; and the same with fewer. */
static char *fetching(void)
{
    GString *text = g_string_new("unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8 kernel\n"
                                 "type pointer = ptr(void)\n"
                                 "symbol @copy_from_user: func(pointer, pointer, u64) -> u64\n");
    for (unsigned f = 0; f < 2; f++) {
        g_string_append_printf(text, "function @f%u(u: pointer) -> i32 {\n  local x: i32\n  %%u = load &u\n", f);
        for (unsigned i = 0; f == 1 && i < 60000; i++)
            g_string_append(text, "  store i32 &x, 1\n");
        g_string_append(text, "  %b = bitcast pointer &x\n  %r = call @copy_from_user(%b, %u, 4)\n"
                              "  %s = call @copy_from_user(%b, %u, 4)\n  ret 0\n}\n");
    }
    return g_string_free(text, FALSE);
}

static void whom_nobody_followed_is_told(void **state)
{
    (void)state;
    g_autofree char *text = fetching();
    g_autoptr(GByteArray) bytes = judged(text);
    struct ir_unit *unit = ir_parse(text, "a.c", NULL);
    GStringChunk *strings = g_string_chunk_new(64);
    g_autoptr(GArray) all = judgement_unfollowed(bytes->data, bytes->len, unit, strings);
    assert_int_equal(all->len, 1);
    assert_int_equal(g_array_index(all, struct unfollowed, 0).function, 1);
    assert_string_equal(g_array_index(all, struct unfollowed, 0).why, "more than 60000 instructions");
    g_array_unref(judgement_unfollowed(bytes->data, bytes->len / 2, unit, strings));
    g_string_chunk_free(strings);
    ir_unit_free(unit);
}

static void what_is_no_unit_is_not_judged(void **state)
{
    (void)state;
    static const uint8_t nonsense[] = "no unit";
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autofree char *reason = NULL;
    struct judgement judgement = {0};
    struct worker_result read = {.payload = nonsense, .payload_size = sizeof nonsense};
    assert_false(judgement_pass(&judgement, &read, payload, &reason));
    assert_non_null(reason);
    assert_int_equal(payload->len, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_arrive),
        cmocka_unit_test(broken_bytes_are_left_out),
        cmocka_unit_test(whom_nobody_followed_is_told),
        cmocka_unit_test(what_is_no_unit_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
