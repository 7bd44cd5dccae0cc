/* The PKRU register of a stopped thread. */
#ifndef MPX_PROBE_PKRU_H
#define MPX_PROBE_PKRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Whether CPU and kernel have protection keys for user pages (CPUID OSPKE). */
bool pkru_is_there(void);
/* False where there is none, or it cannot be read. */
bool pkru_read(pid_t tid, uint32_t *ret_pkru);
/* Where PKRU lies in the standard form of the XSAVE area, which signal frames and ptrace have; 0 where there is none.
 */
size_t pkru_offset(void);
/* Whether a register's value lets a key's pages be read and written. */
bool pkru_allows(uint32_t pkru, int key);

#endif
