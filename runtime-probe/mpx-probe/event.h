/* The trace file: what mpx-probe writes, record by record, and trace/ reads. Plain C without GLib: it is all that the
 * privileged program and the rest share.
 *
 *   magic (8 bytes), then frames: struct frame, `size` bytes of payload, zeros up to the next multiple of 8.
 *
 * A payload is one of the structs below, then its variable part in the order that its comment names. Numbers are those
 * of the machine that wrote it; a reader of the other byte order sees it by HEADER.byte_order. Frames of a kind that a
 * reader does not know are kept as they are. A file without FRAME_END was cut: everything up to the last whole frame
 * holds. Times are CLOCK_MONOTONIC, in nanoseconds. */
#ifndef MPX_PROBE_EVENT_H
#define MPX_PROBE_EVENT_H

#include <stdint.h>

#define TRACE_MAGIC "MPXATRC1"
#define TRACE_VERSION 1
#define TRACE_BYTE_ORDER 0x01020304u
/* A reader refuses larger frames; only FRAME_MAPS may be longer than 64 KiB. */
#define TRACE_FRAME_MAX (16u << 20)

enum {
    TRACE_ARGUMENTS = 6,
    TRACE_STACK = 512,   /* bytes of user stack from the stack pointer up */
    TRACE_SNAPSHOT = 64, /* bytes kept of what lies behind an argument */
    TRACE_NAME = 64,
    TRACE_COMM = 16
};

enum frame_kind {
    FRAME_HEADER = 1, /* the first one: struct trace_header */
    FRAME_PROBE,      /* struct trace_probe; again at the end, with what it counted */
    FRAME_MAPS,       /* struct trace_maps, then the text of /proc/PID/maps */
    FRAME_BUILD_ID,   /* struct trace_build_id, then the id's bytes, then the path */
    FRAME_CALL,       /* struct trace_call, then `stack_size` bytes of stack */
    FRAME_FAULT,      /* struct trace_fault, then `stack_size` bytes of stack */
    FRAME_PROCESS,    /* struct trace_process */
    FRAME_END         /* struct trace_end: nothing follows */
};

struct frame {
    uint32_t kind; /* enum frame_kind */
    uint32_t size; /* of the payload */
};

enum trace_abi { ABI_X86_64 = 1, ABI_I386, ABI_X32 };
enum trace_backend { BACKEND_PTRACE = 1, BACKEND_KPROBE, BACKEND_IMPORT };

struct trace_header {
    uint32_t byte_order, version;
    uint32_t backend;                   /* enum trace_backend */
    uint32_t pid;                       /* of the traced command, 0: the whole system */
    uint64_t monotonic_ns, realtime_ns; /* the two clocks at one moment */
    char kernel[TRACE_NAME];            /* uname -r */
    char catalogue[TRACE_NAME];         /* digest of the catalogue that the plan was made from */
};

/* What became of a probe. A probe that is attached and stays silent is worth nothing until its positive control, a call
 * that must fire it, was seen. */
enum probe_state {
    PROBE_REFUSED = 1, /* could not be attached: `reason` */
    PROBE_ATTACHED,    /* attached, no control was run */
    PROBE_SEEN,        /* attached, and the control was seen */
    PROBE_SILENT,      /* attached, and the control was not seen */
    PROBE_ABSENT       /* this kernel has no such call: there is nothing to watch */
};

struct trace_probe {
    uint32_t probe;  /* number in the plan; calls name it */
    uint32_t state;  /* enum probe_state */
    uint64_t hits;   /* the kernel's own count (nhit) for all processes, 0 where the back end has none */
    uint64_t missed; /* the kernel's own count of misses, of entry and return, for all processes */
    uint64_t ran;    /* how often our program ran, for whomever */
    char interface[TRACE_NAME], symbol[TRACE_NAME];
    char reason[128];
};

struct trace_maps {
    uint32_t pid, pad;
    uint64_t time_ns, start_time; /* start_time: field 22 of /proc/PID/stat, in clock ticks since boot */
};

struct trace_build_id {
    uint32_t pid, id_size, path_size, pad;
    uint64_t device, inode;
};

