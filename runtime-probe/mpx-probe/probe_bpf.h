/* What the BPF programs and their loader share, beside the records of event.h. */
#ifndef MPX_PROBE_PROBE_BPF_H
#define MPX_PROBE_PROBE_BPF_H

#include "event.h"

enum { BPF_PROBES_MAX = 64, BPF_WATCHED_MAX = 65536, BPF_IN_FLIGHT_MAX = 4096 };

enum bpf_convention {
    ARGUMENTS_OF_SYSCALL, /* the thread's own registers hold them, as its ABI says: __x64_sys_X, __ia32_sys_X, ia32_sys_call */
    ARGUMENTS_OF_C        /* the kernel function has them as its own parameters */
};

enum bpf_filter { FILTER_NONE, FILTER_NUMBER /* of the system call */, FILTER_FIRST /* value of the first argument, 32 bits */ };

/* How one argument of the interface is looked at. */
struct bpf_argument {
    uint8_t from;          /* parameter of the probed function, counted from 0, or NOWHERE */
    uint8_t looked_at;     /* enum bpf_look */
    uint8_t length;        /* argument that holds the length in bytes, or NOWHERE: `bytes` */
    uint8_t prot, key;     /* of a range: arguments that say what the call itself sets, or NOWHERE */
    uint8_t bytes;         /* at most TRACE_SNAPSHOT */
    uint8_t written_first; /* bytes that the call itself writes are not compared: [written_first, written_end) */
    uint8_t written_end;
};
enum { NOWHERE = 255 };
enum bpf_look { LOOK_VALUE, LOOK_BYTES, LOOK_RANGE };

struct bpf_setup {
    uint32_t convention; /* enum bpf_convention */
    uint32_t abis;       /* bit 1 << enum trace_abi for each that counts */
    uint32_t filter;     /* enum bpf_filter */
    uint32_t n_arguments;
    uint64_t wanted; /* by the filter */
    struct bpf_argument arguments[TRACE_ARGUMENTS];
};

/* Each CPU its own; the loader sums. */
struct bpf_counts {
    uint64_t entered, returned;                 /* how often the programs ran, for whatever thread */
    uint64_t control_entered, control_returned; /* of those, for the positive control */
};

enum bpf_watch { WATCH_EVENTS = 1, WATCH_CONTROL, WATCH_NOT };

/* The ring's records: a frame of the trace file, its stack always at full size; `size` says how much of it counts. */
struct bpf_call {
    struct frame frame;
    struct trace_call call;
    uint8_t stack[TRACE_STACK];
};
struct bpf_fault {
    struct frame frame;
    struct trace_fault fault;
    uint8_t stack[TRACE_STACK];
};
struct bpf_process {
    struct frame frame;
    struct trace_process process;
};

/* The mapping at the begin of a range. */
struct bpf_mapping {
    uint64_t start, end, flags, file;
    uint32_t state; /* enum bpf_mapping_state */
    uint32_t pad;
};
enum bpf_mapping_state { MAPPING_UNKNOWN, MAPPING_NONE, MAPPING_FOUND };

struct bpf_in_flight {
    struct bpf_call record;
    struct bpf_mapping mapping;
};

#endif
