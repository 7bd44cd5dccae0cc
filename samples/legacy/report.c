/* A handler for faults of bounds: on a kernel of today it is never called for one. */
#include <signal.h>

#ifndef SEGV_BNDERR
#define SEGV_BNDERR 3
#endif

const char *bounds_report(const siginfo_t *info)
{
    if (info->si_signo != SIGSEGV)
        return "another signal";
    return info->si_code == SEGV_BNDERR ? "out of bounds" : "no such page"; /* expect: intel-mpx-removed note */
}
