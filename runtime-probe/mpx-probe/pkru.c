#include "mpx-probe/pkru.h"

#include <cpuid.h>
#include <elf.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

/* Intel SDM volume 1, 13.1: PKRU is component 9 of the XSAVE area; CPUID leaf 0xD tells where it lies in the standard
 * form, which is the one that ptrace shows. */
enum { LEAF_FEATURES = 7, LEAF_XSAVE = 0xd, COMPONENT_PKRU = 9, OSPKE = 1 << 4, XSAVE_MAX = 16 << 10 };

bool pkru_is_there(void)
{
    unsigned a, b, c, d;
    return __get_cpuid_count(LEAF_FEATURES, 0, &a, &b, &c, &d) && c & OSPKE;
}

size_t pkru_offset(void)
{
    unsigned size, offset, c, d;
    return pkru_is_there() && __get_cpuid_count(LEAF_XSAVE, COMPONENT_PKRU, &size, &offset, &c, &d) && size >= 4
               ? offset
               : 0;
}

/* A component in its initial state is shown as zeros, which is PKRU's initial value too. */
bool pkru_read(pid_t tid, uint32_t *ret_pkru)
{
    uint8_t area[XSAVE_MAX];
    struct iovec whole = {area, sizeof area};
    size_t offset = pkru_offset();
    if (!offset || ptrace(PTRACE_GETREGSET, tid, NT_X86_XSTATE, &whole) < 0 || whole.iov_len < offset + 4)
        return false;
    memcpy(ret_pkru, area + offset, sizeof *ret_pkru);
    return true;
}

bool pkru_allows(uint32_t pkru, int key)
{
    return key >= 0 && key < 16 && (pkru >> (2 * key) & 3) == 0;
}
