/* What two looks at the same memory, or the same mapping, say of what happened between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "mpx-probe/judge.h"

#define KEY(key) ((uint64_t)(key) << 32)

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

static struct plan_call reads(int written_from, int written_to)
{
    struct plan_call plan = {.prot = -1, .key = -1, .n_arguments = 1};
    plan.arguments[0] = (struct plan_argument){
        .pointee = PLAN_INPUT, .size = 16, .written_from = written_from, .written_to = written_to};
    return plan;
}

static struct trace_argument judged_bytes(const struct plan_call *plan, unsigned first, unsigned last)
{
    struct bpf_call record = {.range = NOWHERE};
    struct trace_call call = {.n_arguments = 1};
    struct trace_argument *argument = &call.arguments[0];
    argument->evidence = EVIDENCE_UNCHANGED;
    argument->size = 16;
    for (unsigned i = first; i <= last; i++)
        argument->leave[i] = 1;
    argument->leave[20] = 1; /* beyond the size: it was not looked at */
    judge_arguments(plan, &record, &call);
    return *argument;
}

static void test_bytes(void **state)
{
    (void)state;
    struct plan_call all = reads(-1, -1), but_some = reads(0, 3);
    struct trace_argument changed = judged_bytes(&all, 3, 9);
    assert_int_equal(changed.evidence, EVIDENCE_CHANGED);
    assert_int_equal(changed.first, 3);
    assert_int_equal(changed.last, 9);
    assert_int_equal(judged_bytes(&all, 1, 0).evidence, EVIDENCE_UNCHANGED);
    assert_int_equal(judged_bytes(&but_some, 0, 3).evidence, EVIDENCE_UNCHANGED);
    changed = judged_bytes(&but_some, 2, 5);
    assert_int_equal(changed.evidence, EVIDENCE_CHANGED);
    assert_int_equal(changed.first, 4);
    assert_int_equal(changed.last, 5);
}

/* ---- ranges ------------------------------------------------------------------------------------------------------ */

/* pkey_mprotect(range, length, PROT_READ, key) on what was read-write with key 0. */
static enum evidence judged_length(uint64_t length, int64_t result, int64_t key, struct bpf_mapping after)
{
    struct plan_call plan = {.effect = PLAN_PROTECT, .prot = 2, .key = 3, .n_arguments = 4};
    plan.arguments[0].size_from = 1;
    struct bpf_call record = {.range = 0, .after = after};
    record.before = (struct bpf_mapping){0x1000, 0x5000, PROT_READ | PROT_WRITE, 0x77, MAPPING_FOUND};
    struct trace_call call = {.result = result, .n_arguments = 4};
    call.arguments[1].value = length;
    call.arguments[2].value = PROT_READ;
    call.arguments[3].value = (uint64_t)key;
    judge_arguments(&plan, &record, &call);
    return (enum evidence)call.arguments[0].evidence;
}

static enum evidence judged_range(int64_t result, int64_t key, struct bpf_mapping after)
{
    return judged_length(4096, result, key, after);
}

static struct bpf_mapping mapping(uint64_t flags, uint64_t file)
{
    return (struct bpf_mapping){0x1000, 0x2000, flags, file, MAPPING_FOUND};
}

static void test_ranges(void **state)
{
    (void)state;
    assert_int_equal(judged_range(0, 3, mapping(PROT_READ | KEY(3), 0x77)), EVIDENCE_UNCHANGED);
    assert_int_equal(judged_range(0, 3, mapping(PROT_READ | KEY(3) | 0x100, 0x77)), EVIDENCE_UNCHANGED);
    assert_int_equal(judged_range(0, 3, mapping(PROT_READ | KEY(4), 0x77)), EVIDENCE_KEY);
    assert_int_equal(judged_range(0, 3, mapping(PROT_READ | PROT_WRITE | KEY(3), 0x77)), EVIDENCE_PROTECTION);
    assert_int_equal(judged_range(0, 3, mapping(PROT_READ | KEY(3), 0x78)), EVIDENCE_REMAPPED);
    assert_int_equal(judged_range(0, 3, (struct bpf_mapping){.state = MAPPING_NONE}), EVIDENCE_UNMAPPED);
    assert_int_equal(judged_range(0, 3, (struct bpf_mapping){.state = MAPPING_UNKNOWN}), EVIDENCE_UNREADABLE);
}

/* A call that failed, or one of no bytes, was to change nothing; key -1 leaves the key. */
static void test_own_effect(void **state)
{
    (void)state;
    assert_int_equal(judged_range(-22, 3, mapping(PROT_READ | PROT_WRITE, 0x77)), EVIDENCE_UNCHANGED);
    assert_int_equal(judged_range(-22, 3, mapping(PROT_READ | KEY(3), 0x77)), EVIDENCE_KEY);
    assert_int_equal(judged_range(0, -1, mapping(PROT_READ, 0x77)), EVIDENCE_UNCHANGED);
    assert_int_equal(judged_length(0, 0, 3, mapping(PROT_READ | PROT_WRITE, 0x77)), EVIDENCE_UNCHANGED);
    assert_int_equal(judged_length(0, 0, 3, mapping(PROT_READ, 0x77)), EVIDENCE_PROTECTION);
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

/* What a record has of earlier calls in the same place, or of another size than it says, is not taken. */
static void test_record(void **state)
{
    (void)state;
    struct bpf_call record = {.sequence = 7, .sizes = {16, 200, 0}, .evidence = {EVIDENCE_UNCHANGED}};
    struct trace_call call;
    memset(record.bytes, 0xaa, sizeof record.bytes);
    judge_call(&record, true, &call);
    assert_int_equal(call.sequence, 7);
    assert_int_equal(call.arguments[0].evidence, EVIDENCE_UNCHANGED);
    assert_int_equal(call.arguments[0].size, 16);
    assert_int_equal(call.arguments[0].entry[15], 0xaa);
    assert_int_equal(call.arguments[0].entry[16], 0);
    assert_int_equal(call.arguments[1].size, TRACE_SNAPSHOT);
    assert_int_equal(call.arguments[2].leave[0], 0);
    judge_call(&record, false, &call);
    assert_int_equal(call.arguments[0].size, 0);
    assert_int_equal(call.arguments[0].entry[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_record), cmocka_unit_test(test_bytes),
                                       cmocka_unit_test(test_ranges), cmocka_unit_test(test_own_effect)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
