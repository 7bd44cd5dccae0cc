/* The closed vocabularies of the runtime half, written as those of model/words.h are. Traces and databases hold the
 * names. */
#ifndef MODEL_EVENT_WORDS_H
#define MODEL_EVENT_WORDS_H

#define EVENT_KINDS(X) X(EVENT_CALL, "call") X(EVENT_FAULT, "fault")

#define EVENT_ABIS(X) X(EVENT_ABI_UNKNOWN, "") X(EVENT_X86_64, "x86_64") X(EVENT_I386, "i386") X(EVENT_X32, "x32")

/* Of the memory behind an argument, between entry and return. In the order of runtime-probe/mpx-probe/event.h. */
#define EVIDENCE_KINDS(X)                                                                                              \
    X(SEEN_NOTHING, "")                                                                                                \
    X(SEEN_UNCHANGED, "unchanged") X(SEEN_CHANGED, "changed") X(SEEN_UNREADABLE, "unreadable")                         \
        X(SEEN_REMAPPED, "remapped") X(SEEN_UNMAPPED, "unmapped") X(SEEN_KEY, "key-changed")                           \
            X(SEEN_PROTECTION, "protection-changed")

/* How sure it is that a site caused an event, best first. */
#define MATCHES(X)                                                                                                     \
    X(MATCH_EXACT, "exact")                                                                                            \
    X(MATCH_LINE, "line") X(MATCH_FUNCTION, "function") X(MATCH_TAIL, "tail-call") X(MATCH_UNRESOLVED, "unresolved")

/* What became of a probe; silent: its positive control, a call that must fire it, was not seen; absent: the kernel has no
 * such call. In the order of runtime-probe/mpx-probe/event.h. */
#define PROBE_OUTCOMES(X)                                                                                              \
    X(PROBE_IS_REFUSED, "refused")                                                                                     \
    X(PROBE_IS_ATTACHED, "attached") X(PROBE_IS_SEEN, "seen") X(PROBE_IS_SILENT, "silent") X(PROBE_IS_ABSENT, "absent")

#define PROCESS_STEPS(X)                                                                                               \
    X(STEP_START, "start") X(STEP_EXEC, "exec") X(STEP_THREAD, "thread") X(STEP_EXIT, "exit")

#define EVENT_WORD_ENUM(identifier, name) identifier,
enum event_kind { EVENT_KINDS(EVENT_WORD_ENUM) };
enum event_abi { EVENT_ABIS(EVENT_WORD_ENUM) };
enum evidence_kind { EVIDENCE_KINDS(EVENT_WORD_ENUM) };
enum match { MATCHES(EVENT_WORD_ENUM) };
enum probe_outcome { PROBE_OUTCOMES(EVENT_WORD_ENUM) };
enum process_step { PROCESS_STEPS(EVENT_WORD_ENUM) };
#undef EVENT_WORD_ENUM

/* Each returns a static string. */
const char *event_kind_name(enum event_kind kind);
const char *event_abi_name(enum event_abi abi);
const char *evidence_kind_name(enum evidence_kind kind);
const char *match_name(enum match match);
const char *probe_outcome_name(enum probe_outcome outcome);
const char *process_step_name(enum process_step step);

/* The word's enum value, or -1 when the word is not in the set. */
int event_kind_parse(const char *word);
int event_abi_parse(const char *word);
int evidence_kind_parse(const char *word);
int match_parse(const char *word);
int probe_outcome_parse(const char *word);
int process_step_parse(const char *word);

#endif
