/* What the BPF programs and their loader share, beside the records of event.h. */
#ifndef MPX_PROBE_PROBE_BPF_H
#define MPX_PROBE_PROBE_BPF_H

#include "mpx-probe/event.h"

enum { BPF_POINTS = 96, BPF_SETUPS = 192, BPF_SETUPS_PER_POINT = 8, BPF_WATCHED = 65536, BPF_IN_FLIGHT = 8192, BPF_HELD = 1024 };

/* Where a probed function has the arguments. */
enum bpf_convention {
    ARGUMENTS_OF_SYSCALL, /* in the thread's own registers, as its ABI says: __x64_sys_X, __ia32_sys_X, ia32_sys_call */
    ARGUMENTS_OF_C,       /* they are its own parameters */
    ARGUMENTS_OF_MSR      /* (file, buffer, size, position): register number, low and high half */
};

enum bpf_look { LOOK_VALUE, LOOK_BYTES, LOOK_RANGE };
enum { NOWHERE = 255 };

/* How one argument of the interface is looked at. */
struct bpf_argument {
    uint8_t position; /* among the function's own arguments, or NOWHERE */
    uint8_t look;     /* enum bpf_look */
    uint8_t length;   /* the argument that holds the size in bytes, or NOWHERE: `size` */
    uint8_t size;     /* at most TRACE_SNAPSHOT */
};

/* A call of the plan. */
struct bpf_setup {
    uint32_t probe;      /* its number in the plan */
    uint32_t abi;        /* enum trace_abi, 0: any */
    int64_t number;      /* of the system call, -1: the function serves only one */
    int32_t when;        /* position of the argument that must have the value `wanted`, -1 */
    uint32_t wanted;     /* its low 32 bits */
    uint32_t convention; /* enum bpf_convention */
    uint32_t n_arguments;
    struct bpf_argument arguments[TRACE_ARGUMENTS];
};

/* A function that is probed, and the calls of the plan that go through it. */
struct bpf_point {
    uint32_t n, pad;
    uint32_t setups[BPF_SETUPS_PER_POINT];
};

/* Of a point, each CPU its own: how often the programs ran, for whatever thread. */
struct bpf_counts {
    uint64_t entered, returned;
};

/* Of a setup: how often its positive control was seen. */
struct bpf_control {
    uint64_t entered, returned;
};

enum bpf_watch { WATCH_EVENTS = 1, WATCH_CONTROL, WATCH_NOT };

/* The mapping in which a range begins. */
enum bpf_mapping_state { MAPPING_UNKNOWN /* another thread held the lock */, MAPPING_NONE, MAPPING_FOUND };
struct bpf_mapping {
    uint64_t start, end, flags, file;
    uint64_t state; /* enum bpf_mapping_state */
};

/* What lies behind an argument, at entry and return. */
struct bpf_bytes {
    uint8_t entry[TRACE_SNAPSHOT], leave[TRACE_SNAPSHOT];
};

/* A call, in the place that its thread keeps for it in a map, and then in the ring, without `bytes` where no argument
 * has any. What this costs is bytes that are copied, so it holds no more than the program saw: the loader makes a struct
 * trace_call of it, and compares bytes and mappings, in plain C. Members beyond the call's own are of earlier calls. */
struct bpf_call {
    uint64_t kind;         /* FRAME_CALL */
    uint32_t setup, range; /* of the plan; the argument whose mapping was looked at, or NOWHERE */
    uint32_t is_inside;    /* the thread came in and has not come back */
    uint32_t has_bytes;
    uint64_t sequence, entry_ns, leave_ns;
    struct trace_task task;
    uint32_t cpu, abi, flags, stack_size;
    uint64_t number;
    int64_t result;
    uint32_t pkru, pkru_source;
    uint64_t values[TRACE_ARGUMENTS];
    uint8_t evidence[8], sizes[8]; /* by argument */
    struct bpf_mapping before, after;
    struct trace_registers registers;
    uint8_t stack[TRACE_STACK];
    struct bpf_bytes bytes[TRACE_ARGUMENTS];
};

/* Of the stack `stack_size` bytes count. */
struct bpf_fault {
    uint64_t kind;                   /* FRAME_FAULT */
    uint64_t kernel_ip, kernel_call; /* in_kernel: where the kernel was, and in which system call */
    uint64_t frame;                  /* the extended state that the signal's frame holds, or 0 */
    struct trace_fault fault;
    uint8_t stack[TRACE_STACK];
};
struct bpf_process {
    uint64_t kind; /* FRAME_PROCESS */
    struct trace_process process;
};

#endif
