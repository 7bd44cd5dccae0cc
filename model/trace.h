/* What a trace tells besides its events: where it comes from, what was mapped, which processes came and went, what was
 * lost. Plain nouns; strings and bytes are borrowed as in model/site.h. */
#ifndef MODEL_TRACE_H
#define MODEL_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event_words.h"

struct trace_origin {
    const char *format;                 /* "mpx-audit" "json-lines" "tracee" "perf" "ftrace" "trace-cmd" "strace" */
    const char *backend;                /* "ptrace" "kprobe", or "" for other tools' traces */
    const char *tool;                   /* "perf 6.1.192" where the trace tells, or "" */
    const char *kernel, *machine;       /* uname -r and -m, "" unknown */
    const char *catalogue;              /* digest of the catalogue that the probes were made from, or "" */
    uint32_t pid;                       /* of the traced command, 0: unknown, or the whole system */
    uint64_t monotonic_ns, realtime_ns; /* the two clocks at one moment; 0 unknown */
};

/* Mappings of a process in the form of /proc/PID/maps. */
struct process_maps {
    uint32_t pid;
    uint64_t start_time, time_ns; /* 0 unknown */
    bool adds;                    /* lines that come on top of what is known of the process; else all of them */
    const char *text;             /* `size` bytes, and a NUL behind */
    uint32_t size;
};

struct mapped_object { /* a file that was mapped, and the build-id that it had then */
    uint32_t pid;      /* that mapped it, 0 unknown */
    uint64_t device, inode;
    const char *path;
    const uint8_t *build_id;
    uint32_t build_id_size;
};

/* One of the probes that a trace was made with. Told when it was attached, and again at the end with what it counted.
 */
struct probe_report {
    uint32_t probe;
    enum probe_outcome outcome;
    uint64_t hits, missed, ran;
    const char *interface, *symbol, *reason;
};

struct process_event {
    uint64_t time_ns;
    uint32_t pid, tid, parent;
    uint64_t start_time;
    const char *comm;
    enum process_step step;
};

/* Every way in which a call can be lost, each counted where it happens. */
struct trace_losses {
    uint64_t missed, skipped, full, not_written; /* of mpx-probe: as struct trace_loss of mpx-probe/event.h */
    uint64_t unpaired; /* entries without return and returns without entry, except where a thread ended inside */
    uint64_t dropped;  /* events that another tool says it lost; at least as many */
};

/* What reading a trace came to. */
struct trace_totals {
    uint64_t records;       /* frames of a binary file, lines of a text */
    uint64_t calls, faults; /* delivered */
    uint64_t others;        /* events of the trace that are no interface of the catalogue */
    uint64_t ambiguous;     /* system calls by number whose ABI the trace does not tell: not delivered, never guessed */
    uint64_t unknown;       /* frames of kinds that this reader does not know */
    uint64_t bad;           /* records that say nothing that can be understood */
    struct trace_losses losses;
    bool is_truncated; /* ends without the record that ends it, or inside a record */
    bool has_status;
    int32_t status;           /* of the traced command, as wait() gives it */
    uint64_t stated;          /* events that the end record says there are, 0 without one */
    const char *const *notes; /* the first bad records ("line 17: …"), then other remarks; NULL-terminated */
    const char *incomplete;   /* why the trace cannot be called complete, or NULL: it is, every count reconciles */
};

#endif
