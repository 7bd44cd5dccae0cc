/* SIGINT, SIGTERM and SIGHUP ask a scan to stop; the second one stops the process as if they were not caught. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>

/* From catch to release; outside, a signal ends the process as ever. */
void interrupt_catch(void);
void interrupt_release(void);
/* The signal's number once one has come; 0 before. */
const volatile sig_atomic_t *interrupt_flag(void);

#endif
