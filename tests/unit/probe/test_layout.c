/* What a range's mappings say about who changed them, from the text of maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "mpx-probe/layout.h"

static struct layout take(const char *text, uint64_t start, uint64_t size)
{
    struct maps maps = {(char *)text, strlen(text)};
    struct layout layout;
    layout_take(&layout, &maps, start, size);
    return layout;
}

struct question {
    struct plan_call call;
    struct trace_argument arguments[TRACE_ARGUMENTS];
    struct layout_change change;
};

/* A call over [0x10000, 0x12000): address, length, protection, key. */
static void ask(struct question *question, enum plan_effect effect, int prot, int64_t key, int64_t result)
{
    *question = (struct question){
        .call = {.effect = effect, .n_arguments = 4, .prot = 2, .key = key == -2 ? -1 : 3},
        .arguments = {{.value = 0x10000}, {.value = 0x2000}, {.value = (uint64_t)prot}, {.value = (uint64_t)key}}};
    question->call.arguments[0] = (struct plan_argument){.pointee = PLAN_RANGE, .size_from = 1};
    question->change = (struct layout_change){
        .call = &question->call, .arguments = question->arguments, .result = result, .is_error = result < 0};
}

static enum evidence judge(struct question *question, const char *before, const char *now)
{
    uint64_t start, size;
    question->change.arguments = question->arguments;
    question->change.call = &question->call;
    layout_range(&question->change, &start, &size);
    if (!size)
        return EVIDENCE_NONE;
    struct layout old = take(before, 0x10000, 0x2000), new = take(now, start, size);
    return layout_judge(&question->change, &old, &new);
}

#define WRITABLE "00010000-00012000 rw-p 00000000 00:00 0 \n"
#define READABLE "00010000-00012000 r--p 00000000 00:00 0 \n"
#define HALF "00010000-00011000 r--p 00000000 00:00 0 \n00011000-00012000 rw-p 00000000 00:00 0 \n"
#define NOTHING "00001000-00002000 r--p 00000000 00:00 0 \n"
#define OF_A_FILE "00010000-00012000 r--p 00003000 fe:01 77    /lib/a\n"
#define FURTHER_ON "00010000-00012000 r--p 00004000 fe:01 77    /lib/a\n"

static void a_call_that_did_what_it_does(void **state)
{
    struct question question;
    (void)state;
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0);
    assert_int_equal(judge(&question, WRITABLE, READABLE), EVIDENCE_UNCHANGED);
    ask(&question, PLAN_UNMAP, 0, -2, 0);
    assert_int_equal(judge(&question, WRITABLE, NOTHING), EVIDENCE_UNCHANGED);
    ask(&question, PLAN_MAP, PROT_READ, -2, 0x10000);
    assert_int_equal(judge(&question, NOTHING, READABLE), EVIDENCE_UNCHANGED);
    ask(&question, PLAN_NO_EFFECT, 0, -2, -38);
    assert_int_equal(judge(&question, WRITABLE, WRITABLE), EVIDENCE_UNCHANGED);
}

static void a_call_that_failed_changes_nothing_or_a_part(void **state)
{
    struct question question;
    (void)state;
    ask(&question, PLAN_PROTECT, PROT_READ, -2, -12);
    assert_int_equal(judge(&question, WRITABLE, WRITABLE), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, WRITABLE, HALF), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, READABLE, WRITABLE), EVIDENCE_PROTECTION);
    ask(&question, PLAN_MAP, PROT_READ, -2, -12);
    assert_int_equal(judge(&question, NOTHING, NOTHING), EVIDENCE_NONE);
}

static void somebody_else_was_there(void **state)
{
    struct question question;
    (void)state;
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0);
    assert_int_equal(judge(&question, WRITABLE, NOTHING), EVIDENCE_UNMAPPED);
    assert_int_equal(judge(&question, WRITABLE, HALF), EVIDENCE_PROTECTION);
    assert_int_equal(judge(&question, WRITABLE, OF_A_FILE), EVIDENCE_REMAPPED);
    assert_int_equal(judge(&question, OF_A_FILE, OF_A_FILE), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, OF_A_FILE, FURTHER_ON), EVIDENCE_REMAPPED);
    ask(&question, PLAN_UNMAP, 0, -2, 0);
    assert_int_equal(judge(&question, WRITABLE, READABLE), EVIDENCE_REMAPPED);
    ask(&question, PLAN_MAP, PROT_READ | PROT_WRITE, -2, 0x10000);
    assert_int_equal(judge(&question, NOTHING, READABLE), EVIDENCE_PROTECTION);
    assert_int_equal(judge(&question, NOTHING, NOTHING), EVIDENCE_UNMAPPED);
}

/* smaps, where CPU and kernel have keys. */
#define KEYED(rights, key)                                                                                             \
    "00010000-00012000 " rights " 00000000 00:00 0 \nSize:  8 kB\nProtectionKey:   " key "\nVmFlags: rd\n"

