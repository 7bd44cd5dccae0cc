/* A stack that hardly any source overflows: code of a hundred thousand operators makes trees as deep, and whoever walks
 * them needs some kilobytes for each step. Pages that are never touched cost nothing. */
#ifndef SCAN_DEEP_H
#define SCAN_DEEP_H

#include <stdbool.h>

#define DEEP_STACK_BYTES (512ul << 20)
#define DEEP_MESSAGE "nested too deeply"

/* Calls `function` on such a stack and waits for it. When even that overflows, the process says DEEP_MESSAGE on its
 * stderr and dies of SIGSEGV. False when there is no such stack to be had; `function` was not called then. */
bool deep_run(void (*function)(void *context), void *context);

#endif
