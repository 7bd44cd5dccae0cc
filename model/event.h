/* A call or a denied access that was seen while a program ran. Plain nouns; strings are borrowed as in model/site.h.
 * The numbers are as the kernel saw them; which source line made the call is found later (struct frame_place), and
 * which site of the scan that is (enum match). */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event_words.h"

#define EVENT_ARGUMENTS 6

/* What was seen of the memory behind an argument between entry and return. */
struct event_argument {
    const char *name; /* the catalogue's, "argN" behind the last one that it names */
    uint64_t value;
    bool is_known;
    enum evidence_kind evidence;
    uint32_t first, last;         /* the bytes that changed, inclusive */
    const uint8_t *entry, *leave; /* `size` bytes each, or NULL */
    uint32_t size;
};

struct event_registers { /* user mode, at entry; the order of trace_registers */
    uint64_t ip, sp, ax, bx, cx, dx, si, di, bp, r8, r9, r10, r11, r12, r13, r14, r15;
};

struct event {
    uint64_t sequence;
    uint64_t ts_ns, leave_ns; /* CLOCK_MONOTONIC of the traced machine, or what an imported trace has */
    uint32_t cpu, pid, tid;
    uint64_t start_time; /* of the process, 0 unknown: with pid it names a process for good */
    const char *comm;
    enum event_kind kind;
    enum event_abi abi;
    const char *family, *interface; /* the catalogue's; "" for a fault */
    int64_t number;                 /* of the system call, -1 unknown */
    uint32_t probe;                 /* that saw it: number of a struct probe_report, 0 unknown */
    struct event_argument arguments[EVENT_ARGUMENTS];
    uint32_t n_arguments;
    bool has_result;
    int64_t result;
    bool has_pkru;
    uint32_t pkru;
    const char *pkru_source; /* "exact" "switch" "frame", or NULL */
    /* Of a denied access: */
    uint64_t address;
    int32_t key; /* of the mapping, -1 unknown */
    bool is_write, in_kernel, is_forged;

    /* Where it came from: registers and stack when the trace has them, else return addresses, else names that another
     * tool resolved ("path(function+0x1f)"). */
    bool has_registers;
    struct event_registers registers;
    const uint8_t *stack;
    uint32_t stack_size;
    const uint64_t *addresses; /* innermost first */
    uint32_t n_addresses;
    /* Innermost first, in strace's way of writing whatever tool it was: "PATH(FUNCTION+0xADD) [0xOFFSET]", where either
     * of the two may be missing. The offset is the one in the file. One that only has an ADD and no function,
     * "PATH(+0xN)", says N bytes behind the start of the mapping that holds it. */
    const char *const *frames;
    uint32_t n_frames;
    const char *raw; /* fields that nobody knows, kept as JSON; or NULL */
};

/* One line of a call chain, innermost first; an inlined function has its own. */
struct frame_place {
    const char *object;   /* path of the mapped file, "" unknown */
    const char *build_id; /* hex, or NULL */
    uint64_t offset;      /* in the file: with the build-id it names the instruction for good */
    const char *function; /* "" unknown */
    const char *file;     /* as the debug information spells it, "" unknown */
    uint32_t line, col;
    bool is_inlined;        /* this function was inlined into the next one */
    bool is_tail;           /* recovered: the function left by a jump */
    const char *unresolved; /* why there is no line, or NULL */
};

#endif
