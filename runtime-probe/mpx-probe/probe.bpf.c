/* The kernel's side of the kprobe back end. One pair of programs serves every probe; the attach cookie says which. A
 * call's record is made at its entry, waits in a hash under its thread and probe, and leaves at its return, so that
 * what is lost between the two is known to be lost.
 *
 * Facts that shape it, of Linux 6.1:
 *  - bpf_probe_read_user() obeys the thread's PKRU and faults no page in: "could not be read" is a state of its own.
 *  - trace_call_bpf() leaves a program out when another one is active on the CPU, and counts nothing, while the probe's
 *    own hit count in kprobe_profile goes up. Hence `entered` and `returned`.
 *  - task->thread.pkru is what the last context switch saved. */
#include "mpx-probe/probe_bpf.h"

#include <linux/bpf.h>
#include <stdbool.h>

#include "mpx-probe/kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* One program text: each part uses those before it. */
#include "mpx-probe/bpf_state.h"
#include "mpx-probe/bpf_read.h"
#include "mpx-probe/bpf_arguments.h"
#include "mpx-probe/bpf_calls.h"
#include "mpx-probe/bpf_faults.h"
#include "mpx-probe/bpf_processes.h"