/* What was seen of the memory behind an argument. */
enum evidence {
    EVIDENCE_NONE,       /* no pointer, or nothing that the kernel reads */
    EVIDENCE_UNCHANGED,  /* the same bytes, or the same mapping, at entry and return */
    EVIDENCE_CHANGED,    /* other bytes: those from `first` to `last` differ */
    EVIDENCE_UNREADABLE, /* could not be read: never to be taken for unchanged */
    EVIDENCE_REMAPPED,   /* of a range: another mapping lies there than the call left */
    EVIDENCE_UNMAPPED,   /* of a range: none lies there */
    EVIDENCE_KEY,        /* of a range: its key is another than the call left */
    EVIDENCE_PROTECTION  /* of a range: its protection is another than the call left */
};

struct trace_argument {
    uint64_t value;
    uint16_t evidence; /* enum evidence */
    uint16_t size;     /* bytes of `entry` and `leave` that hold something */
    uint16_t first, last;
    uint8_t entry[TRACE_SNAPSHOT], leave[TRACE_SNAPSHOT];
};

/* Where a PKRU value comes from, and so how far it may be trusted. */
enum pkru_source {
    PKRU_UNKNOWN,
    PKRU_EXACT,  /* the thread's register, read while it stood still (PTRACE_GETREGSET NT_X86_XSTATE) */
    PKRU_SWITCH, /* as of the last context switch (task->thread.pkru) */
    PKRU_FRAME   /* from a signal frame */
};

struct trace_registers { /* of user mode, at entry */
    uint64_t ip, sp, ax, bx, cx, dx, si, di, bp, r8, r9, r10, r11, r12, r13, r14, r15, flags;
};

enum call_flags {
    CALL_NO_RETURN = 1,    /* the thread ended, or called exec, before it came back: `result` says nothing */
    CALL_STACK_SHORT = 2,  /* less stack than asked for could be read */
    CALL_ENTRY_ONLY = 4,   /* its return was lost */
    CALL_SECCOMP_ERRNO = 8 /* the call was refused by a filter before any probe */
};

struct trace_task {
    uint32_t pid, tid;
    uint64_t start_time; /* of the process, as in struct trace_maps */
    char comm[TRACE_COMM];
};

struct trace_call {
    uint64_t sequence; /* in the order of entry */
    uint64_t entry_ns, leave_ns;
    struct trace_task task;
    uint32_t cpu, abi; /* enum trace_abi */
    uint32_t probe;    /* of the plan */
    uint32_t flags;    /* enum call_flags */
    uint64_t number;   /* of the system call, as the ABI counts */
    int64_t result;
    uint32_t pkru, pkru_source;
    uint32_t n_arguments, stack_size;
    struct trace_argument arguments[TRACE_ARGUMENTS]; /* in the order of the interface, not of the call */
    struct trace_registers registers;
};

/* An access that a protection key denied. */
struct trace_fault {
    uint64_t sequence, time_ns;
    struct trace_task task;
    uint32_t cpu, abi;
    uint64_t address;
    int32_t key; /* of the mapping when the signal was made, which another thread may have changed; -1 unknown */
    uint32_t error_code; /* of the page fault: bit 5 protection key, bit 1 write, bit 2 user mode */
    uint32_t in_kernel;  /* a system call touched it: the program sees EFAULT and no signal */
    uint32_t is_forged;  /* the program sent the signal to itself */
    uint32_t pkru, pkru_source;
    uint32_t stack_size, pad;
    struct trace_registers registers;
};

enum process_change { PROCESS_START = 1, PROCESS_EXEC, PROCESS_THREAD, PROCESS_EXIT };
struct trace_process {
    uint64_t time_ns;
    struct trace_task task;
    uint32_t change; /* enum process_change */
    uint32_t parent;
};

/* Every way in which a watched process's call can be lost, each call counted once. All zero: the trace is complete. */
struct trace_loss {
    uint64_t missed;      /* by probes, as far as it may have been a watched process's (loss.h) */
    uint64_t skipped;     /* the kernel counted a hit, our program did not run */
    uint64_t full;        /* the ring buffer had no room */
    uint64_t unpaired;    /* entries without return and returns without entry, of no known reason */
    uint64_t not_written; /* the file could not take them */
};
struct trace_end {
    uint64_t time_ns, calls, faults;
    struct trace_loss loss;
    int32_t exit_status; /* of the traced command, as wait() gives it; -1: there was none */
    uint32_t pad;
};

#endif
