/* Every construct of tests/golden/front: what a function's IR must count stands before the function, worked out from
 * the C standard:
 *
 *     expect: loads=3 stores=1 calls=1 …        of the next function of the file
 *     expect .init: stores=4 …                  of the initialisers of its static objects
 *
 * in a comment. What is not mentioned of the keys marked strict below must be 0. case.ir beside case.c is the printed
 * IR of all its functions. gap_case.c is run and shown, and must fail: when it no longer does, it is a case. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "front/front.h"
#include "ir/access.h"
#include "ir/text.h"

#define CASES SOURCE_FOLDER "/tests/golden/front"

static guint count_op(const struct ir_function *function, enum ir_op op)
{
    guint n = 0;
    for (guint i = 0; i < function->insts->len; i++)
        n += ir_inst_at(function, i)->op == op;
    return n;
}

static guint count_volatile(const struct ir_function *function)
{
    guint n = 0;
    for (guint i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        n += inst->is_volatile && inst->op != IR_ASM && inst->op != IR_ASMGOTO;
    }
    return n;
}

static guint count_atomic(const struct ir_function *function)
{
    guint n = 0;
    for (guint i = 0; i < function->insts->len; i++)
        n += ir_inst_at(function, i)->is_atomic;
    return n;
}

static guint count_voided(const struct ir_function *function)
{
    guint n = 0;
    for (guint i = 0; i < function->insts->len; i++)
        n += ir_inst_at(function, i)->is_cast_to_void;
    return n;
}

static guint count_blocks(const struct ir_function *function)
{
    return function->blocks->len;
}

static guint count_compares(const struct ir_function *function)
{
    guint n = 0;
    for (enum ir_op op = IR_EQ; op <= IR_GE; op++)
        n += count_op(function, op);
    return n;
}

/* Operands of all instructions of one kind, less the fixed ones, in groups. */
static guint count_operands(const struct ir_function *function, enum ir_op op, guint fixed, guint group)
{
    guint n = 0;
    for (guint i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        n += inst->op == op ? (inst->n_operands - fixed) / group : 0;
    }
    return n;
}

static guint count_cases(const struct ir_function *function)
{
    return count_operands(function, IR_SWITCH, 2, 3);
}

static guint count_targets(const struct ir_function *function)
{
    return count_operands(function, IR_IBR, 1, 1);
}

static guint count_asm_operands(const struct ir_function *function)
{
    return count_operands(function, IR_ASM, 0, 1);
}

/* clang-format off */
static const struct key {
    const char *name;
    bool is_strict;
    enum ir_op op; /* or IR_N_OPS */
    guint (*count)(const struct ir_function *function);
} keys[] = {
    {"loads", true, IR_LOAD, NULL},           {"stores", true, IR_STORE, NULL},
    {"copies", true, IR_COPY, NULL},          {"zeros", true, IR_ZERO, NULL},
    {"calls", true, IR_CALL, NULL},           {"asms", true, IR_ASM, NULL},
    {"asmgotos", true, IR_ASMGOTO, NULL},     {"unknown", true, IR_UNKNOWN, NULL},
    {"vaargs", true, IR_VAARG, NULL},         {"allocas", true, IR_ALLOCA, NULL},
    {"volatile", true, IR_N_OPS, count_volatile}, {"atomic", true, IR_N_OPS, count_atomic},
    {"voided", true, IR_N_OPS, count_voided}, {"branches", false, IR_CBR, NULL},
    {"switches", true, IR_SWITCH, NULL},      {"cases", false, IR_N_OPS, count_cases},
    {"ibrs", true, IR_IBR, NULL},             {"targets", false, IR_N_OPS, count_targets},
    {"phis", false, IR_PHI, NULL},            {"rets", false, IR_RET, NULL},
    {"unreachables", false, IR_UNREACHABLE, NULL}, {"blocks", false, IR_N_OPS, count_blocks},
    {"fields", false, IR_FIELD, NULL},        {"indexes", false, IR_INDEX, NULL},
    {"ptrdiffs", true, IR_PTRDIFF, NULL},     {"compares", false, IR_N_OPS, count_compares},
    {"extends", false, IR_EXTEND, NULL},      {"truncs", false, IR_TRUNC, NULL},
    {"tobools", false, IR_TOBOOL, NULL},      {"floatcasts", false, IR_FLOATCAST, NULL},
    {"operands", false, IR_N_OPS, count_asm_operands},
};
/* clang-format on */

