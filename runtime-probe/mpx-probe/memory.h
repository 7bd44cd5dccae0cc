/* Another thread's memory, read from outside: protection keys do not hold us back (process_vm_readv(2)). */
#ifndef MPX_PROBE_MEMORY_H
#define MPX_PROBE_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes from `address` up, as many as are there; at most 8 pages. */
size_t memory_read(pid_t tid, uint64_t address, void *bytes, size_t size);

#endif
