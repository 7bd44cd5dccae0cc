/* The rules over events, from stories written by hand. A step is one line:
 *
 *   exec P · fork P PARENT · exit P
 *   P.T CALL NUMBERS… = RESULT @ENTRY-LEAVE      numbers as the catalogue orders the arguments; the rest may be absent
 *   P.T fault ADDRESS KEY [kernel|forged]
 *
 * Calls and faults are numbered from 1. A finding is "RULE KEY: EVENTS". */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "dynamic/dynamic.h"

static const struct {
    const char *word, *interface;
} calls[] = {{"alloc", "pkey_alloc"}, {"free", "pkey_free"}, {"pkey", "pkey_mprotect"}, {"prot", "mprotect"},
             {"map", "mmap"},         {"unmap", "munmap"},   {"move", "mremap"},        {"advise", "madvise"}};

static void note(void *data, const struct dynamic_finding *finding)
{
    GString *told = data;
    g_string_append_printf(told, "%s%s %d:", told->len ? "; " : "", finding->rule, finding->key);
    for (unsigned i = 0; i < finding->n_events; i++)
        g_string_append_printf(told, " %" PRIu64, finding->events[i]);
    assert_true(finding->n_events > 0 && finding->message && *finding->message && !strchr(finding->message, '\n'));
}

static void tell_process(struct dynamic *dynamic, char **words)
{
    struct process_event process = {.pid = (uint32_t)atoi(words[1]), .tid = (uint32_t)atoi(words[1]), .comm = ""};
    process.step = g_str_equal(words[0], "exec") ? STEP_EXEC : g_str_equal(words[0], "fork") ? STEP_START : STEP_EXIT;
    if (words[2])
        process.parent = (uint32_t)atoi(words[2]);
    dynamic_process(dynamic, &process);
}

static void set_fault(struct event *event, char **words)
{
    event->kind = EVENT_FAULT;
    event->interface = "";
    event->address = g_ascii_strtoull(words[2], NULL, 0);
    event->key = atoi(words[3]);
    event->in_kernel = words[4] && g_str_equal(words[4], "kernel");
    event->is_forged = words[4] && g_str_equal(words[4], "forged");
}

static void set_call(struct event *event, char **words)
{
    unsigned i = 2;
    for (unsigned k = 0; k < G_N_ELEMENTS(calls); k++)
        if (g_str_equal(words[1], calls[k].word))
            event->interface = calls[k].interface;
    assert_non_null(event->interface);
    for (; words[i] && g_ascii_isdigit(words[i][words[i][0] == '-']); i++) {
        struct event_argument *argument = &event->arguments[event->n_arguments++];
        *argument = (struct event_argument){.name = "arg", .is_known = true};
        argument->value =
            *words[i] == '-' ? (uint64_t)g_ascii_strtoll(words[i], NULL, 0) : g_ascii_strtoull(words[i], NULL, 0);
    }
    if (words[i] && g_str_equal(words[i], "=")) {
        event->has_result = true;
        event->result = *words[i + 1] == '-' ? g_ascii_strtoll(words[i + 1], NULL, 0)
                                             : (int64_t)g_ascii_strtoull(words[i + 1], NULL, 0);
        i += 2;
    }
    if (words[i] && *words[i] == '@')
        sscanf(words[i], "@%" SCNu64 "-%" SCNu64, &event->ts_ns, &event->leave_ns);
}

static void step(struct dynamic *dynamic, const char *line, uint64_t *sequence, enum event_abi abi)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    if (!g_ascii_isdigit(*words[0])) {
        tell_process(dynamic, words);
        return;
    }
    struct event event = {.sequence = ++*sequence, .comm = "", .family = "", .number = -1, .key = -1, .abi = abi};
    assert_int_equal(sscanf(words[0], "%u.%u", &event.pid, &event.tid), 2);
    if (g_str_equal(words[1], "fault"))
        set_fault(&event, words);
    else
        set_call(&event, words);
    dynamic_event(dynamic, &event);
}

static char *told_of(const char *story, enum event_abi abi)
{
    g_autoptr(GString) told = g_string_new(NULL);
    struct dynamic *dynamic = dynamic_new(note, told);
    g_auto(GStrv) lines = g_strsplit(story, "\n", -1);
    uint64_t sequence = 0;
    for (char **line = lines; *line; line++)
        if (**line)
            step(dynamic, *line, &sequence, abi);
    dynamic_finish(dynamic);
    assert_int_equal(dynamic_forgotten(dynamic), 0);
    dynamic_free(dynamic);
    return g_strdup(told->str);
}