struct expectation {
    guint line;                      /* of the comment; 0 for .init */
    long counts[G_N_ELEMENTS(keys)]; /* -1: not mentioned */
    bool is_met;                     /* a function was found for it */
};

static guint line_of(const char *text, const char *at)
{
    guint line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static void read_counts(struct expectation *expectation, const char *words)
{
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        expectation->counts[i] = keys[i].is_strict ? 0 : -1;
    g_auto(GStrv) pairs = g_strsplit_set(words, " \n", -1);
    for (char **pair = pairs; *pair; pair++) {
        char *value = strchr(*pair, '=');
        guint i = 0;
        if (!value)
            continue;
        *value++ = '\0';
        while (i < G_N_ELEMENTS(keys) && strcmp(keys[i].name, *pair) != 0)
            i++;
        if (i == G_N_ELEMENTS(keys))
            fail_msg("no such key: %s", *pair);
        expectation->counts[i] = strtol(value, NULL, 10);
    }
}

static GArray *read_expectations(const char *text)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct expectation));
    for (const char *at = text; (at = strstr(at, "/* expect")) != NULL; at++) {
        struct expectation expectation = {0};
        const char *colon = strchr(at, ':'), *end = strstr(at, "*/");
        assert_true(colon && end && colon < end);
        bool is_init = g_str_has_prefix(at, "/* expect .init:");
        g_autofree char *words = g_strndup(colon + 1, (gsize)(end - colon - 1));
        read_counts(&expectation, words);
        expectation.line = is_init ? 0 : line_of(text, at);
        g_array_append_val(all, expectation);
    }
    return all;
}

/* The last one before the function. */
static struct expectation *expectation_for(GArray *all, const struct ir_unit *unit, const struct ir_function *function)
{
    guint line = function->is_initialiser ? 0 : ir_loc_at(unit, function->loc)->line;
    struct expectation *found = NULL;
    for (guint i = 0; i < all->len; i++) {
        struct expectation *one = &g_array_index(all, struct expectation, i);
        bool fits = function->is_initialiser ? one->line == 0 : one->line > 0 && one->line < line;
        if (fits && (!found || one->line > found->line))
            found = one;
    }
    return found && !found->is_met ? found : NULL;
}

static guint count(const struct key *key, const struct ir_function *function)
{
    return key->count ? key->count(function) : count_op(function, key->op);
}

/* How many counts differ; each is appended to `report`, and the function's IR behind them. */
static guint compare(const struct ir_unit *unit, const struct ir_function *function, struct expectation *expectation,
                     GString *report)
{
    guint differences = 0;
    const char *name = ir_function_name(unit, function);
    if (!expectation) {
        if (!function->is_initialiser)
            g_string_append_printf(report, "  %s: no expectation\n", name);
        return !function->is_initialiser;
    }
    expectation->is_met = true;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        guint is = count(&keys[i], function);
        if (expectation->counts[i] < 0 || (guint)expectation->counts[i] == is)
            continue;
        g_string_append_printf(report, "  %s: %s: expected %ld, is %u\n", name, keys[i].name, expectation->counts[i],
                               is);
        differences++;
    }
    if (differences)
        ir_print_function(unit, function, report);
    return differences;
}

