/* What a back end is. main() makes a session and calls, in this order:
 *
 *   launch (a command's child is born and held; in it, prepare() runs when it is let go, before it drops privileges)
 *   FRAME_HEADER
 *   open()   attaches, runs the positive controls, writes a FRAME_PROBE for each call of the plan (session_probe)
 *   run()    lets the child go (launch_release) or attaches to the process, and writes what happens, until the last
 *            watched process has ended or *stop is set
 *   close()  detaches in reverse, writes FRAME_PROBE again with the final counts; also after a failed open()
 *   FRAME_END
 *
 * Back ends write through session->writer only and count their losses in writer->loss. */
#ifndef MPX_PROBE_BACKEND_H
#define MPX_PROBE_BACKEND_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "mpx-probe/event.h"
#include "mpx-probe/launch.h"
#include "mpx-probe/plan.h"
#include "mpx-probe/writer.h"

enum { REASON = 160 };

enum target_kind { TARGET_COMMAND, TARGET_PROCESS, TARGET_SYSTEM };

struct session {
    struct plan plan;
    struct writer writer;
    enum target_kind target;
    struct launch launch; /* of TARGET_COMMAND */
    pid_t pid;            /* of the command, or the process to attach to; 0: the whole system */
    int exit_status;      /* of the command, as wait() gives it; -1: there is none, or it is not known */
    const volatile sig_atomic_t *stop;
    unsigned maxactive;   /* of kretprobes, and bytes of the ring buffer; 0: as the back end likes */
    unsigned ring_bytes;
    void *state; /* the back end's own */
};

struct backend {
    const char *name;
    enum trace_backend kind;
    /* Whether it can do this target at all: NULL, or why not. Asked before anything else. */
    const char *(*refuses)(enum target_kind target);
    /* In the child, before exec and still with all privileges: 0 or -1 with errno. May be NULL. */
    int (*prepare)(const void *session); /* struct session */
    /* 0, or -1 and the reason. */
    int (*open)(struct session *session, char ret_reason[REASON]);
    int (*run)(struct session *session, char ret_reason[REASON]);
    void (*close)(struct session *session);
};

extern const struct backend backend_ptrace;
extern const struct backend backend_kprobe; /* where libbpf is missing, one whose refuses() says so */

/* Nanoseconds of a clock of clock_gettime(2). */
uint64_t clock_ns(int clock);
void session_header(struct session *session, enum trace_backend backend);
/* Writes the FRAME_PROBE of a planned call. `counts`: its hits, missed and ran, or NULL for none; `symbol`: the one
 * that was attached, "" none. */
void session_probe(struct session *session, const struct plan_call *call, enum probe_state state, const char *symbol,
                   const char *reason, const uint64_t counts[3]);

#endif