#define PKEY(tid, key) "1." tid " pkey 0x10000 4096 1 " key " = 0\n"

/* clang-format off */
static const struct {
    const char *what, *story, *expected;
} stories[] = {
    {"a key's whole life",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 pkey 0x10000 4096 3 0 = 0\n1.1 free 3 = 0", ""},
    {"freed while a range carries it",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 free 3 = 0", "key-freed-in-use 3: 2 3"},
    {"and handed out again",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 free 3 = 0\n1.2 alloc 0 0 = 3",
     "key-freed-in-use 3: 2 3; key-freed-in-use 3: 2 3 4"},
    {"unmapped first", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 unmap 0x10000 4096 = 0\n1.1 free 3 = 0", ""},
    {"half of it unmapped first",
     "exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0x10000 8192 1 3 = 0\n1.1 unmap 0x10000 4096 = 0\n1.1 free 3 = 0",
     "key-freed-in-use 3: 2 4"},
    {"an munmap that failed", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 unmap 0x10000 4096 = -22\n1.1 free 3 = 0",
     "key-freed-in-use 3: 2 4"},
    {"a pkey_mprotect that failed", "exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0x10000 4096 1 3 = -12\n1.1 free 3 = 0", ""},
    {"a free that failed changes nothing",
     "1.1 pkey 0x10000 4096 1 3 = 0\n1.1 free 3 = -22\n1.1 free 3 = 0", "key-freed-in-use 3: 1 3"},
    {"a result that is not known", "exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0x10000 4096 1 3\n1.1 free 3 = 0", ""},
    {"mprotect leaves the key", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 prot 0x10000 4096 3 = 0\n1.1 free 3 = 0",
     "key-freed-in-use 3: 2 4"},
    {"so does pkey_mprotect with -1",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 pkey 0x10000 4096 3 -1 = 0\n1.1 free 3 = 0",
     "key-freed-in-use 3: 2 4"},
    {"-1 as 32 bits", "exec 1\n1.1 alloc 0 0 = -28\n1.1 pkey 0x10000 4096 3 0xffffffff = 0", "key-unchecked -1: 1 2"},
    {"-1 of a failed pkey_alloc is freed", "exec 1\n1.1 alloc 0 0 = -28\n1.1 free -1 = -22", "key-unchecked -1: 1 2"},
    {"-1 on purpose", "exec 1\n1.1 alloc 0 0 = 2\n1.1 pkey 0x10000 4096 3 -1 = 0", ""},
    {"used after it was freed",
     "exec 1\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0\n1.2 pkey 0x10000 4096 1 3 = -22", "key-use-after-free 3: 2 3"},
    {"freed twice", "exec 1\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0\n1.1 free 3 = -22", "key-double-free 3: 2 3"},
    {"freed, allocated, freed",
     "exec 1\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0", ""},
    {"freed twice, of a process whose start was not seen", "1.1 free 3 = 0\n1.1 free 3 = -22", "key-double-free 3: 1 2"},
    {"never allocated", "exec 1\n1.1 pkey 0x10000 4096 1 5 = -22", "key-never-allocated 5: 1"},
    {"never allocated, but who knows", "1.1 pkey 0x10000 4096 1 5 = -22", ""},
    {"a key outside of every machine", "exec 1\n1.1 pkey 0x10000 4096 1 4000 = -22\n1.1 free 77 = -22", ""},
    {"a fork takes the keys along",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "fork 2 1\n2.2 free 3 = 0", "key-freed-in-use 3: 2 3"},
    {"and changes its own only", "exec 1\n1.1 alloc 0 0 = 3\nfork 2 1\n2.2 free 3 = 0\n1.1 free 3 = 0\n2.2 free 3 = -22",
     "key-double-free 3: 2 4"},
    {"exec drops them", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "exec 1\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0", ""},
    {"a number that is used again", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "exit 1\nexec 1\n1.1 alloc 0 0 = 3\n1.1 free 3 = 0", ""},
    {"two processes", "exec 1\nexec 2\n1.1 alloc 0 0 = 3\n2.2 alloc 0 0 = 3\n2.2 pkey 0x10000 4096 1 3 = 0\n1.1 free 3 = 0", ""},
    {"mapped anew", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 map 0x10000 4096 3 0x32 -1 0 = 0x10000\nexit 1",
     "key-dropped 3: 2 3"},
    {"mapped anew, and given a key again",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 map 0x10000 4096 3 0x32 -1 0 = 0x10000\n" PKEY("1", "3"), ""},
    {"unmapped and mapped", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 unmap 0x10000 4096 = 0\n1.1 map 0 4096 3 0x22 -1 0 = 0x10000", ""},
    {"moved, with its key", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 move 0x10000 4096 8192 1 = 0x40000\n1.1 fault 0x41000 3",
     "denied-access 3: 2 4"},
    {"the old place is free of it",
     "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 move 0x10000 4096 4096 1 = 0x40000\n1.1 unmap 0x40000 4096 = 0\n1.1 free 3 = 0", ""},
    {"a denied access", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.2 fault 0x10010 3", "denied-access 3: 2 3"},
    {"denied after the key was freed", "exec 1\n1.1 alloc 0 0 = 3\n" PKEY("1", "3") "1.1 free 3 = 0\n1.2 fault 0x10010 3",
     "key-freed-in-use 3: 2 3; denied-access 3: 2 3 4"},
    {"denied to the kernel", "exec 1\n1.1 fault 0x10010 3 kernel", "denied-access 3: 1"},
    {"a signal that was forged", "exec 1\n1.1 fault 0x10010 3 forged", ""},
    {"unmapped by another thread during the call",
     "exec 1\n1.2 unmap 0x10000 4096 = 0 @110-120\n1.1 prot 0x10000 8192 1 = -12 @100-130", "range-race -1: 1 2"},
    {"the same, in the other order of return",
     "exec 1\n1.1 pkey 0x10000 8192 1 2 = 0 @100-115\n1.2 unmap 0x10000 4096 = 0 @110-120", "range-race 2: 1 2"},
    {"unmapped by the same thread", "exec 1\n1.1 unmap 0x10000 4096 = 0 @110-120\n1.1 prot 0x10000 8192 1 = -12 @100-130", ""},
    {"another range", "exec 1\n1.2 unmap 0x12000 4096 = 0 @110-120\n1.1 prot 0x10000 8192 1 = 0 @100-130", ""},
    {"another process", "exec 1\nexec 2\n2.2 unmap 0x10000 4096 = 0 @110-120\n1.1 prot 0x10000 8192 1 = 0 @100-130", ""},
    {"an munmap that failed is no race", "exec 1\n1.2 unmap 0x10000 4096 = -22 @110-120\n1.1 prot 0x10000 8192 1 = 0 @100-130", ""},
    {"protected alike by two threads", "exec 1\n1.2 prot 0x10000 4096 1 = 0 @110-120\n1.1 prot 0x10000 4096 1 = 0 @100-130", ""},
    {"protected otherwise by two threads",
     "exec 1\n1.2 prot 0x10000 4096 3 = 0 @110-120\n1.1 prot 0x10000 4096 1 = 0 @100-130", "range-race -1: 1 2"},
    {"one after the other", "exec 1\n1.2 prot 0x10000 4096 3 = 0 @100-110\n1.1 prot 0x10000 4096 1 = 0 @110-130", ""},
    {"a trace without times", "exec 1\n1.2 unmap 0x10000 4096 = 0\n1.1 prot 0x10000 8192 1 = -12", ""},
    {"taken away shortly before",
     "exec 1\n1.1 map 0 4096 3 0x22 -1 0 = 0x10000 @10-20\n1.2 unmap 0x10000 4096 = 0 @30-40\n1.1 prot 0x10000 4096 1 = -12 @50-60",
     "range-race -1: 2 3"},
    {"and mapped by a third", "exec 1\n1.1 map 0 4096 3 0x22 -1 0 = 0x10000 @10-20\n1.2 unmap 0x10000 4096 = 0 @30-40\n"
     "1.3 map 0 4096 3 0x22 -1 0 = 0x10000 @41-42\n1.1 prot 0x10000 4096 1 = 0 @50-60", "range-race -1: 2 4"},
    {"mapped again by the thread itself", "exec 1\n1.1 map 0 4096 3 0x22 -1 0 = 0x10000 @10-20\n1.2 unmap 0x10000 4096 = 0 @30-40\n"
     "1.1 map 0 4096 3 0x22 -1 0 = 0x10000 @41-42\n1.1 prot 0x10000 4096 1 = 0 @50-60", ""},
    {"handed over: another thread mapped it", "exec 1\n1.2 map 0 4096 3 0x22 -1 0 = 0x10000 @10-20\n1.1 prot 0x10000 4096 1 = 0 @50-60", ""},
    {"long before", "exec 1\n1.1 map 0 4096 3 0x22 -1 0 = 0x10000 @10-20\n1.2 unmap 0x10000 4096 = 0 @30-40\n"
     "1.1 prot 0x10000 4096 1 = -12 @50000000-50000001", ""},
    {"lengths are rounded up", "exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0x10000 1 1 3 = 0\n1.1 fault 0x10fff 3", "denied-access 3: 2 3"},
    {"a range that wraps", "exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0xfffffffffffff000 0x2000 1 3 = 0\n1.1 free 3 = 0", ""},
};
/* clang-format on */

static void test_stories(void **state)
{
    (void)state;
    unsigned n_wrong = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(stories); i++) {
        g_autofree char *told = told_of(stories[i].story, EVENT_X86_64);
        if (g_str_equal(told, stories[i].expected))
            continue;
        print_error("%s:\n  told     %s\n  expected %s\n", stories[i].what, told, stories[i].expected);
        n_wrong++;
    }
    assert_int_equal(n_wrong, 0);
}

/* i386 returns 32 bits: an address in the upper half is no error. */
static void test_i386_results(void **state)
{
    (void)state;
    g_autofree char *told = told_of("exec 1\n1.1 alloc 0 0 = 3\n1.1 pkey 0xf7d00000 4096 1 3 = 0\n"
                                    "1.1 map 0xf7d00000 4096 3 0x32 -1 0 = -137363456\nexit 1",
                                    EVENT_I386);
    assert_string_equal(told, "key-dropped 3: 2 3");
}

static void told_evidence(enum evidence_kind evidence, const char *expected)
{
    g_autoptr(GString) told = g_string_new(NULL);
    struct dynamic *dynamic = dynamic_new(note, told);
    struct event event = {.sequence = 9, .pid = 1, .tid = 1, .interface = "mpx", .family = "mpx", .n_arguments = 1};
    event.arguments[0] = (struct event_argument){.name = "addr", .is_known = true, .evidence = evidence, .last = 3};
    dynamic_event(dynamic, &event);
    dynamic_free(dynamic);
    assert_string_equal(told->str, expected);
}

static void test_evidence(void **state)
{
    (void)state;
    told_evidence(SEEN_CHANGED, "shared-argument -1: 9");
    told_evidence(SEEN_UNCHANGED, "");
    told_evidence(SEEN_UNREADABLE, "");
    told_evidence(SEEN_REMAPPED, "range-race -1: 9");
    told_evidence(SEEN_UNMAPPED, "range-race -1: 9");
    told_evidence(SEEN_KEY, "range-race -1: 9");
    told_evidence(SEEN_PROTECTION, "range-race -1: 9");
}

static void count_told(void *data, const struct dynamic_finding *finding)
{
    (void)finding;
    ++*(unsigned *)data;
}

/* More processes, and more ranges, than are kept: counted, and nothing is said about them. */
static void test_bounds(void **state)
{
    (void)state;
    unsigned n_told = 0;
    struct dynamic *dynamic = dynamic_new(count_told, &n_told);
    for (uint32_t pid = 1; pid <= 5000; pid++)
        dynamic_process(dynamic, &(struct process_event){.pid = pid, .tid = pid, .comm = "", .step = STEP_EXEC});
    assert_int_equal(dynamic_forgotten(dynamic), 5000 - 2048);
    uint64_t before = dynamic_forgotten(dynamic);
    for (uint64_t i = 0; i < 10000; i++) {
        struct event event = {.sequence = i,
                              .pid = 4999,
                              .tid = 4999,
                              .interface = "pkey_mprotect",
                              .n_arguments = 4,
                              .has_result = true};
        const uint64_t values[] = {0x10000 + i * 8192, 4096, 1, 3};
        for (unsigned k = 0; k < 4; k++)
            event.arguments[k] = (struct event_argument){.is_known = true, .value = values[k]};
        dynamic_event(dynamic, &event);
    }
    assert_int_equal(dynamic_forgotten(dynamic) - before, 10000 - 4096);
    assert_int_equal(n_told, 0);
    dynamic_free(dynamic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_i386_results),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