static guint compare_all(const struct ir_unit *unit, const char *text, GString *report)
{
    g_autoptr(GArray) expectations = read_expectations(text);
    guint differences = 0;
    for (guint i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        differences += compare(unit, function, expectation_for(expectations, unit, function), report);
    }
    for (guint i = 0; i < expectations->len; i++) {
        const struct expectation *one = &g_array_index(expectations, struct expectation, i);
        if (!one->is_met) {
            g_string_append_printf(report, "  line %u: an expectation without a function\n", one->line);
            differences++;
        }
    }
    return differences;
}

static struct ir_unit *lower(const struct catalogue *catalogue, const char *file, GString *report)
{
    g_autoptr(GError) error = NULL;
    static const char *const flags[] = {"-std=gnu11", "-w", "--target=x86_64-linux-gnu", NULL};
    struct front_job job = {
        .file = file, .directory = CASES, .flags = flags, .raw_flags = flags, .catalogue = catalogue};
    struct ir_unit *unit = front_lower(&job, &error);
    if (!unit)
        g_string_append_printf(report, "  %s\n", error->message);
    else if (unit->degraded)
        g_string_append_printf(report, "  does not compile: %s\n", unit->degraded);
    return unit;
}

/* The number of differences of one file. */
static guint run_case(const struct catalogue *catalogue, const char *name, GString *report)
{
    g_autofree char *file = g_build_filename(CASES, name, NULL), *text = NULL;
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    struct ir_unit *unit = lower(catalogue, file, report);
    if (!unit)
        return 1;
    guint differences = compare_all(unit, text, report) + (unit->degraded != NULL);
    ir_unit_free(unit);
    return differences;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_ending_in(const char *suffix)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GDir *folder = g_dir_open(CASES, 0, NULL);
    assert_non_null(folder);
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;)
        if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strdup(name));
    g_dir_close(folder);
    g_ptr_array_sort(names, by_name);
    return names;
}

static void test_counts(void **state)
{
    g_autoptr(GPtrArray) names = names_ending_in(".c");
    guint failed = 0, gaps = 0;
    assert_true(names->len > 20);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autoptr(GString) report = g_string_new(NULL);
        bool is_gap = g_str_has_prefix(name, "gap_");
        bool differs = run_case(*state, name, report) > 0;
        gaps += is_gap;
        failed += is_gap != differs;
        if (differs)
            print_message("%s%s:\n%s", is_gap ? "known gap: " : "", name, report->str);
        else if (is_gap)
            print_message("%s: the gap is closed: rename the file\n", name);
    }
    print_message("%u files, %u known gaps\n", names->len, gaps);
    assert_int_equal(failed, 0);
}

/* All functions' IR, one after the other. */
static char *printed(const struct catalogue *catalogue, const char *name)
{
    g_autoptr(GString) report = g_string_new(NULL);
    g_autofree char *file = g_build_filename(CASES, name, NULL);
    struct ir_unit *unit = lower(catalogue, file, report);
    GString *text = g_string_new(NULL);
    if (!unit)
        fail_msg("%s", report->str);
    for (guint i = 0; i < unit->functions->len; i++)
        ir_print_function(unit, g_ptr_array_index(unit->functions, i), text);
    ir_unit_free(unit);
    return g_string_free(text, FALSE);
}

static void test_printed(void **state)
{
    g_autoptr(GPtrArray) names = names_ending_in(".ir");
    assert_true(names->len > 0);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *golden = g_build_filename(CASES, g_ptr_array_index(names, i), NULL), *expected = NULL;
        g_autofree char *c = g_strdup(g_ptr_array_index(names, i));
        strcpy(strrchr(c, '.'), ".c");
        assert_true(g_file_get_contents(golden, &expected, NULL, NULL));
        g_autofree char *is = printed(*state, c);
        if (strcmp(is, expected) != 0)
            print_message("%s: expected\n%s\nis\n%s", c, expected, is);
        assert_string_equal(is, expected);
    }
}

static int set_up(void **state)
{
    *state = catalogue_load(NULL, NULL);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    catalogue_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts), cmocka_unit_test(test_printed)};
    return cmocka_run_group_tests_name("front/golden", tests, set_up, tear_down);
}
