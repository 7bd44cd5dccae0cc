/* The seccomp filter of the ptrace back end: SECCOMP_RET_TRACE for the plan's calls, full speed for the rest. */
#ifndef MPX_PROBE_FILTER_H
#define MPX_PROBE_FILTER_H

#include <linux/filter.h>

#include "mpx-probe/plan.h"

enum { FILTER_MAX = BPF_MAXINSNS };

/* Its length. Bounded by the plan's bounds, so it always fits. */
unsigned filter_make(const struct plan *plan, struct sock_filter ret_filter[FILTER_MAX]);

/* Installs it for the calling thread and whatever it becomes. Without CAP_SYS_ADMIN the kernel asks for no_new_privs
 * first (seccomp(2)): programs that are setuid then run without their privileges. 0 or -1 with errno. */
int filter_install(const struct plan *plan);

#endif
