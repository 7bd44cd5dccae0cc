/* Refuses system calls to the calling process for good: no exec, no network, no file opened for writing (filter.def). */
#ifndef SCAN_FILTER_H
#define SCAN_FILTER_H

#include <stdbool.h>

/* False and errno when the kernel cannot do it, ENOSYS on a processor whose system calls the table does not know.
 * Wants PR_SET_NO_NEW_PRIVS to be set. */
bool filter_enter(void);

#endif