static void keys(void **state)
{
    struct question question;
    (void)state;
    ask(&question, PLAN_PROTECT, PROT_READ, 3, 0);
    assert_int_equal(judge(&question, KEYED("rw-p", "0"), KEYED("r--p", "3")), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, KEYED("rw-p", "0"), KEYED("r--p", "0")), EVIDENCE_KEY);
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0); /* mprotect leaves the key */
    assert_int_equal(judge(&question, KEYED("rw-p", "5"), KEYED("r--p", "5")), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, KEYED("rw-p", "5"), KEYED("r--p", "0")), EVIDENCE_KEY);
    ask(&question, PLAN_PROTECT, PROT_READ, -1, 0); /* so does pkey_mprotect(…, -1) */
    assert_int_equal(judge(&question, KEYED("rw-p", "5"), KEYED("r--p", "0")), EVIDENCE_KEY);
    /* The kernel gives what may only be executed a key of its own. */
    ask(&question, PLAN_PROTECT, PROT_EXEC, -2, 0);
    assert_int_equal(judge(&question, KEYED("rw-p", "0"), KEYED("--xp", "1")), EVIDENCE_UNCHANGED);
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0);
    assert_int_equal(judge(&question, KEYED("--xp", "1"), KEYED("r--p", "0")), EVIDENCE_UNCHANGED);
    ask(&question, PLAN_MAP, PROT_READ, -2, 0x10000);
    assert_int_equal(judge(&question, NOTHING, KEYED("r--p", "4")), EVIDENCE_KEY);
}

static void reading_may_mean_executing(void **state)
{
    struct question question;
    (void)state;
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0);
    const char *executable = "00010000-00012000 r-xp 00000000 00:00 0 \n";
    assert_int_equal(judge(&question, WRITABLE, executable), EVIDENCE_PROTECTION);
    question.change.reads_execute = true;
    assert_int_equal(judge(&question, WRITABLE, executable), EVIDENCE_UNCHANGED);
}

/* mremap(old, old size, new size, flags, new): two ranges. */
static void ask_move(struct question *question, uint64_t new_size, uint64_t fixed, int64_t result, unsigned index)
{
    *question = (struct question){
        .call = {.effect = PLAN_MOVE, .n_arguments = 5, .prot = -1, .key = -1},
        .arguments = {{.value = 0x10000}, {.value = 0x2000}, {.value = new_size}, {.value = 1}, {.value = fixed}}};
    question->call.arguments[0] = (struct plan_argument){.pointee = PLAN_RANGE, .size_from = 1};
    question->call.arguments[4] = (struct plan_argument){.pointee = PLAN_RANGE, .size_from = 2};
    question->change = (struct layout_change){.index = index, .result = result, .is_error = result < 0};
}

static void moving(void **state)
{
    struct question question;
    const char *first_page = "00010000-00011000 rw-p 00000000 00:00 0 \n";
    const char *elsewhere = "00050000-00054000 rw-p 00000000 00:00 0 \n";
    (void)state;
    ask_move(&question, 0x4000, 0, 0x50000, 0);
    assert_int_equal(judge(&question, WRITABLE, elsewhere), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, WRITABLE, OF_A_FILE), EVIDENCE_REMAPPED);
    ask_move(&question, 0x1000, 0, 0x10000, 0);
    assert_int_equal(judge(&question, WRITABLE, first_page), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, WRITABLE, WRITABLE), EVIDENCE_REMAPPED);
    assert_int_equal(judge(&question, WRITABLE, NOTHING), EVIDENCE_UNMAPPED);
    ask_move(&question, 0x4000, 0x99, 0x50000, 4); /* not MREMAP_FIXED: no address at all */
    assert_int_equal(judge(&question, WRITABLE, elsewhere), EVIDENCE_NONE);
    ask_move(&question, 0x4000, 0x50000, 0x50000, 4);
    assert_int_equal(judge(&question, WRITABLE, elsewhere), EVIDENCE_UNCHANGED);
    assert_int_equal(judge(&question, WRITABLE, NOTHING), EVIDENCE_UNMAPPED);
}

static void more_pieces_than_are_kept_prove_nothing(void **state)
{
    static char text[8192];
    struct question question;
    size_t n = 0;
    (void)state;
    for (unsigned i = 0; i <= LAYOUT_PIECES; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%08x-%08x r--p 0 00:00 0 \n", 0x10000 + i * 0x1000,
                              0x11000 + i * 0x1000);
    ask(&question, PLAN_PROTECT, PROT_READ, -2, 0);
    question.arguments[1].value = 0x1000000;
    struct layout layout = take(text, 0x10000, 0x1000000);
    assert_true(layout.is_cut);
    assert_int_equal(layout_judge(&question.change, &layout, &layout), EVIDENCE_UNREADABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_that_did_what_it_does),
        cmocka_unit_test(a_call_that_failed_changes_nothing_or_a_part),
        cmocka_unit_test(somebody_else_was_there),
        cmocka_unit_test(keys),
        cmocka_unit_test(reading_may_mean_executing),
        cmocka_unit_test(moving),
        cmocka_unit_test(more_pieces_than_are_kept_prove_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
